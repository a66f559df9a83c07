"""Decides where the invented district's roads run and where it ends. Knows nothing of shops, people or the database.

The ways are uncoded and cut at crossings, as a survey or a map export gives them: joining, cutting and
coding them is the importer's work, and the demo goes through it like any other city.
"""

from dataclasses import dataclass
from math import sin
from typing import Any

from app.demo.plane import Line, Point, degrees, line

ADCODE = "990107"  # 99 is no province, so a demo code can never be mistaken for a real district
DISTRICT = "砚溪区"
RIVER_WAVE_M = 55


@dataclass(frozen=True)
class Road:
    """One named road: centre lines of its ways (metres), kerb distance from a line, and how busy its fronts are."""

    name: str
    ways: tuple[Line, ...]
    kerb_m: float
    shop_every_m: float | None
    carriageways: int = 1


def _river(east_m: float) -> float:
    return 545 + RIVER_WAVE_M * sin(east_m / 260)


RIVERSIDE: Line = tuple(Point(float(x), round(_river(x), 2)) for x in range(-780, 781, 40))

ROADS: tuple[Road, ...] = (
    Road("听槐路", (line((-780, -520), (-290, -515)), line((-290, -515), (60, -512), (780, -500))), 9.0, 46),
    Road("书院街", (line((-780, -270), (-610, -270)), line((-610, -270), (-290, -266), (400, -262))), 8.0, 44),
    Road(
        "砚溪大道",
        (
            line((-820, -12), (-290, -13), (60, -13)),
            line((60, -13), (400, -12), (820, 8)),
            line((820, 32), (400, 12), (60, 11)),
            line((60, 11), (-290, 11), (-820, 12)),
        ),
        9.5,
        62,
        carriageways=2,
    ),
    Road("照水路", (line((-780, 276), (-290, 272), (60, 268)), line((60, 268), (780, 262))), 9.0, 52),
    Road("溪畔路", (RIVERSIDE[:21], RIVERSIDE[20:]), 7.0, None),
    Road("稻香路", (line((-610, -518), (-610, -270), (-612, 12)), line((-612, 12), (-612, 506))), 8.5, 58),
    Road("桑榆街", (line((-290, -515), (-290, -13)), line((-290, -13), (-290, 272), (-286, 496))), 7.5, 40),
    Road("晴川路", (line((60, -512), (60, -13)), line((60, -13), (60, 268), (72, 560))), 8.5, 50),
    Road("北仓街", (line((400, -506), (400, -12)), line((400, -12), (400, 265), (396, 600))), 8.0, 56),
    Road("望塔路", (line((700, -501), (702, 2)), line((702, 2), (700, 263), (690, 571))), 8.5, 70),
    Road("沐风大街", (line((-560, -518), (-290, -343), (60, -116)), line((60, -116), (400, 104), (650, 263))), 9.0, 54),
    Road("青砖巷", (line((-290, -398), (60, -402)),), 5.0, 38),
    Road("豆坊巷", (line((-130, -264), (-128, -13)),), 5.0, 42),
    Road("杏雨里", (line((-450, 12), (-452, 274)),), 5.0, 48),
    Road("铜锣巷", (line((236, 11), (232, 266)),), 5.0, 44),
    Road("打铁巷", (line((400, 150), (558, 146), (700, 152)),), 5.0, None),
)

BOUNDARY: Line = line(
    (-880, -590), (-300, -600), (420, -585), (850, -575), (890, -60), (870, 640), (380, 690), (-240, 575), (-860, 610)
)


def roads_geojson() -> dict[str, Any]:
    """All ways as a WGS-84 FeatureCollection of LineStrings with a `name` and no `code`."""
    return _collection(
        _feature("LineString", [degrees(point) for point in way], name=road.name) for road in ROADS for way in road.ways
    )


def district_geojson() -> dict[str, Any]:
    """The district as a WGS-84 FeatureCollection with one closed Polygon."""
    ring = [degrees(point) for point in (*BOUNDARY, BOUNDARY[0])]
    return _collection([_feature("Polygon", [ring], name=DISTRICT)])


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
