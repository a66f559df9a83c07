"""Phones tell of themselves at every contact: what of it is kept, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.accounts.rules import Role
from app.core import clock
from app.core.db import db
from app.reports.models import DeviceEvent
from tests.conftest import Phone, SignIn
from tests.reports.telling import ago, detail, loss, on_phone, tell, waiting, watched


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


def test_an_event_is_marked_only_on_its_own_phone(li: Phone, boss: Phone) -> None:
    device, other, told = str(uuid4()), str(uuid4()), loss(1)
    tell(li, device, events=[told])
    tell(li, other)
    assert boss.post(f"/api/v1/devices/{other}/events/{told['id']}/seen").status_code == 404
    assert boss.post(f"/api/v1/devices/{device}/events/{uuid4()}/seen").status_code == 404
    assert watched(boss)["totals"]["losses"] == 1


def test_an_event_told_by_two_contacts_at_once_is_one_row(app: Flask, li: Phone, boss: Phone) -> None:
    device, told = str(uuid4()), loss(1)
    tell(li, device, events=[told, told])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DeviceEvent)) == 1
    assert watched(boss)["totals"]["losses"] == 1
