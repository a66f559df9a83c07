"""Sets plates in type: eight on a sheet of A4 with marks to cut along, or one large on each. Pure of database and clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import segno

from app.fonts.chinese import default_characters
from app.proof.sheet import PLAIN, STRONG, new_file

WIDTH, HEIGHT = 210.0, 297.0
"""Millimetres of A4."""
COLUMNS, ROWS = 2, 4
_CELL: Final = (95.0, 68.0)
_CUT: Final = 4.0
_QUIET: Final = 4
"""Modules of white around a code, as ISO/IEC 18004 wants."""
_BLUE, _INK, _GREY = (12, 61, 145), (20, 24, 31), (120, 126, 138)
_POINT: Final = 0.3528
"""Millimetres."""
_UNPRINTABLE: Final = "？"
_TITLE: Final = "门前责任区"
_SCAN: Final = "手机相机或微信扫一扫"
_WHAT_FOR: Final = "看责任书 · 交整改照片 · 申诉"


@dataclass(frozen=True)
class PlateFace:
    """What stands on a plate: where it hangs, what is promised there, and nobody's name. `mark` tells plates apart."""

    street: str
    door: str
    title: str
    items: Sequence[str]
    address: str
    mark: str


@dataclass(frozen=True)
class _Frame:
    """A plate's place on the page, in millimetres, and how much larger than on a sheet of eight it is."""

    left: float
    top: float
    scale: float


def plates_pdf(faces: Sequence[PlateFace], at: datetime, *, large: bool) -> bytes:
    """The PDF: `large` gives every plate a page of its own. Raises FontSourceMissing."""
    pdf = new_file(at, "门前责任区标牌")
    pdf.set_auto_page_break(False)
    frames = [_whole_page()] if large else _eight()
    for number, face in enumerate(faces):
        place = number % len(frames)
        if place == 0:
            pdf.add_page()
        _plate(pdf, face, frames[place])
    return bytes(pdf.output())


def _eight() -> list[_Frame]:
    left, top = (WIDTH - COLUMNS * _CELL[0]) / 2, (HEIGHT - ROWS * _CELL[1]) / 2
    return [_Frame(left + column * _CELL[0], top + row * _CELL[1], 1.0) for row in range(ROWS) for column in range(COLUMNS)]


def _whole_page() -> _Frame:
    scale = (WIDTH - 20) / _CELL[0]
    return _Frame(10.0, (HEIGHT - _CELL[1] * scale) / 2, scale)


def _plate(pdf: Any, face: PlateFace, frame: _Frame) -> None:
    pen = _Pen(pdf, frame)
    pen.cut_marks()
    pen.panel(3, 3, 40, 26)
    pen.text(face.street, 5, 5, 36, 13, STRONG, (255, 255, 255))
    pen.text(face.door, 5, 13.5, 36, 26, STRONG, (255, 255, 255))
    pen.text(face.title or _TITLE, 3, 32, 40, 15, STRONG, _INK)
    pen.text("  ".join(face.items), 3, 40, 40, 11, PLAIN, _INK)
    pen.text(_SCAN, 3, 51, 40, 9.5, STRONG, _BLUE)
    pen.text(_WHAT_FOR, 3, 56, 40, 8, PLAIN, _INK)
    pen.text(f"牌号 {face.mark}", 3, 61.5, 40, 6, PLAIN, _GREY)
    pen.code(face.address, 45, 10.5, 47)


class _Pen:
    """Draws within one frame; positions are those on a plate of eight."""

    def __init__(self, pdf: Any, frame: _Frame) -> None:
        self._pdf, self._frame, self._known = pdf, frame, _characters()

    def text(self, text: str, x: float, y: float, width: float, points: float, font: str, colour: tuple[int, int, int]) -> None:
        """One line, made smaller until it fits its width; what the font does not have is shown as missing."""
        if not text:
            return
        text = "".join(one if one in self._known else _UNPRINTABLE for one in text)
        size = points * self._frame.scale
        self._pdf.set_font(font, size=size)
        self._pdf.set_text_color(*colour)
        room = width * self._frame.scale
        wide = self._pdf.get_string_width(text)
        if wide > room:
            size *= room / wide * 0.99
            self._pdf.set_font(font, size=size)
        left, top = self._at(x, y)
        self._pdf.text(left, top + points * self._frame.scale * _POINT, text)

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """The blue ground of a street plate."""
        self._pdf.set_fill_color(*_BLUE)
        scale = self._frame.scale
        self._pdf.rect(*self._at(x, y), width * scale, height * scale, style="F", round_corners=True, corner_radius=2 * scale)

    def code(self, address: str, x: float, y: float, width: float) -> None:
        """The QR code with its white border; a third of it may be scratched or dirty (level H)."""
        matrix = segno.make_qr(address, error="h", boost_error=False).matrix
        left, top = self._at(x, y)
        module = width * self._frame.scale / (len(matrix) + 2 * _QUIET)
        self._pdf.set_fill_color(0, 0, 0)
        for row, line in enumerate(matrix):
            for start, length in _runs(line):
                at = (left + (start + _QUIET) * module, top + (row + _QUIET) * module)
                self._pdf.rect(*at, length * module, module, style="F")

    def cut_marks(self) -> None:
        """A cross of hairlines at each corner."""
        self._pdf.set_draw_color(*_GREY)
        self._pdf.set_line_width(0.1)
        wide, high = (edge * self._frame.scale for edge in _CELL)
        for x in (self._frame.left, self._frame.left + wide):
            for y in (self._frame.top, self._frame.top + high):
                self._pdf.line(x - _CUT / 2, y, x + _CUT / 2, y)
                self._pdf.line(x, y - _CUT / 2, x, y + _CUT / 2)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self._frame.left + x * self._frame.scale, self._frame.top + y * self._frame.scale


@cache
def _characters() -> frozenset[str]:
    return frozenset(default_characters())


def _runs(line: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many follow each other: one rectangle without seams."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
