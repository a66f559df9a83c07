"""Draws the named cases of placement for docs/placement.md, from the very file that the tests read.

    python -m scripts.draw_placement

Shown are the centre lines with their depth, drawn polygons, cells, the accuracy circle around the position, and the 64
points, each in the colour of the street or cell that ranks first there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from scripts.placement_oracle.oracle import TABLE, Block, Oracle, Street

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests/contract/placement_cases.json"
FOLDER = ROOT / "docs/pictures/placement"
SIZE = 240
INK, PAPER = "#22302f", "#f7f6f2"
COLOURS = ("#0f766e", "#c2410c", "#6d28d9", "#b45309", "#be185d")
NOBODY = "#9aa3a1"


def main() -> None:
    """Writes all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for case in json.loads(CASES.read_text("utf-8")):
        (FOLDER / f"{case['name']}.svg").write_text(drawing(case), "utf-8")


def drawing(case: dict[str, Any]) -> str:
    """The picture of a case as SVG."""
    streets, blocks = _streets(case["pack"]), _blocks(case["pack"])
    oracle = Oracle(streets, blocks)
    at = oracle.metres(case["position"]["lon"], case["position"]["lat"])
    radius = min(case["position"]["accuracy_m"] or 30.0, 200.0)
    paper = Paper(at, max(2.4 * radius, 26.0, _reach(case)))
    of_cells = case["shows"] == "cell"
    for number, block in enumerate(oracle.blocks):
        paper.area(oracle.in_metres(block.rings), COLOURS[number] if of_cells else INK, filled=of_cells)
        paper.word(f"{block.code}", at + _corner(number, paper.half_m), COLOURS[number] if of_cells else INK)
    for number, street in enumerate(oracle.streets):
        paper.street(oracle, number, street, COLOURS[number])
    paper.circle(at, radius)
    for point, owner in zip(at + TABLE * radius, _owners(oracle, at, radius, of_cells), strict=True):
        paper.dot(point, 1.6, COLOURS[owner] if owner >= 0 else NOBODY)
    paper.dot(at, 3.2, INK)
    return paper.text(f"{case['title_zh']} · {case['title']}: {case['answer']['status']}")


class Paper:
    """A square of `half_m` metres to every side of a place."""

    def __init__(self, centre: Any, half_m: float) -> None:
        self.centre, self.half_m = centre, half_m
        self._scale = SIZE / 2.0 / half_m
        self._parts: list[str] = []

    def area(self, rings: list[Any], colour: str, *, filled: bool) -> None:
        """A polygon with a broken border."""
        path = " ".join(f"M{self._path(ring)}Z" for ring in rings)
        fill = f'fill="{colour}" fill-opacity=".10" fill-rule="evenodd"' if filled else 'fill="none"'
        self._parts.append(f'<path d="{path}" {fill} stroke="{colour}" stroke-dasharray="5 3"/>')

    def street(self, oracle: Oracle, number: int, street: Street, colour: str) -> None:
        """A centre line over its depth, or over the polygon that was drawn for it."""
        if street.rings is not None:
            self.area(oracle.in_metres(street.rings), colour, filled=True)
        for line in oracle.in_metres(street.lines):
            path = f"M{self._path(line)}"
            width = f"{2.0 * street.depth_m * self._scale:.1f}"
            if street.rings is None and street.side == "both":
                band = f'stroke="{colour}" stroke-opacity=".13" stroke-width="{width}" stroke-linecap="round"'
                self._parts.append(f'<path d="{path}" fill="none" {band}/>')
            elif street.rings is None:
                aside = street.depth_m * (1.0 if street.side == "left" else -1.0)
                self.area([_strip(line, aside)], colour, filled=True)
            self._parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            shown = line[np.abs(line - self.centre).max(axis=1) < self.half_m]
            end = shown[-1] if len(shown) else line.mean(axis=0)
            nudge = np.array((0.0, 0.06 * self.half_m * (-1.0) ** number))
            self.word(f"{street.code} {street.name}", np.clip(end, *self._inner()) + nudge, colour)

    def circle(self, centre: Any, radius_m: float) -> None:
        """The accuracy circle."""
        x, y = self._xy(centre)
        self._parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius_m * self._scale:.1f}" fill="#fff" fill-opacity=".55" stroke="{INK}"/>'
        )

    def dot(self, place: Any, radius_px: float, colour: str) -> None:
        """A filled point."""
        x, y = self._xy(place)
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius_px}" fill="{colour}"/>')

    def word(self, text: str, place: Any, colour: str) -> None:
        """A name, kept on the paper."""
        x, y = self._xy(np.clip(place, *self._inner()))
        side = "end" if x > SIZE / 2 else "start"
        self._parts.append(f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{side}" fill="{colour}">{text}</text>')

    def text(self, title: str) -> str:
        """The whole file."""
        metres = 10 if self.half_m < 80 else 50
        bar = metres * self._scale
        scale = f'<path d="M8 {SIZE - 8}h{bar:.1f}" stroke="{INK}" stroke-width="2"/>'
        scale += f'<text x="{12 + bar:.0f}" y="{SIZE - 5}" fill="{INK}">{metres} m</text>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}"'
        head += ' font-family="sans-serif" font-size="10" role="img">'
        sheet = f'<rect width="{SIZE}" height="{SIZE}" fill="{PAPER}"/>'
        return "\n".join([head, f"<title>{title}</title>", sheet, *self._parts, scale, "</svg>"]) + "\n"

    def _inner(self) -> tuple[Any, Any]:
        return self.centre - 0.88 * self.half_m, self.centre + 0.88 * self.half_m

    def _path(self, line: Any) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in (self._xy(place) for place in line))

    def _xy(self, place: Any) -> tuple[float, float]:
        east, north = (np.asarray(place) - self.centre) * self._scale
        return SIZE / 2.0 + float(east), SIZE / 2.0 - float(north)


def _owners(oracle: Oracle, at: Any, radius_m: float, of_cells: bool) -> list[int]:
    """Per point the row of the street (or cell) that ranks first there; -1 for nobody."""
    points = at + TABLE * radius_m
    if of_cells:
        inside = oracle.rings.inside(points)
        return [int(column.argmax()) if column.any() else -1 for column in inside.T]
    if not oracle.streets or float(oracle.lines.distances(at[None, :]).min()) > max(radius_m, 30.0):
        return [-1] * len(points)
    return [int(row) for row in oracle.firsts(range(len(oracle.streets)), points)]


def _reach(case: dict[str, Any]) -> float:
    """Enough paper to see the road that won or is nearest."""
    near = case["answer"].get("nearest") or {}
    return 1.3 * float(near.get("distance_m") or case["answer"]["distance_m"] or 0.0)


def _strip(line: Any, aside_m: float) -> Any:
    """The strip beside a line of one piece, without its round ends."""
    step = (line[-1] - line[0]) / np.hypot(*(line[-1] - line[0]))
    off = np.array((-step[1], step[0])) * aside_m
    return np.array([line[0], line[-1], line[-1] + off, line[0] + off])


def _corner(number: int, half_m: float) -> Any:
    return np.array((0.8 if number == 0 else -0.8, -0.7)) * half_m


def _streets(pack: dict[str, Any]) -> list[Street]:
    found = []
    for one in pack["segments"]:
        rings = [ring for part in one["polygon"] for ring in part] if "polygon" in one else None
        found.append(Street(one["code"], one["name"], one["depth_m"], [one["line"]], rings, one.get("side", "both")))
    return found


def _blocks(pack: dict[str, Any]) -> list[Block]:
    return [Block(one["code"], one["polygon"]) for one in pack["cells"]]


if __name__ == "__main__":
    main()
