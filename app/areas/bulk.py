"""Decides how the answers for many positions are held: columns per layer, made into placements only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.areas.placement import Contender, Layer, Placement, Status

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
STATUSES = (Status.INSIDE, Status.NEAR_EDGE, Status.AMBIGUOUS, Status.OUTSIDE)
_INSIDE, _NEAR_EDGE, _AMBIGUOUS, _OUTSIDE = range(4)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What may own what: `at` positions (ascending), `rows` of a layer, distances in mm, hits; `first` per position."""

    at: Ints
    rows: Ints
    mm: Ints
    hits: Ints
    first: Ints

    @staticmethod
    def of(count: int, at: Ints, rows: Ints, mm: Ints, hits: Ints) -> Pairs:
        """Pairs sorted by position, for `count` positions."""
        return Pairs(at, rows, mm, hits, np.searchsorted(at, np.arange(count + 1)))


@dataclass(frozen=True, slots=True)
class ManyLayers:
    """A layer's answers for n positions: status numbers, winning rows (-1: nobody), distances, contenders, denominators."""

    status: Ints
    winner: Ints
    distance_mm: Ints
    pairs: Pairs
    points: Ints

    def layer(self, position: int) -> Layer:
        """One position's answer in the words of a single one."""
        start, stop = self.pairs.first[position], self.pairs.first[position + 1]
        columns = (self.pairs.rows, self.pairs.mm, self.pairs.hits)
        contenders = zip(*(column[start:stop].tolist() for column in columns), strict=True)
        winner = int(self.winner[position])
        return Layer(
            STATUSES[self.status[position]],
            None if winner < 0 else winner,
            int(self.distance_mm[position]),
            tuple(Contender(row, mm, hits) for row, mm, hits in contenders),
            int(self.points[position]),
        )


@dataclass(frozen=True, slots=True)
class PlacementTable:
    """Placements of n positions. `single` holds those that were answered one by one (coarse or far away ones)."""

    segments: ManyLayers
    cells: ManyLayers
    single: Mapping[int, Placement]
    make: Callable[[int, Layer, Layer], Placement]

    def __len__(self) -> int:
        return len(self.segments.status)

    def __getitem__(self, position: int) -> Placement:
        if not 0 <= position < len(self):
            raise IndexError(position)
        if position in self.single:
            return self.single[position]
        return self.make(position, self.segments.layer(position), self.cells.layer(position))

    def __iter__(self) -> Iterator[Placement]:
        return (self[position] for position in range(len(self)))


def statuses(winner: Ints, margin_mm: Ints, accuracy_mm: Ints, rival_hits: Ints, points: Ints) -> Ints:
    """`layer_status` for columns; a margin below nought means that there is no second."""
    far = (margin_mm < 0) | (margin_mm > accuracy_mm)
    sure = (rival_hits * 10 >= points * 3) & (rival_hits > 0)
    likely = (rival_hits * 4 >= points) & (rival_hits > 0)
    found = np.where(likely, _AMBIGUOUS, _NEAR_EDGE)
    found = np.where(sure, _AMBIGUOUS, np.where(far, _INSIDE, found))
    return np.where(winner < 0, _OUTSIDE, found)


def groups(keys: Ints) -> Ints:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, dtype=np.int64)


def chunks(sizes: Ints, most: int) -> Iterator[slice]:
    """Slices over consecutive groups of the given sizes, each of about `most` members."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + most, side="right")))
        yield slice(start, stop)
        start = stop


def most_of_others(pairs_at: Ints, hits: Ints, is_winner: Any, count: int) -> Ints:
    """The most hits among the losers of each position; 0 when there are none."""
    rival = np.zeros(count, dtype=np.int64)
    starts = groups(pairs_at)
    if len(starts):
        rival[pairs_at[starts]] = np.maximum.reduceat(np.where(is_winner, 0, hits), starts)
    return rival
