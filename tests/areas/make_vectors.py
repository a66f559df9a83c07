"""Writes placement_vectors, placement_cases, datum_vectors and packs (.json) in tests/contract, which both sides read.

Run it after a change of rules, of the synthetic city or of the named cases: .venv/bin/python -m tests.areas.make_vectors
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely

from app.areas import placement
from app.areas.datum import Datum, from_wgs84
from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.placement import Placement
from app.areas.shapes import Cell, Segment
from tests.areas import make_packs
from tests.areas.named_cases import CASES, Case
from tests.areas.synthetic_city import Spot, cells, segments, spots

FOLDER = Path(__file__).parents[1] / "contract"
FIELDS = (
    "lon", "lat", "accuracy_m", "datum", "own", "heading_deg", "status", "segment_status", "cell_status",
    "segment", "cell", "distance_m", "candidates", "flags", "decided_by", "nearest",
)  # fmt: skip
"""Columns of `points`; a candidate is [kind, code, name, distance_m, share], nearest [code, name, distance_m]."""
DATUM_PLACES = (
    (113.6605, 34.7525), (113.3835, 34.787), (116.3912, 39.9075), (113.298, 40.076), (121.5272106, 31.1774276),
    (87.6168, 43.8256), (126.6424, 45.7567), (109.5119, 18.2528), (113.912316, 22.543847), (104.0, 35.0), (105.0, 35.0),
    (72.003, 35.0), (72.004, 35.0), (137.8347, 35.0), (137.8348, 35.0),
    (139.6917, 35.6895), (-74.006, 40.7128), (151.2093, -33.8688),
)  # fmt: skip


def index() -> AreaIndex:
    """The synthetic city, ready to be asked."""
    return AreaIndex(segments(), cells(), area_limits(cells()), "synthetic")


def row(spot: Spot, found: Placement) -> list[Any]:
    """One line of `points`."""
    answer = found.as_dict()
    near = answer.get("nearest")
    return [
        *spot[:3],
        spot[3].value,
        sorted(spot[4]),
        spot[5],
        *(answer[key] for key in ("status", "segment_status", "cell_status")),
        answer["segment"] and answer["segment"]["code"],
        answer["cell"] and answer["cell"]["code"],
        answer["distance_m"],
        [list(candidate.values()) for candidate in answer["candidates"]],
        answer["flags"],
        answer["decided_by"],
        near and list(near.values()),
    ]


def shapes_of(index: AreaIndex, segments: Iterable[Segment], cells: Iterable[Cell], limits: Any) -> dict[str, Any]:
    """What the phone needs to index, in the words of its own types; how it travels is the pack's business."""
    return {
        "origin": list(index.origin),
        "segments": [entry for one in segments for entry in _segment_entries(one)],
        "cells": [{"code": one.code, "polygon": rings(part)} for one in cells for part in shapely.get_parts(one.polygon)],
        "limits": [shapely.get_coordinates(line).tolist() for line in shapely.get_parts(limits)],
    }


def _segment_entries(one: Segment) -> list[dict[str, Any]]:
    told: dict[str, Any] = {"code": one.code, "name": one.name, "depth_m": one.depth_m}
    told |= {"side": one.side} if one.side != "both" else {}
    told |= {"polygon": [rings(part) for part in shapely.get_parts(one.polygon)]} if one.polygon else {}
    return [{**told, "line": shapely.get_coordinates(line).tolist()} for line in shapely.get_parts(one.line)]


def rings(polygon: Any) -> list[Any]:
    """Outer ring, then holes."""
    return [shapely.get_coordinates(ring).tolist() for ring in (polygon.exterior, *polygon.interiors)]


def thresholds() -> dict[str, float]:
    """Every named threshold; the phone's must be the same."""
    return {name: getattr(placement, name) for name in dir(placement) if isinstance(getattr(placement, name), int | float)}


def placement_vectors() -> dict[str, Any]:
    """The synthetic city as the phone gets it, and what the server answers for every spot."""
    city, in_order = index(), sorted(segments(), key=lambda one: one.code)
    pack = shapes_of(city, in_order, sorted(cells(), key=lambda one: one.code), area_limits(cells()))
    points = [row(spot, city.place(*spot)) for spot in spots()]
    return {"fields": list(FIELDS), "settings": thresholds(), "pack": pack, "points": points}


def case_index(case: Case) -> AreaIndex:
    """The few shapes of a named case, ready to be asked."""
    return AreaIndex(case.segments, case.cells, area_limits(case.cells), case.name)


def case_vectors() -> list[dict[str, Any]]:
    """Every named case: its shapes, its question and the whole answer."""
    return [_case(case, case_index(case)) for case in CASES]


def _case(case: Case, index: AreaIndex) -> dict[str, Any]:
    lon, lat = case.lonlat()
    return {
        "name": case.name,
        "title_zh": case.title_zh,
        "title": case.title,
        "shows": case.shows,
        "position": {"lon": lon, "lat": lat, "accuracy_m": case.accuracy_m, "datum": "wgs84", "heading_deg": case.heading_deg},
        "own": sorted(case.own),
        "pack": shapes_of(index, case.segments, case.cells, area_limits(case.cells)),
        "answer": index.place(lon, lat, case.accuracy_m, Datum.WGS84, case.own, case.heading_deg).as_dict(),
    }


def datum_vectors() -> list[list[float]]:
    """WGS-84, GCJ-02 and BD-09 of each place, six numbers."""
    return [[*place, *from_wgs84(*place, Datum.GCJ02), *from_wgs84(*place, Datum.BD09)] for place in DATUM_PLACES]


def _write(name: str, text: str) -> None:
    (FOLDER / name).write_text(text + "\n", "utf-8")


def main() -> None:
    """Writes the files, one point a line so that a change can be read."""
    made = placement_vectors()
    points = ",\n".join(json.dumps(point, ensure_ascii=False, separators=(",", ":")) for point in made["points"])
    head = json.dumps({**made, "points": None}, ensure_ascii=False, separators=(",", ":")).removesuffix(',"points":null}')
    _write("placement_vectors.json", f'{head},\n"points":[\n{points}\n]}}')
    cases = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in case_vectors())
    _write("placement_cases.json", f"[\n{cases}\n]")
    _write("datum_vectors.json", "[\n" + ",\n".join(json.dumps(one) for one in datum_vectors()) + "\n]")
    make_packs.main()


if __name__ == "__main__":
    main()
