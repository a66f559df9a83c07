"""Decides how GeoJSON text becomes features. Knows no datum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely.errors
import shapely.geometry
from pyproj import CRS

from app.areas.features import Feature, FeatureFile, parse_crs
from app.areas.file_limits import refuse_too_long
from app.areas.file_text import decoded
from app.areas.rules import UnusableFile
from app.areas.sentences import say

_GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"})
_LONGEST_TYPE = 60
"""Characters that are told of what stands in place of a type."""

_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    shapely.errors.ShapelyError,
)


def read_geojson(path: Path) -> FeatureFile:
    """Features of a FeatureCollection, a Feature or a bare geometry; members nobody asked for are passed over.

    Raises UnusableFile for what is no GeoJSON. The old `crs` member is believed.
    """
    return features_of(_json(path), path.name)


def features_of(document: Any, source: str) -> FeatureFile:
    """Features of a GeoJSON document that is already parsed; `source` names it in reports. Raises UnusableFile."""
    if not isinstance(document, dict):
        raise UnusableFile(say("geojson-no-object", source=source))
    features = tuple(_feature(number, record) for number, record in enumerate(_records(document, source), start=1))
    return FeatureFile(source, features, _crs(document, source))


def _json(path: Path) -> Any:
    refuse_too_long(path.name, path.stat().st_size)
    try:
        return json.loads(decoded(path.read_bytes(), path.name))
    except (ValueError, RecursionError) as error:
        raise UnusableFile(say("geojson-unreadable", source=path.name, error=str(error))) from error


def _records(document: dict[str, Any], source: str) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise UnusableFile(say("geojson-type", source=source, type=repr(kind)[:_LONGEST_TYPE]))


def _feature(number: int, record: Any) -> Feature:
    if not isinstance(record, dict):
        return Feature(number, {}, None)
    properties = record.get("properties")
    known = dict(properties) if isinstance(properties, dict) else {}
    if "id" in record and "id" not in known:
        known["id"] = record["id"]
    return Feature(number, known, _geometry(record.get("geometry")))


def _geometry(value: Any) -> Any:
    """The geometry, or None when it is absent or beyond reading (the report counts it)."""
    if not isinstance(value, dict) or value.get("type") not in _GEOMETRIES:
        return None
    try:
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are told of later
            return shapely.geometry.shape(value)
    except _UNREADABLE:
        return None


def _crs(document: dict[str, Any], source: str) -> CRS | None:
    member = document.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return parse_crs(name, say("system-unknown", source=source)) if isinstance(name, str) and name else None
