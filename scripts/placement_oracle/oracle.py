"""The placement rules by looking at everything: no index, no tree, PROJ's own Mercator, plain arrays.

Slow on purpose and written from the rules (docs/placement.md), not from the program: of the program it shares only the
table of 64 points. A whole answer is a dictionary with distances in whole millimetres and shares as (hits, points).
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer

from scripts.placement_oracle.outlines import Array, Outlines
from scripts.placement_oracle.shifts import Degrees, unshifted

TABLE = np.array(json.loads((Path(__file__).parents[2] / "app/areas/disc64.json").read_text("utf-8"))["points"])
ORDER = ("inside", "near-edge", "ambiguous")
FAR = 1 << 40

Lines = Sequence[Sequence[Degrees]]
Rank = tuple[bool, int, str]


@dataclass(frozen=True)
class Street:
    """A segment: lines in WGS-84 degrees, rings where its polygon was drawn, side both, left or right."""

    code: str
    name: str | None
    depth_m: float
    lines: Lines
    rings: Lines | None = None
    side: str = "both"


@dataclass(frozen=True)
class Block:
    """A cell: all its rings, outer and inner, in WGS-84 degrees."""

    code: str
    rings: Lines


@dataclass(frozen=True)
class Question:
    """Where, how exactly, and what may break a tie."""

    lon: float
    lat: float
    accuracy_m: float | None
    datum: str = "wgs84"
    own: Collection[str] = ()
    heading_deg: float | None = None


class Oracle:
    """The streets and blocks of one city. `shift_m` moves a question in the plane, to see what hangs on a millimetre."""

    def __init__(self, streets: Sequence[Street], blocks: Sequence[Block]) -> None:
        self.streets = sorted(streets, key=lambda one: one.code)
        self.blocks = sorted(blocks, key=lambda one: one.code)
        self.origin = _origin([line for one in self.streets for line in (*one.lines, *(one.rings or ()))], self.blocks)
        plane = f"+proj=tmerc +lat_0={self.origin[1]} +lon_0={self.origin[0]} +k=1 +x_0=0 +y_0=0 +ellps=WGS84"
        self._to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
        self.lines = Outlines([self.in_metres(one.lines) for one in self.streets])
        self.drawn = Outlines([self.in_metres(one.rings or ()) for one in self.streets])
        self.rings = Outlines([self.in_metres(one.rings) for one in self.blocks])

    def place(self, asked: Question, shift_m: Degrees = (0.0, 0.0)) -> dict[str, Any]:
        """The answer without flags."""
        lon, lat = unshifted((asked.lon, asked.lat), asked.datum)
        at = self.metres(lon, lat) + shift_m
        a_m = 30.0 if asked.accuracy_m is None else asked.accuracy_m
        disc = at + TABLE * min(a_m, 200.0)
        street, street_status, decided, by_street = self._street(at, mm(a_m), disc, asked)
        block, block_status, by_block = self._block(at, mm(a_m), disc)
        statuses = [one for one in (street_status, block_status) if one != "outside"]
        status = max(statuses, key=ORDER.index) if statuses else "outside"
        answer = {
            "status": status,
            "segment_status": street_status,
            "cell_status": block_status,
            "segment": street,
            "cell": block,
            "distance_mm": next((gap for _, _, gap, code in by_street if code == street), None),
            "candidates": [] if status in {"inside", "outside"} else _listed(by_street, by_block),
            "decided_by": decided,
        }
        if status == "outside":
            answer["nearest"] = self._nearest(at)
        return answer

    def metres(self, lon: float, lat: float) -> Array:
        """East and north of WGS-84 degrees."""
        return np.array(self._to_plane.transform(lon, lat))

    def in_metres(self, lines: Lines) -> list[Array]:
        """Lines or rings of degrees in metres."""
        return [np.column_stack(self._to_plane.transform(*np.array(line, dtype=float).T)) for line in lines]

    def _nearest(self, at: Array) -> tuple[str, int] | None:
        gaps = [mm(gap) for gap in self.lines.distances(at[None, :])[:, 0]]
        least = min(gaps, default=FAR)
        return (self.streets[gaps.index(least)].code, least) if least <= 200_000 else None

    def firsts(self, rows: Sequence[int], points: Array) -> Any:
        """Which of some streets ranks first at each point, counted from nought."""
        gaps = np.floor(self.lines.only(rows).distances(points) * 1000.0 + 0.5)
        drawn = self.drawn.only(rows)
        held = drawn.inside(points) | (np.floor(drawn.distances(points) * 1000.0 + 0.5) == 0.0)
        covered = np.empty(gaps.shape, dtype=np.bool_)
        for place, row in enumerate(rows):
            one = self.streets[row]
            covered[place] = held[place] if one.rings is not None else gaps[place] <= mm(one.depth_m)
            if self._has_side(row):
                beyond = self._beyond(row, points)
                covered[place, beyond] = False
                gaps[place, beyond] *= 2
        return np.where(covered, gaps, gaps + FAR).argmin(axis=0)  # the first of equals has the lower code

    def _has_side(self, row: int) -> bool:
        return self.streets[row].side != "both" and self.streets[row].rings is None

    def _beyond(self, row: int, points: Array) -> Any:
        left = self.lines.left_of(row, points)
        return (np.floor(np.abs(left) * 1000.0 + 0.5) > 0.0) & ((left > 0.0) == (self.streets[row].side == "right"))

    def _street(self, at: Array, a: int, disc: Array, asked: Question) -> tuple[str | None, str, str | None, list[Any]]:
        everyone = range(len(self.streets))
        if not everyone:
            return None, "outside", None, []
        gaps = np.floor(self.lines.distances(at[None, :])[:, 0] * 1000.0 + 0.5)
        drawn_gaps = np.floor(self.drawn.distances(at[None, :])[:, 0] * 1000.0 + 0.5)
        drawn_gaps[self.drawn.inside(at[None, :])[:, 0]] = 0.0
        matters = 2 * gaps.min() + 2 * a + max(mm(one.depth_m) for one in self.streets)  # doubled or not, beyond is no rival
        all_ranks = [self._rank(row, int(gaps[row]), float(drawn_gaps[row]), at, matters) for row in everyone]
        ranks = sorted(all_ranks)
        uncovered, first, winner = ranks[0]
        if uncovered and first > max(a, 30_000):
            return None, "outside", None, []
        chosen = [row for row in everyone if self._contends(row, all_ranks[row], int(gaps[row]), drawn_gaps[row], first, a)]
        codes = [self.streets[row].code for row in chosen]
        contenders = [rank for rank in ranks if rank[2] in codes]
        winner, decided = self._tie(contenders, at, asked)
        firsts = self.firsts(chosen, disc)
        hits = {code: int((firsts == place).sum()) for place, code in enumerate(codes)}
        margin = contenders[1][1] - first if len(contenders) > 1 else math.inf
        shares = [(hits[code], 64, int(gaps[row]), code) for row, code in zip(chosen, codes, strict=True)]
        return winner, status_of(margin, a, shares, winner), decided, shares

    def _rank(self, row: int, gap: int, drawn_gap: float, at: Array, matters: float) -> Rank:
        """(not covered, distance with its doubling, code)."""
        one = self.streets[row]
        if one.rings is not None:
            return drawn_gap > 0.0, gap, one.code
        if self._has_side(row) and gap <= matters and self._beyond(row, at[None, :])[0]:
            return True, 2 * gap, one.code
        return gap > mm(one.depth_m), gap, one.code

    def _contends(self, row: int, rank: Rank, gap: int, drawn_gap: float, first: int, a: int) -> bool:
        one = self.streets[row]
        beyond = one.rings is None and rank[1] != gap
        area = drawn_gap if one.rings is not None else gap - (0 if beyond else mm(one.depth_m))
        return rank[1] <= first + 2 * a or area <= a

    def _tie(self, ranked: list[Rank], at: Array, asked: Question) -> tuple[str, str | None]:
        best = ranked[0]
        tied = [code for uncovered, gap, code in ranked if uncovered == best[0] and gap - best[1] <= 1]
        decided = None
        mine = [code for code in tied if code in asked.own]
        if mine and len(mine) < len(tied):
            tied, decided = mine, "own"
        if len(tied) > 1 and asked.heading_deg is not None:
            apart = {code: self._apart(code, at, asked.heading_deg) for code in tied}
            along = [code for code in tied if apart[code] <= min(apart.values()) + 30]
            if len(along) < len(tied):
                tied, decided = along, "heading"
        return tied[0], decided

    def _apart(self, code: str, at: Array, heading_deg: float) -> int:
        row = next(row for row, one in enumerate(self.streets) if one.code == code)
        courses = [math.degrees(math.atan2(east, north)) for east, north in self.lines.nearest_steps(row, at)]
        turns = [abs((course - heading_deg + 90.0) % 180.0 - 90.0) for course in courses]
        return min(math.floor(turn + 0.5) for turn in turns)

    def _block(self, at: Array, a: int, disc: Array) -> tuple[str | None, str, list[Any]]:
        if not self.blocks:
            return None, "outside", []
        gaps = np.floor(self.rings.distances(at[None, :])[:, 0] * 1000.0 + 0.5)
        gaps[self.rings.inside(at[None, :])[:, 0]] = 0.0
        covering = np.flatnonzero(gaps == 0.0)
        if not len(covering):
            return None, "outside", []
        winner = self.blocks[covering[0]].code
        chosen = np.flatnonzero(gaps <= a).tolist()
        codes = [self.blocks[row].code for row in chosen]
        inside = self.rings.only(chosen).inside(disc)
        held = [codes[int(column.argmax())] for column in inside.T if column.any()]
        if a == 0 or not held:  # a disc without extent, or too narrow a cell, is the place itself
            held = [winner]
        if len(chosen) == 1:
            held = [winner]
        shares = [(held.count(code), len(held), int(gaps[row]), code) for row, code in zip(chosen, codes, strict=True)]
        margin = min((gap for _, _, gap, code in shares if code != winner), default=math.inf)
        return winner, status_of(margin, a, shares, winner), shares


def mm(metres: float) -> int:
    """Whole millimetres, halves up."""
    return math.floor(metres * 1000.0 + 0.5)


def status_of(margin: float, a: int, shares: list[Any], winner: str) -> str:
    """The first rule that fits; the rival's share is the largest among the others."""
    rival = max((hits / points for hits, points, _, code in shares if code != winner), default=0.0)
    if rival >= 0.30:
        return "ambiguous"
    if margin > a:
        return "inside"
    return "ambiguous" if rival >= 0.25 else "near-edge"


def _listed(by_street: list[Any], by_block: list[Any]) -> list[Any]:
    listed = []
    for kind, shares in (("segment", by_street), ("cell", by_block)):
        kept = sorted((-hits / points, gap, code) for hits, points, gap, code in shares if hits / points >= 0.05)
        listed += [(share, gap, code, kind) for share, gap, code in kept[:5]]
    return [(kind, code, gap, -share) for share, gap, code, kind in sorted(listed)]


def _origin(lines: Lines, blocks: Sequence[Block]) -> Degrees:
    """The middle of the box around everything, to a tenth of a degree."""
    corners = [pair for line in (*lines, *(ring for one in blocks for ring in one.rings)) for pair in line]
    if not corners:
        return 0.0, 0.0
    middle = [(min(column) + max(column)) / 2.0 for column in zip(*corners, strict=True)]
    lon, lat = (math.floor(value * 10.0 + 0.5) / 10.0 for value in middle)
    return lon, lat
