"""Decides how whom a shop is reached by lies in the database: sealed, opening only as part of its own shop.

A shop is found by its number through a blind index: an HMAC that nobody without the key can compute for all numbers.
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

from flask import current_app

from app.core.keys import KeyRing
from app.shops.models import Shop
from app.shops.persons import Contact, hint_of

_INDEX: Final = "index"
_FIRST_KEY: Final = "1"
"""An index must be found again after a new key: it is always computed with the first."""


def contact_columns(shop_id: str, contact: Contact | None) -> dict[str, Any]:
    """The columns of a shop that is reached by this person: {contact, contact_hint, phone_index}."""
    return {
        "contact": seal(_bound(shop_id), json.dumps([contact.name, contact.phone]).encode()) if contact else None,
        "contact_hint": hint_of(contact),
        "phone_index": phone_index(contact.phone) if contact and contact.phone else None,
    }


def contact_of(shop: Shop) -> Contact | None:
    """Whom the shop is reached by; whoever shows it notes that first. Raises InvalidTag when the row was altered."""
    if shop.contact is None:
        return None
    name, phone = json.loads(opened(_bound(shop.id), shop.contact))
    return Contact(name, phone)


def phone_index(phone: str) -> str:
    """What shops are found by that have this number (digits, `persons.narrow_phone`)."""
    ring, message = _ring(_INDEX), f"phone:{phone}".encode()
    try:
        return ring.sign(message, _FIRST_KEY)
    except KeyError:
        assert ring.current  # makes the first key where there is none
        return ring.sign(message, _FIRST_KEY)


def seal(bound_to: str, plain: bytes) -> bytes:
    """Bytes that open only as what they are bound to."""
    return _ring("data").seal(plain, bound_to.encode())


def opened(bound_to: str, sealed: bytes) -> bytes:
    """The bytes again. Raises InvalidTag when they were altered."""
    return _ring("data").open(sealed, bound_to.encode())


def _ring(purpose: str) -> KeyRing:
    return cast(KeyRing, current_app.extensions["keys"][purpose])


def _bound(shop_id: str) -> str:
    return f"shop:{shop_id}:contact"
