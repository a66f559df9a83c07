"""Decides which of several equally near segments wins: a person's own, then the one their course runs along.

Never more than that: distances that differ by more than a millimetre are no tie, and what covers the place is never
given up for what does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.areas.placement import HEADING_APART_DEG, TIE_MM, DecidedBy

Ranked = Sequence[tuple[int, int]]
"""(rank key in mm, row), best first."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What may break a tie: codes of the person's own segments, and the course in degrees east of north."""

    own: AbstractSet[str] = frozenset()
    heading_deg: float | None = None


NOBODY_ASKS = Asker()


def break_tie(
    ranked: Ranked, asker: Asker, codes: Sequence[str], angle: Callable[[int, float], int]
) -> tuple[int, DecidedBy | None]:
    """The winning row and what decided, None when the measure or the lower code did.

    `angle` gives the whole degrees (0 to 90) between a row's line and a course.
    """
    best = ranked[0][0]
    tied = [row for key, row in ranked if key - best <= TIE_MM]
    decided: DecidedBy | None = None
    mine = [row for row in tied if codes[row] in asker.own]
    if 0 < len(mine) < len(tied):
        tied, decided = mine, DecidedBy.OWN
    heading = asker.heading_deg
    if len(tied) > 1 and heading is not None and math.isfinite(heading):
        angles = [angle(row, heading) for row in tied]
        along = [row for row, apart in zip(tied, angles, strict=True) if apart <= min(angles) + HEADING_APART_DEG]
        if len(along) < len(tied):
            tied, decided = along, DecidedBy.HEADING
    return tied[0], decided


def degrees_apart(dx: float, dy: float, heading_deg: float) -> int:
    """Whole degrees, 0 to 90, between a line east `dx` and north `dy` and a course; lines are walked both ways."""
    apart = math.fmod(math.atan2(dx, dy) * 180.0 / math.pi - heading_deg, 180.0)
    apart = apart + 180.0 if apart < 0.0 else apart
    return math.floor(min(apart, 180.0 - apart) + 0.5)
