"""Decides what a report's photos say against it or for it. Pure: knows no table, no clock and no words of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from app.areas.datum import Datum, to_wgs84
from app.checks.places import metres_between
from app.checks.seen import Finding, Fix, Photo, Seen, Tone
from app.core.days import CITY_ZONE
from app.photos.traits import bits_apart

EXIF_TIME_APART: Final = timedelta(minutes=30)
"""A report with before and after takes a while; a picture of another day or shift does not pass."""
EXIF_PLACE_APART_M: Final = 200.0
"""Beyond the accuracy of the fix: as far as a phone's first, coarse position in a photo may be off."""
ALIKE_BITS: Final = 2
"""Before and after are taken from the same spot on purpose; only pictures closer than two shots by hand ever are."""

NEAR_BITS: Final = 6
"""The same picture saved again, smaller or brighter, stays within (`app/photos/look.py`); of a million others by chance
one in a hundred thousand searches meets one."""


def exif_time(seen: Seen) -> Iterator[Finding]:
    """`exif-time-apart` {photo, minutes} of the photo furthest off, or `exif-time-fits` {photos}."""
    moments = [moment for moment in (seen.captured_at, seen.happened_at) if moment is not None]
    apart = [
        (min(abs(moment - taken) for moment in moments), photo.sha256)
        for photo in seen.photos
        if photo.traits and photo.traits.exif_time and (taken := _moment(photo.traits.exif_time))
    ]
    if not apart:
        return
    furthest, sha256 = max(apart)
    if furthest > EXIF_TIME_APART:
        yield Finding("exif-time-apart", Tone.LOOK, {"photo": sha256, "minutes": round(furthest / timedelta(minutes=1))})
    else:
        yield Finding("exif-time-fits", Tone.GOOD, {"photos": len(apart)})


def exif_place(seen: Seen) -> Iterator[Finding]:
    """`exif-place-apart` {photo, metres} of the photo furthest off, or `exif-place-fits` {photos}.

    No file tells its datum and phones in China write both, so the nearer reading counts.
    """
    if seen.fix is None:
        return
    apart = [
        (_off(seen.fix, photo.traits.exif_lon, photo.traits.exif_lat), photo.sha256)
        for photo in seen.photos
        if photo.traits and photo.traits.exif_lon is not None and photo.traits.exif_lat is not None
    ]
    if not apart:
        return
    furthest, sha256 = max(apart)
    if furthest - (seen.fix.accuracy_m or 0.0) > EXIF_PLACE_APART_M:
        yield Finding("exif-place-apart", Tone.LOOK, {"photo": sha256, "metres": round(furthest)})
    else:
        yield Finding("exif-place-fits", Tone.GOOD, {"photos": len(apart)})


def same_bytes(seen: Seen) -> Iterator[Finding]:
    """`same-bytes-before` {photo, report_id}: the very same file came with an earlier report."""
    for photo in seen.photos:
        if photo.sha256 in seen.same_bytes:
            yield Finding("same-bytes-before", Tone.LOOK, {"photo": photo.sha256, "report_id": seen.same_bytes[photo.sha256]})
            return


def near_same(seen: Seen) -> Iterator[Finding]:
    """`near-same-picture-before` {photo, report_id, bits} of the most alike, or `pictures-new` {photos} when none of them
    was there before in any form."""
    near = [(one.bits, sha256, one.report_id) for sha256, one in seen.near.items() if sha256 not in seen.same_bytes]
    if near:
        bits, sha256, report_id = min(near)
        yield Finding("near-same-picture-before", Tone.LOOK, {"photo": sha256, "report_id": report_id, "bits": bits})
    compared = sum(photo.traits is not None and photo.traits.look is not None for photo in seen.photos)
    if compared and not near and not seen.same_bytes:
        yield Finding("pictures-new", Tone.GOOD, {"photos": compared})


def before_and_after(seen: Seen) -> Iterator[Finding]:
    """`before-after-alike` {photo, bits}: a picture of after shows what one of before shows."""
    apart = [
        (bits, after.sha256)
        for before in seen.photos
        for after in seen.photos
        if (before.role, after.role) == ("before", "after") and (bits := _apart(before, after)) is not None
    ]
    if apart and min(apart)[0] <= ALIKE_BITS:
        bits, sha256 = min(apart)
        yield Finding("before-after-alike", Tone.LOOK, {"photo": sha256, "bits": bits})


def from_gallery(seen: Seen) -> Iterator[Finding]:
    """`from-gallery` {photos}: pictures that were not taken in the app."""
    picked = sum(photo.source == "gallery" for photo in seen.photos)
    if picked:
        yield Finding("from-gallery", Tone.LOOK, {"photos": picked})


def _moment(text: str) -> datetime | None:
    """A camera's time; without an offset it is the city's. None for one at the very ends of the calendar."""
    moment = datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)).astimezone(CITY_ZONE)
    except OverflowError:
        return None


def _off(fix: Fix, lon: float, lat: float) -> float:
    readings = ((lon, lat), to_wgs84(lon, lat, Datum.GCJ02))
    return min(metres_between(fix.lon, fix.lat, *reading) for reading in readings)


def _apart(one: Photo, other: Photo) -> int | None:
    if one.sha256 == other.sha256:
        return 0
    if one.traits is None or other.traits is None or one.traits.look is None or other.traits.look is None:
        return None
    return bits_apart(one.traits.look, other.traits.look)
