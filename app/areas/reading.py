"""Decides which reader a file gets. Knows neither datums nor layers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS

from app.areas.features import FeatureFile, parse_crs
from app.areas.file_limits import refuse_too_many
from app.areas.read_csv import read_csv
from app.areas.read_geojson import read_geojson
from app.areas.read_geopackage import read_geopackage, tables_in
from app.areas.read_kml import read_kml
from app.areas.read_shapefile import layers_in, read_shapefile
from app.areas.rules import UnusableFile
from app.areas.sentences import say

_JSON = frozenset({".geojson", ".json"})
_KML = frozenset({".kml", ".kmz"})
_CSV = frozenset({".csv", ".tsv"})
_SHAPEFILE = frozenset({".shp", ".zip"})
_SHAPEFILE_PARTS = frozenset({".dbf", ".shx", ".prj", ".cpg"})
FORMATS = (*sorted(_JSON), *sorted(_SHAPEFILE), ".gpkg", *sorted(_KML), *sorted(_CSV))
"""Endings of file names that can be read."""


def read_features(path: Path, crs: str | None = None, table: str | None = None) -> FeatureFile:
    """Features of a GeoJSON, Shapefile (.shp or .zip), GeoPackage, KML, KMZ or CSV file, coordinates as they are in it.

    `crs` (for example EPSG:4547) replaces what the file says about its coordinates; `table` names the layer in a file
    of several. Raises UnusableFile.
    """
    named = parse_crs(crs, say("crs-unknown")) if crs else None
    if not path.is_file():
        raise UnusableFile(say("not-there", path=str(path)))
    file = _read(path, named, table)
    refuse_too_many(file.source, len(file.features), int(shapely.get_num_coordinates(_geometries(file)).sum()))
    return replace(file, crs=named) if named else file


def layers_of(path: Path) -> list[str]:
    """Names of the layers of a file that can hold several, none of one that cannot. Raises UnusableFile."""
    kind = path.suffix.lower()
    if kind == ".gpkg":
        return tables_in(path)
    return layers_in(path) if kind == ".zip" else []


def _read(path: Path, crs: CRS | None, table: str | None) -> FeatureFile:
    kind = path.suffix.lower()
    if kind in _SHAPEFILE:
        return read_shapefile(path, crs, table)
    if kind == ".gpkg":
        return read_geopackage(path, crs, table)
    if kind in _KML:
        return read_kml(path)
    if kind in _CSV:
        return read_csv(path)
    if kind in _JSON:
        return read_geojson(path)
    if kind in _SHAPEFILE_PARTS:
        raise UnusableFile(say("shapefile-part", source=path.name))
    raise UnusableFile(say("format-unknown", source=path.name))


def _geometries(file: FeatureFile) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array([one.geometry for one in file.features] + [None], dtype=object)[:-1]
