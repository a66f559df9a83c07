"""Decides how the clock of a case's unit stands and what of it is kept: the limit, its steps, a rework's half of it.

A case keeps what its clock is reckoned from (`Case.clock`), and the ends as of its last move for lists to look at. Times in
the clock are whole milliseconds since 1970, because the phone counts the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.cases.models import Case
from app.catalog import calendar_queries as calendar
from app.catalog.limits import DUE_SOON_PERCENT, ClockEvent, Happening, Length, Reading, counting_of, ends, read
from app.catalog.rules import Starts, Unit
from app.catalog.time_plan import WorkingTime
from app.core import clock as time
from app.handling.rules import RETURN_WITHIN, URGENT_RETURN_MINUTES, Settings, limits_of, main_limit

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
Facts = dict[str, Any]


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (moment - _EPOCH) // _MS


def moment(milliseconds: int) -> datetime:
    """The other way."""
    return _EPOCH + milliseconds * _MS


def working(case: Case) -> WorkingTime:
    """How time counts for the unit of this case."""
    return calendar.working_time(case.plan_code)


# ---- the unit's clock


def start(case: Case, now: datetime, settings: Settings) -> Facts:
    """The case was given to a unit: its clock begins anew. What the timeline says of it."""
    case.plan_code = None if case.urgent else calendar.plan_of_group(case.category.get("group"))
    limit = main_limit(limits_of(case.limits))
    begins = _begins(case, now, settings)
    case.clock = {
        **(_kept(case) or {}),
        "plan": case.plan_code,
        "start": None if begins is None else millis(begins),
        "step": limit.step.value if limit else None,
        "length": _length_body(Length.of(limit.value, limit.unit)) if limit else None,
        "events": [],
        "rework": None,
        "rework_missed": False,
        "done": {},
    }
    case.paused_at = case.rework_due_at = None
    refresh(case, now)
    said = {"value": limit.value, "unit": limit.unit.value} if limit else None
    return {"plan": case.plan_code, "limit": said, "ends_at": told(case.due_at)}


def begin_at(case: Case, begins: datetime, now: datetime) -> None:
    """A clock that waited for the declared end of a snowfall begins then."""
    case.clock = {**(case.clock or {}), "start": millis(begins)}
    refresh(case, now)


def drop(case: Case, now: datetime) -> Facts:
    """No unit has it: there is no clock. How much of it was used, for who looks later why it took so long."""
    reading = reading_of(case, now)
    case.clock = _kept(case)
    case.plan_code = case.due_at = case.warn_at = case.rework_due_at = case.paused_at = None
    return {"used_ms": reading.used, "total_ms": reading.total} if reading else {}


def pause(case: Case, at: datetime, now: datetime) -> None:
    """The clock rests since `at`, which may lie before now."""
    _happen(case, ClockEvent(millis(at), Happening.PAUSED))
    case.paused_at = at
    refresh(case, now)


def resume(case: Case, now: datetime) -> None:
    """The clock goes on."""
    _happen(case, ClockEvent(millis(now), Happening.RESUMED))
    case.paused_at = None
    refresh(case, now)


def extend(case: Case, by: Length, at: datetime, now: datetime) -> None:
    """The limit is longer by so much, since `at`."""
    _happen(case, ClockEvent(millis(at), Happening.EXTENDED, by))
    refresh(case, now)


def begin_rework(case: Case, now: datetime) -> Facts:
    """The check failed: the clock goes on, and half of the limit runs beside it. What the timeline says of both."""
    case.clock = {**(case.clock or {}), "rework": millis(now)}
    resume(case, now)
    return {"ends_at": told(case.due_at), "rework_due_at": told(case.rework_due_at)}


def hand_in(case: Case, now: datetime) -> None:
    """The unit says that it is done: its clock rests, and a rework that took too long is remembered."""
    rework = rework_reading(case, now)
    missed = rework is not None and millis(now) > rework.due_at
    done = {**(case.clock or {}).get("done", {})}
    for limit in limits_of(case.limits):
        done.setdefault(limit.step.value, millis(now))
    case.clock = {**(case.clock or {}), "done": done, "rework_missed": bool((case.clock or {}).get("rework_missed")) or missed}
    pause(case, now, now)


def decide(case: Case) -> bool | None:
    """Whether the feedback that passed came in time: before the end of the whole, and no rework after its own end. What was
    due at the close of a day is late that evening, though nobody's working time has passed. None without a limit."""
    if case.disposed_at is None:
        return None
    reading = reading_of(case, case.disposed_at)
    in_time = reading is not None and millis(case.disposed_at) <= reading.due_at
    return None if reading is None else in_time and not (case.clock or {}).get("rework_missed")


def reading_of(case: Case, now: datetime) -> Reading | None:
    """The unit's clock; None without one."""
    kept, length = case.clock or {}, _length(case)
    if length is None or kept.get("start") is None:
        return None
    return read(kept["start"], length, events_of(case), working(case), millis(now))


def rework_reading(case: Case, now: datetime) -> Reading | None:
    """The clock of the rework that is under way: half of the limit from the moment when the check failed."""
    kept, length = case.clock or {}, _length(case)
    if length is None or kept.get("rework") is None:
        return None
    rests = [event for event in events_of(case) if event.at >= kept["rework"] and event.what is not Happening.EXTENDED]
    return read(kept["rework"], length.half, rests, working(case), millis(now))


def refresh(case: Case, now: datetime) -> None:
    """Writes the ends as they are now, for lists to look at."""
    reading, rework = reading_of(case, now), rework_reading(case, now)
    length = _length(case)
    case.due_at = moment(reading.due_at) if reading else None
    case.rework_due_at = moment(rework.due_at) if rework else None
    case.warn_at = None
    if reading and length:
        counting = counting_of(length.unit, working(case))
        left = reading.total * (100 - DUE_SOON_PERCENT) // 100
        case.warn_at = moment(counting.reached(counting.counted(reading.due_at) - left))


def return_until(case: Case) -> datetime | None:
    """Until when the unit may say that the case is not its business."""
    if case.dispatched_at is None:
        return None
    if case.urgent:
        return case.dispatched_at + timedelta(minutes=URGENT_RETURN_MINUTES)
    return moment(ends(millis(case.dispatched_at), RETURN_WITHIN, working(case)))


def longer(case: Case, wanted: Length) -> bool:
    """Whether an extension would be longer than the original limit, both reckoned from the beginning of the clock."""
    length, begins = _length(case), (case.clock or {}).get("start")
    if length is None or begins is None:
        return True
    return ends(begins, wanted, working(case)) > ends(begins, length, working(case))


def told(at: datetime | None) -> str | None:
    """A moment on the wire."""
    return None if at is None else time.isoformat(at)


# ---- what is kept


def read_length(body: Mapping[str, Any]) -> Length:
    """{value, unit} as a length."""
    return Length.of(int(body["value"]), Unit(body["unit"]))


def length_of(case: Case) -> Length | None:
    """The limit as the unit's clock began with it."""
    return _length(case)


def _begins(case: Case, now: datetime, settings: Settings) -> datetime | None:
    """The dispatch; for snow its declared end, which may still be to come."""
    if case.category.get("starts") != Starts.SNOW_STOPPED:
        return now
    declared = settings.snow_stopped_at
    recent = declared is not None and declared >= case.opened_at - timedelta(days=7)
    return declared if recent else None


def _kept(case: Case) -> Facts | None:
    """What belongs to no dispatch: the stage under way."""
    stage = (case.clock or {}).get("stage")
    return {"stage": stage} if stage else None


def _happen(case: Case, event: ClockEvent) -> None:
    body: Facts = {"at": event.at, "what": event.what.value}
    if event.by is not None:
        body["by"] = _length_body(event.by)
    kept = case.clock or {}
    case.clock = {**kept, "events": [*kept.get("events", []), body]}


def events_of(case: Case) -> list[ClockEvent]:
    """What happened to the unit's clock."""
    return [
        ClockEvent(one["at"], Happening(one["what"]), _read_length(one["by"]) if one.get("by") else None)
        for one in (case.clock or {}).get("events", [])
    ]


def _length(case: Case) -> Length | None:
    body = (case.clock or {}).get("length")
    return _read_length(body) if body else None


def _length_body(length: Length) -> Facts:
    return {"halves": length.halves, "unit": length.unit.value}


def _read_length(body: Mapping[str, Any]) -> Length:
    return Length(int(body["halves"]), Unit(body["unit"]))
