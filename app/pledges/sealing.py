"""Decides how documents, signers and sheets of pledges lie in the database. Knows no field of them."""

from __future__ import annotations

import json
from typing import Any, Final

from app.cases.sealing import keyring

DATA: Final = "data"
DOCUMENT, SIGNER, SHEET = "document", "signer", "sheet"
"""Which part of a pledge is sealed; one does not open as another."""


def sealed_bytes(pledge_id: str, what: str, plain: bytes) -> bytes:
    """Bytes that open only as this part (`what`) of this pledge."""
    return keyring(DATA).seal(plain, _bound_to(pledge_id, what))


def opened_bytes(pledge_id: str, what: str, sealed: bytes) -> bytes:
    """What was sealed. Raises InvalidTag when the row was altered."""
    return keyring(DATA).open(sealed, _bound_to(pledge_id, what))


def sealed_json(pledge_id: str, what: str, said: dict[str, Any]) -> bytes:
    """As `sealed_bytes`, for JSON."""
    return sealed_bytes(pledge_id, what, json.dumps(said, ensure_ascii=False).encode())


def opened_json(pledge_id: str, what: str, sealed: bytes) -> dict[str, Any]:
    """As `opened_bytes`, for JSON."""
    opened: dict[str, Any] = json.loads(opened_bytes(pledge_id, what, sealed))
    return opened


def _bound_to(pledge_id: str, what: str) -> bytes:
    return f"pledge:{pledge_id}:{what}".encode()
