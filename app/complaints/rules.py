"""Decides what a complaint is and until when it is answered. Knows no table and no clock."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from app.catalog.time_plan import WorkingTime
from app.core.days import city_day
from app.core.errors import AppError

ANSWER_WITHIN: Final = 5
"""Working days, as citizens' hotlines promise."""
LONGEST_TEXT: Final = 2000
LONGEST_ANSWER: Final = 2000


class Kind(StrEnum):
    """投诉, 建议, 表扬."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Origin(StrEnum):
    """How it came; all but the first two are entered by whoever answers complaints."""

    PUBLIC = "public"
    STAFF = "staff"
    HOTLINE = "hotline"
    VISIT = "visit"
    LETTER = "letter"
    MEDIA = "media"
    OTHER = "other"


BY_THEMSELVES: Final = frozenset({Origin.PUBLIC, Origin.STAFF})


class State(StrEnum):
    """待答复, 已答复, 不予处理 (with a reason)."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class AlreadyDismissed(AppError):
    """Nothing is answered that was dismissed."""

    status = 409
    slug = "illegal-move"
    title = "This was dismissed: nothing more is answered."


def due(now: datetime, working: WorkingTime) -> datetime:
    """The last moment of an answer in time."""
    moment = working.days_on(round(now.timestamp() * 1000), ANSWER_WITHIN)
    return datetime.fromtimestamp(moment / 1000, UTC)


def number_of(now: datetime, count: int) -> str:
    """The number of a day's `count`-th complaint: TS20261121-0007."""
    return f"TS{day_of(now)}-{count:04d}"


def day_of(now: datetime) -> str:
    """The city's day, as numbers begin."""
    return f"{city_day(now):%Y%m%d}"
