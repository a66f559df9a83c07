"""An urgent case that nobody claims: the unit's telephones after ten minutes, the duty telephone after ten more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.core.clock import stopped_at
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import escalation
from app.telling.escalation import reached
from app.telling.job import carry_round
from app.telling.models import Message
from app.telling.service import tell
from tests.telling.other_side import OtherSide, Said, add_channel
from tests.telling.staff import member, unit

NIGHT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)


@dataclass
class Case:
    """What the chain looks at."""

    case_no: str = "A1"
    state: str = "dispatched"
    urgent: bool = True
    unit_code: str | None = "crew"
    dispatched_at: datetime | None = NIGHT
    category_slug: str | None = "sl2_mobile_vendor"
    segment_name: str | None = "人民路"


def move(case: Case, at: datetime = NIGHT) -> None:
    in_transaction(lambda: escalation.case_moved(case, "dispatch", None, at))


def rounds(at: datetime) -> int:
    """What the job did at this time."""
    with stopped_at(at):
        return carry_round()


def told(kind: str = "case-unclaimed") -> list[tuple[str, str | None]]:
    """Channel and person of every message of this kind, in order."""
    query = select(Message.channel, Message.person_id).where(Message.kind == kind).order_by(Message.id)
    return [(row.channel, row.person_id) for row in db.session.execute(query)]


def known(case_no: str = "A1") -> dict[str, Any]:
    db.session.rollback()
    facts = reached(case_no)
    assert facts is not None
    return facts


def add_sms(side: OtherSide) -> None:
    config = {"url": f"{side.url}/send", "template": "T1"}
    add_channel("sms", config, {"token": "t", "callback": "c"}, carries="escalation")


def test_the_unit_is_texted_after_ten_minutes_at_night_and_then_the_duty_telephone_is_shown(side: OtherSide) -> None:
    add_sms(side)
    bureau = unit("bureau", phone="0371-66778899")
    li = member("li", unit("crew", bureau), number="+8613812345678")
    giver = member("pai", roles=(Role.DISPATCHER,))
    in_transaction(lambda: tell(NIGHT, "case-dispatched", unit_codes=["crew"], case_no="A1", facts={}, urgent=True))
    move(Case())
    assert rounds(NIGHT + TEN - timedelta(seconds=1)) == 0
    assert side.requests == []
    side.answer = lambda _request: Said(200, {"id": "g1"})
    assert rounds(NIGHT + TEN) == 2
    assert told() == [("app", li), ("sms", li)]
    assert side.requests[0].json["to"] == "+8613812345678"
    assert known()["step"] == "texted"
    assert known()["duty_phone"] is None
    assert rounds(NIGHT + 2 * TEN) == 1
    facts = known()
    assert facts["duty_phone"] == {"unit": "bureau", "name": "bureau 队", "phone": "0371-66778899"}
    assert [(one["channel"], one["state"]) for one in facts["told"]] == [
        ("app", "delivered"), ("app", "delivered"), ("sms", "sent"), ("app", "delivered"),
    ]  # fmt: skip
    assert [one["unit"] and one["unit"]["name"] for one in facts["told"]] == ["crew 队", "crew 队", "crew 队", None]
    assert facts["told"][-1]["person"]["id"] == giver
    assert rounds(NIGHT + timedelta(days=1)) == 0


def test_who_claims_it_ends_the_chain(side: OtherSide) -> None:
    add_sms(side)
    member("li", "crew", number="+8613812345678")
    move(Case())
    move(Case(state="claimed"), NIGHT + timedelta(minutes=9))
    assert rounds(NIGHT + 3 * TEN) == 0
    assert known()["ended_at"] == "2026-11-20T18:09:00.000Z"
    assert told() == []


def test_another_unit_has_ten_minutes_of_its_own(side: OtherSide) -> None:
    add_sms(side)
    first, second = member("li", "crew", number="+8613812345678"), member("zhao", "other", number="+8613812345679")
    move(Case())
    rounds(NIGHT + TEN)
    move(Case(unit_code="other", dispatched_at=NIGHT + 2 * TEN), NIGHT + 2 * TEN)
    assert rounds(NIGHT + 3 * TEN - timedelta(seconds=1)) == 0
    rounds(NIGHT + 3 * TEN)
    assert [person for channel, person in told() if channel == "sms"] == [first, second]


def test_a_move_that_leaves_it_where_it_is_changes_nothing(ctx: Flask) -> None:
    move(Case())
    move(Case(), NIGHT + timedelta(minutes=5))
    assert rounds(NIGHT + TEN) == 1


def test_a_step_that_is_taken_twice_tells_once(ctx: Flask) -> None:
    li = member("li", "crew")
    move(Case())
    rounds(NIGHT + TEN)
    in_transaction(lambda: escalation._step(_rewound(), NIGHT + TEN))
    assert told() == [("app", li)]


def _rewound() -> Any:
    one = db.session.get(escalation.Escalation, "A1")
    assert one is not None
    one.step = escalation.TOLD
    return one


def test_who_has_no_number_is_noted_as_not_reached(side: OtherSide) -> None:
    add_sms(side)
    li = member("li", "crew")
    move(Case())
    rounds(NIGHT + TEN)
    assert [(one["person"]["id"], one["state"], one["why"]) for one in known()["told"] if one["channel"] == "sms"] == [
        (li, "failed", "no-address")
    ]


def test_what_is_not_urgent_has_no_chain(ctx: Flask) -> None:
    move(Case(urgent=False))
    assert reached("A1") is None
    assert rounds(NIGHT + 3 * TEN) == 0
