"""Writes the manifest of a report as a phone seals it (schema 1), for whoever plays a phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import uuid_utils


@dataclass(frozen=True)
class Place:
    """Where a report is made: WGS-84 degrees and the accuracy radius in metres."""

    lon: float
    lat: float
    accuracy_m: float


@dataclass(frozen=True)
class Sender:
    """Who seals on which phone."""

    author_id: str
    device_id: str


@dataclass(frozen=True)
class Sealed:
    """A sealed report: its id, its bytes, and its photos by name."""

    report_id: str
    content: bytes
    photos: tuple[tuple[str, bytes], ...]

    @property
    def sha256(self) -> str:
        """What the receipt must quote."""
        return hashlib.sha256(self.content).hexdigest()


def seal(sender: Sender, number: int, place: Place, photos: Sequence[bytes], category: str = "sl2_out_of_shop") -> Sealed:
    """The `number`-th report of a phone, captured now, with all fields that a phone fills."""
    report_id, now = str(uuid_utils.uuid7()), _now()
    named = tuple((hashlib.sha256(photo).hexdigest(), photo) for photo in photos)
    position = {
        "lon": place.lon, "lat": place.lat, "accuracy_m": place.accuracy_m,
        "fixed_at": now, "source": "gps", "datum": "wgs84",
    }  # fmt: skip
    manifest = {
        "schema": 1,
        "report_id": report_id,
        "author_id": sender.author_id,
        "device_id": sender.device_id,
        "device_seq": number,
        "prev_manifest_sha256": None,
        "supersedes": None,
        "captured_at": now,
        "clock": {"offset_ms": 0, "age_s": 10},
        "position": position,
        "category": category,
        "note": "",
        "handled_on_spot": False,
        "segment_choice": None,
        "subject": {"shop_id": None, "asset_id": None, "asset_type": None, "defect": None, "phone_numbers": []},
        "photos": [_photo(name, photo, now) for name, photo in named],
        "area_pack": None,
        "client": {"version": "1.0.0"},
    }
    return Sealed(report_id, json.dumps(manifest, ensure_ascii=False).encode(), named)


def _photo(name: str, photo: bytes, taken_at: str) -> dict[str, Any]:
    return {
        "sha256": name, "orig_sha256": None, "bytes": len(photo), "mime": "image/jpeg",
        "role": "scene", "taken_at": taken_at, "source": "camera",
    }  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
