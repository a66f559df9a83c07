"""Decides what is an envelope and what a manifest says. Odd fields are read as absent and counted, never refused.

An envelope (contract §3) is an object with an integer `schema`, the path's UUID as `report_id` and `photos`, an array
of {64 hex `sha256`, integer `bytes`}. It must not know thresholds, people or places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.cases.wording import holds_number
from app.core.errors import InvalidBody
from app.photos.sniffing import CLIPS
from app.reports.fields import Fields, is_uuid
from app.reports.reading import LARGEST_NUMBER
from app.reports.reply_fields import Reply, read_reply

SCHEMAS: Final = frozenset({1})
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
DATUMS: Final = frozenset({"wgs84", "gcj02", "bd09"})
POSITION_SOURCES: Final = frozenset({"gps", "manual", "qr"})
HEADING_SOURCES: Final = frozenset({"compass", "course"})
PHOTO_ROLES: Final = frozenset({"scene", "close", "before", "after", "number", "warning", "check", "paper", "ownership"})
PHOTO_SOURCES: Final = frozenset({"camera", "gallery"})


class NoEnvelope(InvalidBody):
    """JSON, but nothing the server could file as a report."""

    title = "This is not a report: see `errors`. What you sent is kept in quarantine."


@dataclass(frozen=True)
class Heading:
    """Where the device pointed (`compass`) or was going (`course`): degrees clockwise from north, 0 ≤ deg < 360, and
    by how many of them it may err, as the device gave it."""

    deg: float
    accuracy_deg: float | None
    source: str | None


@dataclass(frozen=True)
class Position:
    """Where the person stood: degrees in `datum`, accuracy in metres as the device gave it."""

    lon: float
    lat: float
    accuracy_m: float | None
    fixed_at: datetime | None
    source: str | None
    datum: str
    heading: Heading | None = None


@dataclass(frozen=True)
class NamedPhoto:
    """A photo the manifest names."""

    sha256: str
    role: str | None
    source: str | None
    taken_at: datetime | None
    clip: bool
    """By what the phone says it is; what it really is shows when the bytes come."""


@dataclass(frozen=True)
class Manifest:
    """What a manifest says; None where it says nothing that can be used. `odd` are the pointers to such fields.

    With a `reply` it is no finding but an answer; `joins` is the number of an open case that it is more evidence of;
    `hands_paper` says that a paper was given out with it, which `app/notices` reads; what it says of a pledge is for
    `app/pledges`, and its bytes are sealed as those with somebody's number are.
    """

    report_id: str
    schema: int
    author_id: str | None
    device_id: str | None
    device_seq: int | None
    supersedes: str | None
    captured_at: datetime | None
    clock_offset_ms: int | None
    position: Position | None
    category: str | None
    note: str
    handled_on_spot: bool
    segment_choice: str | None
    segment_choice_why: str | None
    subject: dict[str, str | None]
    phone_numbers: tuple[str, ...]
    photos: tuple[NamedPhoto, ...]
    area_pack: str | None
    holds_numbers: bool
    odd: tuple[str, ...]
    reply: Reply | None = None
    joins: str | None = None
    origin: str | None = None
    hands_paper: bool = False


def check_envelope(value: Any, report_id: UUID) -> dict[str, Any]:
    """The object if it is an envelope for this id. Raises NoEnvelope with pointers to what is missing."""
    if not isinstance(value, dict):
        raise NoEnvelope(errors=[{"pointer": "", "detail": "a report is an object"}])
    errors = []
    if not _is_integer(value.get("schema")):
        errors.append({"pointer": "/schema", "detail": "a whole number"})
    named = value.get("report_id")
    if not is_uuid(named):
        errors.append({"pointer": "/report_id", "detail": "a UUID"})
    elif UUID(named) != report_id:
        errors.append({"pointer": "/report_id", "detail": f"the id in the address: {report_id}"})
    photos = value.get("photos")
    if not isinstance(photos, list):
        errors.append({"pointer": "/photos", "detail": "an array"})
    else:
        errors += [fault for place, photo in enumerate(photos) for fault in _photo_faults(place, photo)]
    if errors:
        raise NoEnvelope(errors=errors[:20])
    return value


def read_manifest(envelope: dict[str, Any]) -> Manifest:
    """Everything the server uses of an envelope that passed `check_envelope`."""
    fields = Fields(envelope)
    clock, subject = fields.part("clock"), fields.part("subject")
    numbers = subject.texts("phone_numbers", 40)
    named = {name: subject.text(name, 64) for name in ("shop_id", "asset_id", "asset_type", "defect")}
    named["pledge_item"] = subject.slug("pledge_item", 40)
    note = fields.text("note", None) or ""
    contacts = subject.value("phone_numbers") or subject.value("contacts") or envelope.get("contacts")
    reply, joins = read_reply(fields), fields.identifier("joins", 19)
    hands_paper = isinstance(fields.value("paper"), dict)
    signed = any(fields.value(name) is not None for name in ("pledge", "refusal"))
    in_text = any(map(_says_number, (note, *named.values())))
    return Manifest(
        report_id=str(UUID(envelope["report_id"])),
        schema=int(envelope["schema"]),
        author_id=fields.identifier("author_id", 36),
        device_id=fields.identifier("device_id", 36),
        device_seq=fields.whole("device_seq"),
        supersedes=fields.uuid("supersedes"),
        captured_at=fields.moment("captured_at"),
        clock_offset_ms=clock.whole("offset_ms"),
        position=_position(fields),
        category=fields.text("category", 80),
        note=note,
        handled_on_spot=fields.truth("handled_on_spot"),
        segment_choice=fields.identifier("segment_choice", 40),
        segment_choice_why=fields.identifier("segment_choice_why", 40),
        subject=named,
        phone_numbers=numbers,
        photos=tuple(_photo(fields.item("photos", place)) for place in range(len(envelope["photos"]))),
        area_pack=fields.identifier("area_pack", 100),
        holds_numbers=bool(contacts) or hands_paper or signed or in_text,
        reply=reply,
        joins=joins,
        origin=fields.identifier("origin", 20),
        hands_paper=hands_paper,
        odd=tuple(fields.odd),
    )


def _says_number(text: str | None) -> bool:
    """Whether somebody's number may be in it; the digits of an id are nobody's."""
    return text is not None and not is_uuid(text) and holds_number(text)


def _position(fields: Fields) -> Position | None:
    place = fields.part("position")
    lon, lat = place.degrees("lon", 180.0), place.degrees("lat", 90.0)
    accuracy_m, fixed_at = place.number("accuracy_m"), place.moment("fixed_at")
    source, datum = place.word("source", POSITION_SOURCES), place.word("datum", DATUMS)
    heading = _heading(place.part("heading"))
    if lon is None or lat is None:
        return None
    return Position(lon, lat, accuracy_m, fixed_at, source, datum or "wgs84", heading)


def _heading(fields: Fields) -> Heading | None:
    deg, accuracy_deg, source = fields.bearing("deg"), fields.number("accuracy_deg"), fields.word("source", HEADING_SOURCES)
    return None if deg is None else Heading(deg, accuracy_deg, source)


def _photo(photo: Fields) -> NamedPhoto:
    return NamedPhoto(
        sha256=str(photo.value("sha256")).lower(),
        role=photo.word("role", PHOTO_ROLES),
        source=photo.word("source", PHOTO_SOURCES),
        taken_at=photo.moment("taken_at"),
        clip=photo.value("mime") in CLIPS,
    )


def _photo_faults(place: int, photo: Any) -> list[dict[str, str]]:
    if not isinstance(photo, dict):
        return [{"pointer": f"/photos/{place}", "detail": "an object"}]
    faults = []
    sha256 = photo.get("sha256")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        faults.append({"pointer": f"/photos/{place}/sha256", "detail": "a SHA-256 in 64 hex digits"})
    if not _is_integer(photo.get("bytes")):
        faults.append({"pointer": f"/photos/{place}/bytes", "detail": "a whole number"})
    return faults


def _is_integer(value: Any) -> bool:
    """JSON has one kind of number: 1.0 is whole, true is not a number."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_NUMBER)
