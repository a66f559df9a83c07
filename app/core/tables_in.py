"""Decides how a table that somebody brings (CSV or xlsx) is read: as rows of trimmed texts. Knows no column.

What a file claims of itself is not believed: how large it becomes when it is unpacked, how many rows it has, which
encoding it is in. Formulas are never worked out; of a cell with one the result counts that was saved with it. Hidden
sheets are passed over: whoever brings a table does not see them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.errors import AppError
from app.core.merged_cells import Merged, merged_in
from app.core.tables_out import FORMULA, GUARD

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_UNPACKED: Final = 96 * 1024 * 1024
MAX_GROWTH: Final = 200
"""So many times larger unpacked than packed no table is, not one in which all rows are alike."""
_SMALL: Final = 8 * 1024 * 1024
"""What is no larger unpacked does no harm."""
MAX_ROWS: Final = 5_000
_PER_ROW: Final = 4
"""Lines that are looked at for each row that may be there, with those that are empty."""
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 4_000
"""Characters of a cell that are read."""
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_DELIMITERS: Final = (",", "\t", ";")
_SAID_DELIMITER: Final = re.compile(r"sep=(.)\r?\n")
"""A first line for spreadsheet programs, which they show as no row."""
_SAMPLE: Final = 20
"""Lines that tell the delimiter: a title above the table has none."""
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError),
    *(SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError),
)
"""What openpyxl raises for files that are no workbook or a damaged one."""


class Line(NamedTuple):
    """A row that is not empty; `number` counts from 1 as spreadsheet programs show it."""

    number: int
    cells: tuple[str, ...]


Wanted = Callable[[Sequence[Line]], bool]
"""Whether these rows are the table that somebody means."""


class UnreadableTable(AppError):
    """The file is no table that can be read; `word` says why: empty, old-format, damaged, too-large, too-long, encoding."""

    status = 422
    slug = "invalid-body"
    title = "This file cannot be read as a table: save it as xlsx or as CSV and bring it again."


def read_table(
    content: bytes,
    max_bytes: int | None = None,
    max_rows: int | None = None,
    wanted: Wanted | None = None,
) -> list[Line]:
    """The rows of a CSV file, or of the first sheet of an xlsx file that has any, without the empty ones; of several such
    sheets the first that is `wanted`, if one is.

    Whoever needs more than MAX_BYTES and MAX_ROWS says so. Raises UnreadableTable.
    """
    max_bytes, max_rows = max_bytes or MAX_BYTES, max_rows or MAX_ROWS
    if not content.strip():
        raise UnreadableTable("The file is empty: choose the one with the table.", word="empty")
    if len(content) > max_bytes:
        raise UnreadableTable(f"The file has more than {max_bytes // 2**20} MiB: bring it in parts.", word="too-large")
    if content.startswith(_OLD_EXCEL):
        raise UnreadableTable("This is the old .xls form: save it as .xlsx and bring it again.", word="old-format")
    rows = _from_xlsx(content, max_rows, wanted) if content.startswith(_ZIP) else _from_csv(content, max_rows)
    if not rows:
        raise UnreadableTable("There is no row in the file: choose the one with the table.", word="empty")
    return rows


def _from_xlsx(content: bytes, max_rows: int, wanted: Wanted | None) -> list[Line]:
    first: list[Line] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED or unpacked > max(_SMALL, MAX_GROWTH * len(content)):
                raise UnreadableTable("The workbook is too large when it is unpacked: bring it in parts.", word="too-large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()  # what a file says of its size may be anything
                rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
                found = _lines(rows, max_rows, Merged(merged_in(sheet)))
                if found and (wanted is None or wanted(found)):
                    return found
                first = first or found
        finally:
            book.close()
    except _BROKEN as error:
        raise UnreadableTable("The workbook is damaged: open and save it again, then bring it.", word="damaged") from error
    return first


def _from_csv(content: bytes, max_rows: int) -> list[Line]:
    text = _decoded(content)
    said = _SAID_DELIMITER.match(text)
    text = text[said.end() :] if said else text
    sample = text.lstrip("\n\r ").split("\n", _SAMPLE)[:_SAMPLE]
    delimiter = said[1] if said else max(_DELIMITERS, key=lambda one: sum(line.count(one) for line in sample))
    try:
        return _lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), max_rows)
    except csv.Error as error:
        raise UnreadableTable("The file is no CSV: save the table as CSV or xlsx again.", word="damaged") from error


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable("The file is in no known encoding: save it as UTF-8 or xlsx.", word="encoding")


def _lines(rows: Iterable[Iterable[Any]], max_rows: int, merged: Merged | None = None) -> list[Line]:
    found = list(islice(_filled(islice(rows, _PER_ROW * max_rows), merged or Merged(())), max_rows + 1))
    if len(found) > max_rows:
        raise UnreadableTable(f"The table has more than {max_rows} rows: bring it in parts.", word="too-long")
    return found


def _filled(rows: Iterable[Iterable[Any]], merged: Merged) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        cells = merged.filled(number, [_text(value) for value in islice(row, MAX_COLUMNS)])
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Line(number, tuple(cells))


def _text(value: Any) -> str:
    """As a person reads the cell: days without a midnight, whole numbers without a point, no guard before a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time.min else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if text.startswith(GUARD) and FORMULA.match(text[len(GUARD) :]):
        text = text[len(GUARD) :]
    return text.replace("\x00", "\ufffd")[:MAX_CELL]
