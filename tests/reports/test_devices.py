"""Phones tell of themselves; supervisors see what waits on which phone, what never arrived and what was lost."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.reports.models import Device, DeviceEvent
from tests.conftest import PASSWORD, Phone, SignIn
from tests.reports.city import BACK, MAIN
from tests.reports.sending import manifest, photo, send


def ago(**span: float) -> str:
    return clock.isoformat(clock.now() - timedelta(**span))


def waiting(count: int, oldest: str | None, *seqs: list[int], photos: int = 0, size: int = 0) -> dict[str, Any]:
    """What waits, as a phone tells it."""
    return {"outstanding": {"count": count, "photos": photos, "bytes": size, "oldest": oldest, "seqs": list(seqs)}}


def tell(phone: Phone, device: str, **state: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/sync/state", json={"device_id": device, **state})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def deliver(phone: Phone, device: str, *seqs: int) -> None:
    """Reports with these numbers arrive."""
    for seq in seqs:
        assert send(phone, manifest(photo(1), device_id=device, device_seq=seq)).status_code in {201, 202}


def watched(boss: Phone, state: str = "all", **query: Any) -> dict[str, Any]:
    answer = boss.get("/api/v1/devices", query_string={"state": state, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def detail(boss: Phone, device: str) -> dict[str, Any]:
    answer = boss.get(f"/api/v1/devices/{device}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def strip(boss: Phone, device: str) -> dict[str, list[list[int]]]:
    """The runs of numbers by their state."""
    found: dict[str, list[list[int]]] = {}
    for run in detail(boss, device)["numbers"]:
        found.setdefault(run["state"], []).append([run["from"], run["to"]])
    return found


def loss(*seqs: int, name: str | None = None) -> dict[str, Any]:
    facts = {"expected": 9, "found": 9 - len(seqs), "recovered": 0, "seqs": list(seqs)}
    return {"id": name or str(uuid4()), "kind": "loss", "at": ago(minutes=5), "facts": facts}


def test_what_a_phone_tells_is_what_the_sync_room_shows(li: Phone, boss: Phone) -> None:
    device, since = str(uuid4()), ago(minutes=10)
    tell(
        li,
        device,
        **waiting(5, since, [56, 60], photos=11, size=1_234_567),
        client={"version": "1.2.0"},
        given_seq=60,
        needs_person=1,
        storage={"persisted": True, "writable": True},
        clock={"offset_ms": 0},
        trouble={"word": "server-busy", "at": ago(minutes=2)},
    )
    (one,) = watched(boss)["items"]
    assert one["id"] == device
    assert one["label"] == device[-4:].upper()
    assert one["outstanding"] == {"reports": 5, "photos": 11, "bytes": 1_234_567, "oldest": since}
    assert (one["version"], one["needs_person"], one["trouble"]["word"]) == ("1.2.0", 1, "server-busy")
    assert one["storage"] == {"persisted": True, "writable": True}


def test_what_a_contact_does_not_say_stays_but_trouble_that_is_not_told_is_over(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    tell(li, device, **waiting(3, ago(minutes=5), [1, 3]), given_seq=3, trouble={"word": "storage-full", "at": None})
    tell(li, device)
    one = detail(boss, device)
    assert (one["outstanding"]["reports"], one["given"], one["trouble"]) == (3, 3, None)


def test_the_phones_wrong_clock_is_corrected_by_what_it_measured(li: Phone, boss: Phone) -> None:
    device, year_ms = str(uuid4()), 365 * 86_400_000
    told = clock.isoformat(clock.now() - timedelta(days=365, minutes=50))
    tell(li, device, **waiting(1, told, [1, 1]), clock={"offset_ms": year_ms})
    waited = clock.now() - clock.parse(detail(boss, device)["outstanding"]["oldest"])
    assert timedelta(minutes=49) < waited < timedelta(minutes=51)


def test_a_time_that_cannot_be_counts_from_when_we_know_of_it(li: Phone, boss: Phone) -> None:
    device, noon = str(uuid4()), clock.now()
    with clock.stopped_at(noon):
        tell(li, device, **waiting(1, "1970-01-01T00:00:00Z", [1, 1]))
    with clock.stopped_at(noon + timedelta(minutes=31)):
        tell(li, device, **waiting(1, "1970-01-01T00:00:00Z", [1, 1]))
        assert detail(boss, device)["outstanding"]["oldest"] == clock.isoformat(noon)


def test_events_are_stored_once_however_often_they_are_told(li: Phone, boss: Phone) -> None:
    device, events = (
        str(uuid4()),
        [loss(2), {"id": str(uuid4()), "kind": "exported", "at": ago(hours=1), "facts": {"reports": 4}}],
    )
    ids = [one["id"] for one in events]
    assert [tell(li, device, events=events)["events"] for _ in range(3)] == [ids] * 3
    assert [one["id"] for one in detail(boss, device)["events"]] == ids


@pytest.mark.parametrize(
    "odd",
    [
        {
            "outstanding": "five",
            "storage": 3,
            "clock": [],
            "trouble": "bad",
            "client": None,
            "given_seq": "60",
            "needs_person": [],
        },
        {"outstanding": {"count": -1, "photos": True, "bytes": 1e400, "oldest": "yesterday", "seqs": "all"}},
        {"outstanding": {"count": 10**30, "photos": 10**30, "bytes": 10**30, "oldest": "9999-12-31T23:59:59Z"}},
        {"outstanding": {"count": 2, "seqs": [[1], [5, 2], [-4, 10**30], None, "x", [1, 2, 3], 7.5]}, "given_seq": 10**30},
        {"clock": {"offset_ms": -(10**30)}, "trouble": {"word": "x" * 5000, "at": 5}, "client": {"version": "9" * 5000}},
        {"clock": {"offset_ms": 10**18}, "outstanding": {"count": 1, "oldest": "8999-01-01T00:00:00Z"}},
        {"events": "none"},
        {"events": [None, 5, [], {}, {"id": 5}, {"id": "same"}, {"id": "same"}, {"kind": "x" * 99, "facts": [1]}]},
        {"events": [{"id": "é\u0000\ud800", "kind": "\ud800", "at": [], "facts": {"a\u0000": "\ud800", "deep": {"a": [1]}}}]},
        {"events": [{"id": str(uuid4()), "kind": "loss", "facts": {"seqs": [[1, 10**30], "x"], "expected": 10**400}}]},
        {"events": [{"id": str(uuid4()), "kind": "loss", "facts": {str(n): "y" * 900 for n in range(60)}}]},
    ],
)
def test_a_phone_never_gets_stuck_on_what_cannot_be_read(odd: dict[str, Any], li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    body = json.dumps({"device_id": device, **odd})
    for _ in range(2):
        answer = li.post("/api/v1/sync/state", data=body, content_type="application/json")
        assert answer.status_code == 200, answer.text
    assert watched(boss)["totals"]["devices"] == 1
    assert all(len(json.dumps(one["facts"])) < 10_000 for one in detail(boss, device)["events"])


def test_an_odd_event_is_kept_with_what_is_readable_and_told_again_it_is_the_same(li: Phone, boss: Phone) -> None:
    device, odd = str(uuid4()), {"id": "not a uuid", "kind": "photo-damaged", "at": "?", "facts": {"photos": 2, "deep": {"a": 1}}}
    assert tell(li, device, events=[odd])["events"] == ["not a uuid"]
    assert tell(li, device, events=[odd])["events"] == ["not a uuid"]
    (kept,) = detail(boss, device)["events"]
    assert (kept["kind"], kept["facts"]) == ("photo-damaged", {"photos": 2})


def test_of_too_many_events_the_first_fifty_are_stored_and_named(li: Phone, boss: Phone) -> None:
    device, events = str(uuid4()), [loss(n) for n in range(1, 71)]
    assert tell(li, device, events=events)["events"] == [one["id"] for one in events[:50]]
    assert tell(li, device, events=events[50:])["events"] == [one["id"] for one in events[50:]]
    assert watched(boss)["totals"]["losses"] == 70


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"device_id": "phone"}', 422),
        (b'{"device_id": "%s", "x": "%s"}' % (str(uuid4()).encode(), b"y" * 65536), 413),
    ],
)
def test_only_a_body_that_names_no_device_or_is_too_large_is_refused(body: bytes, status: int, li: Phone) -> None:
    answer = li.post("/api/v1/sync/state", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_the_same_said_again_within_a_minute_writes_nothing(app: Flask, li: Phone) -> None:
    device, state, noon = str(uuid4()), waiting(1, ago(minutes=3), [1, 1]), clock.now()
    writes: list[str] = []
    with app.app_context():
        event.listen(db.engine, "begin", lambda running: writes.append(str(running.get_execution_options().get("xunjie_writes"))))
        with clock.stopped_at(noon):
            tell(li, device, **state)
            first = writes.count("True")
            tell(li, device, **state)
            again = writes.count("True") - first
            tell(li, device, **waiting(2, ago(minutes=3), [1, 2]))
            changed = writes.count("True") - first - again
    assert (first, again, changed) == (1, 0, 1)


def test_a_number_that_neither_arrived_nor_waits_is_missing(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 2, 3, 6, 7)
    tell(li, device, **waiting(2, ago(minutes=1), [9, 10]), given_seq=10)
    assert strip(boss, device) == {"received": [[1, 3], [6, 7]], "missing": [[4, 5], [8, 8]], "waiting": [[9, 10]]}
    one = watched(boss, "attention")["items"][0]
    assert (one["gaps"], one["attention"], one["grave"]) == (3, ["gap"], True)
    totals = watched(boss)["totals"]
    assert (totals["gaps"], totals["devices_with_gaps"]) == (3, 1)


def test_a_missing_number_that_arrives_later_is_missing_no_more(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device)["missing"] == [[2, 2]]
    deliver(li, device, 2)
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device) == {"received": [[1, 3]]}
    assert watched(boss, "attention")["items"] == []


def test_what_arrived_counts_as_arrived_whatever_the_phone_said_before(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    tell(li, device, **waiting(3, ago(minutes=1), [1, 3]), given_seq=3)
    deliver(li, device, 1, 3)
    assert strip(boss, device) == {"received": [[1, 1], [3, 3]], "waiting": [[2, 2]]}


def test_a_phone_that_only_says_that_something_waits_is_not_accused_of_losing_it(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 4)
    li.post("/api/v1/sync/offer", json={"reports": [], "device_id": device, "outstanding": {"count": 2, "oldest": None}})
    assert strip(boss, device) == {"received": [[1, 1], [4, 4]], "waiting": [[2, 3]]}
    li.post("/api/v1/sync/offer", json={"reports": [], "device_id": device, "outstanding": {"count": 0, "oldest": None}})
    assert strip(boss, device)["missing"] == [[2, 3]]


def test_numbers_given_after_the_phone_last_told_are_on_their_way_for_an_hour(li: Phone, boss: Phone) -> None:
    device, noon = str(uuid4()), clock.now()
    with clock.stopped_at(noon):
        tell(li, device, **waiting(0, None), given_seq=1)
        deliver(li, device, 1, 3)
        assert strip(boss, device) == {"received": [[1, 1], [3, 3]], "waiting": [[2, 2]]}
    with clock.stopped_at(noon + timedelta(minutes=61)):
        deliver(li, device, 4)
        assert strip(boss, device) == {"received": [[1, 1], [3, 4]], "missing": [[2, 2]]}


def test_a_number_in_quarantine_is_not_missing(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    broken = {"device_id": device, "device_seq": 2, "note": "no envelope"}
    deliver(li, device, 1, 3)
    assert send(li, json.dumps(broken).encode()).status_code == 422
    tell(li, device, **waiting(0, None), given_seq=3)
    assert strip(boss, device) == {"received": [[1, 3]]}


def test_numbers_that_the_phone_reported_lost_are_lost_and_not_unexplained(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 4)
    tell(li, device, **waiting(0, None), given_seq=5, events=[loss(2, 3)])
    assert strip(boss, device) == {"received": [[1, 1], [4, 4]], "lost": [[2, 3]], "missing": [[5, 5]]}
    assert watched(boss)["totals"]["gaps"] == 1
    deliver(li, device, 3)
    assert strip(boss, device)["lost"] == [[2, 2]]


def test_a_loss_asks_for_a_person_until_somebody_took_note_of_it(li: Phone, boss: Phone) -> None:
    device, told = str(uuid4()), loss(1)
    tell(li, device, **waiting(0, None), given_seq=1, events=[told])
    one = watched(boss, "attention")["items"][0]
    assert (one["losses"], one["gaps"], one["attention"]) == (1, 0, ["loss"])
    path = f"/api/v1/devices/{device}/events/{told['id']}/seen"
    first = boss.post(path).json["events"][0]["seen_at"]
    assert first is not None
    assert boss.post(path).json["events"][0]["seen_at"] == first
    assert watched(boss, "attention")["items"] == []
    tell(li, device, events=[told])
    assert watched(boss, "attention")["items"] == []
    assert strip(boss, device) == {"lost": [[1, 1]]}


def test_missing_numbers_somebody_asked_about_stay_missing_but_only_new_ones_ask_again(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(0, None), given_seq=3)
    asked = boss.post(f"/api/v1/devices/{device}/missing/asked").json
    assert (asked["gaps"], asked["missing"], asked["asked"], asked["attention"]) == (0, 1, [[2, 2]], [])
    assert boss.post(f"/api/v1/devices/{device}/missing/asked").json["asked"] == [[2, 2]]
    tell(li, device, **waiting(0, None), given_seq=4)
    again = detail(boss, device)
    assert (again["gaps"], again["missing"], again["attention"], again["events"]) == (1, 2, ["gap"], [])


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


def on_phone(client: Phone, username: str, device: str) -> Phone:
    """Signed in anew, on this phone."""
    answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD, "device_id": device})
    assert answer.status_code == 200
    return client


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
    li: Phone, sign_in: SignIn, boss: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    device = str(uuid4())
    tell(li, device, **waiting(1, ago(minutes=1), [1, 1]))
    tell(on_phone(sign_in("wang", Role.PATROL), "wang", device), device)
    with caplog.at_level(logging.INFO):
        assert boss.get(f"/api/v1/devices/{device}/contact").json == {"name": "wang", "username": "wang"}
    assert f"looked up whom to ask about device {device}" in caplog.text
    assert detail(boss, device)["outstanding"]["reports"] == 1


def test_somebody_never_signed_in_on_a_phone_overwrites_nothing_but_may_add_what_it_noticed(
    li: Phone, sign_in: SignIn, boss: Phone
) -> None:
    device, since, told = str(uuid4()), ago(minutes=40), loss(2)
    tell(li, device, **waiting(2, since, [1, 2]), given_seq=2)
    wang = sign_in("wang", Role.PATROL)
    before = detail(boss, device)
    assert tell(wang, device, **waiting(0, None), given_seq=9, trouble={"word": "data-lost", "at": None})["events"] == []
    wang.post("/api/v1/sync/offer", json={"reports": [], "device_id": device, "outstanding": {"count": 0, "oldest": None}})
    assert detail(boss, device) == before
    assert tell(wang, device, **waiting(0, None), events=[told])["events"] == [told["id"]]
    after = detail(boss, device)
    assert (after["outstanding"], [one["id"] for one in after["events"]]) == (before["outstanding"], [told["id"]])
    assert boss.get(f"/api/v1/devices/{device}/contact").json["username"] == "li"
    tell(on_phone(wang, "wang", device), device, **waiting(0, None))
    assert boss.get(f"/api/v1/devices/{device}/contact").json["username"] == "wang"


def test_of_a_phone_that_tells_without_end_a_bounded_number_of_events_is_kept_losses_before_all(
    app: Flask, li: Phone, boss: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.reports.devices.MOST_EVENTS", 5)
    device, lost = str(uuid4()), [loss(n) for n in (1, 2)]
    tell(li, device, **waiting(0, None), given_seq=3, events=lost)
    boss.post(f"/api/v1/devices/{device}/missing/asked")
    noise = [{"id": str(uuid4()), "kind": "exported", "at": ago(minutes=60 - n), "facts": {}} for n in range(20)]
    for part in (noise[:10], noise[10:]):
        assert tell(li, device, events=part)["events"] == [one["id"] for one in part]
    kept = {one["id"] for one in detail(boss, device)["events"]}
    assert kept == {one["id"] for one in [*lost, *noise[-3:]]}
    assert detail(boss, device)["asked"] == [[3, 3]]
    assert watched(boss)["totals"]["losses"] == 2


def test_lists_name_no_person_and_no_place(li: Phone, boss: Phone) -> None:
    device = str(uuid4())
    deliver(li, device, 1, 3)
    tell(li, device, **waiting(1, ago(hours=5), [4, 4]), given_seq=4, events=[loss(2)])
    told = json.dumps([watched(boss), detail(boss, device)])
    assert all(word not in told for word in ("person_id", "username", li.person_id, '"li"', "lon", "segment"))  # type: ignore[attr-defined]


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


def test_an_event_is_marked_only_on_its_own_phone(li: Phone, boss: Phone) -> None:
    device, other, told = str(uuid4()), str(uuid4()), loss(1)
    tell(li, device, events=[told])
    tell(li, other)
    assert boss.post(f"/api/v1/devices/{other}/events/{told['id']}/seen").status_code == 404
    assert boss.post(f"/api/v1/devices/{device}/events/{uuid4()}/seen").status_code == 404
    assert watched(boss)["totals"]["losses"] == 1


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


def test_an_event_told_by_two_contacts_at_once_is_one_row(app: Flask, li: Phone, boss: Phone) -> None:
    device, told = str(uuid4()), loss(1)
    tell(li, device, events=[told, told])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DeviceEvent)) == 1
    assert watched(boss)["totals"]["losses"] == 1
