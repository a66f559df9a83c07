"""Decides the form of cursors and pages. Must not know what is paged."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.core.errors import InvalidBody

T = TypeVar("T")
U = TypeVar("U")
DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_LARGEST_ROW = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: the items, the cursor of the next page (null at the end), and whether there is one."""

    items: Sequence[T]
    cursor: str | None
    has_more: bool

    def with_items(self, items: Sequence[U]) -> Page[U]:
        """The same place in the list with other items, for example what is told of them."""
        return Page(items, self.cursor, self.has_more)

    def as_body(self, items: Sequence[Any]) -> dict[str, Any]:
        """What is answered: {items, cursor, has_more}, with the bodies of the items."""
        return {"items": items, "cursor": self.cursor, "has_more": self.has_more}


def cut_page(found: Sequence[T], limit: int, cursor_of: Callable[[T], str]) -> Page[T]:
    """The first `limit` (at least 1) of what was found; whoever looked asked for one more, to know whether there is one."""
    items, has_more = found[:limit], len(found) > limit
    return Page(items, cursor_of(items[-1]) if has_more else None, has_more)


def encode_cursor(*parts: str | int) -> str:
    """An opaque cursor from its parts."""
    raw = "\x1f".join(str(part) for part in parts)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> list[str]:
    """The parts of a cursor made by `encode_cursor`. Raises InvalidBody for anything else."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise bad_cursor() from error
    values = raw.split("\x1f")
    if len(values) != parts:
        raise bad_cursor()
    return values


def cursor_number(cursor: str) -> int:
    """The row number that a cursor of one part holds. Raises InvalidBody for a cursor that was not made here."""
    (text,) = decode_cursor(cursor, 1)
    if not (text.isascii() and text.isdecimal() and len(text) < 20) or int(text) > _LARGEST_ROW:
        raise bad_cursor()
    return int(text)


def bad_cursor() -> InvalidBody:
    """The refusal of a cursor that this server did not make."""
    return InvalidBody(
        "This cursor was not made by this server: start again without one.",
        errors=[{"pointer": "/query/cursor", "detail": "unknown cursor"}],
    )
