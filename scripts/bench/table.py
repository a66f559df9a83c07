"""Prints rows under a heading, columns aligned, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints one table; the first column is aligned left, the others right."""
    lines = [heads, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(heads))]
    print(f"\n{title}")
    for number, line in enumerate(lines):
        cells = [_pad(text, width, left=column == 0) for column, (text, width) in enumerate(zip(line, widths, strict=True))]
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def verdict(value: float, aim: float) -> str:
    """Whether a figure that should be small keeps its aim."""
    return "ok" if value <= aim else "MISSED"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - _width(text))
    return text + blanks if left else blanks + text
