"""Decides what cells of a sheet say that are merged downwards: each of them what the topmost says, as people see it. Knows no
column.

A name of a street that stands once beside forty shops is the street of all forty. What is merged across only, a title, stays
one cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from openpyxl.utils.cell import column_index_from_string

MOST: Final = 100_000
"""Merged cells of a sheet that are looked at; a table with more of them was not made by people."""
_PIECE: Final = 1024 * 1024
_LONGEST: Final = 200
"""Bytes of a tag that may lie across two pieces."""
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})[\"']")


class Span(NamedTuple):
    """Merged cells of one column (from 0): from row `first` to row `last`, counted from 1."""

    column: int
    first: int
    last: int


class Merged:
    """The merged cells of a sheet whose rows are read from top to bottom."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._begin: dict[int, list[Span]] = defaultdict(list)
        for span in spans:
            self._begin[span.first].append(span)
        self._going_on: dict[int, tuple[int, str]] = {}

    def filled(self, number: int, cells: list[str]) -> list[str]:
        """The cells of this row with what merged ones say; a row that says nothing of its own stays empty."""
        self._going_on = {column: one for column, one in self._going_on.items() if one[0] >= number}
        if any(cells):
            for column, (_, text) in self._going_on.items():
                if column < len(cells) and not cells[column]:
                    cells[column] = text
        for span in self._begin.pop(number, ()):
            if span.column < len(cells):
                self._going_on[span.column] = span.last, cells[span.column]
        return cells


def merged_in(sheet: Any) -> Iterator[Span]:
    """The cells of a sheet, opened to be read only, that are merged downwards. openpyxl tells of them only when it holds the
    whole sheet in memory, which for the tables of a city is a gigabyte."""
    found, rest = 0, b""
    with sheet._get_source() as source:
        while piece := source.read(_PIECE):
            rest += piece
            end = 0
            for one in _MERGED.finditer(rest):
                end, found = one.end(), found + 1
                span = Span(column_index_from_string(one[1].decode()) - 1, int(one[2]), int(one[3]))
                if span.last > span.first:
                    yield span
            if found >= MOST:
                return
            rest = rest[max(end, len(rest) - _LONGEST) :]
