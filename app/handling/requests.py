"""Decides what is written when something is asked for and decided: extension, return, suspension, voiding.

Who decides which step stands in `rules.levels`; that nobody decides what they asked for is the machine's.
"""

from __future__ import annotations

from typing import Any

from app.cases.loop_models import CaseRequest
from app.cases.rules import RequestKind
from app.cases.states import CaseState
from app.catalog.limits import Length
from app.catalog.rules import MAX_LIMIT_VALUE, Unit
from app.core import clock
from app.core.days import city_day
from app.handling import clocks, effects, stages
from app.handling.needs import refusal
from app.handling.rules import ReturnReason, Stage, levels
from app.handling.work import Work


def ask_extension(work: Work) -> None:
    """More time. The first extension is no longer than the limit itself."""
    wanted = _wanted(work)
    if work.case.extension_count == 0 and clocks.longer(work.case, wanted):
        raise refusal("/wanted", "The first extension is at most as long as the limit itself: ask for less.")
    _ask(work, RequestKind.EXTENSION)


def ask_return(work: Work) -> None:
    """The unit says that it is not its business, for one of the listed reasons."""
    if work.order.reason not in set(ReturnReason):
        raise refusal("/reason", f"A case is given back because it is one of: {', '.join(ReturnReason)}; say more in the note.")
    _ask(work, RequestKind.RETURN)


def ask_suspension(work: Work) -> None:
    """It cannot be done for now; it says until when."""
    day = work.order.resume_on
    if day is None or day <= city_day(work.now):
        raise refusal("/resume_on", "Say on which later day it can go on.")
    _ask(work, RequestKind.SUSPENSION)


def ask_void(work: Work) -> None:
    """It should not have been filed."""
    _ask(work, RequestKind.VOID)


def approve(work: Work) -> None:
    """The next step is granted; with the last one it takes effect."""
    asked = _decided(work, "approved")
    if any(step["decision"] is None for step in asked.steps):
        work.to = CaseState(work.case.state)
        work.facts["waits_for"] = next(step["level"] for step in asked.steps if step["decision"] is None)
        return
    asked.state = "approved"
    _GRANTED[RequestKind(asked.kind)](work, asked)


def refuse(work: Work) -> None:
    """It is not granted; a return that was refused was unreasonable and counts (推诿)."""
    asked = _decided(work, "refused")
    asked.state = "refused"
    if asked.kind == RequestKind.RETURN:
        work.case.return_count += 1


def withdraw(work: Work) -> None:
    """Who asked does not want it any more."""
    asked = _named(work)
    work.touch(asked)
    asked.state = "withdrawn"
    work.facts.update(_facts(asked))


def _ask(work: Work, kind: RequestKind) -> None:
    case, order = work.case, work.order
    steps = [{"level": level.value, "by": None, "at": None, "decision": None, "reason": None} for level in
             levels(kind, case.extension_count)]  # fmt: skip
    asked = CaseRequest(
        case_no=case.case_no,
        kind=kind.value,
        unit_code=case.unit_code,
        by_id=work.by.id,
        at=work.now,
        reason=work.said(order.reason) or "",
        note=work.said(order.note),
        wanted=dict(order.wanted) if order.wanted and kind is RequestKind.EXTENSION else None,
        resume_on=order.resume_on if kind is RequestKind.SUSPENSION else None,
        state="open",
        steps=steps,
    )
    work.add(asked)
    work.facts.update(_facts(asked))


def _decided(work: Work, decision: str) -> CaseRequest:
    asked = _named(work)
    work.touch(asked)
    place = next(number for number, step in enumerate(asked.steps) if step["decision"] is None)
    said = {
        **asked.steps[place],
        "by": work.by.id,
        "at": clock.isoformat(work.now),
        "decision": decision,
        "reason": work.said(work.order.reason),
    }
    asked.steps = [*asked.steps[:place], said, *asked.steps[place + 1 :]]
    work.facts.update({**_facts(asked), "level": said["level"]})
    return asked


def _named(work: Work) -> CaseRequest:
    asked = work.standing.open_request
    if asked is None or asked.id != work.order.request:
        raise refusal("/request", "This request is not open any more: read the case again.")
    return asked


def _facts(asked: CaseRequest) -> dict[str, Any]:
    facts: dict[str, Any] = {"request": asked.id, "request_kind": asked.kind}
    if asked.wanted:
        facts["wanted"] = asked.wanted
    if asked.resume_on:
        facts["resume_on"] = asked.resume_on.isoformat()
    return facts


def _wanted(work: Work) -> Length:
    body = work.order.wanted or {}
    value, unit = body.get("value"), body.get("unit")
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_LIMIT_VALUE:
        raise refusal("/wanted/value", f"Ask for 1 to {MAX_LIMIT_VALUE}.")
    if unit not in set(Unit) or (work.case.urgent and unit != Unit.HOURS):
        allowed = [Unit.HOURS] if work.case.urgent else list(Unit)
        raise refusal("/wanted/unit", f"A length is counted in {', '.join(allowed)} here.")
    return clocks.read_length(body)


def _grant_extension(work: Work, asked: CaseRequest) -> None:
    clocks.extend(work.case, clocks.read_length(asked.wanted or {}), asked.at, work.now)
    work.case.extension_count += 1
    work.facts["ends_at"] = clocks.told(work.case.due_at)


def _grant_return(work: Work, asked: CaseRequest) -> None:
    effects.take_from_unit(work)
    stages.begin_stage(work.case, Stage.DISPATCH, work.now, work.settings)


def _grant_suspension(work: Work, asked: CaseRequest) -> None:
    work.case.clock = {**(work.case.clock or {}), "before": work.case.state}
    clocks.pause(work.case, asked.at, work.now)
    asked.reviewed_at = work.now
    work.facts["paused_at"] = clocks.told(asked.at)


def _grant_void(work: Work, asked: CaseRequest) -> None:
    effects.end_case(work)


_GRANTED = {
    RequestKind.EXTENSION: _grant_extension,
    RequestKind.RETURN: _grant_return,
    RequestKind.SUSPENSION: _grant_suspension,
    RequestKind.VOID: _grant_void,
}
