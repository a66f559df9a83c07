"""Decides when a limit ends: so much natural or working time after a start, with pauses and extensions between.

Moments and amounts are whole milliseconds (`time_plan.py`); the phone counts the same way (`pwa/src/domain/limits.ts`).
It must not know cases, tables or the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.catalog.rules import Unit
from app.catalog.time_plan import HALF_DAY_MS, HOUR_MS, NATURALLY, Counting, WorkingTime

HALF: Final = 2
"""Lengths are counted in halves of their unit: half of five working days is five halves."""
DUE_SOON_PERCENT: Final = 80
"""From here on a clock is yellow (as existing city platforms have it); after the end it is red."""


class Colour(StrEnum):
    """How a clock looks; paused ones have none of these."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Length:
    """A limit without its step: `halves` of a unit."""

    halves: int
    unit: Unit

    @classmethod
    def of(cls, value: int, unit: Unit) -> Length:
        """So many whole units."""
        return cls(value * HALF, unit)

    @property
    def half(self) -> Length:
        """Half of it, in whole halves of the unit, at least one: what a rework is given."""
        return replace(self, halves=max(1, self.halves // HALF))


class Happening(StrEnum):
    """What changes a running clock."""

    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ClockEvent:
    """Something that happened to a clock; `by` is what an extension adds."""

    at: int
    what: Happening
    by: Length | None = None


@dataclass(frozen=True)
class Reading:
    """A clock as it stands at a moment.

    `used` and `total` in counted milliseconds, `due_at` the moment it ends (when paused: ended, were it resumed now).
    """

    used: int
    total: int
    due_at: int
    paused: bool
    stopped: bool

    @property
    def colour(self) -> Colour:
        """Green below 80 % of the time, yellow until its last millisecond, red after it."""
        if self.used > self.total:
            return Colour.RED
        return Colour.YELLOW if self.used * 100 >= self.total * DUE_SOON_PERCENT else Colour.GREEN


def ends(start: int, length: Length, working: WorkingTime) -> int:
    """The last moment of the limit that begins at `start`; a start outside working time waits for its beginning."""
    whole, half = divmod(length.halves, HALF)
    if length.unit is Unit.HOURS:
        return start + length.halves * HOUR_MS // HALF
    if length.unit is Unit.WORKING_HOURS:
        return working.reached(working.counted(start) + length.halves * HOUR_MS // HALF)
    end = working.days_on(start, whole)
    return working.reached(working.counted(end) + HALF_DAY_MS) if half else end


def counting_of(unit: Unit, working: WorkingTime) -> Counting:
    """What a limit of this unit counts."""
    return NATURALLY if unit is Unit.HOURS else working


def read(start: int, length: Length, events: Iterable[ClockEvent], working: WorkingTime, now: int) -> Reading:
    """The clock at `now`. Events are taken in the order of their moments; what lies after `now` has not happened.

    A pause in a pause and a resumption of what runs change nothing; after STOPPED nothing does.
    """
    counting = counting_of(length.unit, working)
    clock = _Clock(counting, start, ends(start, length, working))
    for event in sorted(events, key=lambda one: one.at):
        if event.at > now or clock.stopped:
            break
        clock.take(event, working)
    return clock.at(now)


class _Clock:
    """A clock on its way through its events."""

    def __init__(self, counting: Counting, start: int, end: int) -> None:
        self._counting = counting
        self._start = start
        self._end = end
        self._total = counting.counted(end) - counting.counted(start)
        self._rested = 0
        self._resting_since: int | None = None
        self._stopped_at: int | None = None

    @property
    def stopped(self) -> bool:
        return self._stopped_at is not None

    def take(self, event: ClockEvent, working: WorkingTime) -> None:
        if event.what is Happening.PAUSED:
            self._resting_since = event.at if self._resting_since is None else self._resting_since
        elif event.what is Happening.RESUMED:
            self._rested = self._rest_until(event.at)
            self._resting_since = None
        elif event.what is Happening.STOPPED:
            self._stopped_at = event.at
        elif event.by is not None:
            due = self._due(event.at)
            self._end = ends(due, event.by, working)
            self._total += self._counting.counted(self._end) - self._counting.counted(due)

    def at(self, now: int) -> Reading:
        moment = now if self._stopped_at is None else min(now, self._stopped_at)
        begun = self._counting.counted(self._start)
        used = max(0, self._counting.counted(moment) - begun - self._rest_until(moment))
        return Reading(used, self._total, self._due(moment), self._resting_since is not None, self.stopped)

    def _due(self, now: int) -> int:
        """While nothing has rested the end as the limit says it: half past eight, where the same amount of work was done
        at the close of the day before."""
        rested = self._rest_until(now)
        if not rested:
            return self._end
        return self._counting.reached(self._counting.counted(self._start) + self._total + rested)

    def _rest_until(self, now: int) -> int:
        """How much of the counted time until now was paused."""
        if self._resting_since is None:
            return self._rested
        return self._rested + max(0, self._counting.counted(now) - self._counting.counted(self._resting_since))
