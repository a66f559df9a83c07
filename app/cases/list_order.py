"""Decides in which order cases are listed, and what of a list comes after a cursor. Knows no index and no reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, or_

from app.cases.models import Case
from app.core.db import AnyRow
from app.core.paging import bad_cursor, cursor_number, decode_cursor, encode_cursor

Number = ColumnElement[int]
"""The column of the row number that a list is read along."""
_NO_TIME: Final = "-"


class Order(StrEnum):
    """How cases are listed: the newest first, or what is due next first and what has no limit last."""

    NEWEST = "newest"
    DUE = "due"


@dataclass(frozen=True)
class Stretch:
    """A part of a list that has one order: what it begins after, as (due_at, row number)."""

    order: Order | None
    dated: bool | None = None
    due_at: datetime | None = None
    after: int | None = None

    def beginning(self, number: Number) -> Iterator[ColumnElement[bool]]:
        """Only what comes after the cursor."""
        if self.dated is not None:
            yield Case.due_at.is_not(None) if self.dated else Case.due_at.is_(None)
        if self.after is None:
            return
        if self.due_at is not None:
            yield Case.due_at >= self.due_at
            yield or_(Case.due_at > self.due_at, number > self.after)
        else:
            yield number < self.after if self.order is Order.NEWEST else number > self.after

    def ordering(self, number: Number) -> tuple[ColumnElement[Any], ...]:
        """The order of this part."""
        if self.order is None:
            return ()
        if self.order is Order.NEWEST:
            return (number.desc(),)
        return (Case.due_at.asc(), number.asc()) if self.dated else (number.asc(),)


def placed(stretch: Stretch) -> Callable[[AnyRow], tuple[Any, ...]]:
    """The key by which rows of several readings are put in order again."""
    if stretch.order is Order.NEWEST:
        return lambda row: (-row.id,)
    return lambda row: (row.due_at, row.id) if stretch.dated else (row.id,)


def stretches(order: Order, cursor: str | None) -> Sequence[Stretch]:
    """The parts of a list after a cursor. Raises InvalidBody for one that was not made here."""
    if order is Order.NEWEST:
        return [Stretch(order, after=cursor_number(cursor) if cursor else None)]
    if not cursor:
        return [Stretch(order, dated=True), Stretch(order, dated=False)]
    time, number = decode_cursor(cursor, 2)
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise bad_cursor()
    undated = Stretch(order, dated=False)
    if time == _NO_TIME:
        return [replace(undated, after=int(number))]
    return [Stretch(order, dated=True, due_at=_moment(time), after=int(number)), undated]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise bad_cursor() from error


def cursor_after(row: AnyRow, order: Order) -> str:
    """The cursor of what follows this row."""
    if order is Order.NEWEST:
        return encode_cursor(row.id)
    return encode_cursor(row.due_at.isoformat() if row.due_at else _NO_TIME, row.id)
