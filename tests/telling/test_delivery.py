"""Messages leave the house: signed, tried again with a growing pause, given up after a day, and never while people sleep."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.clock import stopped_at
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import leases, people
from app.telling.carrying import Later
from app.telling.job import carry_round
from app.telling.models import Message
from app.telling.rules import GIVE_UP_AFTER, State
from app.telling.service import tell
from tests.telling.other_side import OtherSide, Said, add_channel, add_webhook
from tests.telling.staff import member, unit

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
"""07:00 in the city."""


def say(at: datetime = NOON, kind: str = "case-closed", **more: Any) -> str:
    return in_transaction(lambda: tell(at, kind, **{"facts": {}, **more}))


def carried(at: datetime) -> int:
    """What a round did at this time."""
    with stopped_at(at):
        return carry_round()


def out() -> list[Message]:
    """The rows that are to leave the house, in order."""
    db.session.expire_all()
    return list(db.session.scalars(select(Message).where(Message.channel != "app").order_by(Message.id)))


def add_sms(side: OtherSide, **more: Any) -> Any:
    return add_channel("sms", {"url": f"{side.url}/send", "template": "T1"}, {"token": "sms token"}, **more)


def test_a_webhook_gets_what_was_told_signed_over_time_and_body(side: OtherSide) -> None:
    add_webhook(side)
    say(case_no="A1", facts={"unit": "市容一队", "due_at": NOON}, urgent=True)
    assert carried(NOON) == 1
    (request,), (row,) = side.requests, out()
    stamp = request.headers["x-xunjie-timestamp"]
    expected = hmac.new(b"shared secret", stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    assert request.headers["x-xunjie-signature"] == f"sha256={expected}"
    assert (stamp, request.headers["x-xunjie-key"]) == (str(int(NOON.timestamp())), "k1")
    assert request.headers["idempotency-key"] == row.id == request.json["id"]
    assert (request.json["kind"], request.json["case_no"], request.json["urgent"]) == ("case-closed", "A1", True)
    assert request.json["facts"] == {"unit": "市容一队", "due_at": "2026-11-20T04:00:00.000Z"}
    assert (row.state, row.attempts) == (State.DELIVERED, 1)
    assert carried(NOON + timedelta(days=1)) == 0
    assert len(side.requests) == 1


def test_who_does_not_take_it_is_tried_again_under_the_same_key_later_and_later(side: OtherSide) -> None:
    add_webhook(side)
    side.answer = lambda _request: Said(500)
    say()
    at, pauses = NOON, []
    for _ in range(5):
        assert carried(at) == 1
        (row,) = out()
        assert row.next_try_at is not None
        pauses.append(row.next_try_at - at)
        assert carried(row.next_try_at - timedelta(seconds=1)) == 0
        at = row.next_try_at
    assert [timedelta(seconds=15 * 2**n) <= pause <= timedelta(seconds=30 * 2**n) for n, pause in enumerate(pauses)] == [True] * 5
    side.answer = lambda _request: Said()
    assert carried(at) == 1
    assert out()[0].state == State.DELIVERED
    assert len({request.headers["idempotency-key"] for request in side.requests}) == 1


def test_what_nobody_takes_for_a_day_is_stuck_with_the_reason(side: OtherSide) -> None:
    add_webhook(side)
    side.answer = lambda _request: Said(503)
    say()
    carried(NOON)
    carried(NOON + GIVE_UP_AFTER - timedelta(seconds=1))
    assert out()[0].state == State.WAITING
    carried(NOON + GIVE_UP_AFTER + timedelta(hours=1))
    assert (out()[0].state, out()[0].why) == (State.STUCK, "answered 503")


def test_a_server_that_says_how_long_to_wait_is_left_alone_for_as_long(side: OtherSide) -> None:
    add_webhook(side)
    side.answer = lambda _request: Said(429, headers={"Retry-After": "1800"})
    say()
    carried(NOON)
    assert out()[0].next_try_at == NOON + timedelta(minutes=30)


def test_what_is_refused_for_good_is_stuck_at_once_and_redirects_are_not_followed(side: OtherSide) -> None:
    add_webhook(side)
    side.answer = lambda _request: Said(302, headers={"Location": f"{side.url}/inside"})
    say()
    carried(NOON)
    assert out()[0].state == State.STUCK
    assert "redirects are not followed" in (out()[0].why or "")
    assert [request.path for request in side.requests] == ["/hook"]


def test_a_try_that_was_killed_costs_its_lease_and_the_late_one_writes_nothing(side: OtherSide) -> None:
    add_webhook(side)
    say()
    (dead,) = in_transaction(lambda: leases.take(NOON))
    assert in_transaction(lambda: leases.take(NOON + leases.LEASE - timedelta(seconds=1))) == []
    assert carried(NOON + leases.LEASE) == 1
    assert in_transaction(lambda: leases.end(dead, Later("too late"), NOON)) is False
    assert (out()[0].state, out()[0].attempts) == (State.DELIVERED, 2)


def test_one_channel_that_does_not_answer_leaves_room_for_the_others(side: OtherSide) -> None:
    slow, quick = add_webhook(side), add_webhook(side)
    for _ in range(5):
        say()
    taken = [db.session.get(Message, lease.message_id) for lease in in_transaction(lambda: leases.take(NOON))]
    by_channel = [sum(row.channel_id == one.id for row in taken if row) for one in (slow, quick)]
    assert by_channel == [leases.PER_CHANNEL, leases.PER_CHANNEL]


def test_a_text_message_goes_to_the_sealed_number_with_template_and_text(side: OtherSide) -> None:
    add_sms(side)
    li = member("li", number="+8613812345678")
    side.answer = lambda _request: Said(200, {"id": 77})
    say(person_ids=[li], case_no="A1")
    carried(NOON)
    told = side.requests[0].json
    assert (told["to"], told["template"]) == ("+8613812345678", "T1")
    assert told["params"] == {"text": "【巡街】案件 A1 已结案。", "case_no": "A1"}
    assert side.requests[0].headers["authorization"] == "Bearer sms token"
    assert (out()[0].state, out()[0].provider_id) == (State.SENT, "77")
    stored = db.session.execute(select(people.PersonAddress.address)).scalar_one()
    assert b"13812345678" not in stored


def test_nobody_is_disturbed_at_night_unless_it_is_urgent(side: OtherSide) -> None:
    add_sms(side)
    li = member("li", number="+8613812345678")
    say(NIGHT, person_ids=[li])
    say(NIGHT, person_ids=[li], urgent=True)
    assert carried(NIGHT) == 1
    assert [row.state for row in out()] == [State.WAITING, State.SENT]
    assert carried(MORNING - timedelta(seconds=1)) == 0
    assert carried(MORNING) == 1


def test_who_has_no_address_on_a_channel_is_told_in_the_program_only(side: OtherSide) -> None:
    add_sms(side)
    say(person_ids=[member("li")])
    assert out() == []


def test_what_is_not_urgent_comes_once_a_day_without_what_was_read(side: OtherSide, ctx: Flask) -> None:
    add_sms(side, carries="digest")
    li = member("li", number="+8613812345678")
    for number in ("A1", "A2", "A3"):
        say(person_ids=[li], case_no=number)
    shown = db.session.scalars(select(Message).where(Message.channel == "app", Message.case_no == "A2")).one()
    in_transaction(lambda: setattr(shown, "read_at", NOON))
    assert carried(NOON + timedelta(hours=1)) == 0
    morning = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    assert carried(morning) > 0
    (request,) = side.requests
    assert request.json["params"]["text"] == "【巡街】您有 2 条消息待看：\n【巡街】案件 A1 已结案。\n【巡街】案件 A3 已结案。"
    states = {row.case_no: row.state for row in out() if row.kind != "digest"}
    assert states == {"A1": State.SENT, "A2": State.READ, "A3": State.SENT}
    assert carried(morning + timedelta(days=1)) == 0


def test_a_channel_for_urgent_things_carries_nothing_else_and_one_for_a_unit_only_its_own(side: OtherSide) -> None:
    unit("crew-1"), unit("crew-2")
    urgent, own, some = (
        add_webhook(side, carries="urgent"),
        add_webhook(side, unit="crew-1"),
        add_webhook(side, kinds=["case-closed"]),
    )
    member("li", "crew-1", "crew-2")
    say(unit_codes=["crew-2"])
    say(unit_codes=["crew-1"], kind="case-rework")
    say(kind="case-rework", urgent=True)
    assert [row.channel_id for row in out()] == [some.id, own.id, urgent.id]


def test_a_channel_that_was_switched_off_leaves_its_messages_stuck_with_the_reason(side: OtherSide) -> None:
    channel = add_webhook(side)
    say()
    in_transaction(lambda: setattr(channel, "active", False))
    carried(NOON)
    assert (out()[0].state, out()[0].why, side.requests) == (State.STUCK, "channel-off", [])


def test_a_thing_told_with_a_key_leaves_once(side: OtherSide) -> None:
    add_webhook(side)
    for _ in range(2):
        say(key="A1:closed")
    carried(NOON)
    assert len(side.requests) == 1
