"""Sets text and pictures on pages of A4. Knows paper; must not know what it says."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PIL import Image

from app.fonts.chinese import chinese_font
from app.proof.drawing import Mark, draw

BODY, SMALL = 10.0, 7.5
_HEADING, _SUBHEADING, _TITLE = 13.0, 11.0, 18.0
PLAIN, STRONG = "song", "hei"
"""Names of the two fonts that every paper has."""
_MARGIN, _GAP, _COLUMNS, _TALLEST = 15.0, 4.0, 2, 100.0
"""Millimetres; pictures stand in two columns."""
_SIGNATURE_MM, _PEN_MM = 45.0, 0.5
STROKE_UNITS = 1_000
Strokes = Sequence[Sequence[Sequence[float]]]
_MM_PER_POINT = 0.55
"""Height of a line per point of its letters."""
_FOOT_MM = 11.0
"""From the lower edge of the page."""
_NEVER_FIRST = "，。、；：？！…—·」』）》〕】”’％,.;:?!)"
"""No line begins with one of these: the character before comes along."""


def new_file(at: datetime, title: str, foot: Callable[[Any], None] | None = None) -> Any:
    """An empty PDF of A4 pages (`fpdf.FPDF`) with the two Chinese fonts; `foot` writes at the foot of each of its pages.
    Raises FontSourceMissing."""
    from fpdf import FPDF  # half a second to load, which most processes never need

    class Paged(FPDF):
        def footer(self) -> None:
            if foot is not None:
                foot(self)

    pdf = Paged(format="A4")
    pdf.set_creation_date(at)
    pdf.set_title(title)
    pdf.set_lang("zh-CN")
    pdf.add_font(PLAIN, fname=str(chinese_font()))
    pdf.add_font(STRONG, fname=str(chinese_font(700)))
    return pdf


class Sheet:
    """Paragraphs and pictures, one below the other; at the foot of each page stand `note` and its number. Raises
    FontSourceMissing when it is made."""

    def __init__(self, at: datetime, title: str, note: str = "") -> None:
        self._note = note
        self._pdf = new_file(at, title, self._foot)
        self._pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self._pdf.set_auto_page_break(True, margin=_MARGIN)
        self._pdf.add_page()

    def line(self, text: str, size: float = BODY, font: str = PLAIN, align: str = "L") -> None:
        """A paragraph; broken anywhere, because hashes have no blanks."""
        self._pdf.set_font(font, size=size)
        for line in self._broken(text):
            self._pdf.cell(0, size * _MM_PER_POINT, line, new_x="LMARGIN", new_y="NEXT", align=align)

    def title(self, text: str) -> None:
        """What the paper is."""
        self.line(text, _TITLE, STRONG, "C")
        self._pdf.ln(2)

    def number(self, text: str) -> None:
        """What the paper is called, below its title."""
        self.line(text, BODY, PLAIN, "C")

    def heading(self, text: str) -> None:
        """Begins a part."""
        self._pdf.ln(4)
        self.keep_together(25)
        self.line(text, _HEADING, STRONG)
        self._pdf.ln(1)

    def subheading(self, text: str) -> None:
        """Begins a piece of a part."""
        self._pdf.ln(1)
        self.keep_together(20)
        self.line(text, _SUBHEADING, STRONG)

    def verdict(self, text: str) -> None:
        """The one line that must be found at a glance."""
        self._pdf.ln(2)
        self.line(text, _HEADING, STRONG)

    def pictures(self, pictures: Sequence[bytes]) -> None:
        """JPEGs in two columns, whole and unturned."""
        self._pdf.ln(1)
        width = (self._pdf.epw - _GAP * (_COLUMNS - 1)) / _COLUMNS
        for first in range(0, len(pictures), _COLUMNS):
            row = [(one, *_fitted(one, width)) for one in pictures[first : first + _COLUMNS]]
            tallest = max(height for _, _, height in row)
            self.keep_together(tallest)
            top = self._pdf.get_y()
            for column, (one, wide, height) in enumerate(row):
                self._pdf.image(io.BytesIO(one), x=_MARGIN + column * (width + _GAP), y=top, w=wide, h=height)
            self._pdf.set_xy(_MARGIN, top + tallest + _GAP)

    def signatures(self, signed: Sequence[tuple[str, Strokes]]) -> None:
        """Signatures side by side, each under its label: strokes of points [x, y, …] in a square of `STROKE_UNITS`, as lines."""
        self._pdf.ln(1)
        self.keep_together(_SIGNATURE_MM + _GAP)
        top = self._pdf.get_y()
        for place, (label, strokes) in enumerate(signed):
            left = _MARGIN + place * (self._pdf.epw / len(signed))
            self._pdf.set_xy(left, top)
            self.line(label)
            self._draw(strokes, left, top + _GAP)
        self._pdf.set_xy(_MARGIN, top + _SIGNATURE_MM + 2 * _GAP)

    def _draw(self, strokes: Strokes, left: float, top: float) -> None:
        self._pdf.set_line_width(_PEN_MM)
        for stroke in strokes:
            points = [(left + x * _SIGNATURE_MM / STROKE_UNITS, top + y * _SIGNATURE_MM / STROKE_UNITS) for x, y, *_ in stroke]
            if len(points) > 1:
                self._pdf.polyline(points)
            else:
                [(x, y)] = points
                self._pdf.ellipse(x - _PEN_MM / 2, y - _PEN_MM / 2, _PEN_MM, _PEN_MM, style="F")

    def figure(self, marks: Sequence[Mark], width: float, height: float) -> None:
        """A drawing of that size in millimetres, in the middle of the page."""
        self._pdf.ln(1)
        self.keep_together(height + _GAP)
        top = self._pdf.get_y()
        draw(self._pdf, marks, _MARGIN + (self._pdf.epw - width) / 2, top, (PLAIN, STRONG))
        self._pdf.set_xy(_MARGIN, top + height + _GAP)

    def bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def keep_together(self, height: float) -> None:
        """Begins a new page where less than this many millimetres are left."""
        if self._pdf.will_page_break(height):
            self._pdf.add_page()

    def _broken(self, text: str) -> list[str]:
        """As many lines as fit between the margins in the present font."""
        room = self._pdf.epw - 2 * self._pdf.c_margin
        lines = []
        for paragraph in text.split("\n"):
            line, wide = "", 0.0
            for one in paragraph:
                width = self._pdf.get_string_width(one)
                if wide + width > room:
                    taken = len(line) - 1 if one in _NEVER_FIRST and len(line) > 1 else len(line)
                    lines.append(line[:taken].rstrip())
                    line = line[taken:].lstrip()
                    wide = self._pdf.get_string_width(line)
                line, wide = line + one, wide + width
            lines.append(line)
        return lines

    def _foot(self, pdf: Any) -> None:
        pdf.set_y(-_FOOT_MM)
        pdf.set_font(PLAIN, size=SMALL)
        pdf.cell(0, None, self._note, align="L", new_x="LMARGIN", new_y="TOP")
        pdf.cell(0, None, f"第 {pdf.page_no()} 页，共 {{nb}} 页", align="R")


def _fitted(picture: bytes, width: float) -> tuple[float, float]:
    """Width and height in millimetres within a column."""
    with Image.open(io.BytesIO(picture)) as opened:
        share = opened.height / opened.width
    height = min(width * share, _TALLEST)
    return height / share, height
