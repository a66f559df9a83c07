"""Seals a told report into the bytes a phone would send: the manifest of the sync protocol. Knows no database.

Ids depend on the report's place in the story alone, so that a load which was cut off can go on where it stopped.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.core.clock import isoformat
from app.demo.story import FLYPOSTING
from app.demo.told import Fix, Shot, Told

CITY = uuid5(NAMESPACE_URL, "urn:xunjie:demo-city")
DEFECTS = {"manhole_missing": "missing", "manhole_broken": "broken", "manhole_displaced": "displaced"}


@dataclass(frozen=True)
class Sealed:
    """A manifest's bytes and the SHA-256 by which the next one of the device names it."""

    report_id: str
    body: bytes
    sha256: str


def report_id(index: int) -> str:
    """The id of the story's report at `index`."""
    return str(uuid5(CITY, f"report {index}"))


def device_id(username: str) -> str:
    """The phone of a patrol."""
    return str(uuid5(CITY, f"phone of {username}"))


def seal(
    report: Told,
    photos: Sequence[bytes],
    author_id: str,
    device_seq: int,
    previous: str | None,
    shop_id: str | None = None,
    segment_choice: str | None = None,
) -> Sealed:
    """The manifest of a report and its photos; `previous` is the SHA-256 of the device's manifest before it."""
    manifest = {
        "schema": 1,
        "report_id": report_id(report.index),
        "author_id": author_id,
        "device_id": device_id(report.author),
        "device_seq": device_seq,
        "prev_manifest_sha256": previous,
        "supersedes": None,
        "captured_at": isoformat(report.captured_at),
        "clock": {"offset_ms": report.clock_offset_ms, "age_s": 600},
        "position": _position(report.fix),
        "category": report.spot.category,
        "note": report.note,
        "handled_on_spot": report.handled_on_spot,
        "segment_choice": segment_choice,
        "subject": _subject(report, shop_id),
        "photos": [_photo(shot, data) for shot, data in zip(report.shots, photos, strict=True)],
        "area_pack": None,
        "client": {"version": "1.0.0"},
    }
    body = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    return Sealed(report_id(report.index), body, hashlib.sha256(body).hexdigest())


def _position(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {
        "lon": fix.lon,
        "lat": fix.lat,
        "accuracy_m": fix.accuracy_m,
        "fixed_at": isoformat(fix.fixed_at),
        "source": "gps",
        "datum": "wgs84",
    }


def _subject(report: Told, shop_id: str | None) -> dict[str, Any]:
    cover = report.spot.cover
    return {
        "shop_id": shop_id,
        **({"pledge_item": report.pledge_item} if report.pledge_item else {}),
        "asset_id": None,
        "asset_type": cover.type_code if cover else None,
        "defect": DEFECTS.get(report.spot.category),
        "phone_numbers": list(report.numbers[:1]) if report.spot.kind in FLYPOSTING else [],
    }


def _photo(shot: Shot, data: bytes) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "orig_sha256": None,
        "bytes": len(data),
        "mime": "image/jpeg",
        "role": shot.role,
        "taken_at": isoformat(shot.taken_at),
        "source": shot.source,
    }
