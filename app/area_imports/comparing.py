"""Decides what a new layer changes: which areas are added, gone, moved or as they were. Knows no table and no file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from app.area_imports.layer_file import ADDED, MOVED, SAME, Area
from app.areas.shapes import Cell, Segment

MOST_CODES = 500
"""Codes told of one kind; the counts hold them all."""
_AT_ONCE = 2000
Told = Callable[[int, int], None]
"""Hears how many of how many have been compared."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Statuses of the new areas by code, the old areas that are gone, and the old ones of those that moved.

    `renamed` lie where they were and are called otherwise.
    """

    statuses: dict[str, str]
    removed: list[Area]
    was: list[Area]
    renamed: int

    def as_dict(self) -> dict[str, Any]:
        """Counts and codes as the wire has them; the cases are counted elsewhere."""
        by_status = {
            status: sorted(code for code, held in self.statuses.items() if held == status) for status in (ADDED, MOVED, SAME)
        }
        removed = sorted(one.code for one in self.removed)
        told = (("added", by_status[ADDED]), ("removed", removed), ("moved", by_status[MOVED]))
        codes = {name: {"count": len(found), "codes": found[:MOST_CODES]} for name, found in told}
        return {**codes, "unchanged": {"count": len(by_status[SAME])}, "renamed": {"count": self.renamed}}


def compare(before: Sequence[Area], after: Sequence[Area], tell: Told) -> Difference:
    """Moved is what has its code and lies otherwise: another shape, depth or side."""
    old = {one.code: one for one in before}
    statuses = {one.code: ADDED if one.code not in old else SAME for one in after}
    common = [one for one in after if one.code in old]
    was: list[Area] = []
    renamed = 0
    for start in range(0, len(common), _AT_ONCE):
        new = common[start : start + _AT_ONCE]
        held = [old[one.code] for one in new]
        for one, other, lies in zip(new, held, _lie_otherwise(new, held), strict=True):
            if lies:
                statuses[one.code] = MOVED
                was.append(other)
            else:
                renamed += _words(one) != _words(other)
        tell(min(start + _AT_ONCE, len(common)), len(common))
    return Difference(statuses, [one for one in before if one.code not in statuses], was, renamed)


def _lie_otherwise(new: Sequence[Area], old: Sequence[Area]) -> list[bool]:
    shapes = [~shapely.equals(_shapes(new, drawn), _shapes(old, drawn)) for drawn in (False, True)]
    both: list[bool] = (shapes[0] | shapes[1]).tolist()
    return [lies or _measures(one) != _measures(other) for lies, one, other in zip(both, new, old, strict=True)]


def _shapes(areas: Sequence[Area], drawn: bool) -> Any:
    """Lines and cells, or the polygons that a city has drawn for segments (a point where there is none)."""
    nowhere = shapely.Point(0.0, 0.0)
    found = np.array([None] * len(areas), dtype=object)
    for at, one in enumerate(areas):
        if isinstance(one, Cell):
            found[at] = nowhere if drawn else one.polygon
        else:
            found[at] = (one.polygon or nowhere) if drawn else one.line
    return found


def _measures(area: Area) -> Any:
    """What counts beside the shape; where only one side does, the line's direction."""
    if isinstance(area, Segment):
        return area.depth_m, area.side, b"" if area.side == "both" else area.line.wkb
    return None


def _words(area: Area) -> Any:
    if isinstance(area, Segment):
        return area.name, area.from_name, area.to_name, area.street, area.community
    return area.street, area.community
