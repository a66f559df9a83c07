"""What telling writes: who is told, once, at the commit of what it tells of, and nothing that must not be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.core.changes import Change
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction
from app.roster.models import DutyTime
from app.telling.models import Message
from app.telling.rules import FACTS, KINDS, State, UnknownKind
from app.telling.service import tell
from tests.conftest import AddPerson
from tests.telling.staff import member, unit

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def told(**wanted: Any) -> list[Message]:
    """The rows of the outbox with these columns, in order."""
    return list(db.session.scalars(select(Message).filter_by(**wanted).order_by(Message.id)))


def say(kind: str = "case-dispatched", **more: Any) -> str:
    """One telling at noon, committed."""
    return in_transaction(lambda: tell(NOON, kind, **{"facts": {}, **more}))


def test_a_person_and_a_unit_are_told_each_of_its_people_once(ctx: Flask, add_person: AddPerson) -> None:
    wang, li = add_person("wang"), member("li", "crew-1")
    zhao = member("zhao", "crew-1", "crew-2")
    say(person_ids=[wang, li], unit_codes=["crew-1", "crew-2"], case_no="A1", facts={"category": "暴露垃圾"})
    assert {(row.person_id, row.unit_code) for row in told()} == {(wang, None), (li, None), (zhao, "crew-1")}
    assert {(row.state, row.channel, row.case_no) for row in told()} == {(State.DELIVERED, "app", "A1")}


def test_who_is_on_duty_is_told_instead_of_everybody(ctx: Flask) -> None:
    crew = unit("crew-1")
    on_duty, _off = member("li", crew), member("zhao", crew)
    hour = timedelta(hours=1)
    row = DutyTime(id="d1", unit_code=crew, person_id=on_duty, starts_at=NOON - hour, ends_at=NOON + hour, rev=1)
    in_transaction(lambda: db.session.add(row))
    say(unit_codes=[crew])
    assert [row.person_id for row in told()] == [on_duty]


def test_a_unit_without_people_passes_it_up_but_a_body_outside_is_told_by_letter_only(ctx: Flask) -> None:
    bureau = unit("bureau")
    chief = member("wang", bureau)
    say(unit_codes=[unit("crew-1", bureau), unit("police", bureau, outside=True)])
    assert [(row.person_id, row.unit_code) for row in told()] == [(chief, "crew-1")]


def test_a_unit_of_our_own_without_people_is_stuck_even_beside_a_body_outside(ctx: Flask) -> None:
    bureau = unit("bureau")
    say(unit_codes=[unit("crew-1", bureau), unit("police", bureau, outside=True), "unknown"])
    assert [(row.unit_code, row.state, row.why) for row in told()] == [
        ("crew-1", State.STUCK, "nobody"),
        ("unknown", State.STUCK, "nobody"),
    ]


def test_people_whose_account_is_off_are_not_told_and_a_unit_of_only_those_is_stuck(ctx: Flask) -> None:
    gone = member("li", "crew-1")
    in_transaction(lambda: setattr(db.session.get(Person, gone), "active", False))
    say(unit_codes=["crew-1"], person_ids=[gone])
    assert [(row.unit_code, row.person_id, row.state, row.why) for row in told()] == [("crew-1", None, State.STUCK, "nobody")]


def test_a_key_tells_each_receiver_once_and_newcomers_too(ctx: Flask) -> None:
    first = member("li", "crew-1")
    for _ in range(2):
        say(unit_codes=["crew-1"], key="A1:overdue")
    late = member("zhao", "crew-1")
    say(unit_codes=["crew-1"], key="A1:overdue")
    say(unit_codes=["crew-1"], key="A1:another")
    assert [row.person_id for row in told()].count(first) == 2
    assert [row.person_id for row in told()].count(late) == 2


def test_a_unit_with_nobody_is_noted_once_for_a_key(ctx: Flask) -> None:
    for _ in range(2):
        say(unit_codes=["nowhere"], key="same")
    assert len(told(state=State.STUCK)) == 1


def test_what_is_rolled_back_was_never_told(ctx: Flask, add_person: AddPerson) -> None:
    wang = add_person("wang")

    def fail() -> None:
        tell(NOON, "test", person_ids=[wang], facts={})
        raise RuntimeError("the move failed")

    with pytest.raises(RuntimeError):
        in_transaction(fail)
    assert told() == []
    assert db.session.scalars(select(Change).where(Change.type == "message")).all() == []


def test_a_message_is_in_the_feed_for_its_reader(ctx: Flask, add_person: AddPerson) -> None:
    wang = add_person("wang")
    say(person_ids=[wang], facts={"unit": "市容一队"})
    change = db.session.scalars(select(Change).where(Change.type == "message")).one()
    assert change.person_id == wang
    assert change.body is not None
    assert change.body["facts"] == {"unit": "市容一队"}


def test_telephone_numbers_are_masked_and_texts_cut(ctx: Flask, add_person: AddPerson) -> None:
    say(person_ids=[add_person("wang")], facts={"reason": "找店主 13812345678 " + "长" * 500, "count": 3, "place": None})
    (row,) = told()
    assert row.facts["reason"].startswith("找店主 138****5678 ")
    assert len(row.facts["reason"]) == 200
    assert row.facts["count"] == 3
    assert "place" not in row.facts


@pytest.mark.parametrize("name", ["reporter", "author", "phone", "photos", "photo", "contact", "handler"])
def test_no_message_carries_who_reported_a_number_or_a_photo(ctx: Flask, add_person: AddPerson, name: str) -> None:
    wang = add_person("wang")
    assert name not in FACTS
    with pytest.raises(InvalidBody, match=name):
        say(person_ids=[wang], facts={name: "x"})
    assert told() == []


def test_an_unknown_kind_is_refused(ctx: Flask) -> None:
    assert "case-exploded" not in KINDS
    with pytest.raises(UnknownKind, match="case-exploded"):
        say("case-exploded")
