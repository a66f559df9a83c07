"""Decides how a table with a column of WKT becomes features. Knows no datum.

Encoding and delimiter are recognised. A pair of longitude and latitude columns is no road and no cell and is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pyproj import CRS

from app.areas.features import Feature, FeatureFile, parse_crs
from app.areas.file_limits import LONGEST_FIELD, refuse_too_long, refuse_too_many
from app.areas.file_text import decoded
from app.areas.raw_geometry import from_wkt
from app.areas.rules import UnusableFile
from app.areas.sentences import say, shown

_DELIMITERS = (",", "\t", ";", "|")
_WKT = re.compile(r"\s*(?:SRID=(\d{1,6});\s*)?((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
_HEX_WKB = re.compile(r"0[01][0-9A-Fa-f]{40,}")
_LOOKED_AT = 50
"""Rows in which a column of WKT is looked for."""
_COLUMNS_SHOWN = 12
_LONGITUDES = frozenset({"lon", "lng", "long", "longitude", "x", "经度"})
_LATITUDES = frozenset({"lat", "latitude", "y", "纬度"})


def read_csv(path: Path) -> FeatureFile:
    """Features of a CSV file with one WKT (or EWKT) per row. Raises UnusableFile."""
    refuse_too_long(path.name, path.stat().st_size)
    text = decoded(path.read_bytes(), path.name)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        rows = list(_rows(text, path.name))
    except csv.Error as error:
        raise UnusableFile(say("csv-unreadable", source=path.name, error=str(error))) from error
    if len(rows) < 2:
        raise UnusableFile(say("csv-no-rows", source=path.name))
    keys = _keys(rows[0])
    column = _wkt_column(keys, rows[1:], path.name)
    features, systems = [], set()
    for number, row in enumerate(rows[1:], start=1):
        value = row[column] if column < len(row) else ""
        _refuse_broken_row(row, keys, value, number, path.name)
        systems.add(_srid(value))
        known = {key: held for at, (key, held) in enumerate(zip(keys, row, strict=False)) if at != column}
        features.append(Feature(number, known, from_wkt(value.rpartition(";")[2]) if value.strip() else None))
    return FeatureFile(path.name, tuple(features), _crs(systems - {None}, path.name))


def _rows(text: str, source: str) -> Iterator[list[str]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=lambda one: (first.count(one), -_DELIMITERS.index(one)))
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        refuse_too_many(source, number)
        if any(value.strip() for value in row):
            yield row


def _keys(names: Sequence[str]) -> list[str]:
    """Column names, made different where they are empty or used twice."""
    keys: list[str] = []
    for at, name in enumerate(names, start=1):
        key = name.strip() or f"column {at}"
        keys.append(key if key not in keys else f"{key} {at}")
    return keys


def _wkt_column(keys: Sequence[str], rows: Sequence[Sequence[str]], source: str) -> int:
    looked_at = rows[:_LOOKED_AT]
    for column in range(len(keys)):
        if any(column < len(row) and _WKT.match(row[column]) for row in looked_at):
            return column
    if any(_HEX_WKB.fullmatch(value.strip()) for row in looked_at for value in row):
        raise UnusableFile(say("csv-hexadecimal", source=source))
    lower = {key.lower(): key for key in keys}
    longitude, latitude = (next((lower[name] for name in lower if name in known), None) for known in (_LONGITUDES, _LATITUDES))
    if longitude and latitude:
        raise UnusableFile(say("csv-points", source=source, longitude=longitude, latitude=latitude))
    raise UnusableFile(say("csv-no-wkt", source=source, columns=shown(keys, _COLUMNS_SHOWN)))


def _refuse_broken_row(row: Sequence[str], keys: Sequence[str], value: str, number: int, source: str) -> None:
    if len(row) > len(keys) and value.count("(") != value.count(")"):
        raise UnusableFile(say("csv-unquoted", source=source, row=number, values=len(row), columns=len(keys)))


def _srid(value: str) -> str | None:
    found = _WKT.match(value)
    return found[1] if found else None


def _crs(systems: set[Any], source: str) -> CRS | None:
    if len(systems) > 1:
        raise UnusableFile(say("csv-mixed-systems", source=source, systems=sorted(systems)))
    return parse_crs(f"EPSG:{systems.pop()}", say("system-unknown", source=source)) if systems else None
