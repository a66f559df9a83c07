"""Decides which columns a table of shops has, and what they are called. Knows no cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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
    ID_NUMBER = "id-number"
    """The number of a person's identity card (身份证): it is not kept here."""
    BAD_PHONE = "bad-phone"
    BAD_STATUS = "bad-status"
    UNKNOWN_OFFICE = "unknown-office"
    UNKNOWN_SHOP = "unknown-shop"
    TWICE = "twice"
    NOT_WORKED_OUT = "not-worked-out"
    """A formula of the table could not be worked out: #N/A."""
    TURNED_INTO_DATE = "turned-into-date"
    """A spreadsheet program took the door 「3-5」 for a day in March."""


HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.ID: ("店铺编号", "id"),
    Column.NAME: ("店名", "店铺名称", "商户名称", "商铺名称", "门店名称", "单位名称", "名称", "字号", "招牌", "name"),
    Column.STREET: ("路名", "道路名称", "道路", "street", "road"),
    Column.DOOR: ("门牌", "门牌号", "门牌号码", "地址", "详细地址", "经营地址", "door", "address"),
    Column.KIND: ("业态", "行业", "经营类别", "经营业态", "kind", "trade"),
    Column.LON: ("经度", "lon", "lng", "longitude"),
    Column.LAT: ("纬度", "lat", "latitude"),
    Column.SEGMENT: ("路段编码", "路段编号", "segment", "segment_code"),
    Column.FROM: ("起点", "左端", "from_m", "segment_from_m"),
    Column.TO: ("止点", "右端", "to_m", "segment_to_m"),
    Column.LENGTH: ("沿街长度", "门前长度", "length_m"),
    Column.DEPTH: ("进深", "depth_m"),
    Column.CREDIT_CODE: ("统一社会信用代码", "社会信用代码", "信用代码", "credit_code"),
    Column.PERSON: ("责任人", "责任人姓名", "负责人", "负责人姓名", "经营者", "经营者姓名", "联系人", "contact", "person"),
    Column.PHONE: ("电话", "联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "phone"),
    Column.STATUS: ("状态", "经营状态", "status"),
    Column.OFFICE: ("街道办", "街道办事处", "街道", "street_unit"),
}
"""By column the headings it is known by, what stands in brackets behind them left out; others are passed over."""
NEEDED: Final = (Column.NAME, Column.LON, Column.LAT)
"""Unless rows name their shops by id."""
TITLE_ROWS: Final = 15
"""Among so many rows from the top the names of the columns are looked for: a title stands above them, and who filled it in."""
_MASKED: Final = ("脱敏", "masked")
"""A heading that says so is that of a file that left: what stands below it is no name and no number."""


class NoColumns(AppError):
    """No row names the columns that are needed; `missing` are those that the row lacks that names most."""

    status = 422
    slug = "invalid-body"
    title = "One row on top names the columns: a shop needs its name (店名), longitude (经度) and latitude (纬度)."


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
        """The columns that this row names."""
        self.at: dict[Column, int] = {}
        self.head = list(head)
        cells: dict[str, int] = {}
        for place, cell in enumerate(head):
            for name in _names(cell):
                cells.setdefault(name, place)
        for column, names in HEADINGS.items():
            found = next((cells[name] for name in names if name in cells), None)
            if found is not None:
                self.at[column] = found
        self.missing = [] if Column.ID in self.at else [column for column in NEEDED if column not in self.at]

    @classmethod
    def found_in(cls, lines: Sequence[Line]) -> tuple[Places, int]:
        """The columns, and how many lines stand above what they hold: of the lines on top the one that names most of them, the
        lower one where cells are merged over two. Raises NoColumns."""
        heads = [(cls(line.cells), above) for above, line in enumerate(lines[:TITLE_ROWS], 1)]
        best, above = max(heads, key=lambda one: (not one[0].missing, len(one[0].at), one[1]))
        if best.missing:
            raise NoColumns(missing=[str(column) for column in best.missing], word="columns")
        return best, above

    def heading(self, column: Column) -> str:
        """As the table has it; the first name it goes by where it has no such column."""
        return self.head[self.at[column]] if column in self.at else HEADINGS[column][0]

    def cell(self, line: Line, column: Column) -> str:
        """What stands there; nothing where there is no such column."""
        place = self.at.get(column)
        return "" if place is None or place >= len(line.cells) else line.cells[place].strip()


def is_register(lines: Sequence[Line]) -> bool:
    """Whether these lines are a table of shops, and not what is explained on another sheet."""
    try:
        Places.found_in(lines)
    except NoColumns:
        return False
    return True


def _names(heading: str) -> Iterator[str]:
    """What a heading may be called: 「* 联系\n电话（必填）」 is 「联系电话」, 「经度 WGS84」 is 「经度」."""
    plain = unicodedata.normalize("NFKC", heading).lower().strip(" \n\t*:")
    if any(word in plain for word in _MASKED):
        return
    before_brackets = re.sub(r"[(\[【].*$", "", plain, flags=re.DOTALL)
    yield re.sub(r"\s", "", before_brackets)
    yield from before_brackets.split()[:1]
