"""Decides by when the desk has to do what is its own: dispatch, arrange a check, check, close. Limits in working minutes.

Whether a stage was in time stands in the facts of the event that ended it, so that rates can be counted later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.models import Case
from app.catalog import calendar_queries as calendar
from app.catalog.time_plan import MINUTE_MS, NATURALLY, Counting
from app.handling.clocks import millis, moment, told
from app.handling.rules import Settings, Stage

Facts = dict[str, Any]


def begin_stage(case: Case, stage: Stage | None, at: datetime, settings: Settings) -> None:
    """From `at` on the desk has this to do; None: nothing."""
    kept = {name: value for name, value in (case.clock or {}).items() if name != "stage"}
    if stage is None:
        case.clock, case.stage_due_at = kept or None, None
        return
    case.clock = {**kept, "stage": {"name": stage.value, "start": millis(at)}}
    case.stage_due_at = ends_at(stage, case.urgent, at, settings)


def ends_at(stage: Stage, urgent: bool, at: datetime, settings: Settings) -> datetime:
    """When a stage that begins at `at` has to be over: urgent ones run round the clock."""
    minutes = settings.stages[stage.value][1 if urgent else 0]
    counting: Counting = NATURALLY if urgent else calendar.working_time(None)
    return moment(counting.reached(counting.counted(millis(at)) + minutes * MINUTE_MS))


def end_stage(case: Case, now: datetime) -> Facts:
    """The stage that was under way has ended: {stage, due_at, on_time} for the event that ended it; empty without one."""
    stage, due = stage_of(case), case.stage_due_at
    begin_stage(case, None, now, Settings())
    if stage is None or due is None:
        return {}
    facts = {"stage": stage, "due_at": told(due), "on_time": now <= due}
    return {**facts, "filed_on_time": case.opened_at <= due} if stage == Stage.DISPATCH else facts


def stage_of(case: Case) -> str | None:
    """The name of the stage under way."""
    name: str | None = ((case.clock or {}).get("stage") or {}).get("name")
    return name
