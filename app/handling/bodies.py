"""Decides what a case's reader is shown of its handling: who has it, its clocks, what is open, and the moves that are theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.models import Case
from app.cases.rules import Row, Verb, rows_from
from app.cases.shown import Naming
from app.cases.states import OPEN_STATES, CaseState
from app.cases.wording import mask_numbers
from app.catalog.limits import Colour, Reading
from app.core import clock as time
from app.handling import checks, clocks, stages, steps, whistle_queries
from app.handling.legality import hindrance, is_theirs
from app.handling.rules import OrderLevel, ReturnReason, limits_of, main_limit
from app.handling.standing import Reader, Standing, gather
from app.handling.work import named
from app.roster import queries as roster

Body = dict[str, Any]
_UNIT_CLOCK: Final = OPEN_STATES - {CaseState.FILED}


@dataclass(frozen=True)
class _Around:
    """What belongs to a set of cases, gathered in one query each."""

    standings: Mapping[str, Standing]
    names: Mapping[str, str]
    units: Mapping[str, str]
    whistles: Mapping[str, list[Body]]
    now: datetime


def case_parts(cases: Sequence[Case], reader: Actor | None, choices: bool) -> dict[str, Body]:
    """By case what its body says of its handling. With `choices` what a move may name is told along; a list does without."""
    around = _around(cases)
    acting = Reader.of(reader) if reader else None
    return {case.case_no: _part(around.standings[case.case_no], reader, acting, around, choices) for case in cases}


def _around(cases: Sequence[Case]) -> _Around:
    standings = gather(cases)
    persons = {person for one in standings.values() for person in _persons(one)}
    units = {code for one in standings.values() for code in {one.case.unit_code or "", *one.co_units}}
    numbers = [case.case_no for case in cases]
    return _Around(standings, people.names(persons), roster.names(units), whistle_queries.bodies_of(numbers), time.now())


def _persons(standing: Standing) -> set[str]:
    case = standing.case
    found = {case.handler_id, case.checker_id}
    found |= {one.by_id for one in standing.requests} | {step["by"] for one in standing.requests for step in one.steps}
    found |= {person for order in standing.orders for person in (order.by_id, order.answered_by)}
    return {person for person in found if person}


def _part(standing: Standing, reader: Actor | None, acting: Reader | None, around: _Around, choices: bool) -> Body:
    case = standing.case
    naming = Naming(reader, case, dict(around.names))
    return {
        "urgent": case.urgent,
        "unit": named(case.unit_code, around.units) if case.unit_code else None,
        "co_units": [named(code, around.units) for code in sorted(standing.co_units)],
        "handler": naming.person(case.handler_id),
        "checker": naming.person(case.checker_id),
        "campaign": case.campaign,
        "on_time": case.on_time,
        "supervised": case.supervised,
        "clock": _clock(case, around.now),
        "counts": {
            "rework": case.rework_count,
            "return": case.return_count,
            "extension": case.extension_count,
            "dispatch": case.dispatch_count,
        },
        "requests": [_request(one, naming) for one in standing.requests],
        "supervisions": [_order(one, naming) for one in standing.orders],
        "whistles": [_whistle(one, reader) for one in around.whistles.get(case.case_no, [])],
        "moves": _moves(standing, acting, around, choices) if acting else [],
    }


def _clock(case: Case, now: datetime) -> Body | None:
    """The clocks as they stand; None where none ever ran. When the case is over its clock stands where the feedback left it."""
    kept = case.clock
    if not kept:
        return None
    at = _as_of(case, now)
    reading, rework = clocks.reading_of(case, at), clocks.rework_reading(case, at)
    limit = main_limit(limits_of(case.limits))
    running = reading is not None and case.paused_at is None and CaseState(case.state) in _UNIT_CLOCK
    start = kept.get("start")
    return {
        "plan": case.plan_code,
        "limit": {"value": limit.value, "unit": limit.unit.value} if limit else None,
        "started_at": clocks.told(clocks.moment(start)) if start is not None else None,
        "due_at": clocks.told(clocks.moment(reading.due_at)) if reading else None,
        "warn_at": clocks.told(case.warn_at),
        "paused_at": clocks.told(case.paused_at),
        "used_ms": reading.used if reading else None,
        "total_ms": reading.total if reading else None,
        "colour": _colour(reading, at).value if reading and running else None,
        "overdue": _is_over(reading, at) or _is_over(rework, at),
        "rework_due_at": clocks.told(clocks.moment(rework.due_at)) if rework else None,
        "stage": {"name": stages.stage_of(case), "due_at": clocks.told(case.stage_due_at)} if case.stage_due_at else None,
        "steps": steps.steps(case, at),
    }


def _colour(reading: Reading, at: datetime) -> Colour:
    """As lists tell it: red from the due moment on, also in the evening in which no working time passes any more."""
    return Colour.RED if _is_over(reading, at) else reading.colour


def _is_over(reading: Reading | None, at: datetime) -> bool:
    return reading is not None and clocks.millis(at) > reading.due_at


def _as_of(case: Case, now: datetime) -> datetime:
    """Now, or when the clock came to its end: with the feedback that passed, or when the case was voided."""
    if case.state in {CaseState.CHECKED, CaseState.CLOSED}:
        return case.disposed_at or now
    return case.closed_at or now


def _request(one: CaseRequest, naming: Naming) -> Body:
    return {
        "id": one.id,
        "kind": one.kind,
        "by": naming.person(one.by_id),
        "unit": one.unit_code,
        "at": clocks.told(one.at),
        "reason": mask_numbers(one.reason),
        "note": mask_numbers(one.note) if one.note else None,
        "wanted": one.wanted,
        "resume_on": one.resume_on.isoformat() if one.resume_on else None,
        "state": one.state,
        "steps": [
            {**step, "by": naming.person(step["by"]), "reason": mask_numbers(step["reason"]) if step["reason"] else None}
            for step in one.steps
        ],
    }


def _order(one: SupervisionOrder, naming: Naming) -> Body:
    return {
        "id": one.id,
        "cause": one.cause,
        "level": one.level,
        "unit": one.unit_code,
        "by": naming.person(one.by_id),
        "at": clocks.told(one.at),
        "reason": mask_numbers(one.reason) if one.reason else None,
        "reply_by": clocks.told(one.reply_by),
        "answer": mask_numbers(one.answer) if one.answer else None,
        "answered_by": naming.person(one.answered_by),
        "answered_at": clocks.told(one.answered_at),
        "ended_at": clocks.told(one.ended_at),
    }


def _whistle(one: Body, reader: Actor | None) -> Body:
    """Who blew and who came is named to the desk and to whom it calls, not to whoever else sees the case."""
    called = {unit["code"] for unit in one["units"]}
    if reader is None or reader.sees_others or called & roster.units_of(reader):
        return one
    return {**one, "by": None, "units": [{**unit, "by": None} for unit in one["units"]]}


# ---- moves


def _moves(standing: Standing, acting: Reader, around: _Around, choices: bool) -> list[Body]:
    found: dict[Verb, Row] = {}
    for row in rows_from(standing.state):
        if is_theirs(row, standing, acting) and hindrance(row, standing, around.now) is None:
            found.setdefault(row.verb, row)
    return [
        {"verb": verb.value, "needs": list(row.needs), "choices": _choices(row, standing, acting) if choices else None}
        for verb, row in found.items()
    ]


def _choices(row: Row, standing: Standing, acting: Reader) -> Body | None:
    """What the move may name, where that is a short list."""
    asked = standing.open_request
    if "request" in row.needs:
        return {"request": [asked.id] if asked else []}
    chosen = _CHOICES.get(row.verb)
    return chosen(standing, acting) if chosen else None


def _people_of(standing: Standing, _acting: Reader) -> Body:
    code = standing.case.unit_code or ""
    below = sorted(roster.subtree([code]) - {code})
    return {
        "person": [{"id": person.id, "name": person.name} for person in roster.members(code)],
        "unit": [named(one, roster.names(below)) for one in below],
    }


def _whistles(standing: Standing, _acting: Reader) -> Body:
    return {"whistle": [one.id for one, _units in standing.whistles]}


_CHOICES: Final = {
    Verb.SEND_CHECK: lambda standing, _acting: {"person": checks.checkers(standing.handlers)},
    Verb.HAND_OVER: _people_of,
    Verb.ASK_RETURN: lambda _standing, _acting: {"reason": [reason.value for reason in ReturnReason]},
    Verb.SUPERVISE: lambda _standing, _acting: {"level": [level.value for level in OrderLevel]},
    Verb.ANSWER_SUPERVISION: lambda standing, _acting: {"order": [order.id for order in standing.unanswered]},
    Verb.ARRIVE: _whistles,
    Verb.END_WHISTLE: _whistles,
}
