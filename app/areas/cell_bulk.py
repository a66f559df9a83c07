"""Decides which cells many places belong to: the answers of CellLayer, computed on whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.bulk import Array, Ints, ManyLayers, Pairs, chunks, groups, most_of_others, statuses
from app.areas.cell_layer import CellLayer
from app.areas.disc import fixed_points_of_many
from app.areas.segment_bulk import boxes_around

_PAIRS = 2_048
"""Pairs of place and cell at a time, 64 points each."""
_SLACK = 0.001


def place_in_cells(layer: CellLayer, places: Array, points: Any, accuracy: Array, accuracy_mm: Ints) -> ManyLayers:
    """What the cells say about n places ((n, 2) metres) with accuracies up to 60 m."""
    count = len(places)
    at, rows = layer.tree.query(boxes_around(places, accuracy + _SLACK))
    order = np.lexsort((rows, at))
    at, rows = at[order], rows[order]
    mm = np.floor(shapely.distance(points[at], layer.polygons[rows]) * 1000.0 + 0.5).astype(np.int64)
    winner = _winners(count, at, rows, mm)
    kept = (winner[at] >= 0) & (mm <= accuracy_mm[at])
    at, rows, mm = at[kept], rows[kept], mm[kept]
    first = np.searchsorted(at, np.arange(count + 1))
    hits = _hits(layer, places, accuracy, at, rows, first)
    is_winner = rows == winner[at]
    hits = np.where(accuracy_mm[at] == 0, is_winner, hits)  # a disc without extent is the place itself
    denominator = np.bincount(at, weights=hits, minlength=count).astype(np.int64)
    nobody = denominator[at] == 0
    hits[nobody & is_winner] = 1
    denominator[at[nobody]] = 1
    rival = most_of_others(at, hits, is_winner, count)
    found = statuses(winner, _margins(count, at, mm, is_winner), accuracy_mm, rival, denominator)
    return ManyLayers(found, winner, np.zeros(count, dtype=np.int64), Pairs.of(count, at, rows, mm, hits), denominator)


def near_limits(layer: CellLayer, winner: Ints, points: Any, accuracy: Array, accuracy_mm: Ints) -> NDArray[np.bool_]:
    """For which places a border without a neighbour is within the accuracy."""
    near = np.zeros(len(winner), dtype=np.bool_)
    gaps = np.array([*layer.limit_gap, np.inf])
    maybe = np.flatnonzero(gaps[winner] <= accuracy)  # the last gap stands for nobody, row -1
    at, limit = layer.limit_tree.query(points[maybe], predicate="dwithin", distance=accuracy[maybe] + _SLACK)
    mm = np.floor(shapely.distance(points[maybe[at]], layer.limits[limit]) * 1000.0 + 0.5)
    near[maybe[at[mm <= accuracy_mm[maybe[at]]]]] = True
    return near


def _winners(count: int, at: Ints, rows: Ints, mm: Ints) -> Ints:
    """The lowest covering row of every place, -1 without one."""
    winner = np.full(count, -1, dtype=np.int64)
    covering = np.flatnonzero(mm == 0)[::-1]
    winner[at[covering]] = rows[covering]  # backwards, so the lowest row is written last
    return winner


def _margins(count: int, at: Ints, mm: Ints, is_winner: NDArray[np.bool_]) -> Ints:
    """Distance to the nearest neighbour within the accuracy, -1 without one."""
    margin = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(margin, at[~is_winner], mm[~is_winner])
    return np.where(margin == np.iinfo(np.int64).max, -1, margin)


def _hits(layer: CellLayer, places: Array, accuracy: Array, at: Ints, rows: Ints, first: Ints) -> Ints:
    """How many of the fixed points lie in each pair's cell and in none of a lower code; 1 where there is no rival."""
    hits = np.ones(len(at), dtype=np.int64)
    rivals = np.flatnonzero((first[1:] - first[:-1])[at] > 1)
    of_place = groups(at[rivals])
    ends = np.append(of_place[1:], len(rivals))
    for some in chunks(ends - of_place, _PAIRS):
        pairs = rivals[of_place[some.start] : ends[some.stop - 1]]
        hits[pairs] = _first_covers(layer, places, accuracy, at[pairs], rows[pairs])
    return hits


def _first_covers(layer: CellLayer, places: Array, accuracy: Array, at: Ints, rows: Ints) -> Ints:
    of_place = groups(at)
    px, py = fixed_points_of_many(places[at[of_place]], accuracy[at[of_place]])
    place_of_pair = np.repeat(np.arange(len(of_place)), np.diff(np.append(of_place, len(at))))
    covered = shapely.contains_xy(layer.polygons[rows][:, None], px[place_of_pair], py[place_of_pair])
    turn = np.where(covered, np.arange(len(at))[:, None], len(at))
    best = np.minimum.reduceat(turn, of_place, axis=0)
    hits: Ints = (covered & (turn == best[place_of_pair])).sum(axis=1)
    return hits
