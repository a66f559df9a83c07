"""Decides when in the week something holds. The phone counts the same way. Knows no table and no clock.

Hours are spans of the city's week in whole minutes from Monday 00:00: begin included, end excluded. On the wire a span is
{"days": [1…7], "from": "05:30", "to": "08:30"}, 1 is Monday, "24:00" ends a day; what goes past midnight is two spans.
No span at all means always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from app.catalog.time_plan import CITY_OFFSET_MS, WEEK
from app.core.errors import InvalidBody

DAY_MINUTES: Final = 24 * 60
MOST_SPANS: Final = 14
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_THURSDAY: Final = 3
"""1970 began on one, counted from Monday 0."""


class Span(NamedTuple):
    """Days of the week (1 is Monday) and minutes of those days, 0 ≤ start < end ≤ 1440."""

    days: tuple[int, ...]
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        """The wire form."""
        return {"days": list(self.days), "from": _told(self.start), "to": _told(self.end)}


Hours = tuple[Span, ...]


def minute_of_week(at: datetime) -> int:
    """The minute of the city's week that a moment is in, 0 is Monday 00:00."""
    since = int(at.timestamp() * 1000 // 60_000) + CITY_OFFSET_MS // 60_000
    return (since + _THURSDAY * DAY_MINUTES) % (WEEK * DAY_MINUTES)


def holds(hours: Sequence[Span], minute: int) -> bool:
    """Whether a minute of the week is in one of the spans, or there are none."""
    day, within = divmod(minute, DAY_MINUTES)
    return not hours or any(day + 1 in span.days and span.start <= within < span.end for span in hours)


def until(hours: Sequence[Span], at: datetime) -> datetime | None:
    """Until when what holds now goes on holding without a gap; None without an end. For a moment at which it holds."""
    if not hours:
        return None
    minute, end = minute_of_week(at), 0
    while end < WEEK * DAY_MINUTES and holds(hours, (minute + end) % (WEEK * DAY_MINUTES)):
        end = _goes_on(hours, minute, end)
    return None if end >= WEEK * DAY_MINUTES else at.replace(second=0, microsecond=0) + timedelta(minutes=end)


def _goes_on(hours: Sequence[Span], minute: int, passed: int) -> int:
    day, within = divmod((minute + passed) % (WEEK * DAY_MINUTES), DAY_MINUTES)
    return passed + max(span.end - within for span in hours if day + 1 in span.days and span.start <= within < span.end)


def read(spans: Iterable[Mapping[str, Any]], pointer: str = "/hours") -> Hours:
    """Spans from their wire form, sorted. Raises InvalidBody with pointers."""
    found = []
    for place, span in enumerate(spans):
        days = tuple(sorted(set(span["days"])))
        start, end = (_minutes(span[name], f"{pointer}/{place}/{name}") for name in ("from", "to"))
        if not days or days[0] < 1 or days[-1] > WEEK:
            raise _refusal(f"{pointer}/{place}/days", "Days are numbers from 1 (Monday) to 7.")
        if end <= start:
            raise _refusal(f"{pointer}/{place}/to", "The end is after the beginning; what goes past midnight is two spans.")
        found.append(Span(days, start, end))
    if len(found) > MOST_SPANS:
        raise _refusal(pointer, f"At most {MOST_SPANS} spans.")
    return tuple(sorted(found))


def stored(spans: Iterable[Sequence[Any]]) -> Hours:
    """Spans as they are kept: [[days, start, end] …]."""
    return tuple(Span(tuple(days), start, end) for days, start, end in spans)


def _minutes(text: str, pointer: str) -> int:
    if not _TIME.fullmatch(text):
        raise _refusal(pointer, "A time of day is written 05:30; 24:00 ends a day.")
    return int(text[:2]) * 60 + int(text[3:])


def _told(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _refusal(pointer: str, detail: str) -> InvalidBody:
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
