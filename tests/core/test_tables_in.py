"""Tables from outside: what people save is read as they see it, what is no table is refused with what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from app.core import tables_in
from app.core.tables_in import Line, UnreadableTable, read_table
from app.core.tables_out import write_csv, write_xlsx


def book(*rows: list[object]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.create_sheet("second")
    for row in rows:
        made["second"].append(row)
    made.save(out)
    return out.getvalue()


def word_of(content: bytes) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read_table(content)
    return str(refused.value.facts["word"])


def test_a_workbook_is_read_as_people_see_it_from_the_first_sheet_that_has_rows() -> None:
    rows = read_table(book(["编号", "日期"], [], [5.0, date(2026, 11, 21), datetime(2026, 11, 21, 8, 30), 0.5, None]))  # noqa: DTZ001
    assert rows == [Line(1, ("编号", "日期")), Line(3, ("5", "2026-11-21", "2026-11-21 08:30:00", "0.5"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_and_with_the_delimiters_that_programs_save(encoding: str, delimiter: str) -> None:
    text = f'编号{delimiter}问题\r\n1{delimiter}"果筐{delimiter}桌凳"\r\n'
    assert read_table(text.encode(encoding)) == [Line(1, ("编号", "问题")), Line(2, ("1", f"果筐{delimiter}桌凳"))]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_left_guarded_comes_back_as_it_was(write: object) -> None:
    texts = ("=1+1", "'quoted'", "-5", "＝1")
    content = b"".join(write([["a", "b", "c", "d"], texts]))  # type: ignore[operator]
    assert read_table(content)[1].cells == texts


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "old-format"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\xff\xff\xff", "encoding"),
        (book()[:900], "damaged"),
        (book(), "empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_word(content: bytes, word: str) -> None:
    assert word_of(content) == word


def test_a_table_that_is_too_long_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert word_of(b"a\n" * (tables_in.MAX_ROWS + 1)) == "too-long"
    assert len(read_table(b"a\n" * tables_in.MAX_ROWS)) == tables_in.MAX_ROWS
    monkeypatch.setattr(tables_in, "MAX_BYTES", 10)
    assert word_of(b"a" * 11) == "too-large"


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (1024 * 1024))
    monkeypatch.setattr(tables_in, "MAX_UNPACKED", 1024 * 1024 - 1)
    assert len(out.getvalue()) < 2_000
    assert word_of(out.getvalue()) == "too-large"


def test_a_small_file_that_would_keep_a_process_busy_for_minutes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            archive.writestr(name, good.read(name))
        archive.writestr("xl/worksheets/sheet9.xml", b"<row/>" * 2_000_000)
    monkeypatch.setattr(tables_in, "load_workbook", lambda *_args, **_options: pytest.fail("it was opened"))
    assert word_of(out.getvalue()) == "too-large"


def test_a_workbook_with_entities_that_grow_is_refused() -> None:
    out, bomb = io.BytesIO(), b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as good, zipfile.ZipFile(out, "w") as archive:
        for name in good.namelist():
            archive.writestr(name, bomb if name == "xl/workbook.xml" else good.read(name))
    assert word_of(out.getvalue()) == "damaged"
