"""Decides which columns a table of shops has, and what they are called. Knows no cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from app.core.errors import AppError
from app.core.tables_in import Line


class Column(StrEnum):
    """What a column can be."""

    ID = "id"
    NAME = "name"
    STREET = "street"
    DOOR = "door"
    KIND = "kind"
    LON = "lon"
    LAT = "lat"
    SEGMENT = "segment"
    FROM = "from_m"
    TO = "to_m"
    LENGTH = "length_m"
    DEPTH = "depth_m"
    CREDIT_CODE = "credit_code"
    PERSON = "person"
    PHONE = "phone"
    STATUS = "status"
    OFFICE = "street_unit"


class Why(StrEnum):
    """Why a row cannot be entered."""

    NO_NAME = "no-name"
    TOO_LONG = "too-long"
    NO_POINT = "no-point"
    BAD_NUMBER = "bad-number"
    BAD_POINT = "bad-point"
    UNKNOWN_SEGMENT = "unknown-segment"
    HALF_ENDS = "half-ends"
    BAD_LENGTH = "bad-length"
    BEYOND_SEGMENT = "beyond-segment"
    BAD_DEPTH = "bad-depth"
    BAD_CREDIT_CODE = "bad-credit-code"
    BAD_PHONE = "bad-phone"
    BAD_STATUS = "bad-status"
    UNKNOWN_OFFICE = "unknown-office"
    UNKNOWN_SHOP = "unknown-shop"
    TWICE = "twice"


HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.ID: ("店铺编号", "id"),
    Column.NAME: ("店名", "店铺名称", "商户名称", "名称", "招牌", "name"),
    Column.STREET: ("路名", "道路名称", "道路", "street", "road"),
    Column.DOOR: ("门牌", "门牌号", "地址", "door", "address"),
    Column.KIND: ("业态", "行业", "经营类别", "kind", "trade"),
    Column.LON: ("经度", "lon", "lng", "longitude"),
    Column.LAT: ("纬度", "lat", "latitude"),
    Column.SEGMENT: ("路段编码", "路段编号", "segment", "segment_code"),
    Column.FROM: ("起点", "左端", "from_m", "segment_from_m"),
    Column.TO: ("止点", "右端", "to_m", "segment_to_m"),
    Column.LENGTH: ("沿街长度", "门前长度", "length_m"),
    Column.DEPTH: ("进深", "depth_m"),
    Column.CREDIT_CODE: ("统一社会信用代码", "信用代码", "credit_code"),
    Column.PERSON: ("责任人", "负责人", "经营者", "联系人", "contact", "person"),
    Column.PHONE: ("电话", "联系电话", "手机", "手机号", "phone"),
    Column.STATUS: ("状态", "经营状态", "status"),
    Column.OFFICE: ("街道办", "街道办事处", "街道", "street_unit"),
}
"""By column the headings it is known by, what stands in brackets behind them left out; others are passed over."""
NEEDED: Final = (Column.NAME, Column.LON, Column.LAT)


class NoColumns(AppError):
    """The first row does not name the columns that are needed; `missing` are those."""

    status = 422
    slug = "invalid-body"
    title = "The first row names the columns: a shop needs its name (店名), longitude (经度) and latitude (纬度)."


class Wrong(NamedTuple):
    """A cell that cannot be used: its row as spreadsheet programs count, the heading of its column, and why."""

    row: int
    column: str
    why: Why

    def as_dict(self) -> dict[str, Any]:
        """The wire form."""
        return {"row": self.row, "column": self.column, "why": str(self.why)}


class Places:
    """Where the columns of a table are, and what they are called there."""

    def __init__(self, head: Sequence[str]) -> None:
        """Raises NoColumns."""
        self.at: dict[Column, int] = {}
        self.head = list(head)
        cells = [re.sub(r"[\s（(].*$", "", cell.strip().lower()) for cell in head]
        for column, names in HEADINGS.items():
            found = next((cells.index(name) for name in names if name in cells), None)
            if found is not None:
                self.at[column] = found
        missing = [str(column) for column in NEEDED if column not in self.at]
        if missing:
            raise NoColumns(missing=missing, word="columns")

    def heading(self, column: Column) -> str:
        """As the table has it; the first name it goes by where it has no such column."""
        return self.head[self.at[column]] if column in self.at else HEADINGS[column][0]

    def cell(self, line: Line, column: Column) -> str:
        """What stands there; nothing where there is no such column."""
        place = self.at.get(column)
        return "" if place is None or place >= len(line.cells) else line.cells[place].strip()
