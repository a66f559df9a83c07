"""Counts working time minute by minute, the slow way: every working minute of the months around is a row of a list.

What the program reckons with sums and look-ups is counted here one by one, so that both cannot be wrong alike.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property

CITY = timezone(timedelta(hours=8))
FIRST, LAST = date(2026, 8, 1), date(2027, 2, 28)
MINUTE = timedelta(minutes=1)
HOLIDAYS_2026 = {date(2026, 9, day) for day in (25, 26, 27)} | {date(2026, 10, day) for day in range(1, 8)}
MADE_UP_2026 = {date(2026, 9, 20), date(2026, 10, 10)}
"""Of the State Council's arrangement those days that lie in the months looked at."""


def minute_of(moment: datetime) -> int:
    """Whole minutes since 1970; what is simulated happens at whole minutes."""
    return int(moment.timestamp()) // 60


def moment_of(minute: int) -> datetime:
    """The other way round."""
    return datetime.fromtimestamp(minute * 60, CITY)


@dataclass(frozen=True)
class Hours:
    """When is worked: shifts as (from, to) times of day, on weekdays 0–6, with the country's holidays or without."""

    shifts: tuple[tuple[time, time], ...]
    weekdays: frozenset[int]
    holidays: bool

    def works(self, day: date) -> bool:
        """Whether anybody works on this day."""
        if self.holidays and day in MADE_UP_2026:
            return True
        if self.holidays and day in HOLIDAYS_2026:
            return False
        return day.weekday() in self.weekdays

    @cached_property
    def minutes(self) -> list[int]:
        """All working minutes, each by the minute at which it begins."""
        found: list[int] = []
        day = FIRST
        while day <= LAST:
            if self.works(day):
                for start, end in self.shifts:
                    begin = datetime.combine(day, start, CITY)
                    length = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
                    found += [minute_of(begin) + passed for passed in range(length)]
            day += timedelta(days=1)
        return found

    def between(self, start: int, end: int) -> int:
        """How many working minutes begin in [start, end)."""
        return bisect_left(self.minutes, end) - bisect_left(self.minutes, start)

    def after(self, start: int, count: int) -> int:
        """The minute at which `count` working minutes after `start` are over."""
        return self.minutes[bisect_left(self.minutes, start) + count - 1] + 1

    def days_later(self, start: int, days: int) -> int:
        """The same time of day on the `days`-th next working day, from when work goes on if it rests at `start`."""
        begins = self.minutes[bisect_left(self.minutes, start)] if not self._at_work(start) else start
        moment = moment_of(begins)
        day = moment.date()
        for _ in range(days):
            day += timedelta(days=1)
            while not self.works(day):
                day += timedelta(days=1)
        return minute_of(datetime.combine(day, moment.timetz()))

    def _at_work(self, minute: int) -> bool:
        """The last minute of a shift counts: who starts at its end starts then."""
        place = bisect_left(self.minutes, minute)
        now = place < len(self.minutes) and self.minutes[place] == minute
        just = place > 0 and self.minutes[place - 1] == minute - 1
        return now or just


OFFICE = Hours(((time(8, 30), time(12)), (time(14, 30), time(18))), frozenset(range(5)), holidays=True)
STREET = Hours(((time(7), time(22)),), frozenset(range(7)), holidays=False)
HOURS = {"office": OFFICE, "street_order": STREET}


@dataclass(frozen=True)
class Allowed:
    """How long something may take: an amount of `hours`, `working_hours` or `working_days`; halves of them are allowed."""

    amount: float
    unit: str

    def half(self) -> Allowed:
        """What a rework gets."""
        return Allowed(self.amount / 2, self.unit)


def ends(start: int, allowed: Allowed, hours: Hours) -> int:
    """The minute at which the time that is allowed from `start` on is over."""
    if allowed.unit == "hours":
        return start + round(allowed.amount * 60)
    if allowed.unit == "working_hours":
        return hours.after(start, round(allowed.amount * 60))
    whole = int(allowed.amount)
    end = hours.days_later(start, whole)
    return hours.after(end, 210) if allowed.amount != whole else end


def moved_on(due: int, begin: int, end: int, unit: str, hours: Hours) -> int:
    """When it is over if what lies in [begin, end) does not count."""
    if unit == "hours":
        return due + end - begin
    lost = hours.between(begin, end)
    return hours.after(due, lost) if lost else due
