"""Decides how the person who answers for a shop is named, numbered and shown. Knows no table and no key."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.core.wording import mask_number

_PHONE: Final = re.compile(r"1[3-9]\d{9}|0[1-9]\d{8,10}|[2-8]\d{6,7}|400\d{7}")
"""A mobile number, one with its area code, one of the city without it, or one of a switchboard."""
_ABROAD: Final = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,10}$)")
LAST: Final = 4


@dataclass(frozen=True)
class Contact:
    """Whom a shop is reached by; either may be missing."""

    name: str | None
    phone: str | None


def narrow_phone(text: str | None) -> str | None:
    """The number as digits: without gaps, wide digits and the +86 before it; None for nothing."""
    digits = re.sub(r"[\s()·.\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text or ""))
    return _ABROAD.sub("", digits) or None


def is_phone(digits: str) -> bool:
    """Whether these digits are somebody's number in this country."""
    return _PHONE.fullmatch(digits) is not None


def hint_of(contact: Contact | None) -> str | None:
    """What everybody at work is shown: 周** 138****1234; of a number that is no mobile one only the last two digits."""
    if contact is None:
        return None
    name = contact.name[0] + "*" * min(2, max(1, len(contact.name) - 1)) if contact.name else None
    phone = mask_number(contact.phone) if contact.phone else None
    return " ".join(part for part in (name, phone) if part) or None


def last4(contact: Contact | None) -> str | None:
    """The last four digits, by which a merchant shows that the shop is theirs."""
    return contact.phone[-LAST:] if contact and contact.phone else None
