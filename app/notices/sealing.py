"""Decides how names, signatures and finished sheets of papers lie in the database. Knows no field of them."""

from __future__ import annotations

import json
from typing import Any

from app.cases.sealing import keyring

DATA = "data"


def sealed_json(notice_id: str, what: str, said: dict[str, Any]) -> bytes:
    """JSON that opens only as this part (`what`) of this paper."""
    return sealed_bytes(notice_id, what, json.dumps(said, ensure_ascii=False).encode())


def opened_json(notice_id: str, what: str, sealed: bytes) -> dict[str, Any]:
    """What was sealed. Raises InvalidTag when the row was altered."""
    opened: dict[str, Any] = json.loads(opened_bytes(notice_id, what, sealed))
    return opened


def sealed_bytes(notice_id: str, what: str, plain: bytes) -> bytes:
    """As `sealed_json`, for bytes."""
    return keyring(DATA).seal(plain, _bound_to(notice_id, what))


def opened_bytes(notice_id: str, what: str, sealed: bytes) -> bytes:
    """As `opened_json`, for bytes."""
    return keyring(DATA).open(sealed, _bound_to(notice_id, what))


def _bound_to(notice_id: str, what: str) -> bytes:
    return f"notice:{notice_id}:{what}".encode()
