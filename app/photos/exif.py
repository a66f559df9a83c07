"""Decides what a photo's file says about when and where it was taken. What is odd counts as not said.

Runs only inside the decoding process: metadata is foreign bytes like the picture itself. Tags are those of Exif 3.0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from PIL import Image

_EXIF_PART, _GPS_PART = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_DIGITIZED, _DIGITIZED_OFFSET = 0x9004, 0x9012
_LAT_REF, _LAT, _LON_REF, _LON = 1, 2, 3, 4
_TIME: Final = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET: Final = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")
EARLIEST_YEAR: Final = 1990
"""Cameras whose clock was never set begin at 1980, 1970 or the year 0."""

Tags = Mapping[int, Any]


def time_of(image: Image.Image) -> str | None:
    """When it was taken, as the camera's clock said: ISO 8601 to the second, with an offset if the file has one."""
    tags = _part(image, _EXIF_PART)
    for taken, offset in ((_TAKEN, _TAKEN_OFFSET), (_DIGITIZED, _DIGITIZED_OFFSET)):
        said = _time(tags.get(taken))
        if said:
            return said + _offset(tags.get(offset))
    return None


def place_of(image: Image.Image) -> tuple[float, float] | None:
    """Where it was taken, as longitude and latitude in degrees; None also for 0, 0, which means no fix."""
    tags = _part(image, _GPS_PART)
    lon = _degrees(tags.get(_LON), tags.get(_LON_REF), "EW", 180.0)
    lat = _degrees(tags.get(_LAT), tags.get(_LAT_REF), "NS", 90.0)
    if lon is None or lat is None or (lon == 0.0 and lat == 0.0):
        return None
    return lon, lat


def _part(image: Image.Image, tag: int) -> Tags:
    """The tags of one part of the metadata; none when it is damaged, however the parser says so."""
    with suppress(Exception):
        return dict(image.getexif().get_ifd(tag))
    return {}


def _time(value: Any) -> str | None:
    found = _TIME.match(_text(value))
    if found is None:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001  (as written)
    except ValueError:
        return None
    return moment.isoformat() if moment.year >= EARLIEST_YEAR else None


def _offset(value: Any) -> str:
    offset = _text(value)
    return offset if _OFFSET.fullmatch(offset) else ""


def _degrees(value: Any, ref: Any, signs: str, limit: float) -> float | None:
    """Degrees, minutes and seconds as one signed number; None unless all three and the hemisphere can be read."""
    hemisphere = _text(ref).upper()
    if not hemisphere or hemisphere not in signs or not isinstance(value, tuple) or len(value) != 3:
        return None
    parts = [_number(part) for part in value]
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if not (all(part >= 0.0 for part in parts) and degrees <= limit):
        return None
    return round(-degrees if hemisphere == signs[1] else degrees, 7)


def _number(value: Any) -> float:
    """A fraction as a number; NaN, which no comparison lets pass, for what is none."""
    number: Callable[[Any], float] = float
    with suppress(TypeError, ValueError, ZeroDivisionError, OverflowError):
        return number(value)
    return math.nan


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
