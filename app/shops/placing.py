"""Decides where a shop stands: its segment and cell, the ground it answers for, the street office. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from app.areas import queries as areas
from app.areas.index import AreaIndex
from app.roster import queries as roster
from app.roster.rules import UnitKind
from app.shops.frontage import SHORTEST_M, Ends, ends_around, length_of, polygon_of
from app.shops.offices import offices
from app.shops.rules import DECIMALS, ShopFacts, refusal

SURVEYED_M: Final = 5.0
"""How exact a point is taken to be that somebody drew or measured."""
BEYOND_M: Final = 0.5
"""So far an end may lie beyond its segment: people measure from another corner."""
Ring = list[list[float]]


@dataclass(frozen=True)
class Ground:
    """The areas and offices of one moment, asked for many shops."""

    index: AreaIndex
    offices: Mapping[str, str]
    """By segment the unit of its street office."""

    def placed(self, facts: ShopFacts, length_m: float | None = None) -> tuple[ShopFacts, Ring | None]:
        """The facts with segment, cell, office and ends, and the ring of the frontage (None where something is missing).

        A segment that was said stays; `length_m` stands for ends around the point. Raises InvalidBody for a segment that is
        not there and for ends beyond it.
        """
        found = self.index.place(facts.lon, facts.lat, SURVEYED_M)
        code = facts.segment_code or (found.segment.code if found.segment else None)
        line = areas.line_in(self.index, code) if code else None
        if facts.segment_code and line is None:
            raise refusal("/segment_code", "There is no such segment in the areas in force.")
        placed = replace(facts, segment_code=code, cell_code=found.cell, street_unit=facts.street_unit or self._office(code))
        if line is None or not self.index.plane.reaches(facts.lon, facts.lat):
            return placed, None
        return self._fronted(placed, line, length_m)

    def _fronted(self, facts: ShopFacts, line: Any, length_m: float | None) -> tuple[ShopFacts, Ring | None]:
        point = shapely.Point(self.index.plane.forward(facts.lon, facts.lat))
        ends = _ends(facts, line, point, length_m)
        if ends is None:
            return facts, None
        facts = replace(facts, segment_from_m=ends.from_m, segment_to_m=ends.to_m)
        polygon = polygon_of(line, point, ends, facts.depth_m) if facts.depth_m is not None else None
        return facts, None if polygon is None else self._degrees(polygon)

    def _degrees(self, polygon: Any) -> Ring:
        ring: Ring = np.round(self.index.plane.inverse_array(shapely.get_coordinates(polygon.exterior)), DECIMALS).tolist()
        return ring

    def _office(self, segment_code: str | None) -> str | None:
        return self.offices.get(segment_code) if segment_code else None


def ground() -> Ground:
    """The areas in force now, and who answers for their segments."""
    return Ground(areas.current_index(), offices())


def is_office(code: str) -> bool:
    """Whether this is a street office at work."""
    unit = roster.unit(code)
    return unit is not None and unit.active and unit.kind is UnitKind.STREET


def _ends(facts: ShopFacts, line: Any, point: Any, length_m: float | None) -> Ends | None:
    if facts.segment_from_m is None or facts.segment_to_m is None:
        around = None if length_m is None else ends_around(line, point, length_m)
        return around and Ends(round(around.from_m, 2), round(around.to_m, 2))
    whole_m = length_of(line)
    if facts.segment_to_m > whole_m + BEYOND_M:
        raise refusal("/segment_to_m", f"The segment is {whole_m:.1f} metres long.")
    ends = Ends(facts.segment_from_m, round(min(facts.segment_to_m, whole_m), 2))
    if ends.to_m - ends.from_m < SHORTEST_M:
        raise refusal("/segment_from_m", f"The segment is {whole_m:.1f} metres long.")
    return ends
