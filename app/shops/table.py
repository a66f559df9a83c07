"""Decides how lines of somebody's table become shops: which column is what, which cells do, what is wrong. Knows no table.

A cell that is empty says nothing: of a shop that is there already what is known stays.
"""

from __future__ import annotations

import math
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
from app.shops.rules import DECIMALS, MAX_DOOR, MAX_NAME, MAX_PERSON, ShopStatus, checked_code

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


def read(lines: Sequence[Line], known: Known, datum: Datum) -> tuple[list[Entry], list[Wrong], Places]:
    """The rows that can be used and every cell that cannot, in the order of the table. Raises NoColumns."""
    places = Places(lines[0].cells)
    entries, wrong = [], []
    for line in lines[1:]:
        reader = _Reader(line, places, known, datum)
        entry = reader.entry()
        wrong += reader.wrong
        if not reader.wrong:
            entries.append(entry)
    return entries, wrong, places


class _Reader:
    """One line on its way to an entry."""

    def __init__(self, line: Line, places: Places, known: Known, datum: Datum) -> None:
        self._line, self._places, self._known, self._datum = line, places, known, datum
        self.wrong: list[Wrong] = []

    def entry(self) -> Entry:
        """What the line says; `wrong` then holds what cannot be used of it."""
        entry = Entry(self._line.number)
        said = entry.said
        entry.shop_id = self._read(Column.ID, _uuid, Why.UNKNOWN_SHOP)
        for column, longest in _LONGEST.items():
            text = self._text(column)
            if len(text) > longest:
                self._fault(column, Why.TOO_LONG)
            elif text and column is not Column.PERSON:
                said[str(column)] = text
        if not self._text(Column.NAME) and entry.shop_id is None:
            self._fault(Column.NAME, Why.NO_NAME)
        self._point(said)
        self._metres(said)
        if (code := self._text(Column.SEGMENT)) and code not in self._known.segments:
            self._fault(Column.SEGMENT, Why.UNKNOWN_SEGMENT)
        office = self._read(Column.OFFICE, self._known.offices.get, Why.UNKNOWN_OFFICE)
        status = self._read(Column.STATUS, lambda text: _STATUS.get(text.lower()), Why.BAD_STATUS)
        credit_code = self._read(Column.CREDIT_CODE, _credit_code, Why.BAD_CREDIT_CODE)
        phone = self._read(Column.PHONE, _phone, Why.BAD_PHONE)
        person = self._text(Column.PERSON)
        given = {"segment_code": code, "street_unit": office, "status": status, "credit_code": credit_code}
        said |= {name: value for name, value in given.items() if value}
        if person or phone:
            said["contact"] = Contact(person or None, phone)
        return entry

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
        return self._places.cell(self._line, column)

    def _fault(self, column: Column, why: Why) -> None:
        self.wrong.append(Wrong(self._line.number, self._places.heading(column), why))


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ""))
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
