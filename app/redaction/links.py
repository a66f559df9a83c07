"""Decides what a link to a public picture is: signed, for some minutes, and good for that one picture only. No request here.

Whoever has the link sees the picture, so it is short-lived and opens nothing but what may be seen by anybody.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from app.cases.sealing import keyring

PURPOSE: Final = "link"
LONGEST: Final = timedelta(minutes=10)


def signed(path: str, expires_at: datetime) -> str:
    """The path with what makes it a link until `expires_at` (whole seconds): `expires`, `kid`, `sig`."""
    kid, expires = keyring(PURPOSE).current, int(expires_at.timestamp())
    return f"{path}?{urlencode({'expires': expires, 'kid': kid, 'sig': _signature(path, expires, kid)})}"


def holds(path: str, expires: str, kid: str, sig: str, now: datetime) -> bool:
    """Whether this is a link of ours to exactly this path that has not expired at `now`."""
    if not all(text.isascii() and text.isdecimal() and len(text) < 12 for text in (expires, kid)):
        return False
    until = int(expires)
    try:
        ours = _signature(path, until, kid)
    except KeyError:
        return False
    genuine = hmac.compare_digest(ours.encode(), sig.encode("utf-8", "replace"))
    return genuine and now.timestamp() < until <= (now + LONGEST).timestamp()


def _signature(path: str, expires: int, kid: str) -> str:
    return keyring(PURPOSE).sign(f"GET\n{path}\n{expires}\n{kid}".encode(), kid)
