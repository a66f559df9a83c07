"""Decides how what people wrote lies in the database: sealed, opening only as part of its own complaint."""

from __future__ import annotations

import hmac
from typing import Final, cast

from flask import current_app

from app.core.keys import KeyRing

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for others."""
_CODE_LENGTH: Final = 8
_FIRST_KEY: Final = "1"
"""A code outlives the key in use: it stands on somebody's note."""


def seal(text: str, number: str, part: str) -> bytes:
    """The text as it is kept."""
    return _ring().seal(text.encode(), _bound(number, part))


def opened(sealed: bytes, number: str, part: str) -> str:
    """The text again. Raises InvalidTag when the row was altered."""
    return _ring().open(sealed, _bound(number, part)).decode()


def code_of(number: str) -> str:
    """What opens the answer to this complaint beside its number: eight characters that nobody can guess from it."""
    ring = cast(KeyRing, current_app.extensions["keys"]["link"])
    assert ring.current  # makes the first key where there is none
    digest = int(ring.sign(f"complaint:{number}:answer".encode(), _FIRST_KEY), 16)
    return "".join(_LETTERS[digest >> (5 * place) & 31] for place in range(_CODE_LENGTH))


def fits(number: str, code: str) -> bool:
    """Whether the code is that of the number, however it was written; takes as long for a wrong one."""
    written = "".join(one for one in code.upper() if one.isalnum())
    return hmac.compare_digest(written.encode(), code_of(number).encode())


def _ring() -> KeyRing:
    return cast(KeyRing, current_app.extensions["keys"]["data"])


def _bound(number: str, part: str) -> bytes:
    return f"complaint:{number}:{part}".encode()
