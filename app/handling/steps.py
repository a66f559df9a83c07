"""Decides how the steps of a limit stand: an open manhole is warned of, covered and repaired, each within its own time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.models import Case
from app.catalog.limits import Happening, Length, read
from app.catalog.rules import Limit
from app.handling.clocks import events_of, millis, moment, told, working
from app.handling.rules import limits_of

Facts = dict[str, Any]


def steps(case: Case, now: datetime) -> list[Facts]:
    """Every step of the limit with the end of its own clock and when it was done."""
    kept = case.clock or {}
    if kept.get("start") is None:
        return []
    done = kept.get("done", {})
    return [
        {
            "step": limit.step.value,
            "due_at": told(_step_due(case, limit, kept["start"], now)),
            "done_at": told(moment(done[limit.step.value])) if limit.step.value in done else None,
        }
        for limit in limits_of(case.limits)
    ]


def finish_steps(case: Case, names: set[str], now: datetime) -> list[Facts]:
    """Remembers steps that were done, those that the category has and that were open; each with whether it was in time."""
    kept = case.clock or {}
    done, told_of = {**kept.get("done", {})}, []
    for limit in limits_of(case.limits):
        if limit.step.value not in names or limit.step.value in done or kept.get("start") is None:
            continue
        due = _step_due(case, limit, kept["start"], now)
        done[limit.step.value] = millis(now)
        told_of.append({"step": limit.step.value, "due_at": told(due), "on_time": now <= due})
    case.clock = {**kept, "done": done}
    return told_of


def _step_due(case: Case, limit: Limit, begins: int, now: datetime) -> datetime:
    """The end of a step by its own clock; the main one is extended, all rest together."""
    length = Length.of(limit.value, limit.unit)
    main = limit.step.value == (case.clock or {}).get("step")
    events = [event for event in events_of(case) if main or event.what is not Happening.EXTENDED]
    return moment(read(begins, length, events, working(case), millis(now)).due_at)
