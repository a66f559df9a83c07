"""Tables of shops as bureaus send them: with a title, merged cells, hidden sheets, and whatever a spreadsheet made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.conftest import Phone
from tests.shops.conftest import Enter
from tests.shops.tables import HEAD, TWO, activate, as_csv, bring, line, names, xlsx

Prepare = Callable[[Workbook], None]
TITLE = "望河街道门前五包商户台账"


def book(rows: list[list[Any]], prepare: Prepare = lambda _book: None) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for cells in rows:
        made.active.append(cells)
    prepare(made)
    made.save(out)
    return out.getvalue()


def under(sheet: str, *, state: str) -> bytes:
    """The two shops on a second sheet, behind one of this name."""

    def prepare(made: Workbook) -> None:
        made.active.title, made.active.sheet_state = sheet, state
        made.active = made.create_sheet("台账")
        for cells in (HEAD, *TWO):
            made["台账"].append(list(cells))

    return book([["1. 带星号的必填"], ["2. 一户一行"]], prepare)


@pytest.mark.parametrize(
    "content",
    [
        book(
            [[TITLE], ["填表人：周晓月", None, "2026-11-01"], [], HEAD, *map(list, TWO)],
            lambda made: made.active.merge_cells("A1:H1"),
        ),
        under("填表说明", state="visible"),
        under("去年的", state="hidden"),
        f"{TITLE}\r\n".encode("gb18030") + as_csv(*TWO).replace(b",", b";"),
        b"sep=;\r\n" + as_csv(*TWO).replace(b",", b";"),
        xlsx(*TWO, head=["* 店 名", *HEAD[1:7], "统一社会\n信用代码", "责任人\n姓名", "联系\n电话：", *HEAD[10:]]),
    ],
    ids=["title", "notes first", "hidden first", "title in csv", "sep", "broken headings"],
)
def test_the_table_is_found_wherever_it_stands(keeper: Phone, content: bytes) -> None:
    found = bring(keeper, content)
    assert found.status_code == 201, found.json
    assert (found.json["rows"], found.json["good"], found.json["new"]) == (2, 2, 2)
    activate(keeper, found.json)
    assert names(keeper) == ["禾味茶舍", "小满面馆"]


def test_rows_below_a_title_are_told_as_the_spreadsheet_counts_them(keeper: Phone) -> None:
    found = bring(keeper, book([[TITLE], [], HEAD, line("甲", 1), [], line("乙", 2, 联系电话="1")])).json
    assert found["bad"] == [{"row": 6, "column": "联系电话", "why": "bad-phone"}]
    assert (found["rows"], found["good"]) == (2, 1)


def test_what_is_merged_downwards_is_said_of_every_row(keeper: Phone) -> None:
    rows = [line(f"店{place}", place) for place in (1, 2, 3)]
    for cells in rows[1:]:
        cells[HEAD.index("路名")] = None
    rows.insert(2, [])
    activate(keeper, bring(keeper, book([HEAD, *rows], lambda made: made.active.merge_cells("B2:B5"))).json)
    assert [one["street"] for one in keeper.get("/api/v1/shops").json["items"]] == ["东大街"] * 3


def test_a_head_of_two_rows_is_one(keeper: Phone) -> None:
    head = [*HEAD[:3], "位置", None, *HEAD[5:]]
    below = [*[None] * 3, "经度", "纬度", *[None] * (len(HEAD) - 5)]

    def merge(made: Workbook) -> None:
        made.active.merge_cells("D1:E1")
        for column in "ABCFGHIJKL":
            made.active.merge_cells(f"{column}1:{column}2")

    found = bring(keeper, book([head, below, *map(list, TWO)], merge)).json
    assert (found["rows"], found["good"], found["bad"]) == (2, 2, [])


def test_what_a_spreadsheet_made_of_a_cell_is_told(keeper: Phone) -> None:
    rows = (
        line("甲", 1, 门牌=date(2026, 3, 5)), line("乙", 2, 门牌="3月5日"), line("丙", 3, 门牌="5-Mar"),
        line("丁", 4, 联系电话="#N/A"), line("戊", 5, 统一社会信用代码="410103199001011234"), line("己", 6, 经度="１１３．６"),
    )  # fmt: skip
    found = bring(keeper, xlsx(*rows)).json
    assert [(one["row"], one["column"], one["why"]) for one in found["bad"]] == [
        *((row, "门牌", "turned-into-date") for row in (2, 3, 4)), (5, "联系电话", "not-worked-out"),
        (6, "统一社会信用代码", "id-number"),
    ]  # fmt: skip
    assert found["good"] == 1


def test_a_stroke_in_a_cell_says_nothing(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍", "37 号", contact={"name": "周晓月", "phone": "13800138000"})
    said = {"经度": shop["point"][0], "统一社会信用代码": "无", "责任人": "—", "联系电话": "/"}
    found = bring(keeper, xlsx(line("禾味茶舍", 37, **said), line("无", 38))).json
    assert (found["bad"], found["new"]) == ([], 1)
    activate(keeper, found)
    assert keeper.get(f"/api/v1/shops/{shop['id']}").json["contact_hint"] == "周** 138****8000"


def test_of_two_shops_of_one_name_at_one_door_a_row_is_about_the_open_one(enter: Enter, keeper: Phone) -> None:
    gone = enter("禾味茶舍", "37 号", status="closed")
    here = enter("禾味茶舍", "37 号")
    activate(keeper, bring(keeper, xlsx(line("禾味茶舍", 37, 联系电话="13800138000"))).json)
    told = [keeper.get(f"/api/v1/shops/{one['id']}").json["contact_hint"] for one in (gone, here)]
    assert told == [None, "138****8000"]


def test_a_list_of_numbers_by_shop_needs_no_other_column(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍")
    found = bring(keeper, xlsx([shop["id"], "13800138000"], head=["店铺编号", "联系电话"])).json
    assert (found["bad"], found["changed"]) == ([], 1)
