"""Decides what the verbs of dispatch and work write beside the state: units, people, clocks, stages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.accounts import queries as people
from app.cases.models import Case, CaseUnit
from app.cases.rules import RequestKind
from app.core.db import db
from app.core.wording import mask_numbers
from app.handling import clocks, stages, steps, supervision, whistles
from app.handling.needs import refusal
from app.handling.rules import Stage, draw
from app.handling.work import Work, named
from app.roster import queries as roster

LEAD, ALONG = "lead", "co"
MOST_ALONG = 10


def dispatch(work: Work) -> None:
    """A unit has it from now on, and its clock begins."""
    stage = (work.case.clock or {}).get("stage")
    due = work.case.stage_due_at
    work.facts.update(stages.end_stage(work.case, work.now))
    _give(work)
    if stage and due:
        work.case.clock = {**(work.case.clock or {}), "stage_before": {**stage, "due": clocks.millis(due)}}


def recall(work: Work) -> None:
    """As if it had not been dispatched: not counted, the desk's time runs on as it did, and what its unit has asked for
    lapses."""
    asked = work.standing.open_request
    if asked is not None and asked.kind != RequestKind.VOID:
        work.lapse_request()
    before = (work.case.clock or {}).get("stage_before")
    take_from_unit(work)
    work.case.dispatch_count -= 1
    if before:
        work.case.clock = {"stage": {"name": before["name"], "start": before["start"]}}
        work.case.stage_due_at = clocks.moment(before["due"])


def redispatch(work: Work) -> None:
    """Another unit has it, and has the whole time: the wrong one had been chosen."""
    if work.order.unit == work.case.unit_code:
        raise refusal("/unit", "This unit has it already: choose another one.")
    work.lapse_request()
    take_from_unit(work)
    _give(work)


def claim(work: Work) -> None:
    """Somebody of the unit takes it in hand."""
    work.case.handler_id, work.case.claimed_at = work.by.id, work.now


def hand_over(work: Work) -> None:
    """Within the unit: to a colleague, or down to a unit below it."""
    case, order = work.case, work.order
    if order.unit is not None:
        below = roster.subtree([case.unit_code or ""]) - {case.unit_code}
        if order.unit not in below:
            raise refusal("/unit", "Hand it down to a unit below yours; to give it to another one ask for a return.")
        _stop_parts(case, work.now, LEAD)
        _add_part(case, order.unit, LEAD, work.now)
        case.unit_code, case.handler_id = order.unit, None
        work.facts["unit"] = named(order.unit, roster.names([order.unit]))
    if order.person is not None:
        colleague = people.person_by_id(order.person)
        known = colleague is not None and colleague.active
        if colleague is None or not known or not _works_for(people.actor_of(colleague).scope.units, case.unit_code):
            raise refusal("/person", "Choose somebody who works for the unit.")
        case.handler_id = order.person
        work.facts["person"] = {"id": order.person}


def progress(work: Work) -> None:
    """What was done so far; steps of the limit are done when somebody says so, a warning also by its photo."""
    said = {name for name, done in (work.order.answers or {}).items() if done}
    roles = {photo.get("role") for photo in work.order.photos}
    done = steps.finish_steps(work.case, said | ({"warn"} if "warning" in roles else set()), work.now)
    if done:
        work.facts["steps"] = done


def dispose(work: Work) -> None:
    """The unit says that it is done. Its clock rests, the draw says whether somebody looks on the spot."""
    case = work.case
    work.lapse_request()
    case.handler_id, case.disposed_at = work.by.id, work.now
    clocks.hand_in(case, work.now)
    drawn = draw(case.category, case.urgent, case.case_no, case.rework_count, work.settings)
    work.facts["draw"] = drawn.facts()
    stages.begin_stage(case, Stage.ARRANGE, work.now, work.settings)


def resume(work: Work) -> None:
    """It goes on where it was."""
    kept = dict(work.case.clock or {})
    kept.pop("before", None)
    work.case.clock = kept
    clocks.resume(work.case, work.now)
    work.facts["ends_at"] = clocks.told(work.case.due_at)


def close(work: Work) -> None:
    """The desk is content."""
    work.facts.update(stages.end_stage(work.case, work.now))
    end_case(work)


def tag(work: Work) -> None:
    """It belongs to a campaign, and so much was done for it."""
    campaign = (work.order.campaign or "").strip()
    if not 1 <= len(campaign) <= 40:
        raise refusal("/campaign", "A campaign has a name of 1 to 40 characters.")
    work.case.campaign = campaign
    work.facts["campaign"] = campaign
    if work.order.wanted:
        work.facts["wanted"] = quantity(work)


def quantity(work: Work) -> dict[str, object]:
    """How much was done, in words of the campaign: {value, unit}. Raises InvalidBody."""
    wanted = work.order.wanted or {}
    value, unit = wanted.get("value"), str(wanted.get("unit") or "").strip()
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000 or not 1 <= len(unit) <= 10:
        raise refusal("/wanted", 'Say how much was done: {"value": 20, "unit": "处"}.')
    return {"value": value, "unit": unit}


def annotate(work: Work) -> None:
    """A note in the timeline."""


def end_case(work: Work) -> None:
    """Nobody works on it any more: orders and whistles end, requests lapse."""
    work.case.closed_at = work.now
    stages.begin_stage(work.case, None, work.now, work.settings)
    work.lapse_request()
    supervision.end_all(work)
    if work.case.whistled:
        work.touch_whistles()
        whistles.end_all(work.case, work.now)


def take_from_unit(work: Work) -> None:
    """No unit has it: its clock ends with what was used of it."""
    case = work.case
    if case.unit_code is not None:
        work.facts["from_unit"] = named(case.unit_code, roster.names([case.unit_code]))
    work.facts.update(clocks.drop(case, work.now))
    _stop_parts(case, work.now, LEAD, ALONG)
    case.unit_code = case.handler_id = case.checker_id = None
    case.dispatched_at = case.claimed_at = case.disposed_at = None


def note_of(work: Work) -> None:
    """The note of a move stands in its facts, with no telephone number in it."""
    text = work.said(work.order.note)
    if text:
        work.facts["note"] = mask_numbers(text)


def _give(work: Work) -> None:
    case, order = work.case, work.order
    along = list(dict.fromkeys(code for code in order.co_units if code != order.unit))
    _check_units([order.unit or "", *along])
    case.unit_code, case.dispatched_at = order.unit, work.now
    case.handler_id = case.claimed_at = case.checker_id = case.disposed_at = None
    case.dispatch_count += 1
    _stop_parts(case, work.now, ALONG)
    _add_part(case, order.unit or "", LEAD, work.now)
    for code in along:
        _add_part(case, code, ALONG, work.now)
    names = roster.names([order.unit or "", *along])
    work.facts["unit"] = named(order.unit or "", names)
    if along:
        work.facts["co_units"] = [named(code, names) for code in along]
    work.facts.update(clocks.start(case, work.now, work.settings))


def _check_units(codes: list[str]) -> None:
    if len(codes) > MOST_ALONG + 1:
        raise refusal("/co_units", f"At most {MOST_ALONG} units work along.")
    for place, code in enumerate(codes):
        unit = roster.unit(code)
        if unit is None or not unit.active:
            pointer = "/unit" if place == 0 else f"/co_units/{place - 1}"
            raise refusal(pointer, f"There is no unit '{code}' at work: choose another one.")


def _add_part(case: Case, code: str, part: str, now: datetime) -> None:
    db.session.add(CaseUnit(case_no=case.case_no, unit_code=code, part=part, since=now))
    db.session.flush()


def _stop_parts(case: Case, now: datetime, *parts: str) -> None:
    query = select(CaseUnit).where(CaseUnit.case_no == case.case_no, CaseUnit.part.in_(parts), CaseUnit.until.is_(None))
    for row in db.session.scalars(query):
        row.until = now
    db.session.flush()


def _works_for(units: Iterable[str], unit_code: str | None) -> bool:
    return unit_code in roster.subtree(frozenset(units))
