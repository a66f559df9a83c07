"""The list of the sync room: who asks for a person, pages, totals, and who may look."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.reports.models import Device
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.reports.city import BACK, MAIN
from tests.reports.sending import manifest, send
from tests.reports.telling import ago, deliver, detail, loss, on_phone, strip, tell, waiting, watched


def in_trouble(word: str) -> dict[str, Any]:
    return {"trouble": {"word": word, "at": None}}


@pytest.mark.parametrize(
    ("waited_min", "told", "later", "expected"),
    [
        (29, {}, {}, []),
        (31, {}, {}, ["waiting"]),
        (241, {}, {}, ["overdue"]),
        (1, {}, {"hours": 24.1}, ["overdue", "silent"]),
        (None, {}, {"hours": 25}, []),
        (None, in_trouble("storage-full"), {}, ["trouble"]),
        (None, in_trouble("no-network"), {}, []),
        (1, in_trouble("no-network"), {}, ["trouble"]),
        (None, in_trouble("of-a-newer-app"), {}, ["trouble"]),
    ],
)
def test_a_phone_asks_for_a_person_when_and_only_when_it_should(
    waited_min: int | None, told: dict[str, Any], later: dict[str, float], expected: list[str], li: Phone, boss: Phone
) -> None:
    noon = clock.now()
    with clock.stopped_at(noon):
        state = waiting(0, None) if waited_min is None else waiting(1, ago(minutes=waited_min), [1, 1])
        tell(li, str(uuid4()), **state, **told)
    with clock.stopped_at(noon + timedelta(**later)):
        asking, quiet = watched(_again(boss), "attention")["items"], watched(boss, "quiet")["items"]
    assert [one["attention"] for one in asking] == ([expected] if expected else [])
    assert len(quiet) == (0 if expected else 1)


def _again(boss: Phone) -> Phone:
    """Signed in anew: a desk's login does not live for a day."""
    answer = boss.post("/api/v1/session", json={"username": "boss", "password": "correct horse battery"})
    assert answer.status_code == 200
    return boss


def test_who_asks_for_a_person_comes_first_and_among_them_what_waits_longest(li: Phone, boss: Phone) -> None:
    told = [("quiet", 1), ("an hour", 60), ("five hours", 300), ("two hours", 120)]
    devices = {name: str(uuid4()) for name, _ in told}
    for name, minutes in told:
        tell(li, devices[name], **waiting(1, ago(minutes=minutes), [1, 1]))
    expected = [devices[name] for name in ("five hours", "two hours", "an hour", "quiet")]
    assert [one["id"] for one in watched(boss)["items"]] == expected
    assert watched(boss)["totals"]["oldest_on"] == devices["five hours"][-4:].upper()


def test_pages_together_are_the_whole_list_once(li: Phone, boss: Phone) -> None:
    devices = {str(uuid4()) for _ in range(7)}
    for number, device in enumerate(sorted(devices)):
        tell(li, device, **waiting(number % 3, ago(minutes=40), [1, number % 3]))
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        page = watched(boss, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        cursor = page["cursor"]
        assert page["has_more"] == (cursor is not None)
        assert page["totals"]["devices"] == 7
    assert (len(seen), set(seen), cursor) == (7, devices, None)


@pytest.mark.parametrize("cursor", ["x", "MQ", "OR9hH2IfYw", "Mh8xHzEfYQ", "4pyTHzEfMR9h"])
def test_a_foreign_cursor_is_refused(cursor: str, boss: Phone) -> None:
    assert boss.get("/api/v1/devices", query_string={"cursor": cursor}).status_code == 422


def test_the_totals_count_every_phone_in_scope_whatever_the_list_shows(li: Phone, boss: Phone) -> None:
    since = ago(minutes=45)
    tell(li, str(uuid4()), **waiting(2, since, [1, 2], photos=6, size=100))
    tell(li, str(uuid4()), **waiting(1, ago(minutes=1), [1, 1], photos=3, size=50))
    tell(li, str(uuid4()), **waiting(0, None))
    totals = watched(boss, "attention")["totals"]
    assert (totals["devices"], totals["attention"]) == (3, 1)
    assert (totals["reports"], totals["photos"], totals["bytes"], totals["oldest"]) == (3, 9, 150, since)
    again = boss.get("/api/v1/devices/totals").json
    assert {**again, "at": totals["at"]} == totals


def test_received_today_counts_the_citys_day_and_what_waited_over_half_an_hour(li: Phone, boss: Phone) -> None:
    noon = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
    with clock.stopped_at(noon - timedelta(hours=12, minutes=1)):
        send(li, manifest())
    with clock.stopped_at(noon):
        send(li, manifest())
        send(li, manifest(captured_at=clock.isoformat(noon - timedelta(minutes=31))))
        send(li, manifest(captured_at=clock.isoformat(noon - timedelta(minutes=29))))
        totals = watched(_again(boss))["totals"]
    assert (totals["received_today"], totals["sent_late"]) == (3, 1)


def test_a_phone_in_many_hands_shows_the_last_and_whom_to_ask_is_logged(
    app: Flask, li: Phone, sign_in: SignIn, boss: Phone
) -> None:
    device = str(uuid4())
    tell(li, device, **waiting(1, ago(minutes=1), [1, 1]))
    tell(on_phone(sign_in("wang", Role.PATROL), "wang", device), device)
    assert boss.get(f"/api/v1/devices/{device}/contact").json == {"name": "wang", "username": "wang"}
    assert last_noted(app) == (boss.person_id, "contact-read", "device", device)
    assert detail(boss, device)["outstanding"]["reports"] == 1


def test_lists_name_no_person_and_no_place(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(1, ago(hours=5), [4, 4]), given_seq=4, events=[loss(2)])
    told = json.dumps([watched(boss), detail(boss, device)])
    assert all(word not in told for word in ("person_id", "username", li.person_id, '"li"', "lon", "segment"))


def test_a_supervisor_watches_phones_of_people_whose_scope_meets_theirs(sign_in: SignIn) -> None:
    main, back = sign_in("main", Role.PATROL, segments=(MAIN,)), sign_in("back", Role.PATROL, segments=(BACK,))
    everywhere, cells = sign_in("all", Role.PATROL), sign_in("cells", Role.PATROL, cells=("410104901001001",))
    devices = {name: str(uuid4()) for name in ("main", "back", "all", "cells")}
    for phone, name in ((main, "main"), (back, "back"), (everywhere, "all"), (cells, "cells")):
        tell(phone, devices[name], **waiting(1, ago(hours=1), [1, 1]), given_seq=2, events=[loss(2)])
    chief = sign_in("chief", Role.SUPERVISOR, segments=(MAIN,))
    page = watched(chief)
    assert {one["id"] for one in page["items"]} == {devices["main"], devices["all"], devices["cells"]}
    assert (page["totals"]["devices"], page["totals"]["reports"], page["totals"]["losses"]) == (3, 3, 3)
    for path in ("", "/contact"):
        assert chief.get(f"/api/v1/devices/{devices['back']}{path}").status_code == 404
    assert chief.post(f"/api/v1/devices/{devices['back']}/missing/asked").status_code == 404
    assert len(watched(sign_in("boss", Role.SUPERVISOR))["items"]) == 4


@pytest.mark.parametrize("path", ["devices", "devices/totals", "devices/{id}", "devices/{id}/contact"])
def test_patrols_do_not_watch_phones(path: str, li: Phone) -> None:
    assert li.get(f"/api/v1/{path.format(id=uuid4())}").status_code == 403


def test_a_look_at_all_phones_reads_only_numbers_beyond_the_unbroken_ones(app: Flask, li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, *range(1, 9), 10)
    tell(li, device, **waiting(0, None), given_seq=10)
    with app.app_context():
        assert db.session.scalar(select(Device.arrived_to).where(Device.id == device)) == 8
        assert db.session.scalar(select(Device.looked_to).where(Device.id == device)) == 10
    assert strip(boss, device) == {"received": [[1, 8], [10, 10]], "missing": [[9, 9]]}


def test_an_old_gap_or_a_number_in_quarantine_does_not_make_a_look_read_all_later_numbers(
    app: Flask, li: Phone, boss: Phone
) -> None:
    device, broken = str(uuid4()), str(uuid4())
    for phone, seq in ((device, 7), (broken, 2)):
        assert send(li, json.dumps({"device_id": phone, "device_seq": seq, "note": "?"}).encode()).status_code == 422
    deliver(li, device, 1, 3, 4, 6, 8)
    deliver(li, broken, 1, 3)
    for phone in (device, broken):
        tell(li, phone, **waiting(0, None), given_seq=9 if phone == device else 3)
    with app.app_context():
        kept = {one.id: (one.arrived_to, one.arrived_seqs, one.looked_to) for one in db.session.scalars(select(Device))}
    assert kept == {device: (1, [[3, 4], [6, 8]], 8), broken: (3, [], 3)}
    assert strip(boss, device) == {"received": [[1, 1], [3, 4], [6, 8]], "missing": [[2, 2], [5, 5], [9, 9]]}
    deliver(li, device, 5)  # into a gap that was looked at; the phone has not told since
    assert strip(boss, device)["missing"] == [[2, 2], [9, 9]]
    tell(li, device, **waiting(0, None), given_seq=9)
    assert strip(boss, device) == {"received": [[1, 1], [3, 8]], "missing": [[2, 2], [9, 9]]}
