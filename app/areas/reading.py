"""Decides what features a file holds: GeoJSON or Shapefile, in degrees of the named datum. Knows no tables and no codes.

Shapefiles are read through their .prj (geographic or projected; CGCS2000 counts as WGS-84, they differ by centimetres)
and their .cpg; names without .cpg are tried as UTF-8, then as GB18030, as Chinese desktop GIS writes them.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyproj
import shapefile
import shapely
from shapely.geometry import shape

from app.areas.datum import Datum, array_to_wgs84
from app.core.errors import InvalidBody

DECIMALS = 7
"""Stored degrees are rounded to about a centimetre, so the pack ships exactly what the server computes with."""
LIMITS = (-180.0, -90.0, 180.0, 90.0)


class UnreadableFile(InvalidBody):
    """The file cannot be taken; nothing was imported."""

    title = "This file cannot be imported."


@dataclass(frozen=True)
class Feature:
    """One feature: geometry in WGS-84 degrees (rounded) or None, and its properties as they came."""

    number: int
    geometry: Any
    properties: dict[str, Any]


def read_features(path: Path, datum: Datum) -> list[Feature]:
    """All features of a file, converted once. Raises UnreadableFile with what to do."""
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _read_zip(path, datum)
    if suffix == ".shp":
        return _read_shapefile(path, datum)
    if suffix in {".json", ".geojson"}:
        return _read_geojson(path, datum)
    raise UnreadableFile(f"{path.name}: give a GeoJSON (.json, .geojson) or a Shapefile (.shp, or a .zip of its parts).")


def _read_geojson(path: Path, datum: Datum) -> list[Feature]:
    try:
        value = json.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(f"{path.name} is not JSON in UTF-8 ({error}).") from error
    features = [
        Feature(number, _geometry(number, item.get("geometry"), datum), dict(item.get("properties") or {}))
        for number, item in enumerate(_items(value), start=1)
    ]
    if not features:
        raise UnreadableFile(f"{path.name} holds no features.")
    return features


def _items(value: Any) -> Iterator[dict[str, Any]]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection":
        yield from (item for item in value.get("features") or [] if isinstance(item, dict))
    elif kind == "Feature":
        yield value
    elif kind is not None:
        yield {"geometry": value, "properties": {}}
    else:
        raise UnreadableFile("This JSON is no GeoJSON: it has no `type`.")


def _geometry(number: int, value: Any, datum: Datum) -> Any:
    if value is None:
        return None
    try:
        return _stored(shapely.force_2d(shape(value)), datum)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise UnreadableFile(f"Feature {number} has a geometry that cannot be read ({error}). Mend it, then import again.") from error


def _read_zip(path: Path, datum: Datum) -> list[Feature]:
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
            shapes = [name for name in archive.namelist() if name.lower().endswith(".shp")]
            if len(shapes) != 1:
                raise UnreadableFile(f"{path.name} holds {len(shapes)} Shapefiles; give one at a time.")
            stem = shapes[0][:-4]
            for name in archive.namelist():
                if name[:-4] == stem and archive.getinfo(name).file_size < 1 << 30:
                    (Path(folder) / f"layer{name[-4:].lower()}").write_bytes(archive.read(name))
            return _read_shapefile(Path(folder) / "layer.shp", datum, path.name)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(f"{path.name} is not a readable zip file.") from error


def _read_shapefile(path: Path, datum: Datum, shown: str | None = None) -> list[Feature]:
    name = shown or path.name
    to_degrees = _projection(path, name)
    encoding = _encoding(path)
    try:
        with shapefile.Reader(str(path.with_suffix("")), encoding=encoding) as reader:
            pairs = list(zip(reader.iterShapes(), reader.iterRecords(), strict=True))
            rows = [(part.__geo_interface__ if part.points else None, record.as_dict()) for part, record in pairs]
    except (shapefile.ShapefileException, OSError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(f"{name} cannot be read as a Shapefile ({error}). Give .shp, .shx, .dbf and .prj together.") from error
    return [
        Feature(number, _projected(number, geometry, to_degrees, datum), properties)
        for number, (geometry, properties) in enumerate(rows, start=1)
    ]


def _projection(path: Path, name: str) -> pyproj.Transformer | None:
    """From the .prj to degrees; None when it is in degrees already."""
    prj = path.with_suffix(".prj")
    if not prj.is_file():
        raise UnreadableFile(
            f"{name} comes without .prj, so nobody knows what its numbers mean. "
            "Export it again with its projection, or save it as GeoJSON in degrees."
        )
    try:
        crs = pyproj.CRS.from_wkt(prj.read_text("utf-8", "replace"))
        return None if crs.is_geographic else pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise UnreadableFile(f"{name}: its .prj cannot be understood ({error}).") from error


def _encoding(path: Path) -> str:
    cpg = path.with_suffix(".cpg")
    if cpg.is_file():
        named = cpg.read_text("ascii", "replace").strip().lower()
        return {"gbk": "gb18030", "gb2312": "gb18030", "936": "gb18030", "cp936": "gb18030", "": "utf-8"}.get(named, named)
    try:
        table = path.with_suffix(".dbf").read_bytes()
        table[int.from_bytes(table[8:10], "little") :].decode("utf-8")
    except (UnicodeDecodeError, OSError):
        return "gb18030"
    return "utf-8"


def _projected(number: int, geometry: Any, to_degrees: pyproj.Transformer | None, datum: Datum) -> Any:
    if geometry is None or to_degrees is None:
        return _geometry(number, geometry, datum)
    moved = shapely.transform(shapely.force_2d(shape(geometry)), lambda xy: np.column_stack(to_degrees.transform(*xy.T)))
    return _stored(moved, datum)


def _stored(geometry: Any, datum: Datum) -> Any:
    """WGS-84, rounded. Raises ValueError for numbers that are no degrees."""
    bounds = geometry.bounds
    if geometry.is_empty:
        return None
    if not np.isfinite(bounds).all() or bounds[0] < LIMITS[0] or bounds[1] < LIMITS[1] or bounds[2] > LIMITS[2] or bounds[3] > LIMITS[3]:
        raise ValueError(f"{bounds[0]:.3f}, {bounds[1]:.3f} are no degrees of longitude and latitude")
    return shapely.transform(geometry, lambda degrees: np.round(array_to_wgs84(degrees, datum), DECIMALS))
