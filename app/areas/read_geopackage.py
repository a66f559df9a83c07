"""Decides how a GeoPackage (an SQLite file, OGC 12-128) becomes features. Knows no datum.

The file is opened for reading only and may run nothing but reads, for a limited time: a table may be a view of
whoever made the file.
"""

from __future__ import annotations

import sqlite3
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pyproj import CRS

from app.areas.features import Feature, FeatureFile, parse_crs
from app.areas.file_limits import LONGEST_FIELD, refuse_too_long, refuse_too_many
from app.areas.raw_geometry import from_wkb
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say, shown

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
"""By the three bits of the header that say which box lies before the WKB."""
_STEPS_AT_ONCE = 1000
_LONGEST_S = 60.0
"""Reading 500,000 records takes some seconds; a view that never ends, or compares shapes all with all, takes for ever."""
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_FUNCTIONS = frozenset({"coalesce", "ifnull", "nullif", "iif", "lower", "upper", "trim", "substr", "length", "round", "abs"})
"""What views of offices use, and what neither grows nor acts."""
_UNDEFINED_PLANE, _UNDEFINED_DEGREES = -1, 0
"""srs_id of places in no system; the latter is degrees of nobody knows what."""
_WAL = 2
_LAYERS_SHOWN = 20


def tables_in(path: Path) -> list[str]:
    """Names of the layers in a GeoPackage. Raises UnusableFile."""
    with _opened(path) as base:
        return [name for name, _, _ in _layers(base)]


def read_geopackage(path: Path, crs: CRS | None = None, table: str | None = None) -> FeatureFile:
    """Features of a layer of a GeoPackage, the only one unless `table` names it. `crs` replaces what the file says.

    Raises UnusableFile.
    """
    with _opened(path) as base:
        name, column, srs = _layer(_layers(base), path, table)
        features = tuple(_features(base, name, column, path.name))
        return FeatureFile(path.name, features, crs or _crs(base, srs, path), _notes(path))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    refuse_too_long(path.name, path.stat().st_size)
    until = time.monotonic() + _LONGEST_S
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_FIELD)
            base.set_authorizer(_authorized)
            base.set_progress_handler(lambda: time.monotonic() > until, _STEPS_AT_ONCE)
            base.text_factory = _text
            yield base
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        raise UnusableFile(say("geopackage-unreadable", source=path.name, error=str(error))) from error


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Reading, and a few functions; whatever else a view wants is refused."""
    harmless = action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


def _text(raw: bytes) -> str:
    """Text is UTF-8 by the standard; some converters write what their system used."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _layers(base: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Table, geometry column and srs_id of every layer of features."""
    rows = base.execute(
        "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g "
        "JOIN gpkg_contents c ON c.table_name = g.table_name WHERE c.data_type = 'features' ORDER BY 1"
    )
    return [(str(name), str(column), int(srs) if isinstance(srs, int) else _UNDEFINED_PLANE) for name, column, srs in rows]


def _layer(layers: Sequence[tuple[str, str, int]], path: Path, table: str | None) -> tuple[str, str, int]:
    names = shown([name for name, _, _ in layers], _LAYERS_SHOWN)
    if table is not None:
        for layer in layers:
            if layer[0] == table:
                return layer
        raise UnusableFile(say("geopackage-no-such-layer", source=path.name, table=table, layers=names))
    if not layers:
        raise UnusableFile(say("geopackage-no-layers", source=path.name))
    if len(layers) > 1:
        raise UnusableFile(say("geopackage-layers", source=path.name, count=len(layers), layers=names))
    return layers[0]


def _features(base: sqlite3.Connection, name: str, column: str, source: str) -> Iterator[Feature]:
    rows = base.execute(f"SELECT * FROM {_quoted(name)}")
    keys = [str(one[0]) for one in rows.description]
    shape = next((at for at, key in enumerate(keys) if key.lower() == column.lower()), None)
    if shape is None:
        raise UnusableFile(say("geopackage-no-shapes", source=source, table=name, column=column))
    for number, row in enumerate(rows, start=1):
        refuse_too_many(source, number)
        known = {key: value for key, value in zip(keys, row, strict=True) if not isinstance(value, bytes)}
        yield Feature(number, known, _geometry(row[shape]))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _geometry(blob: Any) -> Any:
    """The geometry behind the header "GP", None when it is empty, of an extended kind, or damaged."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    flags = blob[3]
    envelope = flags >> 1 & 0b111
    if flags & 0b100000 or envelope >= len(_ENVELOPE_BYTES):
        return None
    return from_wkb(blob[8 + _ENVELOPE_BYTES[envelope] :])


def _crs(base: sqlite3.Connection, srs: int, path: Path) -> CRS | None:
    if srs == _UNDEFINED_DEGREES:
        return None
    where = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    row = base.execute(where, (srs,)).fetchone()
    if srs == _UNDEFINED_PLANE or row is None:
        raise UnusableFile(say("system-missing", source=path.name))
    organization, number, definition = row
    named = f"EPSG:{number}" if str(organization).upper() == "EPSG" else str(definition)
    return parse_crs(named, say("system-unknown", source=path.name))


def _notes(path: Path) -> tuple[Sentence, ...]:
    with path.open("rb") as file:
        header = file.read(20)
    open_elsewhere = len(header) == 20 and struct.unpack_from("B", header, 18)[0] == _WAL
    return (say("geopackage-open", source=path.name),) if open_elsewhere else ()
