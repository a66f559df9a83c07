"""Decides how lists leave as CSV and xlsx: piece by piece, and no cell is ever worked out by who opens it. Knows no feature.

A spreadsheet program takes a text that begins like a formula for one, also after blanks and in its wide form; what a
stranger typed into a note would then run on the reader's machine. Such texts leave with an apostrophe before them, and
`tables_in` takes it away again.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final, Literal
from urllib.parse import quote

from flask import Response, stream_with_context
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.core.clock import isoformat
from app.core.disk import CHUNK_BYTES
from app.core.transfers import FILE, unkept

Cell = str | int | float | bool | Decimal | date | None
"""What a cell may be; a `datetime` is a `date`."""
Row = Sequence[Cell]
Format = Literal["csv", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = ("xlsx", "csv")
MEDIA: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DESCRIBED: Final = {
    "200": {
        "description": "The list as a file: xlsx, or CSV if asked for",
        "content": {media: {"schema": FILE} for media in MEDIA.values()},
    }
}
"""How a route describes both forms of its answer: `@blp.doc(responses=DESCRIBED)`."""
GUARD: Final = "'"
FORMULA: Final = re.compile(r"[\s\x00-\x20\x7f\ufeff\u200b-\u200f]*[=+\-@＝＋－＠﹢﹣﹦﹫−]|[\t\r\n]")
"""How a text begins that a spreadsheet program may work out."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML can hold."""
_LONGEST: Final = 32_767
"""Characters of an xlsx cell."""
_EXACT: Final = 10**15
"""Spreadsheet programs keep no more than 15 digits of a number."""
_ROWS_PER_PIECE: Final = 200


def safe_cell(value: Cell) -> Cell:
    """The value as it may stand in a cell: texts that look like a formula guarded, odd characters replaced, times as
    RFC 3339 in UTC, numbers of more than 15 digits as text."""
    if isinstance(value, str):
        text = _UNWRITABLE.sub("\ufffd", value)
        text = f"{GUARD}{text}" if FORMULA.match(text) else text
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if isinstance(value, datetime):
        return isoformat(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and not -_EXACT < value < _EXACT:
        return str(value)
    return value


def write_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows, the first being the header, in UTF-8 with a BOM, so that spreadsheet programs read the Chinese."""
    yield "\ufeff".encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, row in enumerate(rows, 1):
        writer.writerow([safe_cell(value) for value in row])
        if number % _ROWS_PER_PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def write_xlsx(rows: Iterable[Row], title: str = "") -> Iterator[bytes]:
    """The rows, the first being the header, as one sheet named `title`; all are read before the first piece comes.

    They lie in a temporary file, never all in memory.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    with tempfile.TemporaryFile() as file:
        try:
            for number, row in enumerate(rows):
                cells = []
                for value in row:
                    cell: Any = WriteOnlyCell(sheet, safe_cell(value) if value != "" else None)  # type: ignore[arg-type]
                    if isinstance(cell.value, str):
                        cell.data_type = "s"  # never a formula, whatever it begins with
                    if number == 0:
                        cell.font = bold
                    cells.append(cell)
                sheet.append(cells)
            book.save(file)
        except BaseException:
            sheet.close()
            raise
        file.seek(0)
        while piece := file.read(CHUNK_BYTES):
            yield piece


def download(rows: Iterable[Row], name: str, kind: Format, title: str = "") -> Response:
    """The answer that hands the rows out as the file `name`.csv or .xlsx, while they are read.

    Whatever the first rows raise is a refusal like any other, not a file that breaks off.
    """
    pieces = write_csv(rows) if kind == "csv" else write_xlsx(rows, title)
    first = next(pieces)
    response = Response(stream_with_context(chain((first,), pieces)), content_type=MEDIA[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return unkept(response)


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return piece


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip()[:31] or "Sheet1"
