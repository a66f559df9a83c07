"""Decides what an answer to "which segment, which cell" looks like and what may be called inside. Knows no geometry.

Lengths are whole millimetres here, shares are counts of the fixed points: everything that decides is compared as
integers, so that the server and the phone (`pwa/src/domain/placement.ts`) cannot differ by a rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

ASSUMED_ACCURACY_M = 30.0
"""Taken when a device gives no accuracy: what a phone reaches in a street between tall houses."""
SNAP_M = 30.0
"""A road no farther than this wins even when the accuracy is better."""
DISC_M = 200.0
"""Radius limit of the disc of possible true places, and how far `nearest` looks."""
COARSEST_M = 10_000_000.0
"""Accuracies are cut off here (a quarter of the Earth's girth), so that their millimetres stay exact."""
AMBIGUOUS_PERCENT = 30
"""Share of another from which on nobody is sure, however clear the place itself looks: about one true place in three."""
CLOSE_AMBIGUOUS_PERCENT = 25
"""The same where the accuracy reaches the border, too: one in four is enough when both say so."""
CANDIDATE_PERCENT = 5
"""Share below which a contender is not offered: three of the 64 points, hardly more than the grain of the table."""
MOST_CANDIDATES = 5
"""Per kind; more than five is no choice on a phone."""
TIE_MM = 1
"""Distances that differ by this much are equal: stored degrees are no finer."""
HEADING_APART_DEG = 30
"""A compass decides only between roads whose directions differ by more: beside cars and iron it errs by as much."""


class Status(StrEnum):
    """How sure an answer is."""

    INSIDE = "inside"
    NEAR_EDGE = "near-edge"
    AMBIGUOUS = "ambiguous"
    OUTSIDE = "outside"


class Flag(StrEnum):
    """What a person should know about a placement."""

    ACCURACY_MISSING = "accuracy-missing"
    POSITION_MISSING = "position-missing"
    NEAR_AREA_LIMIT = "near-area-limit"
    CHOICE_NOT_OFFERED = "choice-not-offered"


class DecidedBy(StrEnum):
    """What broke a tie of two segments at the same distance."""

    OWN = "own"
    HEADING = "heading"


class SegmentRef(NamedTuple):
    """A road segment as an answer names it."""

    code: str
    name: str | None
    distance_m: float

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name, "distance_m": self.distance_m}


class Candidate(NamedTuple):
    """One possible owner of the place; `share` is the part of the disc of possible true places it owns."""

    kind: str
    code: str
    name: str | None
    distance_m: float
    share: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "distance_m": self.distance_m,
            "share": self.share,
        }


class Placement(NamedTuple):
    """The answer to "which segment, which cell" in the contract's words."""

    status: Status
    segment_status: Status
    cell_status: Status
    segment: SegmentRef | None
    cell: str | None
    candidates: tuple[Candidate, ...] = ()
    flags: tuple[str, ...] = ()
    nearest: SegmentRef | None = None
    chosen_by: str | None = None
    chosen_why: str | None = None
    decided_by: DecidedBy | None = None

    def as_dict(self) -> dict[str, Any]:
        """The wire form; `nearest` only when outside, `chosen_by` and `chosen_why` only when a person chose."""
        segment = self.segment
        answer: dict[str, Any] = {
            "status": self.status.value,
            "segment_status": self.segment_status.value,
            "cell_status": self.cell_status.value,
            "segment": {"code": segment.code, "name": segment.name} if segment else None,
            "cell": {"code": self.cell} if self.cell else None,
            "distance_m": segment.distance_m if segment else None,
            "candidates": [candidate.as_dict() for candidate in self.candidates],
            "flags": list(self.flags),
            "decided_by": self.decided_by.value if self.decided_by else None,
        }
        if self.status is Status.OUTSIDE:
            answer["nearest"] = self.nearest.as_dict() if self.nearest else None
        if self.chosen_by is not None:
            answer |= {"chosen_by": self.chosen_by, "chosen_why": self.chosen_why}
        return answer


class Contender(NamedTuple):
    """A row of a layer that may own the place: distance in mm and at how many fixed points it ranks first."""

    row: int
    distance_mm: int
    hits: int


class Layer(NamedTuple):
    """What one layer says. `contenders` is empty without a winner; `points` is the denominator of the shares."""

    status: Status
    winner: int | None
    distance_mm: int
    contenders: tuple[Contender, ...]
    points: int
    decided_by: DecidedBy | None = None


NOBODY = Layer(Status.OUTSIDE, None, 0, (), 0)


def millimetres(metres: float) -> int:
    """A length in whole millimetres, halves up."""
    return math.floor(metres * 1000.0 + 0.5)


def usable_accuracy(accuracy_m: float | None) -> tuple[float, tuple[str, ...]]:
    """The accuracy to reckon with and the flags it earns: none, negative or not finite counts as missing."""
    if accuracy_m is None or not 0.0 <= accuracy_m < math.inf:
        return ASSUMED_ACCURACY_M, (Flag.ACCURACY_MISSING.value,)
    return min(accuracy_m, COARSEST_M), ()


def layer_status(margin_mm: int | None, accuracy_mm: int, rival_hits: int, points: int) -> Status:
    """The status of a layer that has a winner.

    `margin_mm` is how much farther the second is (None without a second); `rival_hits` of `points` is the largest
    share among the others. It is theirs and not the second largest of all, because a winner that owns next to
    nothing of the disc must never be called inside.
    """
    if rival_hits and rival_hits * 100 >= points * AMBIGUOUS_PERCENT:
        return Status.AMBIGUOUS
    if margin_mm is None or margin_mm > accuracy_mm:
        return Status.INSIDE
    return Status.AMBIGUOUS if rival_hits and rival_hits * 100 >= points * CLOSE_AMBIGUOUS_PERCENT else Status.NEAR_EDGE


_WORSE = {Status.INSIDE: 0, Status.NEAR_EDGE: 1, Status.AMBIGUOUS: 2}


def whole_status(segment: Status, cell: Status) -> Status:
    """The worse of both layers; a layer without an answer is left out; outside only if neither has one."""
    if segment is Status.OUTSIDE:
        return cell
    if cell is Status.OUTSIDE:
        return segment
    return segment if _WORSE[segment] >= _WORSE[cell] else cell


def candidates_of(kind: str, layer: Layer, codes: Sequence[str], names: Sequence[str | None] | None) -> list[Candidate]:
    """At most five contenders with a share of 5 % or more, the largest share first."""
    points = layer.points
    kept = sorted((-hits, mm, row) for row, mm, hits in layer.contenders if hits * 100 >= points * CANDIDATE_PERCENT)
    return [
        Candidate(kind, codes[row], names[row] if names else None, mm / 1000.0, -behind / points)
        for behind, mm, row in kept[:MOST_CANDIDATES]
    ]


def in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Both kinds in one list: by share descending, then distance, then code."""
    return tuple(sorted(candidates, key=lambda one: (-one.share, one.distance_m, one.code)))


def position_missing() -> Placement:
    """The answer to a report without a usable position."""
    nowhere = Status.OUTSIDE
    return Placement(nowhere, nowhere, nowhere, None, None, flags=(Flag.POSITION_MISSING.value,))


def with_choice(
    placement: Placement, code: str | None, chosen_by: str, offered: Iterable[Candidate] = (), why: str | None = None
) -> Placement:
    """The placement after a person chose a segment on the spot.

    The choice wins if the server offers it (as a candidate, or as the winner itself) or if it is among `offered`, the
    candidates of the pack the phone had; status and shares stay. Otherwise the answer keeps its segment and is
    flagged choice-not-offered. Without a choice nothing changes. `why` is a slug that the person gave, if any.
    """
    if not code:
        return placement
    if placement.segment and placement.segment.code == code:
        return placement._replace(chosen_by=chosen_by, chosen_why=why)
    for candidate in (*placement.candidates, *offered):
        if candidate.kind == "segment" and candidate.code == code:
            segment = SegmentRef(code, candidate.name, candidate.distance_m)
            return placement._replace(segment=segment, chosen_by=chosen_by, chosen_why=why, decided_by=None)
    return placement._replace(flags=(*placement.flags, Flag.CHOICE_NOT_OFFERED.value))
