"""Decides what a session key is: signed, for an hour, and good for one plate only. No request here.

Nothing is stored of it: it ends with its time, or at once with its plate.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

from app.cases.sealing import keyring
from app.merchants.rules import KEY_LIVES

PURPOSE: Final = "link"
_PARTS: Final = 4
_LONGEST: Final = 200
_FIRST_KEY: Final = "1"
"""What is stored as an HMAC must be found again after a new key."""


def signed(plate_id: str, expires_at: datetime) -> str:
    """The key of a plate until `expires_at` (whole seconds)."""
    kid, expires = keyring(PURPOSE).current, int(expires_at.timestamp())
    return f"{kid}.{plate_id}.{expires}.{_signature(kid, plate_id, expires)}"


def plate_of(key: str, now: datetime) -> str | None:
    """The id of the plate that this key is for, None unless it is ours and still good."""
    parts = key.split(".")
    if len(key) > _LONGEST or len(parts) != _PARTS:
        return None
    kid, plate_id, expires, signature = parts
    if not all(text.isascii() and text.isdecimal() and len(text) < 12 for text in (kid, expires)) or not _is_uuid(plate_id):
        return None
    try:
        ours = _signature(kid, plate_id, int(expires))
    except KeyError:
        return None
    genuine = hmac.compare_digest(ours.encode(), signature.encode("utf-8", "replace"))
    fresh = now.timestamp() < int(expires) <= (now + KEY_LIVES).timestamp()
    return plate_id if genuine and fresh else None


def hidden(*parts: str) -> str:
    """What is kept instead of these words: nobody without the key can compute it for all addresses, or for all codes."""
    ring = keyring(PURPOSE)
    assert ring.current  # makes the first key where there is none
    return ring.sign("\n".join(("merchant", *parts)).encode("utf-8", "surrogatepass"), _FIRST_KEY)


def _signature(kid: str, plate_id: str, expires: int) -> str:
    return keyring(PURPOSE).sign(f"merchant-key\n{plate_id}\n{expires}\n{kid}".encode(), kid)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
