"""Draws lines, areas and words on paper at places in millimetres. Knows paper; must not know what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

Point = tuple[float, float]
_DASH: Final = (2.0, 1.5)


@dataclass(frozen=True)
class Line:
    """Points joined one after the other; `width` in millimetres, `grey` from 0 (black) to 255."""

    points: Sequence[Point]
    width: float = 0.3
    grey: int = 0
    dashed: bool = False


@dataclass(frozen=True)
class Area:
    """A filled polygon with a border."""

    points: Sequence[Point]
    fill: int = 220
    width: float = 0.4


@dataclass(frozen=True)
class Words:
    """A text whose middle (`across` 0), left end (-1) or right end (1) is at a point; `size` in points of type."""

    text: str
    at: Point
    size: float = 9.0
    across: int = 0
    strong: bool = False


Mark = Line | Area | Words


def draw(pdf: Any, marks: Sequence[Mark], left: float, top: float, fonts: tuple[str, str]) -> None:
    """Draws marks in their order with the upper left corner at a place of the page; `fonts` are the plain and the strong one."""
    for mark in marks:
        if isinstance(mark, Words):
            _write(pdf, mark, left, top, fonts[1] if mark.strong else fonts[0])
            continue
        points = [(left + x, top + y) for x, y in mark.points]
        pdf.set_line_width(mark.width)
        if isinstance(mark, Area):
            pdf.set_fill_color(mark.fill)
            pdf.polygon(points, style="DF")
            continue
        pdf.set_draw_color(mark.grey)
        if mark.dashed:
            pdf.set_dash_pattern(dash=_DASH[0], gap=_DASH[1])
        pdf.polyline(points)
        pdf.set_dash_pattern()
        pdf.set_draw_color(0)


def _write(pdf: Any, words: Words, left: float, top: float, font: str) -> None:
    pdf.set_font(font, size=words.size)
    width = pdf.get_string_width(words.text)
    pdf.text(left + words.at[0] - width * (words.across + 1) / 2, top + words.at[1], words.text)
