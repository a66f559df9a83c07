"""Decides what a check writes: who is sent, what comes of it, and whether a case may close by itself afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, or_, select

from app.accounts import queries as people
from app.accounts.models import Person
from app.accounts.rules import BUNDLES, Permission, Role
from app.cases.announcing import leave_sight
from app.cases.states import CaseState
from app.core.db import db
from app.handling import clocks, stages
from app.handling.needs import refusal
from app.handling.rules import REWORKS_SUPERVISED, Cause, Stage
from app.handling.work import Work

MOST_OFFERED = 300


def send_check(work: Work) -> None:
    """Somebody is sent to look: never who handled the case."""
    person = people.person_by_id(work.order.person or "")
    if person is None or not person.active or not people.actor_of(person).may(Permission.CHECK_CASES):
        raise refusal("/person", "Choose somebody who checks cases on the spot.")
    if person.id in work.standing.handlers:
        raise refusal("/person", "Whoever handled a case never checks it: choose somebody else.")
    work.case.checker_id = person.id
    work.facts["person"] = {"id": person.id}
    work.facts.update(stages.end_stage(work.case, work.now))
    stages.begin_stage(work.case, Stage.CHECK, work.now, work.settings)


def check_pass(work: Work) -> None:
    """It was done: whether in time is decided now, by when the unit had said so."""
    case = work.case
    case.checked_at, case.on_time = work.now, clocks.decide(case)
    work.facts["in_time"] = case.on_time
    _answers(work)
    work.facts.update(stages.end_stage(case, work.now))
    stages.begin_stage(case, Stage.CLOSE, work.now, work.settings)


def check_fail(work: Work) -> None:
    """It was not done: back to the unit, whose clock goes on; half of the limit runs beside it."""
    case = work.case
    _answers(work)
    work.facts.update(stages.end_stage(case, work.now))
    stages.begin_stage(case, None, work.now, work.settings)
    case.rework_count += 1
    case.on_time = case.checked_at = None
    checker, case.checker_id = case.checker_id, None
    work.facts.update(clocks.begin_rework(case, work.now))
    work.facts["rework"] = case.rework_count
    if checker is not None:
        db.session.flush()
        leave_sight(case, work.now, person_id=checker)


def closes_by_itself(work: Work) -> bool:
    """Whether the city lets cases of this category close as soon as the check has passed."""
    return work.case.state == CaseState.CHECKED and work.case.category_slug in work.settings.auto_close


def too_often(work: Work) -> Cause | None:
    """Whether the case came back so often that it is supervised."""
    return Cause.REWORK if work.case.rework_count >= REWORKS_SUPERVISED else None


def checkers(handlers: frozenset[str]) -> list[dict[str, str]]:
    """Who may be sent, by name: [{id, name}], without those who handled the case."""
    roles = [role for role in Role if Permission.CHECK_CASES in BUNDLES[role] and role is not Role.ADMIN]
    of_role = or_(*(cast(Person.roles, Text).contains(f'"{role.value}"') for role in roles))
    query = select(Person.id, Person.name).where(Person.active, of_role).order_by(Person.name, Person.id).limit(MOST_OFFERED)
    return [{"id": row.id, "name": row.name} for row in db.session.execute(query) if row.id not in handlers]


def _answers(work: Work) -> None:
    answers: dict[str, Any] = dict(work.order.answers or {})
    if answers:
        work.facts["answers"] = answers
