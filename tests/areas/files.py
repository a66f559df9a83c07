"""Files as cities send them, written into a test's folder."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import shapefile

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
