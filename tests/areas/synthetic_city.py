"""A small invented city with everything that makes placement hard, and places in it that a phone might report.

Drawn in metres around an origin and turned into degrees, so that its crossings, parallels and borders are known.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import shapely

from app.areas.datum import Datum, from_wgs84
from app.areas.plane import Plane
from app.areas.shapes import Cell, Segment

ORIGIN = Plane(113.7, 34.7)
SEED = 20261121
ACCURACIES = (0.0, 1.0, 3.0, 5.0, 8.0, 8.0, 12.5, 20.0, 30.0, 50.0, 61.0, 90.0, None)
COARSE = (150.0, 250.0, 600.0, 5_000.0, 2e7)
Spot = tuple[float, float, float | None, Datum, frozenset[str], float | None]
"""lon, lat, accuracy in metres, datum, the person's own segments, their course in degrees."""
ONE_SIDED = {"两侧大街东侧": "right", "两侧大街西侧": "left", "单侧弯路": "left"}


def degrees(metres: Any) -> Any:
    """Stored degrees (rounded to 1e-7) of places in metres."""
    return np.round(ORIGIN.inverse_array(np.asarray(metres, dtype=float).reshape(-1, 2)), 7)


def road(*metres: tuple[float, float]) -> Any:
    """A line in degrees."""
    return shapely.LineString(degrees(metres))


def area(*rings: Any) -> Any:
    """A polygon in degrees: outer ring, then holes."""
    return shapely.Polygon(degrees(rings[0]), [degrees(ring) for ring in rings[1:]])


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    """Corners of a rectangle."""
    return [(west, south), (east, south), (east, north), (west, north)]


def _wavy(y: float, west: float, east: float) -> list[tuple[float, float]]:
    return [(x, y + 6.0 * math.sin(x / 70.0)) for x in np.arange(west, east + 1.0, 40.0).tolist()]


@cache
def segments() -> tuple[Segment, ...]:
    """A net of cut streets, two carriageways, near parallels, a ring, a fork, odd depths, drawn and one-sided ones."""
    made: list[tuple[str | None, float, Any, Any]] = []
    for number, y in enumerate((-600.0, -300.0, 0.0, 300.0, 600.0)):
        for west in (-800.0, -400.0, 0.0, 400.0):
            made.append((f"横{number}路", 15.0, road(*_wavy(y, west, west + 400.0)), None))
    for number, x in enumerate((-700.0, -250.0, 200.0, 650.0)):
        for south in (-600.0, -150.0, 300.0):
            made.append((f"纵{number}街", 12.0, road((x, south), (x + 7.0, south + 200.0), (x, south + 450.0)), None))
    made += [
        ("双幅大道", 15.0, road((-800.0, 141.0), (0.0, 139.0), (800.0, 141.0)), None),
        ("双幅大道", 15.0, road((800.0, 159.0), (0.0, 161.0), (-800.0, 159.0)), None),
        ("并行巷", 5.0, road((-120.0, -420.0), (120.0, -420.0)), None),
        ("并行里", 8.0, road((-120.0, -440.0), (120.0, -440.0)), None),
        ("尽头胡同", 4.0, road((30.0, -430.0), (30.0, -400.0)), None),
        (
            "环岛",
            10.0,
            road(*[(450.0 + 40.0 * math.cos(t / 6.0 * math.pi), -150.0 + 40.0 * math.sin(t / 6.0 * math.pi)) for t in range(13)]),
            None,
        ),
        ("广场", 6.0, road((-520.0, 400.0), (-440.0, 400.0)), area(box(-560.0, 380.0, -300.0, 520.0))),
        (None, 15.0, road((-60.0, 480.0), (60.0, 480.0)), area(box(-60.0, 430.0, 60.0, 470.0), box(-20.0, 440.0, 20.0, 460.0))),
        (
            "断桥",
            9.0,
            shapely.MultiLineString([road((300.0, 450.0), (380.0, 450.0)), road((420.0, 460.0), (500.0, 470.0))]),
            None,
        ),
    ]
    middle = road((-620.0, -560.0), (-618.0, -470.0), (-626.0, -330.0))
    made += [
        ("两侧大街东侧", 20.0, middle, None),
        ("两侧大街西侧", 20.0, middle, None),
        ("岔口东路", 10.0, road((700.0, 420.0), (740.0, 422.0), (740.0, 422.0), (780.0, 425.0)), None),  # a corner twice
        ("岔口北路", 10.0, road((700.0, 420.0), (705.0, 500.0)), None),
        ("岔口斜路", 10.0, road((640.0, 380.0), (700.0, 420.0)), None),
        ("单侧弯路", 12.0, road((480.0, -560.0), (560.0, -540.0), (500.0, -500.0), (500.0, -420.0)), None),
    ]
    return tuple(
        Segment(f"990101-000-R{n // 4:03d}-S{n % 4 + 1:02d}", *one, side=ONE_SIDED.get(one[0] or "", "both"))
        for n, one in enumerate(made)
    )


@cache
def cells() -> tuple[Cell, ...]:
    """A net of 100 m cells with a gap, a bite, an enclave, a side with an extra corner, two parts, an overlap, a lone cell."""
    shapes = [
        area(box(x, y, x + 100.0, y + 100.0))
        for y in range(500, -700, -100)
        for x in range(-800, 800, 100)
        if (x, y) not in {(-100, -100), (0, -100), (300, 200), (-800, 500), (-500, 300), (600, -500)}
    ]
    shapes += [
        area(box(-100.0, -100.0, 0.0, 0.0), box(-70.0, -70.0, -30.0, -30.0)),
        area(box(-70.0, -70.0, -30.0, -30.0)),
        area([(0.0, -100.0), (33.0, -100.0), (33.0, -100.0), (100.0, -100.0), (100.0, 0.0), (41.0, 0.0), (0.0, 0.0)]),
        shapely.MultiPolygon([area(box(300.0, 200.0, 340.0, 300.0)), area(box(370.0, 200.0, 400.0, 300.0))]),
        area(box(-500.0, 300.0, -430.0, 400.0)),
        area(box(-440.0, 300.0, -400.0, 400.0)),
        area(box(1000.0, 0.0, 1100.0, 70.0)),
        area([(600.0, -500.0), (700.0, -500.0), (700.0, -400.0), (650.0, -400.0), (650.0, -450.0), (600.0, -450.0)]),
    ]
    order = list(range(len(shapes)))
    random.Random(SEED).shuffle(order)  # so that the lower code is not always the northern neighbour
    return tuple(Cell(f"990101901{number // 999 + 1:03d}{number % 999 + 1:03d}", shapes[at]) for number, at in enumerate(order))


@cache
def spots() -> tuple[Spot, ...]:
    """Some 2,900 places with accuracies and datums, half of them asked by somebody with segments or a course of their own."""
    draw = random.Random(SEED)
    found: list[Spot] = []
    for x, y in _places(draw):
        accuracy = draw.choice(COARSE) if draw.random() < 0.06 else draw.choice(ACCURACIES)
        lon, lat = degrees((x, y))[0].tolist()
        datum = draw.choices([Datum.WGS84, Datum.GCJ02, Datum.BD09], [8, 1, 1])[0]
        lon, lat = (round(value, 9) for value in from_wgs84(lon, lat, datum))
        found.append((lon, lat, accuracy, datum, *_asker(draw)))
    nobody = (frozenset[str](), None)
    return (
        *found,
        (116.4, 39.9, 10.0, Datum.WGS84, *nobody),
        (-3.7, 40.4, None, Datum.GCJ02, *nobody),
        (113.7, -89.5, 5.0, Datum.WGS84, *nobody),
    )


def _asker(draw: random.Random) -> tuple[frozenset[str], float | None]:
    codes = [one.code for one in segments()]
    own = frozenset(draw.sample(codes, len(codes) // 6)) if draw.random() < 0.25 else frozenset()
    return own, round(draw.uniform(-180.0, 540.0), 1) if draw.random() < 0.4 else None


def _places(draw: random.Random) -> Iterator[tuple[float, float]]:
    for _ in range(700):
        yield draw.uniform(-1100.0, 1250.0), draw.uniform(-900.0, 900.0)
    for spread, count in ((0.0, 250), (1.0, 150), (8.0, 500), (25.0, 200)):
        for _ in range(count):
            x, y = _on_a_road(draw)
            yield x + draw.gauss(0.0, spread), y + draw.gauss(0.0, spread)
    for _ in range(350):  # both sides of the streets that have sides, near their ends and their bends
        x, y = draw.choice(((-620.0, -450.0), (-619.0, -562.0), (-626.0, -328.0), (500.0, -500.0), (555.0, -541.0)))
        yield x + draw.gauss(0.0, 15.0), y + draw.gauss(0.0, 25.0)
    for _ in range(250):  # crossings and joints, where distances tie
        x, y = draw.choice([(700.0, 420.0), draw.choice(_corners())])
        yield x + draw.choice((0.0, 0.0, 0.0, 0.0004, 3.0)), y + draw.choice((0.0, 0.0, 0.0, -0.0004, -5.0))
    for _ in range(300):  # borders of cells, corners among them
        yield (
            100.0 * draw.randint(-9, 9) + draw.choice((0.0, 0.0004, -3.0, 5.0)),
            draw.choice((100.0, 25.0)) * draw.randint(-7, 7),
        )
    for _ in range(250):  # near the limits of the area, inside and out
        yield draw.choice((-800.0, 800.0, 330.0, -430.0)) + draw.gauss(0.0, 12.0), draw.uniform(-620.0, 620.0)


@cache
def _corners() -> tuple[tuple[float, float], ...]:
    """Ends of all lines in metres."""
    lines = [part for one in segments() for part in shapely.get_parts(one.line).tolist()]
    ends = [pair for line in lines for pair in (line.coords[0], line.coords[-1])]
    return tuple(map(tuple, ORIGIN.forward_array(np.array(ends)).tolist()))


def _on_a_road(draw: random.Random) -> tuple[float, float]:
    line = draw.choice(shapely.get_parts(draw.choice(segments()).line).tolist())
    metres = shapely.transform(line, ORIGIN.forward_array)
    along = draw.choice((0.0, 1.0, draw.random(), draw.random()))
    x, y = metres.interpolate(along, normalized=True).coords[0]
    return x, y
