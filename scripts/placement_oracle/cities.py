"""A city as the oracle sees it, of the shapes that are given to the product: the same degrees, none of its code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely

from scripts.placement_oracle.oracle import Block, Lines, Oracle, Street


def oracle_of(segments: Iterable[Any], cells: Iterable[Any]) -> Oracle:
    """The oracle of segments and cells with the attributes the product gives them (`app/areas/shapes.py`), WGS-84 degrees."""
    streets = [
        Street(one.code, one.name, one.depth_m, _lines(one.line), _rings(one.polygon) if one.polygon else None, one.side)
        for one in segments
    ]
    return Oracle(streets, [Block(one.code, _rings(one.polygon)) for one in cells])


def _lines(line: Any) -> Lines:
    return [[(lon, lat) for lon, lat, *_ in part.coords] for part in shapely.get_parts(line)]


def _rings(polygon: Any) -> Lines:
    parts = shapely.get_parts(polygon)
    return [[(lon, lat) for lon, lat, *_ in ring.coords] for part in parts for ring in (part.exterior, *part.interiors)]
