"""Decides what a shop must have to be kept, and what is noticed about it without refusing it. Knows no table."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from app.core.errors import AppError, InvalidBody
from app.core.wording import storable
from app.shops.frontage import DEEPEST_M, LONGEST_M, SHALLOWEST_M, SHORTEST_M
from app.shops.persons import Contact, is_phone, narrow_phone

DECIMALS: Final = 7
"""1e-7 degrees is 1 cm; the pack ships exactly what is stored."""
MAX_NAME: Final = 80
MAX_DOOR: Final = 60
MAX_PHOTOS: Final = 6
MAX_PERSON: Final = 40
SHA256: Final = re.compile(r"[0-9a-f]{64}")
_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CODE_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: without I, O, S, V and Z."""
_CODE_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_NUMBERED: Final = (re.compile(r"(\d{1,6})\s*[号號]"), re.compile(r"(\d{1,6})"))
BETWEEN: Final = "\x1f"
"""Between the parts of keys; no text of a shop holds it."""
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]+")
_UNSEEN: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Signs without a form that turn what stands behind them around, or make a name of nothing; joiners stay, letters need them."""
_ID_NUMBER: Final = re.compile(r"[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
"""Region, day of birth, and four more: the number of an identity card (GB 11643)."""


class ShopStatus(StrEnum):
    """Whether somebody trades there now; a closed shop can be named, the report then says so by a flag."""

    OPEN = "open"
    CLOSED = "closed"


class Warned(StrEnum):
    """What a person should know about a shop that is kept all the same."""

    CREDIT_CODE = "credit-code"
    """Its last character is not the one that GB 32100 computes from the others."""
    SAME_CREDIT_CODE = "same-credit-code"
    SAME_PHONE = "same-phone"
    SAME_NAME_AND_DOOR = "same-name-and-door"
    NO_FRONTAGE = "no-frontage"
    """Ends and depth are there, but the point lies on the middle of the road, or far from it."""
    OUTSIDE = "outside"
    """The point lies on no segment."""


class Merged(AppError):
    """The shop was merged into another one, which goes on in its place."""

    status = 409
    slug = "illegal-move"
    title = "This shop was merged into another one: open that one."


@dataclass(frozen=True)
class ShopFacts:
    """What is known of a shop. `lon` and `lat` are WGS-84 degrees of the front at the kerb; `kind` is a free word of trade.

    `segment_from_m` and `segment_to_m` are metres along the segment's line, `depth_m` metres from the kerb to the wall.
    """

    name: str
    door: str | None
    street: str | None
    lon: float
    lat: float
    kind: str | None = None
    segment_code: str | None = None
    cell_code: str | None = None
    status: ShopStatus = ShopStatus.OPEN
    segment_from_m: float | None = None
    segment_to_m: float | None = None
    depth_m: float | None = None
    credit_code: str | None = None
    contact: Contact | None = None
    photos: tuple[str, ...] = ()
    street_unit: str | None = None
    praise_consent: bool = False


def checked(facts: ShopFacts) -> ShopFacts:
    """The facts as they are stored: texts trimmed, blanks as None, the point rounded. Raises InvalidBody with pointers."""
    name = _text(facts.name)
    if name is None or len(name) > MAX_NAME:
        raise refusal("/name", f"A shop has a name of 1 to {MAX_NAME} characters.")
    texts: dict[str, Any] = {pointer: _text(getattr(facts, pointer)) for pointer in ("door", "street", "kind")}
    for pointer, text in texts.items():
        if text is not None and len(text) > MAX_DOOR:
            raise refusal(f"/{pointer}", f"At most {MAX_DOOR} characters.")
    if not (math.isfinite(facts.lon) and math.isfinite(facts.lat) and abs(facts.lon) <= 180 and abs(facts.lat) <= 90):
        raise refusal("/point", "The point is longitude, latitude in WGS-84 degrees.")
    if len(facts.photos) > MAX_PHOTOS or not all(SHA256.fullmatch(one) for one in facts.photos):
        raise refusal("/photos", f"At most {MAX_PHOTOS} photos, each named by its SHA-256.")
    return replace(
        facts, name=name, **texts, lon=round(facts.lon, DECIMALS), lat=round(facts.lat, DECIMALS),
        credit_code=checked_code(facts.credit_code), contact=checked_contact(facts.contact), **_checked_ends(facts),
    )  # fmt: skip


def checked_code(code: str | None) -> str | None:
    """The credit code in capitals without gaps. Raises InvalidBody for what cannot be one; see `code_fits`."""
    narrow = _narrow_code(code)
    if is_id_number(narrow):
        raise refusal("/credit_code", "This is the number of a person's identity card, which is not kept here: leave it out.")
    if narrow and not _CODE.fullmatch(narrow):
        raise refusal("/credit_code", "A credit code (统一社会信用代码) has 18 digits and capitals, without I, O, S, V and Z.")
    return narrow or None


def is_id_number(code: str) -> bool:
    """Whether this is the number of an identity card rather than a credit code: a small shop has only its owner's."""
    narrow = _narrow_code(code)
    return _ID_NUMBER.fullmatch(narrow) is not None and not (_CODE.fullmatch(narrow) and code_fits(narrow))


def code_fits(code: str) -> bool:
    """Whether the last character is the check character of GB 32100-2015."""
    total = sum(_CODE_LETTERS.index(letter) * weight for letter, weight in zip(code, _CODE_WEIGHTS, strict=False))
    return _CODE_LETTERS[-total % 31] == code[17]


def checked_contact(contact: Contact | None) -> Contact | None:
    """Whom a shop is reached by, trimmed; None where neither is said. Raises InvalidBody with pointers."""
    if contact is None:
        return None
    name, phone = _text(contact.name), narrow_phone(contact.phone)
    if name is not None and len(name) > MAX_PERSON:
        raise refusal("/contact/name", f"At most {MAX_PERSON} characters.")
    if phone is not None and not is_phone(phone):
        raise refusal("/contact/phone", "A telephone number: a mobile one of 11 digits, or one with its area code.")
    return Contact(name, phone) if name or phone else None


def door_number(door: str | None) -> int | None:
    """The number of a door: of 「槐荫路 37 号附 2」 37; None where there is none."""
    text = unicodedata.normalize("NFKC", door or "")
    found = next((found for pattern in _NUMBERED if (found := pattern.search(text))), None)
    return int(found[1]) if found else None


def door_of(door: str | None, street: str | None) -> str:
    """The door without the street that it may name first: of 「槐荫路 37 号」 「37 号」."""
    return ((door or "").removeprefix(street or "").strip()) or door or ""


def place_key(street: str | None, number: int | None, shop_id: str) -> str:
    """What shops are listed by: streets by name, doors by number, those without one first."""
    return BETWEEN.join((street or "", f"{number or 0:06d}", shop_id))


def twin_key(name: str, door: str | None, street: str | None) -> str:
    """Two shops with one key have the same name at the same door: gaps, widths and capitals do not count."""
    said = unicodedata.normalize("NFKC", BETWEEN.join((name, street or "", door or ""))).lower()
    return re.sub(rf"[^\w{BETWEEN}]", "", said)


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong, and where in the body."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])


def _checked_ends(facts: ShopFacts) -> Mapping[str, Any]:
    """Both ends or none, the first one first, to the centimetre."""
    from_m, to_m, depth_m = facts.segment_from_m, facts.segment_to_m, facts.depth_m
    if (from_m is None) != (to_m is None):
        raise refusal("/segment_from_m", "A frontage has two ends: say both or neither.")
    if from_m is not None and to_m is not None:
        if not (math.isfinite(from_m) and math.isfinite(to_m) and min(from_m, to_m) >= 0.0):
            raise refusal("/segment_from_m", "Both ends are metres along the line of the segment.")
        if not SHORTEST_M <= abs(to_m - from_m) <= LONGEST_M:
            raise refusal("/segment_to_m", f"A frontage is {SHORTEST_M:g} to {LONGEST_M:g} metres long.")
        from_m, to_m = sorted((round(from_m, 2), round(to_m, 2)))
    if depth_m is not None and not SHALLOWEST_M <= depth_m <= DEEPEST_M:
        raise refusal("/depth_m", f"From the kerb to the wall it is {SHALLOWEST_M:g} to {DEEPEST_M:g} metres.")
    return {"segment_from_m": from_m, "segment_to_m": to_m, "depth_m": None if depth_m is None else round(depth_m, 2)}


def _narrow_code(code: str | None) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code or "")).upper()


def _text(text: str | None) -> str | None:
    return _UNSEEN.sub("", _CONTROLS.sub(" ", storable(text or ""))).strip() or None
