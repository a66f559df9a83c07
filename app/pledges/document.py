"""Decides what a manifest says of a pledge or a refusal, and by which bytes a pledge is known. Knows no table and no clock.

Whatever is odd is read as absent and named as a doubt: a signature is given only once, so nothing about it refuses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import rfc8785

from app.core.wording import mask_numbers
from app.pledges.rules import Capacity, Doubt
from app.proof.sheet import STROKE_UNITS
from app.reports.fields import Fields

FORM: Final = 1
MOST_STROKES, MOST_POINTS = 200, 5_000
"""Of one signature: a name written with care has a tenth of that."""
_LEAST_POINTS: Final = 2
_LONGEST_MS: Final = 3_600_000
_CAPACITIES: Final = frozenset(str(one) for one in Capacity)
_HASH_LENGTH: Final = 64
_MOST_PHOTOS: Final = 6

Strokes = list[list[list[float]]]


@dataclass(frozen=True)
class Item:
    """One item as it was read out and signed."""

    code: str | None
    name: str | None
    do: str | None
    dont: str | None


@dataclass(frozen=True)
class Signing:
    """A pledge as it was signed; None where nothing usable was said. `canonical` are the bytes that `sha256` is of."""

    canonical: bytes
    sha256: str
    pledge_id: str | None = None
    scheme_code: str | None = None
    scheme_version: int | None = None
    scheme_name: str | None = None
    items: tuple[Item, ...] = ()
    shop_id: str | None = None
    shop: Mapping[str, str | None] = field(default_factory=dict)
    frontage: Mapping[str, str | None] = field(default_factory=dict)
    length_m: float | None = None
    unit_code: str | None = None
    office: str | None = None
    months: int | None = None
    signer: Mapping[str, str | None] = field(default_factory=dict)
    officer_id: str | None = None
    work_number: str | None = None
    signed_at: datetime | None = None
    strokes: Strokes = field(default_factory=list)
    officer_strokes: Strokes = field(default_factory=list)
    photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True)
class Refused:
    """A refusal as it was told."""

    reason: str
    officers: tuple[str, ...]
    doubts: frozenset[Doubt]


def read_signing(manifest: Mapping[str, Any]) -> Signing:
    """The `pledge` of a manifest."""
    document = manifest.get("pledge")
    if not isinstance(document, dict):
        canonical, _ = canonical_bytes({} if document is None else document)
        return Signing(canonical, hashlib.sha256(canonical).hexdigest(), doubts=frozenset({Doubt.DOCUMENT_MISSING}))
    return read_document(document)


def read_document(document: dict[str, Any]) -> Signing:
    """A document, as it came or as it was kept."""
    canonical, exact = canonical_bytes(document)
    said = Fields(document)
    shop, scheme, officer = said.part("shop"), said.part("scheme"), said.part("officer")
    frontage, office, signer = said.part("frontage"), said.part("office"), said.part("signer")
    strokes, odd_strokes = _strokes(document.get("strokes"))
    officer_strokes, odd_officer = _strokes(document.get("officer_strokes"))
    position = said.part("position")
    placed = position.degrees("lon", 180.0) is not None and position.degrees("lat", 90.0) is not None
    signed_by = {
        "name": signer.text("name", 40), "capacity": signer.word("capacity", _CAPACITIES), "phone": signer.text("phone", 30),
    }  # fmt: skip
    items, photos = _items(said, document.get("items")), _photos(said.part("photos"))
    facts = {
        Doubt.NOT_CANONICAL: not exact,
        Doubt.FORM_UNKNOWN: said.whole("form") != FORM,
        Doubt.SIGNER_MISSING: not (signed_by["name"] and signed_by["capacity"]),
        Doubt.STROKES_MISSING: _points(strokes) < _LEAST_POINTS,
        Doubt.STROKES_ODD: odd_strokes or odd_officer,
        Doubt.OFFICER_STROKES_MISSING: _points(officer_strokes) < _LEAST_POINTS,
        Doubt.NOT_READ_ALOUD: not said.truth("read_aloud"),
        Doubt.POSITION_MISSING: not placed,
        Doubt.PHOTO_MISSING: not photos["front"],
    }
    return Signing(
        canonical=canonical,
        sha256=hashlib.sha256(canonical).hexdigest(),
        pledge_id=said.uuid("pledge_id"),
        scheme_code=scheme.identifier("code", 40),
        scheme_version=scheme.whole("version"),
        scheme_name=scheme.text("name", 60),
        items=items,
        shop_id=shop.uuid("id"),
        shop={name: shop.text(name, 120) for name in ("name", "door", "segment_code", "segment_name", "cell_code")},
        frontage={name: frontage.text(name, 120) for name in ("left", "right", "rule")},
        length_m=frontage.number("length_m"),
        unit_code=office.identifier("unit_code", 40),
        office=office.text("name", 60),
        months=said.part("term").whole("months"),
        signer=signed_by,
        officer_id=officer.identifier("id", 36),
        work_number=officer.text("work_number", 20),
        signed_at=said.moment("signed_at"),
        strokes=strokes,
        officer_strokes=officer_strokes,
        photos=photos,
        doubts=frozenset(doubt for doubt, holds in {**facts, Doubt.UNREADABLE: bool(said.odd)}.items() if holds),
    )


def read_refusal(manifest: Mapping[str, Any]) -> Refused:
    """The `refusal` of a manifest; telephone numbers in its reason are masked."""
    said = Fields(dict(manifest)).part("refusal")
    named = [one.strip() for one in said.texts("officers", 20)]
    officers = tuple(dict.fromkeys(one for one in named if one))[:2]
    reason = (said.text("reason", 500) or "").strip()
    facts = {Doubt.OFFICERS_MISSING: len(officers) < 2, Doubt.REASON_MISSING: not reason}
    return Refused(mask_numbers(reason), officers, frozenset(doubt for doubt, holds in facts.items() if holds))


def canonical_bytes(document: Any) -> tuple[bytes, bool]:
    """The RFC 8785 form, and whether it has one: what has none (a number too large) is kept in the next best form."""
    try:
        return rfc8785.dumps(document), True
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode(), False


def _items(said: Fields, value: Any) -> tuple[Item, ...]:
    count = len(value) if isinstance(value, list) and all(isinstance(one, dict) for one in value) else 0
    parts = [said.item("items", place) for place in range(min(count, 50))]
    return tuple(Item(*(part.text(name, 500) for name in ("code", "name", "do", "dont"))) for part in parts)


def _photos(said: Fields) -> dict[str, tuple[str, ...]]:
    return {name: _hashes(said.texts(name, _HASH_LENGTH)) for name in ("front", "paper")}


def _hashes(named: tuple[str, ...]) -> tuple[str, ...]:
    whole = (one.lower() for one in named if len(one) == _HASH_LENGTH)
    return tuple(dict.fromkeys(whole))[:_MOST_PHOTOS]


def _strokes(value: Any) -> tuple[Strokes, bool]:
    """Lines of points that can be drawn, and whether something else was there."""
    if value is None:
        return [], False
    if not isinstance(value, list) or len(value) > MOST_STROKES or not all(isinstance(line, list) for line in value):
        return [], True
    if sum(len(line) for line in value) > MOST_POINTS or not all(_is_point(point) for line in value for point in line):
        return [], True
    return [line for line in value if line], False


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) != 3:
        return False
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in point):
        return False
    x, y, t = point
    return bool(0 <= x <= STROKE_UNITS and 0 <= y <= STROKE_UNITS and 0 <= t <= _LONGEST_MS)


def _points(strokes: Strokes) -> int:
    return sum(len(line) for line in strokes)
