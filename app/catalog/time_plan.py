"""Decides which moments count: the shifts of a day, the city's days off, the Saturdays it works instead.

Everything is a whole number of milliseconds since 1970, and the city's day begins at a fixed distance from Greenwich: the
phone counts the same way (`pwa/src/domain/time-plan.ts`). It must not know cases, tables or the clock.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
CITY_OFFSET_MS: Final = 8 * HOUR_MS
"""China has had one time without summer time since 1992."""
HALF_DAY_MS: Final = 210 * MINUTE_MS
"""Half a working day, in working time: a morning or an afternoon of office hours."""
FIRST_DAY: Final = 18_262
"""2020-01-01 in days since 1970: no case is older. What lies before it never counts."""
WEEK: Final = 7


@dataclass(frozen=True)
class Shift:
    """Minutes of the city's day, 0 ≤ start < end ≤ 1440. A night shift is two: until 1440, and from 0 of the next day."""

    start: int
    end: int

    @property
    def length_ms(self) -> int:
        """How much of it counts."""
        return (self.end - self.start) * MINUTE_MS


Shifts = tuple[Shift, ...]


@dataclass(frozen=True)
class Week:
    """The shifts of the seven days from Monday on, in force from a day (days since 1970) until a later one begins."""

    from_day: int
    days: tuple[Shifts, ...]

    @property
    def of_made_up_day(self) -> Shifts:
        """What is worked on a Saturday or Sunday that makes up for a day off: the first worked day's shifts."""
        return next((shifts for shifts in self.days if shifts), ())


@dataclass(frozen=True)
class TimePlan:
    """When work is done, and whether it rests on holidays. `weeks` by `from_day`, the first one long ago."""

    code: str
    weeks: tuple[Week, ...]
    keeps_holidays: bool = True


@dataclass(frozen=True)
class Calendar:
    """The country's days off and worked weekends, by days since 1970; another source's year is simply added."""

    days_off: frozenset[int] = frozenset()
    made_up: frozenset[int] = frozenset()


class Counting(Protocol):
    """A way of counting time. Both functions only ever grow, and each undoes the other as far as time counts."""

    def counted(self, moment: int) -> int:
        """How many milliseconds have counted until this moment, from a beginning that stays the same."""

    def reached(self, amount: int) -> int:
        """The first moment until which this many milliseconds have counted."""


class Naturally:
    """Round the clock, through nights and holidays: hours, and everything urgent."""

    def counted(self, moment: int) -> int:
        """The moment itself."""
        return moment

    def reached(self, amount: int) -> int:
        """The amount itself."""
        return amount


NATURALLY: Final = Naturally()


@dataclass
class WorkingTime:
    """A plan on a calendar. What was counted until each midnight is kept, so that any question is two look-ups."""

    plan: TimePlan
    calendar: Calendar
    _until: list[int] = field(default_factory=lambda: [0])
    _growing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def shifts(self, day: int) -> Shifts:
        """The shifts of a day, by days since 1970."""
        week = self._week(day)
        if self.plan.keeps_holidays:
            if day in self.calendar.made_up:
                return week.of_made_up_day
            if day in self.calendar.days_off:
                return ()
        return week.days[(day + 3) % WEEK]  # 1970 began on a Thursday

    def counted(self, moment: int) -> int:
        """As `Counting`: the working milliseconds since FIRST_DAY."""
        day, within = divmod(moment + CITY_OFFSET_MS, DAY_MS)
        if day < FIRST_DAY:
            return 0
        return self._before(day) + sum(_overlap(shift, within) for shift in self.shifts(day))

    def reached(self, amount: int) -> int:
        """As `Counting`. A day that is used up to its last minute ends then, not when the next one begins.

        Raises ValueError when no work is ever done again.
        """
        if amount <= 0:
            return _moment(FIRST_DAY, 0)
        place = bisect_left(self._until, amount)
        while place == len(self._until):
            self._extend()
            place = bisect_left(self._until, amount)
        left = amount - self._until[place - 1]
        for shift in self.shifts(FIRST_DAY + place - 1):
            if left <= shift.length_ms:
                return _moment(FIRST_DAY + place - 1, shift.start * MINUTE_MS + left)
            left -= shift.length_ms
        raise AssertionError("what a day counts is the sum of its shifts")

    def begun(self, moment: int) -> int:
        """The moment itself while work is done, its last minute included; else when it goes on.

        Raises ValueError when no work is ever done again.
        """
        day, within = divmod(moment + CITY_OFFSET_MS, DAY_MS)
        for later in range(day, day + _LONGEST_REST):
            for shift in self.shifts(later):
                end = shift.end * MINUTE_MS
                if later > day or within <= end:
                    start = shift.start * MINUTE_MS
                    return _moment(later, start if later > day else max(start, within))
        raise ValueError(f"time plan {self.plan.code} has no working time within a year")

    def days_on(self, moment: int, days: int) -> int:
        """The same time of day on the `days`-th next working day; what lies between its shifts waits for the next one."""
        start = self.begun(moment)
        day, within = divmod(start + CITY_OFFSET_MS, DAY_MS)
        for _ in range(days):
            day = self._next_worked(day)
        shifts = self.shifts(day)
        later = next((shift for shift in shifts if within <= shift.end * MINUTE_MS), shifts[-1])
        return _moment(day, min(max(within, later.start * MINUTE_MS), later.end * MINUTE_MS))

    def _next_worked(self, day: int) -> int:
        for later in range(day + 1, day + _LONGEST_REST):
            if self.shifts(later):
                return later
        raise ValueError(f"time plan {self.plan.code} has no working day within a year")

    def _week(self, day: int) -> Week:
        place = bisect_right(self.plan.weeks, day, key=lambda week: week.from_day)
        return self.plan.weeks[max(0, place - 1)]

    def _before(self, day: int) -> int:
        while len(self._until) <= day - FIRST_DAY:
            self._extend()
        return self._until[day - FIRST_DAY]

    def _extend(self) -> None:
        with self._growing:  # requests share what was counted
            day = FIRST_DAY + len(self._until) - 1
            if len(self._until) > _LONGEST_REST and self._until[-1] == self._until[-_LONGEST_REST]:
                raise ValueError(f"time plan {self.plan.code} has no working time within a year")
            self._until.append(self._until[-1] + sum(shift.length_ms for shift in self.shifts(day)))


_LONGEST_REST: Final = 366
"""Days; a plan that does nothing for longer is a mistake, not a rest."""


def calendar_of(days_off: Iterable[int], made_up: Iterable[int]) -> Calendar:
    """A calendar of these days."""
    return Calendar(frozenset(days_off), frozenset(made_up))


def _overlap(shift: Shift, within: int) -> int:
    return max(0, min(within, shift.end * MINUTE_MS) - shift.start * MINUTE_MS)


def _moment(day: int, within: int) -> int:
    return day * DAY_MS + within - CITY_OFFSET_MS
