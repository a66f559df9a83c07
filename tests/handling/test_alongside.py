"""Units that work along (协办) hear that they were added, that the case was taken from them, and that it is over."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.telling.models import Message
from tests.handling.bureau import CHECK_NAMED, DISPOSE, Bureau, _send


@pytest.fixture(autouse=True)
def staff(bureau: Bureau) -> None:
    """Who is told: a unit nobody works for tells nobody."""
    for name in ("unit", "other_unit", "dispatcher"):
        bureau.phone(name)


def told(bureau: Bureau, name: str) -> list[str]:
    """Kinds of the messages in the program that this person has, the oldest first."""
    person_id = bureau.id_of(name)
    with bureau.stopped():
        rows = db.session.scalars(select(Message).where(Message.person_id == person_id).order_by(Message.id))
        return [row.kind for row in rows]


def test_a_unit_that_works_along_is_told_when_it_is_added_and_when_the_case_is_called_back(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["east"])
    assert (told(bureau, "other_unit"), told(bureau, "unit")) == (["case-along"], ["case-dispatched"])
    bureau.move(case_no, "dispatcher", "recall")
    assert told(bureau, "other_unit") == ["case-along", "case-recalled"]
    assert told(bureau, "unit") == ["case-dispatched", "case-recalled"]


def test_it_is_told_when_the_case_is_closed(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["east"])
    bureau.move(case_no, "unit", "claim")
    for verb, name, said in (
        DISPOSE,
        _send(bureau),
        ("check-pass", "inspector", {"photos": CHECK_NAMED}),
        ("close", "leader", {}),
    ):
        bureau.move(case_no, name, verb, **said)
    assert told(bureau, "other_unit") == ["case-along", "case-closed"]
    assert "case-closed" not in told(bureau, "unit")


def test_who_gets_the_case_instead_is_told_that_and_not_that_it_lost_its_part(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["east"])
    bureau.move(case_no, "dispatcher", "redispatch", unit="east", reason="派错了")
    assert told(bureau, "other_unit") == ["case-along", "case-dispatched"]
    assert told(bureau, "unit") == ["case-dispatched", "case-recalled"]


def test_a_granted_return_is_told_to_the_unit_that_asked_and_called_back_for_the_others(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["east"])
    bureau.move(case_no, "unit", "ask-return", reason="not-ours")
    for level in bureau.case(case_no)["requests"][-1]["steps"]:
        bureau.decide(case_no, {"approve": "leader", "dispatch": "dispatcher2"}[level["level"]])
    assert bureau.case(case_no)["state"] == "filed"
    assert told(bureau, "unit") == ["case-dispatched", "request-decided"]
    assert told(bureau, "other_unit") == ["case-along", "case-recalled"]


def test_voiding_a_case_is_told_to_who_worked_along(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair", co_units=["east"])
    bureau.move(case_no, "dispatcher", "ask-void", reason="重复立案")
    bureau.decide(case_no, "leader")
    assert told(bureau, "other_unit") == ["case-along", "case-voided"]
