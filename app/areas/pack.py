"""Decides what the phone carries of the areas: the very numbers the server computes with. Knows no other feature's parts."""

from __future__ import annotations

from typing import Any

import shapely

from app.areas import queries

FORMAT = 1


def area_part() -> dict[str, Any]:
    """Version, origin, segments, cells and the cells' outer limits of the version in force.

    A line or polygon of several parts keeps them apart: `line` is a list of points or of such lists, `polygon` a list
    of rings in which a place is inside when it is inside an odd number of them.
    """
    version_id = queries.current_version_id()
    index, version = queries.current_index(), queries.current_version()
    limits = version.limits if version else None
    return {
        "format": FORMAT,
        "version": index.version,
        "origin": list(index.origin),
        "segments": [_segment(one) for one in queries.segments_of(version_id)],
        "cells": [{"code": one.code, "polygon": _rings(one.polygon)} for one in queries.cells_of(version_id)],
        "limits": [] if limits is None else _chains(shapely.from_wkb(limits)),
    }


def _segment(segment: Any) -> dict[str, Any]:
    body = {"code": segment.code, "name": segment.name, "depth_m": segment.depth_m, "line": _points(segment.line)}
    if segment.polygon is not None:
        body["polygon"] = _rings(segment.polygon)
    return body


def _points(line: Any) -> list[Any]:
    if line.geom_type == "MultiLineString":
        return [_points(part) for part in line.geoms]
    points: list[Any] = shapely.get_coordinates(line).tolist()
    return points


def _rings(polygon: Any) -> list[list[list[float]]]:
    parts = shapely.get_parts(polygon)
    return [shapely.get_coordinates(ring).tolist() for part in parts for ring in (part.exterior, *part.interiors)]


def _chains(limits: Any) -> list[list[list[float]]]:
    """The limits' short pieces put together to long lines, which are smaller to send."""
    return [shapely.get_coordinates(line).tolist() for line in shapely.get_parts(shapely.line_merge(limits))]
