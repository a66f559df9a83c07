"""Tables of shops as bureaus bring them, made for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from tests.conftest import Phone
from tests.reports.city import ON_MAIN
from tests.shops.conftest import KERB_LAT
from tests.shops.test_rules import GOOD

HEAD = [
    *("店名", "路名", "门牌", "经度", "纬度", "沿街长度(米)", "进深（米）"),
    *("统一社会信用代码", "责任人", "联系电话", "状态", "备注"),
]


def line(name: str, door: int, **said: Any) -> list[Any]:
    placed = {"路名": "东大街", "门牌": f"{door} 号", "经度": ON_MAIN[0] + door * 1e-5, "纬度": KERB_LAT}
    known = {**placed, "沿街长度(米)": 6, "进深（米）": 4}
    cells = {**known, **said, "店名": name}
    return [cells.get(head) for head in HEAD]


def xlsx(*lines: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    book = Workbook()
    for cells in (head, *lines):
        book.active.append(list(cells))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_csv(*lines: Sequence[Any], encoding: str = "gb18030") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *lines])
    return text.getvalue().encode(encoding)


def bring(keeper: Phone, content: bytes, **query: str) -> Any:
    return keeper.post("/api/v1/shops/imports", data=content, query_string={"name": "店铺.xlsx", **query})


def activate(keeper: Phone, found: dict[str, Any]) -> Any:
    return keeper.post(f"/api/v1/shops/imports/{found['id']}/activation")


def names(keeper: Phone) -> list[str]:
    return [one["name"] for one in keeper.get("/api/v1/shops?limit=200").json["items"]]


TWO = (line("禾味茶舍", 37, 责任人="周晓月", 联系电话=13800138000, 统一社会信用代码=GOOD), line("小满面馆", 39, 状态="停业"))
