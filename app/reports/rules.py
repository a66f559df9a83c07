"""Decides what about an arriving report a person should know. A flag is never a refusal. Knows no request, no table."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

from app.cases.states import Flag
from app.core.errors import AppError, TooLarge, TooManyRequests
from app.reports.manifest import SCHEMAS, Manifest

MAX_MANIFEST_BYTES: Final = 64 * 1024
"""A report with twenty photos and a long note has 8 KB; the rest is room for later schemas."""
MAX_QUARANTINED_BYTES: Final = 1024 * 1024
QUARANTINE_PER_DAY: Final = 50 * 1024 * 1024
"""Per device; a phone that sends more rubbish than this in a day is broken or hostile."""
QUARANTINE_DAY: Final = timedelta(hours=24)

CLOCK_SKEW: Final = timedelta(minutes=5)
OLDEST_BELIEVED: Final = timedelta(days=365)
"""A report may wait long for a signal, but a year ago is a wrong clock."""
COARSE_M: Final = 50.0
STALE: Final = timedelta(seconds=30)
MANY_PHOTOS: Final = 50
"""More than anybody takes of one thing; they are all kept."""

NEARBY_M: Final = 50.0
NEARBY_IN_TIME: Final = timedelta(hours=24)
"""Of a category that the catalogue does not know; the others have their own (`duplicate_radius_m`, `duplicate_days`)."""
SQUARE_DEG: Final = 0.002
"""Side of the squares that reports are found by: about 222 m by 180 m in China's middle, so 50 m around a point meet
at most four."""
_SQUARES_PER_ROW: Final = 1_000_000
METRES_PER_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of 6,371 km: a suspicion needs no better one."""


class ContentConflict(AppError):
    """The id is taken by other bytes; sealed bytes never change."""

    status = 409
    slug = "content-conflict"
    title = "This report is here already with other content. What you sent is kept in quarantine; send it under a new id."


class ManifestTooLarge(TooLarge):
    """More than a manifest may have."""

    title = (
        f"A report may have {MAX_MANIFEST_BYTES // 1024} KiB. What you sent is kept in quarantine: photos are sent on their own."
    )


class QuarantineFull(TooManyRequests):
    """This device has sent too much that cannot be used today."""

    title = "This device has sent too much that cannot be used: have it looked at. Proper reports are still taken."


class CursorExpired(AppError):
    """The feed cannot go on from here."""

    status = 410
    slug = "cursor-expired"
    title = "The server cannot tell what changed since then: load everything again, without a cursor."


def happened_at(manifest: Manifest, received_at: datetime) -> datetime:
    """When it was seen, by the server's clock as far as known; the time of arrival when the phone's time is unusable."""
    seen = _corrected(manifest)
    return seen if seen is not None and _believable(seen, received_at) else received_at


def manifest_flags(manifest: Manifest, received_at: datetime, photos_min: int) -> set[str]:
    """Flags that follow from the manifest alone, given how many photos its category asks for."""
    flags = {
        Flag.CLOCK_SKEW: _clock_is_off(manifest, received_at),
        Flag.COARSE_FIX: manifest.position is not None and (manifest.position.accuracy_m or 0.0) > COARSE_M,
        Flag.STALE_FIX: _fix_is_stale(manifest),
        Flag.PHOTOS_TOO_FEW: len({photo.sha256 for photo in manifest.photos if not photo.clip}) < photos_min,
        Flag.PHOTOS_TOO_MANY: len(manifest.photos) > MANY_PHOTOS,
        Flag.GALLERY: any(photo.source == "gallery" for photo in manifest.photos),
        Flag.UNKNOWN_SCHEMA: manifest.schema not in SCHEMAS,
        Flag.UNREADABLE_FIELD: bool(manifest.odd),
    }
    return {flag.value for flag, raised in flags.items() if raised}


def author_flags(author_id: str, courier_id: str, confirmed: bool) -> set[str]:
    """Flags of a report that somebody else than its author brought."""
    if author_id == courier_id:
        return set()
    return {Flag.COURIER.value} if confirmed else {Flag.COURIER.value, Flag.AUTHOR_UNCONFIRMED.value}


def square(lon: float, lat: float) -> int:
    """The number of the square (`SQUARE_DEG` on a side) in which a place lies."""
    return math.floor(lat / SQUARE_DEG) * _SQUARES_PER_ROW + math.floor(lon / SQUARE_DEG)


def squares_around(lon: float, lat: float, radius_m: float = NEARBY_M) -> set[int]:
    """The squares that `radius_m` around a place meet."""
    d_lat = radius_m / METRES_PER_DEGREE
    d_lon = d_lat / degree_shrink(lat)
    columns = range(math.floor((lon - d_lon) / SQUARE_DEG), math.floor((lon + d_lon) / SQUARE_DEG) + 1)
    rows = range(math.floor((lat - d_lat) / SQUARE_DEG), math.floor((lat + d_lat) / SQUARE_DEG) + 1)
    return {row * _SQUARES_PER_ROW + column for row in rows for column in columns}


def degree_shrink(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude; near the poles never below a hundredth."""
    return max(math.cos(math.radians(lat)), 0.01)


def _corrected(manifest: Manifest) -> datetime | None:
    if manifest.captured_at is None:
        return None
    try:
        return manifest.captured_at + timedelta(milliseconds=manifest.clock_offset_ms or 0)
    except OverflowError:
        return None


def _believable(seen: datetime, received_at: datetime) -> bool:
    return received_at - OLDEST_BELIEVED <= seen <= received_at + CLOCK_SKEW


def _clock_is_off(manifest: Manifest, received_at: datetime) -> bool:
    """Measured to be off by more than five minutes, or showing a time that cannot be."""
    if abs(manifest.clock_offset_ms or 0) > CLOCK_SKEW / timedelta(milliseconds=1):
        return True
    seen = _corrected(manifest)
    return seen is None or not _believable(seen, received_at)


def _fix_is_stale(manifest: Manifest) -> bool:
    """The position was measured more than 30 s before or after the moment; a place set by hand has no age."""
    position, captured_at = manifest.position, manifest.captured_at
    if position is None or position.source in {"manual", "qr"} or position.fixed_at is None or captured_at is None:
        return False
    return abs(captured_at - position.fixed_at) > STALE
