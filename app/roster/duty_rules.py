"""Decides what a duty may be and who is on duty. Knows no table and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from app.core.errors import AppError
from app.roster.rules import refusal

LONGEST_DUTY: Final = timedelta(days=31)
"""A longer one is a mistake in a date: duty is planned by the month."""


class DutyIsPast(AppError):
    """What has been is not rewritten: receipts and timelines name who was on duty."""

    status = 409
    slug = "illegal-move"
    title = "A duty that has begun keeps its beginning and its person: end it now or later, and enter the rest anew."


class Duty(Protocol):
    """One person's duty for a unit from one moment to another; a stand-in names whom they stand in for."""

    @property
    def id(self) -> str: ...
    @property
    def unit_code(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def stand_in_for(self) -> str | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class DutyRow(NamedTuple):
    """A duty as it is asked for."""

    id: str
    unit_code: str
    person_id: str
    stand_in_for: str | None
    starts_at: datetime
    ends_at: datetime


def check_span(row: Duty, now: datetime) -> None:
    """Raises InvalidBody for a duty that ends before it begins, is too long, begins in the past or stands in for itself."""
    if row.ends_at <= row.starts_at:
        raise refusal("/ends_at", "A duty ends after it begins.")
    if row.ends_at - row.starts_at > LONGEST_DUTY:
        raise refusal("/ends_at", f"A duty is at most {LONGEST_DUTY.days} days long: enter several.")
    if row.starts_at < now:
        raise refusal("/starts_at", "This beginning is over: a duty is entered before it begins.")
    if row.stand_in_for == row.person_id:
        raise refusal("/stand_in_for", "Nobody stands in for themselves.")


def check_change(before: Duty, wanted: Duty, now: datetime) -> None:
    """Raises DutyIsPast where a change would alter what has been; a running duty may only end sooner or later, not before now."""
    if before.starts_at > now:
        return
    kept = all(getattr(before, name) == getattr(wanted, name) for name in ("unit_code", "person_id", "stand_in_for", "starts_at"))
    if not kept or before.ends_at <= now or wanted.ends_at < now:
        raise DutyIsPast()


def check_overlap(row: Duty, others: Iterable[Duty]) -> None:
    """Raises InvalidBody where at some moment two would have the same duty, or one person two of them."""
    for other in others:
        if other.id == row.id or other.ends_at <= row.starts_at or other.starts_at >= row.ends_at:
            continue
        span = f"from {_told(other.starts_at)} to {_told(other.ends_at)} (UTC)"
        if other.person_id == row.person_id:
            raise refusal("/person", f"This person has a duty {span} already: end that one first, or choose another time.")
        if other.unit_code == row.unit_code and other.stand_in_for == row.stand_in_for:
            raise refusal("/starts_at", f"Somebody else has this duty {span}: end theirs first, or enter a stand-in.")


def on_duty(rows: Iterable[Duty]) -> Duty | None:
    """Who is on duty, of one unit's duties of one moment: who stands in before whom they stand in for."""
    stand_ins = {row.stand_in_for: row for row in rows if row.stand_in_for is not None}
    regular = next((row for row in rows if row.stand_in_for is None), None)
    if regular is None:
        return min(stand_ins.values(), key=lambda row: row.id, default=None)
    return stand_ins.get(regular.person_id, regular)


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
