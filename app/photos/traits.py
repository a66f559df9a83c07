"""Decides what is kept of a photo beside its pictures: when and where its file says it was taken, and how it looks.

Knows the shape only. Imports no codec and no database; `app/photos/exif.py` and `app/photos/look.py` find the values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

TRAITS_REV: Final = 1
"""The way traits are found; a photo whose traits were found another way is read again in the background."""
LONGEST_TIME: Final = 25
"""Characters of `2026-11-21T10:00:00+08:00`."""
LOOK_BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Traits:
    """What a file says of itself (EXIF) and how its picture looks; None where it says nothing that can be used.

    `exif_time` is ISO 8601 to the second, with an offset if the file gives one; `exif_lon`, `exif_lat` are degrees, of
    which no file tells the datum. `look` is a 64-bit perceptual hash of the upright picture as a signed number; pictures
    that differ in few bits look the same, and a picture that shows next to nothing has none.
    """

    exif_time: str | None = None
    exif_lon: float | None = None
    exif_lat: float | None = None
    look: int | None = None


NO_TRAITS: Final = Traits()


def checked(value: Mapping[str, Any]) -> Traits:
    """The traits in a reply of the decoding process, which may no longer be itself. Raises ValueError or TypeError."""
    traits = Traits(**value)
    if traits.exif_time is not None and len(traits.exif_time) > LONGEST_TIME:
        raise ValueError("a time that is too long")
    if traits.exif_time is not None:
        datetime.fromisoformat(traits.exif_time)
    for degrees, limit in ((traits.exif_lon, 180.0), (traits.exif_lat, 90.0)):
        if degrees is not None and not (math.isfinite(degrees) and abs(degrees) <= limit):
            raise ValueError("degrees beyond the globe")
    if traits.look is not None and not (isinstance(traits.look, int) and -(2**63) <= traits.look < 2**63):
        raise ValueError("a look of more than 64 bits")
    return traits


def bits_apart(look: int, other: int) -> int:
    """In how many of `LOOK_BITS` two looks differ."""
    differing: int = (look ^ other) & (2**LOOK_BITS - 1)
    return differing.bit_count()
