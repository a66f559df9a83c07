"""Decides how what people wrote lies in the database: sealed, opening only as part of its own complaint."""

from __future__ import annotations

from typing import cast

from flask import current_app

from app.core.keys import KeyRing


def seal(text: str, number: str, part: str) -> bytes:
    """The text as it is kept."""
    return _ring().seal(text.encode(), _bound(number, part))


def opened(sealed: bytes, number: str, part: str) -> str:
    """The text again. Raises InvalidTag when the row was altered."""
    return _ring().open(sealed, _bound(number, part)).decode()


def _ring() -> KeyRing:
    return cast(KeyRing, current_app.extensions["keys"]["data"])


def _bound(number: str, part: str) -> bytes:
    return f"complaint:{number}:{part}".encode()
