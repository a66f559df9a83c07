"""Decides how the person who answers for a shop is named, numbered and shown. Knows no table and no key."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.core.wording import mask_number

_MOBILE: Final = r"1[3-9]\d{9}"
_LINE: Final = r"(?:0(?:10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7}|[2-8]\d{6,7}|[48]00\d{7})"
"""One with its area code, one of the city without it, or one of a switchboard."""
_PHONE: Final = re.compile(rf"{_MOBILE}|{_LINE}(?:-\d{{1,6}})?")
"""Behind a line there may be the extension (分机)."""
_EXTENDED: Final = re.compile(r"(.*\d)\s*(?:[-\u2010-\u2015#*]|转|分机|ext\.?)+\s*(\d{1,5})", re.IGNORECASE)
_ABROAD: Final = re.compile(rf"(?:(?:\+|00)?86(?={_MOBILE}$|0?[1-9]\d{{8,10}}$))|0(?={_MOBILE}$)")
"""What stands before a number that is called from elsewhere; before a mobile one some write a 0."""
_SAVED_AS_NUMBER: Final = re.compile(r"(\d{7,12})\.0")
LAST: Final = 4


@dataclass(frozen=True)
class Contact:
    """Whom a shop is reached by; either may be missing."""

    name: str | None
    phone: str | None


def narrow_phone(text: str | None) -> str | None:
    """The number as digits: without gaps, wide digits and the +86 before it, an extension behind a dash; None for nothing."""
    said = unicodedata.normalize("NFKC", text or "").strip()
    whole = _SAVED_AS_NUMBER.fullmatch(said)
    extended = _EXTENDED.fullmatch(said)
    if extended is not None:
        line = _digits(extended[1])
        if re.fullmatch(_LINE, line):
            return f"{line}-{extended[2]}"
    return _digits(whole[1] if whole else said) or None


def is_phone(digits: str) -> bool:
    """Whether these digits are somebody's number in this country."""
    return _PHONE.fullmatch(digits) is not None


def hint_of(contact: Contact | None) -> str | None:
    """What everybody at work is shown: 周** 138****1234, as `mask_number` says."""
    if contact is None:
        return None
    name = contact.name[0] + "*" * min(2, max(1, len(contact.name) - 1)) if contact.name else None
    phone = mask_number(_own(contact.phone)) if contact.phone else None
    return " ".join(part for part in (name, phone) if part) or None


def last4(contact: Contact | None) -> str | None:
    """The last four digits, by which a merchant shows that the shop is theirs."""
    return _own(contact.phone)[-LAST:] if contact and contact.phone else None


def _own(phone: str) -> str:
    """Without the extension, which many shops of a house share."""
    return phone.partition("-")[0]


def _digits(text: str) -> str:
    return _ABROAD.sub("", re.sub(r"[\s()·.\-\u2010-\u2015]", "", text))
