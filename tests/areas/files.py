"""Files as cities send them, written into a test's folder."""

from __future__ import annotations

import csv
import json
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
import shapely

Points = Sequence[tuple[float, float]]
WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
CGCS2000_ZONE_38_PRJ = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_38",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",38500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)

MARS = (
    'GEOGCS["GCS_Mars_2000",DATUM["D_Mars_2000",SPHEROID["Mars_2000_IAU_IAG",3396190.0,169.8944472236118]],'
    'PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]'
)
"""A reference system that nothing leads from to the Earth's."""


def feature(kind: str | None, coordinates: Any, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature; without a kind it has no geometry."""
    geometry = {"type": kind, "coordinates": coordinates} if kind else None
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def way(points: Points, **properties: Any) -> dict[str, Any]:
    """A line feature."""
    return feature("LineString", [list(point) for point in points], **properties)


def ring(west: float, south: float, size: float) -> list[list[float]]:
    """A closed square of degrees."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def geojson(path: Path, features: Iterable[dict[str, Any]], **members: Any) -> Path:
    """A FeatureCollection, with odd members if wanted."""
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(features)}, ensure_ascii=False), "utf-8")
    return path


def road_shapefile(
    folder: Path,
    rows: Sequence[tuple[str, Points]],
    *,
    encoding: str = "utf-8",
    prj: str | None = WGS84_PRJ,
    cpg: str | None = None,
    width: int = 40,
) -> Path:
    """A line Shapefile `roads` with the field NAME."""
    base = folder / "roads"
    with shapefile.Writer(str(base), shapeType=shapefile.POLYLINE, encoding=encoding, encodingErrors="ignore") as writer:
        writer.field("NAME", "C", size=width)
        for name, points in rows:
            writer.line([[list(point) for point in points]])
            writer.record(name)
    for suffix, text in ((".prj", prj), (".cpg", cpg)):
        base.with_suffix(suffix).unlink(missing_ok=True)
        if text is not None:
            base.with_suffix(suffix).write_text(text)
    return base.with_suffix(".shp")


def zipped(shp: Path, folder_name: str = "") -> Path:
    """All parts of a Shapefile in one zip."""
    target = shp.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for part in shp.parent.glob(f"{shp.stem}.*"):
            if part != target:
                archive.write(part, f"{folder_name}{part.name}")
    return target


def gp_blob(wkb: bytes, srs: int = 4326, flags: int = 1, envelope: bytes = b"") -> bytes:
    """A geometry as a GeoPackage holds it; `flags` as in the header (bits 1 to 3 say which envelope follows)."""
    return b"GP\0" + bytes([flags]) + struct.pack("<i", srs) + envelope + wkb


def geopackage(
    path: Path,
    layers: Mapping[str, Sequence[tuple[str, bytes | None]]],
    *,
    srs: int = 4326,
    system: tuple[str, int, str] = ("EPSG", 4326, "undefined"),
) -> Path:
    """Layers of (name, geometry blob) with the columns fid, geom and NAME."""
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,"
            " organization_coordsys_id INTEGER, definition TEXT);"
            "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);"
        )
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('named', ?, ?, ?, ?)", (srs, *system))
        for layer, rows in layers.items():
            base.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?)", (layer, srs))
            base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?)", (layer, srs))
            quoted = '"' + layer.replace('"', '""') + '"'
            base.execute(f'CREATE TABLE {quoted} (fid INTEGER PRIMARY KEY, geom BLOB, "NAME" TEXT)')
            base.executemany(f"INSERT INTO {quoted} (NAME, geom) VALUES (?, ?)", rows)
    return path


def line_blob(points: Points, srs: int = 4326) -> bytes:
    """A line as a GeoPackage holds it."""
    with np.errstate(invalid="ignore"):
        return gp_blob(shapely.to_wkb(shapely.LineString(points)), srs)


def kml(path: Path, placemarks: Iterable[str], *, encoding: str = "UTF-8", before: str = "") -> Path:
    """A KML document of these placemarks, written in an encoding it declares."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>{before}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    path.write_bytes(f"{head}{''.join(placemarks)}</Document></kml>".encode(encoding))
    return path


def placemark(shape: str, name: str = "", **data: str) -> str:
    """A placemark with extended data."""
    values = "".join(f'<Data name="{key}"><value>{value}</value></Data>' for key, value in data.items())
    return f"<Placemark><name>{name}</name><ExtendedData>{values}</ExtendedData>{shape}</Placemark>"


def kml_line(points: Points) -> str:
    """A line as KML writes it, with heights."""
    told = " ".join(f"{lon},{lat},0" for lon, lat in points)
    return f"<LineString><coordinates> {told} </coordinates></LineString>"


def table(path: Path, rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file; the first row names the columns."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path
