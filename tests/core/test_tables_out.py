"""Lists leave as tables: no cell is a formula, every character comes back, the rows are never all in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import hypothesis
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.errors import NotFound
from app.core.tables_out import GUARD, MEDIA, Row, download, safe_cell, write_csv, write_xlsx

ATTACKS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "\ufeff=1", "\u200b=1", "＝1＋1", "＋1",
    "－1", "＠A", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "−1",
]  # fmt: skip
PLAIN = ["1-2", "a=b", "果筐 = 3", "'quoted", "", "2026-11-21", "113.67, 34.74", "中文，“引号”", "a,b\nc"]


def from_csv(rows: list[Row]) -> list[list[str]]:
    text = b"".join(write_csv(rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def from_xlsx(rows: list[Row]) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(b"".join(write_xlsx(rows, "台账"))), data_only=False).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "b", "d"}
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_that_begins_like_a_formula_leaves_guarded_in_both_forms(text: str) -> None:
    guarded = safe_cell(text)
    assert isinstance(guarded, str)
    assert guarded.startswith(GUARD)
    assert guarded[1:] == text
    assert from_csv([["head"], [text]])[1][0].startswith(GUARD)
    assert str(from_xlsx([["head"], [text]])[1][0]).startswith(GUARD)


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_leaves_as_it_is(text: str) -> None:
    assert safe_cell(text) == text
    assert from_csv([["head"], [text, "end"]])[1][0] == text
    assert (from_xlsx([["head"], [text, "end"]])[1][0] or "") == text


@hypothesis.settings(max_examples=20)
@given(st.lists(st.text(), min_size=1, max_size=60))
def test_no_text_at_all_begins_a_formula_or_breaks_the_file(texts: list[str]) -> None:
    rows: list[Row] = [["head", "end"], *([text, "end"] for text in texts)]
    for table in (from_xlsx(rows), from_csv(rows)):
        assert len(table) == len(rows)
        assert not [cell for cell, _ in table if str(cell or "").lstrip().startswith(tuple("=+-@＝＋－＠"))]


def test_numbers_stay_numbers_unless_a_spreadsheet_would_round_them() -> None:
    at = datetime(2026, 11, 21, 6, 46, 5, tzinfo=UTC)
    row: Row = [-5, 1.5, True, None, Decimal("97.53"), date(2026, 11, 21), at, 4101042026112100001]
    assert from_xlsx([["head"], row])[1] == [
        *(-5, 1.5, True, None, 97.53, datetime(2026, 11, 21)),  # noqa: DTZ001 spreadsheets know no zone
        *("2026-11-21T06:46:05.000Z", "4101042026112100001"),
    ]


def test_what_is_longer_than_a_cell_is_cut_with_a_mark() -> None:
    cut = safe_cell("长" * 40_000)
    assert isinstance(cut, str)
    assert (len(cut), cut[-1]) == (32_767, "…")


def test_a_csv_comes_piece_by_piece_while_its_rows_are_read() -> None:
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield [number]

    pieces = write_csv(rows())
    next(pieces), next(pieces)
    assert read < 1000
    assert b"".join(pieces).endswith(b"999\r\n")


def test_a_download_that_cannot_begin_is_a_refusal_and_not_half_a_file(app: Flask) -> None:
    def refused() -> Iterator[Row]:
        raise NotFound()
        yield []

    with app.test_request_context(), pytest.raises(NotFound):
        download(refused(), "台账", "xlsx")


def test_a_download_carries_its_chinese_name_and_type(app: Flask) -> None:
    with app.test_request_context():
        answer = download([["编号"], ["一"]], "台账", "csv")
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E5%8F%B0%E8%B4%A6.csv"
        assert answer.content_type == MEDIA["csv"]
        assert answer.data.decode("utf-8-sig") == "编号\r\n一\r\n"
