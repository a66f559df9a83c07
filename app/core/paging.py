"""Decides the form of cursors and pages. Must not know what is paged."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.core.errors import InvalidBody

T = TypeVar("T")
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: the items, the cursor of the next page (null at the end), and whether there is one."""

    items: Sequence[T]
    cursor: str | None
    has_more: bool


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


def bad_cursor() -> InvalidBody:
    """The refusal of a cursor that this server did not make."""
    return InvalidBody(
        "This cursor was not made by this server: start again without one.",
        errors=[{"pointer": "/query/cursor", "detail": "unknown cursor"}],
    )
