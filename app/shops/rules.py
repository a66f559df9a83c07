"""Decides what a shop must have to be kept. Knows no table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.errors import InvalidBody

DECIMALS: Final = 7
"""1e-7 degrees is 1 cm; the pack ships exactly what is stored."""
MAX_NAME: Final = 80
MAX_DOOR: Final = 60


class ShopStatus(StrEnum):
    """Whether somebody trades there now; a closed shop can be named, the report then says so by a flag."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class ShopFacts:
    """What is known of a shop. `lon` and `lat` are WGS-84 degrees of the front at the kerb; `kind` is a free word of trade."""

    name: str
    door: str | None
    street: str | None
    lon: float
    lat: float
    kind: str | None = None
    segment_code: str | None = None
    cell_code: str | None = None
    status: ShopStatus = ShopStatus.OPEN


def checked(facts: ShopFacts) -> ShopFacts:
    """The facts as they are stored: texts trimmed, blanks as None, the point rounded. Raises InvalidBody with pointers."""
    name = facts.name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise _refusal("/name", f"A shop has a name of 1 to {MAX_NAME} characters.")
    door, street, kind = _text(facts.door), _text(facts.street), _text(facts.kind)
    for pointer, text in (("/door", door), ("/street", street), ("/kind", kind)):
        if text is not None and len(text) > MAX_DOOR:
            raise _refusal(pointer, f"At most {MAX_DOOR} characters.")
    if not (math.isfinite(facts.lon) and math.isfinite(facts.lat) and abs(facts.lon) <= 180 and abs(facts.lat) <= 90):
        raise _refusal("/point", "The point is longitude, latitude in WGS-84 degrees.")
    lon, lat = round(facts.lon, DECIMALS), round(facts.lat, DECIMALS)
    return ShopFacts(name, door, street, lon, lat, kind, facts.segment_code, facts.cell_code, facts.status)


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _refusal(pointer: str, detail: str) -> InvalidBody:
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
