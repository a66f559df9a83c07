"""Decides how a city's working time is written down: its time plans, the country's days off and made-up days by year.

What comes with the program is 2026 (State Council, arrangement of 2025-11-04) and two plans; a city loads later years and
its own plans without a release. Knows no table and no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.catalog.rules import Group
from app.catalog.time_plan import WEEK, Calendar, Shift, Shifts, TimePlan, Week, calendar_of
from app.core.errors import InvalidBody

_EPOCH: Final = date(1970, 1, 1)
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TIME: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
DAY_MINUTES: Final = 1440
FIRST_YEAR, LAST_YEAR = 2020, 2100
OFFICE: Final = "office"
"""The plan of every group that no other plan has, and of the stages at the desk."""


@dataclass(frozen=True)
class Year:
    """The days of a year on which a weekday rests, and the Saturdays and Sundays that are worked instead."""

    year: int
    days_off: tuple[date, ...]
    made_up: tuple[date, ...]
    source: str
    rev: int = 0


@dataclass(frozen=True)
class PlanInUse:
    """A time plan with the category groups whose cases run by it; revision 0 is as it comes with the program."""

    plan: TimePlan
    groups: tuple[str, ...]
    rev: int = 0


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day with this number."""
    return _EPOCH + timedelta(days=number)


def _days(year: int, *spans: tuple[str, str]) -> tuple[date, ...]:
    found: list[date] = []
    for first, last in spans:
        day, end = (date.fromisoformat(f"{year}-{text}") for text in (first, last))
        while day <= end:
            found.append(day)
            day += timedelta(days=1)
    return tuple(found)


_OFF_2026: Final = (
    *(("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05")),
    *(("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07")),
)
_WORKED_2026: Final = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
DEFAULT_YEARS: Final = {
    2026: Year(2026, _days(2026, *_OFF_2026), _days(2026, *((day, day) for day in _WORKED_2026)), "国务院办公厅 2025-11-04")
}
_OFFICE_DAY: Final[Shifts] = (Shift(8 * 60 + 30, 12 * 60), Shift(14 * 60 + 30, 18 * 60))
_STREET_DAY: Final[Shifts] = (Shift(7 * 60, 22 * 60),)
DEFAULT_PLANS: Final = {
    OFFICE: PlanInUse(TimePlan(OFFICE, (Week(0, (*(_OFFICE_DAY,) * 5, (), ())),)), ()),
    "street_order": PlanInUse(TimePlan("street_order", (Week(0, (_STREET_DAY,) * WEEK),), False), (Group.FOUR_DISORDERS.value,)),
}
"""Office hours, and the streets' own: what stands in the way on Friday evening is not due on Monday."""


def calendar_from(years: Iterable[Year]) -> Calendar:
    """All years as one calendar."""
    known = list(years)
    return calendar_of(
        (day_number(day) for year in known for day in year.days_off), (day_number(day) for year in known for day in year.made_up)
    )


def read_year(body: Mapping[str, Any], pointer: str = "") -> Year:
    """A year from {year, days_off, made_up, source}. Raises InvalidBody with pointers."""
    year = body.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise refused(f"{pointer}/year", f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")
    days_off, made_up = (_read_days(body.get(name), year, f"{pointer}/{name}") for name in ("days_off", "made_up"))
    both = set(days_off) & set(made_up)
    if both:
        raise refused(f"{pointer}/made_up", f"{min(both)} cannot be both a day off and a made-up day: take it from one list.")
    weekday = next((day for day in made_up if day.isoweekday() <= 5), None)
    if weekday:
        raise refused(f"{pointer}/made_up", f"{weekday} is no Saturday or Sunday: only those make up for a day off.")
    return Year(year, days_off, made_up, str(body.get("source") or "")[:200])


def _read_days(value: Any, year: int, pointer: str) -> tuple[date, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise refused(pointer, "Give a list of days as yyyy-mm-dd.")
    days = []
    for place, text in enumerate(value):
        try:
            day = date.fromisoformat(str(text))
        except ValueError:
            raise refused(f"{pointer}/{place}", f"'{text}' is no day: write yyyy-mm-dd.") from None
        if day.year != year:
            raise refused(f"{pointer}/{place}", f"{day} is not in {year}: every year has a list of its own.")
        days.append(day)
    return tuple(sorted(set(days)))


def read_plan(code: str, weeks: Any, keeps_holidays: bool, groups: Sequence[str]) -> PlanInUse:
    """A plan from its wire form, see `weeks_body`. Raises InvalidBody with pointers."""
    if not _CODE.fullmatch(code):
        raise refused("/code", "A plan's code is 2 to 40 of a-z 0-9 _ and begins with a letter.")
    unknown = sorted(set(groups) - set(Group))
    if unknown:
        raise refused("/groups", f"'{unknown[0]}' is no category group: they are {', '.join(Group)}.")
    if not isinstance(weeks, list) or not weeks:
        raise refused("/weeks", "A plan needs at least one week.")
    read = sorted((_read_week(week, f"/weeks/{place}") for place, week in enumerate(weeks)), key=lambda week: week.from_day)
    if len({week.from_day for week in read}) < len(read):
        raise refused("/weeks", "Two weeks begin on the same day: leave one of them.")
    if not all(any(week.days) for week in read):
        raise refused("/weeks", "A week without any working time would stop every clock for ever: give it a shift.")
    return PlanInUse(TimePlan(code, tuple(read), keeps_holidays), tuple(dict.fromkeys(groups)))


def _read_week(body: Any, pointer: str) -> Week:
    days = body.get("days") if isinstance(body, Mapping) else None
    if not isinstance(days, list) or len(days) != WEEK:
        raise refused(f"{pointer}/days", "Give seven days, Monday first.")
    try:
        begins = 0 if body.get("from") is None else day_number(date.fromisoformat(str(body["from"])))
    except ValueError:
        raise refused(f"{pointer}/from", "Give the first day as yyyy-mm-dd, or null for ever.") from None
    return Week(begins, tuple(_read_shifts(shifts, f"{pointer}/days/{place}") for place, shifts in enumerate(days)))


def _read_shifts(body: Any, pointer: str) -> Shifts:
    if not isinstance(body, list) or any(not isinstance(pair, list) or len(pair) != 2 for pair in body):
        raise refused(pointer, 'Give shifts as [["08:30", "12:00"], …], an empty list for a day without work.')
    shifts = tuple(Shift(*(_minutes(text, pointer) for text in pair)) for pair in body)
    if any(shift.start >= shift.end for shift in shifts):
        raise refused(pointer, "A shift begins before it ends; one through midnight is two: until 24:00, and from 00:00.")
    if any(before.end > after.start for before, after in zip(shifts, shifts[1:], strict=False)):
        raise refused(pointer, "Shifts of a day follow one another and do not overlap.")
    return shifts


def _minutes(text: Any, pointer: str) -> int:
    found = _TIME.fullmatch(str(text))
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise refused(pointer, f"'{text}' is no time of day: write HH:MM from 00:00 to 24:00.")
    return minutes


def weeks_body(plan: TimePlan) -> list[dict[str, Any]]:
    """The wire form of a plan's weeks: [{from: day or null, days: [[[from, to] …] of Monday …]}]."""
    return [
        {
            "from": day_of(week.from_day).isoformat() if week.from_day else None,
            "days": [[[_clock_face(shift.start), _clock_face(shift.end)] for shift in shifts] for shifts in week.days],
        }
        for week in plan.weeks
    ]


def year_body(year: Year) -> dict[str, Any]:
    """The wire form of a year."""
    days_off, made_up = ([day.isoformat() for day in days] for days in (year.days_off, year.made_up))
    return {"year": year.year, "days_off": days_off, "made_up": made_up, "source": year.source, "rev": year.rev}


def refused(pointer: str, detail: str) -> InvalidBody:
    """The refusal of one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])


def _clock_face(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
