"""Decides what drawing a photo gives: which sizes there are, and what a refusal is. Imports no codec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from app.photos.sniffing import Mime
from app.photos.traits import Traits

Size: TypeAlias = Literal["thumb", "screen"]

LONG_EDGE: Final[dict[Size, int]] = {"thumb": 320, "screen": 1600}
"""Pixels of the longer side; a smaller original is never enlarged."""

Area: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height as fractions (0–1) of the upright picture."""


class Undecodable(Exception):
    """No picture can be drawn of these bytes, and trying again will not help; `why` is a slug."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Rendered:
    """One decoded photo: the upright size of the original in pixels, two JPEGs without metadata, and what else it tells."""

    mime: Mime
    width: int
    height: int
    screen: bytes
    thumb: bytes
    traits: Traits
