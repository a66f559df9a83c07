"""Sets the sketch of a shop's ground in lines and words: the road, the kerb, the ground, doors to both sides, north, metres.

Pure: the same sketch gives the same marks. Never a seal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from app.proof.drawing import Area, Line, Mark, Point, Words

WIDTH_MM, HEIGHT_MM = 176.0, 84.0
_EDGE: Final = 10.0
"""Millimetres at every side that only words and the arrow reach into."""
_LEAST_HALF_M, _MOST_HALF_M = 12.0, 45.0
_ROAD_M: Final = 4.0
"""So much of the road is shown beyond its middle."""
_NEAR_M: Final = 30.0
"""A next door that is farther would make the ground too small: an arrow leads to it."""
_WALL_M: Final = 4.0
"""So deep a shop is shown behind its wall."""
_NO_DEPTH_M: Final = 3.0
"""From kerb to wall where nobody has measured it."""
_SCALES: Final = (20.0, 10.0, 5.0)
_ARROW_MM: Final = 7.0
Place = Callable[[Sequence[float]], Point]


def marks_of(sketch: dict[str, Any], known: Callable[[str], str]) -> list[Mark]:
    """What is drawn, in millimetres from the upper left corner; `known` replaces what the font does not have."""
    away, depth = float(sketch["door"]["at"][1]), float(sketch["depth_m"] or _NO_DEPTH_M)
    scale, place = _placed(sketch, away + depth + _WALL_M)
    wall = away + depth
    frame = [(0.0, 0.0), (WIDTH_MM, 0.0), (WIDTH_MM, HEIGHT_MM), (0.0, HEIGHT_MM), (0.0, 0.0)]
    marks: list[Mark] = [
        Line(frame, 0.2, 160),
        Line(_clipped(sketch["line"], place), 0.3, 120, dashed=True),
        Line(_clipped(sketch["kerb"], place), 0.8, 60),
    ]
    if sketch["ring"]:
        marks.append(Area([place(corner) for corner in sketch["ring"]]))
    for name in ("left", "right"):
        if sketch[name]:
            marks += _neighbour(sketch[name], wall, place, known)
    middle = _middle(sketch)
    marks += _door(sketch["door"], middle, wall, place, known, strong=True)
    if sketch["ring"]:
        x, y = place((middle, away + depth / 2))
        marks.append(Words("责任区", (x, y + 1.0), 9.0, strong=True))
    if sketch["length_m"] is not None:
        marks += _measure(sketch, away, place)
    if sketch["depth_m"] is not None and sketch["ring"]:
        x, y = place((max(corner[0] for corner in sketch["ring"]), away + depth / 2))
        marks.append(Words(f"进深 {sketch['depth_m']:g} 米", (x + 1.5, y + 1.0), 8.0, -1))
    kerb_end, road_end = place((0.0, away))[1], place((0.0, 0.0))[1]
    marks.append(Words("路缘石", (WIDTH_MM - 2.0, kerb_end - 1.5), 8.0, 1))
    if sketch["street"]:
        marks.append(Words(known(str(sketch["street"])), (WIDTH_MM - 2.0, road_end - 1.5), 9.0, 1, strong=True))
    marks.append(Words("道路中心线", (2.0, road_end - 1.5), 8.0, -1))
    return [*marks, *_north(sketch["north"]), *_scale_bar(scale)]


def _placed(sketch: dict[str, Any], top_m: float) -> tuple[float, Place]:
    """Millimetres to the metre, and where a point of the sketch lies on the paper."""
    near = [sketch[one]["at"] for one in ("left", "right") if sketch[one] and abs(sketch[one]["at"][0]) <= _NEAR_M]
    seen = [*(sketch["ring"] or []), *near]
    half = max([_LEAST_HALF_M, *(abs(point[0]) + 3.0 for point in seen)])
    across = (WIDTH_MM - 2 * _EDGE) / (2 * min(half, _MOST_HALF_M))
    scale = min(across, (HEIGHT_MM - 2 * _EDGE) / (top_m + _ROAD_M))
    bottom = HEIGHT_MM - _EDGE - _ROAD_M * scale

    def place(point: Sequence[float]) -> Point:
        return WIDTH_MM / 2 + point[0] * scale, bottom - point[1] * scale

    return scale, place


def _clipped(points: Sequence[Sequence[float]], place: Place) -> list[Point]:
    """The part of a line that lies on the paper; where it leaves, it is cut at the edge."""
    placed = [place(point) for point in points]
    cut: list[Point] = []
    for (x1, y1), (x2, y2) in zip(placed, placed[1:], strict=False):
        ends = [
            (min(max(x, 0.0), WIDTH_MM), y1 if x2 == x1 else y1 + (y2 - y1) * (min(max(x, 0.0), WIDTH_MM) - x1) / (x2 - x1))
            for x in (x1, x2)
        ]
        if ends[0] != ends[1]:
            cut += [end for end in ends if not cut or cut[-1] != end]
    return cut


def _middle(sketch: dict[str, Any]) -> float:
    """Where the own door is drawn: in the middle of the ground."""
    across = [corner[0] for corner in sketch["ring"] or []]
    return (min(across) + max(across)) / 2 if across else float(sketch["door"]["at"][0])


def _door(
    said: dict[str, Any], across_m: float, wall_m: float, place: Place, known: Callable[[str], str], *, strong: bool
) -> list[Mark]:
    x, y = place((across_m, wall_m))
    mark = Area([(x - 2.0, y), (x + 2.0, y), (x + 2.0, y - 1.4), (x - 2.0, y - 1.4)], 0 if strong else 140, 0.2)
    return [mark, Words(known(str(said["door"] or "")), (x, y - 3.2), 11.0 if strong else 9.0, strong=strong)]


def _neighbour(said: dict[str, Any], wall_m: float, place: Place, known: Callable[[str], str]) -> list[Mark]:
    """The next door where it is, or at the edge how far it is."""
    x, y = place((said["at"][0], wall_m))
    if _EDGE <= x <= WIDTH_MM - _EDGE:
        return _door(said, said["at"][0], wall_m, place, known, strong=False)
    words, side = f"{known(str(said['door'] or ''))}，约 {abs(said['at'][0]):.0f} 米", 1 if x > WIDTH_MM / 2 else -1
    edge = WIDTH_MM - 2.0 if side > 0 else 2.0
    shaft = Line([(edge - side * 6.0, y), (edge, y)], 0.3)
    barbs = Area([(edge, y), (edge - side * 2.0, y - 1.0), (edge - side * 2.0, y + 1.0)], 0, 0.2)
    return [shaft, barbs, Words(words, (edge - side * 7.5, y + 1.0), 9.0, side)]


def _measure(sketch: dict[str, Any], away_m: float, place: Place) -> list[Mark]:
    """The length along the kerb, between the ends of the ground."""
    across = [corner[0] for corner in sketch["ring"] or []]
    middle = _middle(sketch)
    begin, end = (min(across), max(across)) if across else (middle, middle)
    (x1, y), (x2, _) = place((begin, away_m)), place((end, away_m))
    y += 3.0
    ends = [Line([(x, y - 1.0), (x, y + 1.0)], 0.2) for x in (x1, x2)]
    words = Words(f"沿街约 {sketch['length_m']:g} 米", ((x1 + x2) / 2, y + 4.0), 9.0, strong=True)
    return [Line([(x1, y), (x2, y)], 0.2), *ends, words] if across else [words]


def _north(direction: Sequence[float]) -> list[Mark]:
    x, y = WIDTH_MM - _EDGE, _EDGE
    right, up = (part / (math.hypot(*direction) or 1.0) for part in direction)
    tip = (x + right * _ARROW_MM / 2, y - up * _ARROW_MM / 2)
    tail = (x - right * _ARROW_MM / 2, y + up * _ARROW_MM / 2)
    barbs = [
        (tip[0] - 2.2 * right + side * 1.2 * up, tip[1] + 2.2 * up + side * 1.2 * right) for side in (-1, 1)
    ]  # beside the shaft, a little behind the tip
    word = (x + right * (_ARROW_MM / 2 + 2.6), y - up * (_ARROW_MM / 2 + 2.6) + 1.2)
    return [Line([tail, tip], 0.4), Area([tip, *barbs], 0, 0.2), Words("北", word, 9.0, strong=True)]


def _scale_bar(scale: float) -> list[Mark]:
    """The longest round length that takes no more than a third of the paper."""
    metres = next((one for one in _SCALES if one * scale <= WIDTH_MM / 3), _SCALES[-1])
    y, end = HEIGHT_MM - 3.0, 2.0 + metres * scale
    ticks = [Line([(x, y - 1.2), (x, y)], 0.3) for x in (2.0, end)]
    return [Line([(2.0, y), (end, y)], 0.3), *ticks, Words(f"{metres:g} 米", (end + 1.5, y), 8.0, -1)]
