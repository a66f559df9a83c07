"""Decides which cells many places belong to: the answers of CellLayer, computed on whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.bulk import Array, Ints, ManyLayers, Pairs, chunks, groups, most_of_others, statuses
from app.areas.cell_layer import CellLayer
from app.areas.disc import POINTS, fixed_points_of_many
from app.areas.segment_bulk import boxes_around, squared_distances_each

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
    maybe = np.flatnonzero(layer.limit_gaps[winner] <= accuracy)
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
    place_of_pair = np.repeat(np.arange(len(of_place)), np.diff(np.append(of_place, len(at))))
    centres, radii = places[at[of_place]], accuracy[at[of_place]]
    covered = _covered(layer, centres, radii, place_of_pair, rows)
    turn = np.where(covered, np.arange(len(at))[:, None], len(at))
    best = np.minimum.reduceat(turn, of_place, axis=0)
    hits: Ints = (covered & (turn == best[place_of_pair])).sum(axis=1)
    return hits


def _covered(layer: CellLayer, centres: Array, radii: Array, place: Ints, rows: Ints) -> NDArray[np.bool_]:
    """(pairs, 64): which fixed points of its place each cell covers.

    A point is in the cell when the way to it from the first fixed point crosses the border an even number of times
    and that one is in it, or an odd number and it is not. Only sides that meet the disc can be crossed.
    """
    px, py = fixed_points_of_many(centres, radii)
    covered: NDArray[np.bool_] = np.repeat(
        shapely.contains_xy(layer.polygons[rows], px[place, 0], py[place, 0])[:, None], POINTS, axis=1
    )
    pair, sides = _sides_in_disc(layer, centres, radii, place, rows)
    if not len(pair):
        return covered
    own = place[pair]
    ax, ay, dx, dy = sides[:4]
    east, north = px[own] - px[own, :1], py[own] - py[own, :1]
    ax, ay = ax - px[own, 0], ay - py[own, 0]
    before = dy * ax > dx * ay
    beyond = dy[:, None] * east - dx[:, None] * north < (dy * ax - dx * ay)[:, None]
    start = east * ay[:, None] > north * ax[:, None]
    end = east * (ay + dy)[:, None] > north * (ax + dx)[:, None]
    crossed = (beyond != before[:, None]) & (start != end)
    first = groups(pair)
    covered[pair[first]] ^= np.logical_xor.reduceat(crossed, first, axis=0)
    return covered


def _sides_in_disc(layer: CellLayer, centres: Array, radii: Array, place: Ints, rows: Ints) -> tuple[Ints, Array]:
    """(pair, sides as columns) of all sides of the pairs' cells that meet the discs of their places."""
    start = layer.first_side
    sizes = start[rows + 1] - start[rows]
    pair = np.repeat(np.arange(len(rows)), sizes)
    side = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(start[rows], sizes)
    sides, centre, reach = layer.sides[:, side], centres[place[pair]], radii[place[pair]] + _SLACK
    near = squared_distances_each(sides, centre[:, 0], centre[:, 1]) <= reach * reach
    return pair[near], sides[:, near]
