"""Who hears of a move of a case: the unit, the checker, the author, who decides; never who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor, Role
from app.core.db import db
from app.core.transaction import in_transaction
from app.telling import moves
from app.telling.models import Message
from app.telling.rules import KINDS
from tests.telling.staff import member, unit

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass
class Case:
    """What the listener looks at."""

    author_id: str
    unit_code: str | None = "crew"
    handler_id: str | None = None
    checker_id: str | None = None
    case_no: str = "A1"
    rev: int = 2
    urgent: bool = False
    category_slug: str | None = "sl2_mobile_vendor"
    segment_name: str | None = "人民路"
    due_at: datetime | None = NOON
    rework_due_at: datetime | None = LATER


@pytest.fixture
def people(ctx: Flask) -> dict[str, str]:
    """Somebody of each kind, by a word for them; the crew is one person."""
    crew = unit("crew", unit("bureau"))
    return {
        "patrol": member("li", roles=(Role.PATROL,)),
        "crew": member("wu", crew),
        "checker": member("hu", roles=(Role.INSPECTOR,)),
        "leader": member("zhou", roles=(Role.SHIFT_LEADER,)),
    }


def acting(person_id: str) -> Actor:
    person = person_by_id(person_id)
    assert person is not None
    return actor_of(person)


def told(case: Case, kind: str, by: Actor | None) -> list[tuple[str, str | None, dict[str, Any]]]:
    """What is told, to whom and with which facts."""
    in_transaction(lambda: moves.case_moved(case, kind, by, NOON))
    return [(row.kind, row.person_id, row.facts) for row in db.session.scalars(select(Message).order_by(Message.id))]


@pytest.mark.parametrize(
    ("kind", "what", "whom"),
    [
        ("dispatch", "case-dispatched", ["crew"]),
        ("redispatch", "case-dispatched", ["crew"]),
        ("hand-over", "case-handed-over", ["crew"]),
        ("send-check", "check-arranged", ["checker"]),
        ("check-fail", "case-rework", ["crew"]),
        ("close", "case-closed", ["patrol"]),
        ("voided", "case-voided", ["crew", "patrol"]),
        ("ask-extension", "request-asked", ["leader"]),
        ("refuse", "request-decided", ["crew"]),
    ],
)
def test_a_move_is_told_to_whom_it_concerns(people: dict[str, str], kind: str, what: str, whom: list[str]) -> None:
    case = Case(people["patrol"], checker_id=people["checker"])
    found = told(case, kind, None)
    assert sorted((one, person) for one, person, _facts in found) == sorted((what, people[word]) for word in whom)


def test_who_made_the_move_is_not_told_of_it(people: dict[str, str]) -> None:
    assert told(Case(people["patrol"]), "close", acting(people["patrol"])) == []


def test_rework_says_until_when_it_is_due_and_a_request_what_for(people: dict[str, str]) -> None:
    case = Case(people["patrol"])
    (first,) = told(case, "check-fail", None)
    assert first[2] == {
        "category": "sl2_mobile_vendor",
        "segment": "人民路",
        "unit": "crew 队",
        "due_at": "2026-11-23T04:00:00.000Z",
    }
    assert told(case, "ask-suspension", None)[-1][2]["request"] == "suspension"


def test_an_urgent_case_dispatched_by_the_program_is_shown_to_the_shift_leader(people: dict[str, str]) -> None:
    found = told(Case(people["patrol"], urgent=True), "dispatch", None)
    assert [(kind, person) for kind, person, _facts in found] == [
        ("case-dispatched", people["crew"]),
        ("green-channel", people["leader"]),
    ]


def test_a_move_that_runs_twice_tells_once_and_one_that_concerns_nobody_tells_nobody(people: dict[str, str]) -> None:
    case = Case(people["patrol"])
    told(case, "dispatch", None)
    assert len(told(case, "dispatch", None)) == 1
    assert len(told(case, "annotate", None)) == 1
    assert len(told(Case(people["patrol"], unit_code=None, rev=3), "dispatch", None)) == 1


def test_every_move_tells_a_kind_that_there_is() -> None:
    assert {what for what, _whom in moves.MOVES.values()} <= KINDS
