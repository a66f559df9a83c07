"""Decides what a letter to a body outside is and which way it goes. Knows no table and no clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.errors import AppError, InvalidBody

ANSWERED_WITHIN: Final = timedelta(days=7)
"""Natural days, where whoever sends says nothing else."""
LONGEST: Final = timedelta(days=365)
MAX_TEXT: Final = 2000


class SentHow(StrEnum):
    """How a letter left."""

    HAND = "hand"
    MAIL = "mail"
    FAX = "fax"
    EXCHANGE = "exchange"
    """By the authorities' own document exchange."""


class Outcome(StrEnum):
    """What a body outside answered."""

    DONE = "done"
    TAKEN = "taken"
    """It sees to it; when it is done a further answer or a check tells."""
    REFUSED = "refused"
    """Not its duty."""


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    VOIDED = "voided"


class WrongState(AppError):
    """What is asked for is not the letter's next step."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible with this letter any more."


def state_of(
    sent_at: datetime | None, due_at: datetime | None, answered_at: datetime | None, voided_at: datetime | None, now: datetime
) -> LetterState:
    """Where a letter stands at a moment."""
    if voided_at is not None:
        return LetterState.VOIDED
    if answered_at is not None:
        return LetterState.ANSWERED
    if sent_at is None:
        return LetterState.DRAFT
    return LetterState.OVERDUE if due_at is not None and due_at < now else LetterState.OPEN


def number_text(word: str | None, year: int | None, number: int | None) -> str | None:
    """The number as papers carry it, 〔〕 around the year; None for a draft."""
    return None if number is None else f"{word}移〔{year}〕{number}号"


def check_times(at: datetime, due_at: datetime, made_at: datetime, now: datetime) -> None:
    """Raises InvalidBody for a letter that left before it was made or tomorrow, or that is due before it left."""
    if not made_at <= at <= now:
        raise refusal("/at", "A letter leaves after it was made, and not in the future.")
    if not at < due_at <= at + LONGEST:
        raise refusal("/due_at", "The answer is due after the letter has left, within a year.")


def checked_text(text: str, pointer: str) -> str:
    """The text without blanks around it. Raises InvalidBody for none."""
    kept = text.strip()
    if not 1 <= len(kept) <= MAX_TEXT:
        raise refusal(pointer, f"Write 1 to {MAX_TEXT} characters.")
    return kept


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong, and where."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
