"""Decides how lines of somebody's table become shops: which column is what, which cells do, what is wrong. Knows no table.

A cell that is empty says nothing: of a shop that is there already what is known stays.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from app.areas.datum import Datum, to_wgs84
from app.core.errors import InvalidBody
from app.core.tables_in import Line
from app.shops.columns import Column, Places, Why, Wrong
from app.shops.frontage import DEEPEST_M, LONGEST_M, SHALLOWEST_M, SHORTEST_M
from app.shops.persons import Contact, is_phone, narrow_phone
from app.shops.rules import DECIMALS, MAX_DOOR, MAX_NAME, MAX_PERSON, ShopStatus, checked_code, is_id_number

_STATUS: Final = {"": None, "营业": ShopStatus.OPEN, "open": ShopStatus.OPEN, "停业": ShopStatus.CLOSED} | {
    "closed": ShopStatus.CLOSED, "关闭": ShopStatus.CLOSED, "歇业": ShopStatus.CLOSED, "开业": ShopStatus.OPEN,
}  # fmt: skip
_LONGEST: Final = {Column.NAME: MAX_NAME, Column.PERSON: MAX_PERSON} | dict.fromkeys(
    (Column.STREET, Column.DOOR, Column.KIND), MAX_DOOR
)
_METRES: Final = {
    Column.FROM: ("segment_from_m", 0.0, 100_000.0, Why.BAD_LENGTH),
    Column.TO: ("segment_to_m", 0.0, 100_000.0, Why.BAD_LENGTH),
    Column.LENGTH: ("length_m", SHORTEST_M, LONGEST_M, Why.BAD_LENGTH),
    Column.DEPTH: ("depth_m", SHALLOWEST_M, DEEPEST_M, Why.BAD_DEPTH),
}
_NOTHING: Final = frozenset({"无", "暂无", "不详", "空", "/", "\\", "-", "--", "—", "——"})
"""What people write into a cell for which they have nothing; a shop may be called so."""
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}")
"""As cells of a workbook say a day, and as spreadsheet programs write one into a CSV file."""


@dataclass(frozen=True)
class Known:
    """What a table may name: segments by code, street offices by code and by name."""

    segments: Collection[str]
    offices: Mapping[str, str]


@dataclass
class Entry:
    """A row as it was read: `said` by the names of `ShopFacts`, with `length_m` where the ends follow from it."""

    row: int
    shop_id: str | None = None
    said: dict[str, Any] = field(default_factory=dict)


def read(lines: Sequence[Line], places: Places, known: Known, datum: Datum) -> tuple[list[Entry], list[Wrong]]:
    """The rows that can be used and every cell that cannot, in the order of the table; `lines` are those below the names."""
    entries, wrong = [], []
    for line in lines:
        reader = _Reader(line, places, known, datum)
        entry = reader.entry()
        wrong += reader.wrong
        if not reader.wrong:
            entries.append(entry)
    return entries, wrong


class _Reader:
    """One line on its way to an entry."""

    def __init__(self, line: Line, places: Places, known: Known, datum: Datum) -> None:
        self._line, self._places, self._known, self._datum = line, places, known, datum
        self.wrong: list[Wrong] = []

    def entry(self) -> Entry:
        """What the line says; `wrong` then holds what cannot be used of it."""
        entry = Entry(self._line.number)
        said = entry.said
        if self._not_worked_out():
            return entry
        entry.shop_id = self._read(Column.ID, _uuid, Why.UNKNOWN_SHOP)
        self._texts(said, named=entry.shop_id is not None)
        self._point(said)
        self._metres(said)
        if (code := self._text(Column.SEGMENT)) and code not in self._known.segments:
            self._fault(Column.SEGMENT, Why.UNKNOWN_SEGMENT)
        office = self._read(Column.OFFICE, self._known.offices.get, Why.UNKNOWN_OFFICE)
        status = self._read(Column.STATUS, lambda text: _STATUS.get(text.lower()), Why.BAD_STATUS)
        credit_code = self._credit_code()
        phone = self._read(Column.PHONE, _phone, Why.BAD_PHONE)
        person = self._text(Column.PERSON)
        given = {"segment_code": code, "street_unit": office, "status": status, "credit_code": credit_code}
        said |= {name: value for name, value in given.items() if value}
        if person or phone:
            said["contact"] = Contact(person or None, phone)
        return entry

    def _not_worked_out(self) -> bool:
        broken = [column for column in self._places.at if self._text(column) in _ERRORS]
        for column in broken:
            self._fault(column, Why.NOT_WORKED_OUT)
        return bool(broken)

    def _texts(self, said: dict[str, Any], *, named: bool) -> None:
        for column, longest in _LONGEST.items():
            text = self._text(column)
            if len(text) > longest:
                self._fault(column, Why.TOO_LONG)
            elif text and column is not Column.PERSON:
                said[str(column)] = text
        if not self._text(Column.NAME) and not named:
            self._fault(Column.NAME, Why.NO_NAME)
        if _DAY.fullmatch(self._text(Column.DOOR)):
            self._fault(Column.DOOR, Why.TURNED_INTO_DATE)

    def _point(self, said: dict[str, Any]) -> None:
        lon, lat = (self._number(column) for column in (Column.LON, Column.LAT))
        blank = [column for column in (Column.LON, Column.LAT) if not self._text(column)]
        if len(blank) == 1:
            self._fault(blank[0], Why.NO_POINT)
        if lon is None or lat is None:
            return
        for column, degrees, most in ((Column.LON, lon, 180.0), (Column.LAT, lat, 90.0)):
            if abs(degrees) > most:
                self._fault(column, Why.BAD_POINT)
                return
        lon, lat = to_wgs84(lon, lat, self._datum)
        said |= {"lon": round(lon, DECIMALS), "lat": round(lat, DECIMALS)}

    def _metres(self, said: dict[str, Any]) -> None:
        for column, (name, least, most, why) in _METRES.items():
            metres = self._number(column)
            if metres is not None and least <= metres <= most:
                said[name] = round(metres, 2)
            elif metres is not None:
                self._fault(column, why)
        blank = [column for column in (Column.FROM, Column.TO) if not self._text(column)]
        if len(blank) == 1:
            self._fault(blank[0], Why.HALF_ENDS)
        elif "segment_from_m" in said and "segment_to_m" in said:
            said.pop("length_m", None)  # ends say more than a length
            ends = sorted((said["segment_from_m"], said["segment_to_m"]))
            said["segment_from_m"], said["segment_to_m"] = ends
            if not SHORTEST_M <= ends[1] - ends[0] <= LONGEST_M:
                self._fault(Column.TO, Why.BAD_LENGTH)

    def _credit_code(self) -> str | None:
        text = self._text(Column.CREDIT_CODE)
        if is_id_number(text):
            self._fault(Column.CREDIT_CODE, Why.ID_NUMBER)
            return None
        code: str | None = self._read(Column.CREDIT_CODE, _credit_code, Why.BAD_CREDIT_CODE)
        return code

    def _number(self, column: Column) -> float | None:
        number: float | None = self._read(column, _number, Why.BAD_NUMBER)
        return number

    def _read(self, column: Column, reading: Callable[[str], Any], why: Why) -> Any:
        text = self._text(column)
        value = reading(text) if text else None
        if text and value is None:
            self._fault(column, why)
        return value

    def _text(self, column: Column) -> str:
        text = self._places.cell(self._line, column)
        return "" if text in _NOTHING and column is not Column.NAME else text

    def _fault(self, column: Column, why: Why) -> None:
        self.wrong.append(Wrong(self._line.number, self._places.heading(column), why))


def _number(text: str) -> float | None:
    try:
        number = float(unicodedata.normalize("NFKC", text).replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _uuid(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _credit_code(text: str) -> str | None:
    try:
        return checked_code(text)
    except InvalidBody:
        return None


def _phone(text: str) -> str | None:
    digits = narrow_phone(text)
    return digits if digits and is_phone(digits) else None
