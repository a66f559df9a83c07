"""Decides which reader a file gets. Knows neither datums nor layers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.areas.features import FeatureFile, parse_crs
from app.areas.read_geojson import read_geojson
from app.areas.read_shapefile import read_shapefile
from app.areas.rules import UnusableFile

_JSON = frozenset({".geojson", ".json"})
_SHAPEFILE_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg"})


def read_features(path: Path, crs: str | None = None) -> FeatureFile:
    """Features of a GeoJSON file or a Shapefile (.shp or .zip), coordinates as they are in the file.

    `crs` (for example EPSG:4547) replaces what the file says about its coordinates. Raises UnusableFile.
    """
    named = parse_crs(crs, "--crs") if crs else None
    kind = path.suffix.lower()
    if not path.is_file():
        raise UnusableFile(f"{path} is not there or is no file.")
    if kind in {".shp", ".zip"}:
        return read_shapefile(path, named)
    if kind in _SHAPEFILE_PARTS:
        raise UnusableFile(f"{path.name} is one part of a Shapefile: name its .shp, or a zip of all its parts.")
    if kind not in _JSON:
        raise UnusableFile(f"{path.name}: only GeoJSON (.geojson, .json) and Shapefile (.shp, .zip) can be imported.")
    file = read_geojson(path)
    return replace(file, crs=named) if named else file
