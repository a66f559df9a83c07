"""The hard places of a street, each by name: what is there, where somebody stands, and what has to come out.

Lengths are metres east and north of one origin. `expected` is written by hand; the full answers in
tests/contract/placement_cases.json are computed from here and read by pytest, vitest and the pictures of the docs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas.shapes import Cell, Segment
from tests.areas.synthetic_city import area, box, degrees, road

Metres = tuple[float, float]


@dataclass(frozen=True)
class Case:
    """One place. `expected` is (status, segment status, cell status, segment, cell, decided by); `shows` a layer."""

    name: str
    title_zh: str
    title: str
    segments: tuple[Segment, ...]
    at: Metres
    accuracy_m: float | None
    expected: tuple[str, str, str, str | None, str | None, str | None]
    cells: tuple[Cell, ...] = ()
    own: frozenset[str] = frozenset()
    heading_deg: float | None = None
    shows: str = "segment"

    def lonlat(self) -> Metres:
        """Where, in stored degrees."""
        lon, lat = degrees(self.at)[0].tolist()
        return lon, lat


def _way(code: str, name: str, *line: Metres, depth: float = 15.0, **more: Any) -> Segment:
    return Segment(code, name, depth, road(*line), **more)


BLOCK = (Cell("C1", area(box(-150.0, -150.0, 150.0, 150.0))),)
CROSSING = (_way("R1", "东西路", (-80.0, 0.0), (80.0, 0.0)), _way("R2", "南北街", (0.0, -80.0), (0.0, 80.0)))
CARRIAGEWAYS = (_way("R1", "大道南幅", (-80.0, -9.0), (80.0, -9.0)), _way("R2", "大道北幅", (80.0, 9.0), (-80.0, 9.0)))
SIDE_ROAD = (
    _way("R1", "主路", (-80.0, 0.0), (80.0, 0.0), depth=20.0),
    _way("R2", "辅路", (-80.0, 12.0), (80.0, 12.0), depth=6.0),
)
BRIDGE = (_way("R1", "高架桥", (-80.0, -30.0), (80.0, 30.0)), _way("R2", "桥下路", (10.0, -80.0), (-10.0, 80.0)))
AROUND = (
    _way("R1", "北街", (-60.0, 60.0), (60.0, 60.0)),
    _way("R2", "东街", (60.0, 60.0), (60.0, -60.0)),
    _way("R3", "南街", (60.0, -60.0), (-60.0, -60.0)),
    _way("R4", "西街", (-60.0, -60.0), (-60.0, 60.0)),
)
SQUARE = _way("R5", "广场", (-40.0, 0.0), (40.0, 0.0), polygon=area(box(-44.0, -44.0, 44.0, 44.0)))
JOINED = (_way("R1", "西段", (-80.0, 0.0), (0.0, 0.0)), _way("R2", "东段", (0.0, 0.0), (80.0, 0.0)))
CORNER = (_way("R1", "横街", (0.0, 0.0), (80.0, 0.0)), _way("R2", "竖街", (0.0, 0.0), (0.0, 80.0)))
MIDDLE = ((0.0, -80.0), (0.0, 80.0))
SIDES = (_way("R1", "大街东侧", *MIDDLE, depth=25.0, side="right"), _way("R2", "大街西侧", *MIDDLE, depth=25.0, side="left"))
NEIGHBOURS = (Cell("C1", area(box(0.0, -100.0, 100.0, 0.0))), Cell("C2", area(box(-100.0, -100.0, 0.0, 0.0))))

CASES = (
    Case("crossing", "路口", "At a crossing", CROSSING, (6.0, 4.0), 8.0,
         ("ambiguous", "ambiguous", "inside", "R1", "C1", None), BLOCK),
    Case("crossing-arm", "离开路口", "Up the street from a crossing", CROSSING, (3.0, 30.0), 8.0,
         ("inside", "inside", "inside", "R2", "C1", None), BLOCK),
    Case("carriageway", "双幅路的一幅", "On one carriageway of two", CARRIAGEWAYS, (5.0, -8.0), 8.0,
         ("inside", "inside", "inside", "R1", "C1", None), BLOCK),
    Case("median", "双幅路中间", "Between two carriageways", CARRIAGEWAYS, (5.0, -1.0), 8.0,
         ("ambiguous", "ambiguous", "inside", "R1", "C1", None), BLOCK),
    Case("side-road", "平行辅路", "On a side road beside the main one", SIDE_ROAD, (0.0, 9.6), 8.0,
         ("near-edge", "near-edge", "inside", "R2", "C1", None), BLOCK),
    Case("bridge", "桥与桥下路", "On a bridge over a road", BRIDGE, (2.0, 1.0), 6.0,
         ("ambiguous", "ambiguous", "inside", "R1", "C1", None), BLOCK),
    Case("square", "广场中央", "In the middle of a square", AROUND, (4.0, -3.0), 10.0,
         ("inside", "outside", "inside", None, "C1", None), BLOCK),
    Case("drawn-square", "画出范围的广场", "In a drawn square, nearer to a street", (*AROUND, SQUARE), (10.0, 34.0), 8.0,
         ("near-edge", "near-edge", "inside", "R5", "C1", None), BLOCK),
    Case("courtyard", "院内靠街", "In a courtyard, 28 m off the street", AROUND, (-32.0, 5.0), 8.0,
         ("inside", "inside", "inside", "R4", "C1", None), BLOCK),
    Case("courtyard-coarse", "院内精度差", "In a courtyard with a coarse fix", AROUND, (-32.0, 18.0), 60.0,
         ("ambiguous", "ambiguous", "inside", "R4", "C1", None), BLOCK),
    Case("street-border", "两路段交界", "On the border of two streets", JOINED, (0.0, 3.0), 8.0,
         ("ambiguous", "ambiguous", "inside", "R1", "C1", None), BLOCK),
    Case("street-border-own", "两路段交界，本人路段", "On the border, one of the streets is one's own", JOINED, (0.0, 3.0), 8.0,
         ("ambiguous", "ambiguous", "inside", "R2", "C1", "own"), BLOCK, frozenset({"R2"})),
    Case("street-corner-course", "街角，按行进方向", "At a corner, walking north", CORNER, (0.0, 0.0), 8.0,
         ("ambiguous", "ambiguous", "inside", "R2", "C1", "heading"), BLOCK, heading_deg=8.0),
    Case("east-side", "道路东侧", "East of a street with two sides", SIDES, (14.0, 10.0), 8.0,
         ("inside", "inside", "inside", "R1", "C1", None), BLOCK),
    Case("west-side", "道路西侧，离中线近", "West of a street with two sides, near its line", SIDES, (-5.0, 10.0), 8.0,
         ("near-edge", "near-edge", "inside", "R2", "C1", None), BLOCK),
    Case("cell-border", "两网格交界", "On the border of two cells", (), (0.0, -50.0), 12.0,
         ("ambiguous", "outside", "ambiguous", None, "C1", None), NEIGHBOURS, shows="cell"),
    Case("cell-edge", "网格边缘", "Near the border of a cell", (), (-7.0, -50.0), 12.0,
         ("near-edge", "outside", "near-edge", None, "C2", None), NEIGHBOURS, shows="cell"),
    Case("area-limit", "辖区边缘", "Near the limit of the area", (), (50.0, -4.0), 12.0,
         ("inside", "outside", "inside", None, "C1", None), NEIGHBOURS, shows="cell"),
    Case("outside", "辖区外", "Outside, 120 m from a road", JOINED, (-20.0, 120.0), 8.0,
         ("outside", "outside", "outside", None, None, None)),
)  # fmt: skip
