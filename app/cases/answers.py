"""Decides which cases another area version moves. Knows no table: places in, codes out.

A case follows the areas only where they changed: it moves if the version it was last looked at with and the new one
answer differently at its place. What a late report brought to who was responsible then stays there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.areas.index import AreaIndex
from app.areas.queries import segment_in


@dataclass(frozen=True, slots=True)
class Codes:
    """A segment and a cell, None where there is none."""

    segment: str | None
    cell: str | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a case is (degrees in WGS-84, None without a position), what it holds and whether a person chose its segment."""

    lon: float | None
    lat: float | None
    accuracy_m: float | None
    held: Codes
    chosen: bool
    segment_name: str | None = None


def answers(index: AreaIndex, spots: Sequence[Spot]) -> list[Codes]:
    """What the areas answer at each spot; nothing where there is no position."""
    placed = [at for at, spot in enumerate(spots) if spot.lon is not None and spot.lat is not None]
    found = [Codes(None, None)] * len(spots)
    if not placed:
        return found
    degrees = np.array([(spots[at].lon, spots[at].lat) for at in placed], dtype=np.float64)
    accuracy = np.array([np.nan if (given := spots[at].accuracy_m) is None else given for at in placed], dtype=np.float64)
    table = index.place_many(degrees, accuracy)
    rows = zip(table.segments.winner.tolist(), table.cells.winner.tolist(), strict=True)
    for row, (at, (segment, cell)) in enumerate(zip(placed, rows, strict=True)):
        single = table.single.get(row)
        if single is not None:
            found[at] = Codes(single.segment.code if single.segment else None, single.cell)
        else:
            found[at] = Codes(
                index.segments.codes[segment] if segment >= 0 else None, index.cells.codes[cell] if cell >= 0 else None
            )
    return found


def moves_to(spot: Spot, before: Codes, after: Codes) -> Codes | None:
    """What a case has to hold instead, None where it stays. A segment that a person chose stays."""
    if before == after:
        return None
    wanted = replace(after, segment=spot.held.segment) if spot.chosen else after
    return None if wanted == spot.held else wanted


def choice_ended(spot: Spot, index: AreaIndex) -> bool:
    """Whether a person chose a segment that these areas do not have."""
    return spot.chosen and spot.held.segment is not None and segment_in(index, spot.held.segment) is None
