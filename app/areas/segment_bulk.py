"""Decides which segments many places belong to: the answers of SegmentLayer, computed on whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from app.areas.bulk import Array, Ints, ManyLayers, Pairs, chunks, groups, most_of_others, statuses
from app.areas.disc import POINTS, fixed_points_of_many
from app.areas.placement import SNAP_M, millimetres
from app.areas.segment_layer import SegmentLayer
from app.areas.sides import squared_distances

_NOT_COVERED = 1 << 34
"""Added to a distance in mm so that covering ranks first; farther than any road of the same city."""
_MOST_RIVALS = 1 << 12
"""More contenders than any place has within reach, so that distance and order fit one number."""
_PIECES = 1_024
"""Pieces at a time: with 64 points each they stay in the processor's cache."""
_SLACK = 0.001


def place_on_segments(layer: SegmentLayer, places: Array, points: Any, accuracy: Array, accuracy_mm: Ints) -> ManyLayers:
    """What the segments say about n places ((n, 2) metres) with accuracies up to 60 m; none of the polygons is drawn."""
    count, depth_mm = len(places), layer.depths_mm
    reach = np.maximum(np.maximum(accuracy, SNAP_M), layer.deepest_m) + 2.0 * accuracy + _SLACK
    at, rows = layer.tree.query(boxes_around(places, reach))
    mm = np.floor(shapely.distance(points[at], layer.lines[rows]) * 1000.0 + 0.5).astype(np.int64)
    key = mm + np.where(mm <= depth_mm[rows], 0, _NOT_COVERED)
    order = np.lexsort((rows, key, at))
    at, rows, mm, key = at[order], rows[order], mm[order], key[order]
    first = np.searchsorted(at, np.arange(count + 1))
    some = np.flatnonzero(first[1:] > first[:-1])
    winner, best, best_mm = np.full(count, -1), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    snapped = key[first[some]] <= _NOT_COVERED + np.maximum(accuracy_mm[some], millimetres(SNAP_M))
    some = some[snapped]
    winner[some], best[some], best_mm[some] = rows[first[some]], key[first[some]], mm[first[some]]
    limit = accuracy_mm[at]
    kept = (winner[at] >= 0) & ((mm <= best_mm[at] + 2 * limit) | (mm - depth_mm[rows] <= limit))
    at, rows, mm = at[kept], rows[kept], mm[kept]
    first = np.searchsorted(at, np.arange(count + 1))
    margin = np.full(count, -1, dtype=np.int64)
    several = np.flatnonzero(first[1:] - first[:-1] > 1)
    margin[several] = mm[first[several] + 1] - best_mm[several]
    by_row = np.lexsort((rows, at))
    at, rows, mm = at[by_row], rows[by_row], mm[by_row]
    hits = _hits(layer, places, accuracy, at, rows, mm, first)
    rival = most_of_others(at, hits, rows == winner[at], count)
    # A negative margin (a nearer road whose depth does not reach) is no reason to be sure, like one of nought.
    margin[several] = np.maximum(margin[several], 0)
    whole = np.full(count, POINTS, dtype=np.int64)
    found = statuses(winner, margin, accuracy_mm, rival, whole)
    return ManyLayers(found, winner, best_mm, Pairs.of(count, at, rows, mm, hits), whole)


def _hits(layer: SegmentLayer, places: Array, accuracy: Array, at: Ints, rows: Ints, mm: Ints, first: Ints) -> Ints:
    """At how many of the fixed points each pair ranks first; a pair that is alone at all of them."""
    hits = np.full(len(at), POINTS, dtype=np.int64)
    rivals = np.flatnonzero((first[1:] - first[:-1])[at] > 1)
    if not len(rivals):
        return hits
    pair, piece = _near_pieces(layer, places, accuracy, at[rivals], rows[rivals], mm[rivals])
    sizes = np.bincount(pair, minlength=len(rivals))
    of_place = groups(at[rivals])
    ends = np.append(of_place[1:], len(rivals))
    piece_ends = np.cumsum(sizes)
    pieces_per_place = np.add.reduceat(sizes, of_place)
    for some in chunks(pieces_per_place, _PIECES):
        pairs = slice(of_place[some.start], ends[some.stop - 1])
        pieces = slice(piece_ends[pairs.start] - sizes[pairs.start], piece_ends[pairs.stop - 1])
        chosen = rivals[pairs]
        hits[chosen] = _first_ranks(layer, places, accuracy, at[chosen], rows[chosen], pair[pieces] - pairs.start, piece[pieces])
    return hits


def _near_pieces(layer: SegmentLayer, places: Array, accuracy: Array, at: Ints, rows: Ints, mm: Ints) -> tuple[Ints, Ints]:
    """(pair, piece) of all pieces that can be a line's nearest one at some point of the disc."""
    start = layer.first_pieces
    sizes = start[rows + 1] - start[rows]
    pair = np.repeat(np.arange(len(rows)), sizes)
    piece = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(start[rows], sizes)
    place = at[pair]
    gaps = np.sqrt(squared_distances_each(layer.pieces[:, piece], places[place, 0], places[place, 1]))
    near = gaps <= mm[pair] / 1000.0 + 2.0 * accuracy[place] + _SLACK
    return pair[near], piece[near]


def boxes_around(places: Array, reach: Array) -> Any:
    """Squares of twice `reach` around places; asking a tree for them costs less than asking for a distance."""
    low, high = places - reach[:, None], places + reach[:, None]
    return shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])


def squared_distances_each(pieces: Array, px: Array, py: Array) -> Array:
    """Squared distances in m² of n points to one piece each."""
    found: Array = squared_distances(pieces, px[:, None], py[:, None])[:, 0]
    return found


def _first_ranks(layer: SegmentLayer, places: Array, accuracy: Array, at: Ints, rows: Ints, pair: Ints, piece: Ints) -> Ints:
    """Hits of the pairs of some places; `pair` numbers them from 0 and names the pair of each piece."""
    of_place = groups(at)
    px, py = fixed_points_of_many(places[at[of_place]], accuracy[at[of_place]])
    place_of_pair = np.repeat(np.arange(len(of_place)), np.diff(np.append(of_place, len(at))))
    own = place_of_pair[pair]
    squares = np.minimum.reduceat(squared_distances(layer.pieces[:, piece], px[own], py[own]), groups(pair), axis=0)
    keys = np.floor(np.sqrt(squares) * 1000.0 + 0.5).astype(np.int64)
    if not layer.plain:
        depth_mm = layer.depths_mm[rows]
        keys += np.where(keys <= depth_mm[:, None], 0, _NOT_COVERED)
    turn = np.arange(len(at)) - of_place[place_of_pair]
    keys = keys * _MOST_RIVALS + turn[:, None]
    best = np.minimum.reduceat(keys, of_place, axis=0)
    hits: Ints = (keys == best[place_of_pair]).sum(axis=1)
    return hits
