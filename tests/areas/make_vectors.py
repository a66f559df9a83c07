"""Writes tests/contract/placement_vectors.json and datum_vectors.json, which pytest and vitest both read.

Run it after a change of rules or of the synthetic city: .venv/bin/python -m tests.areas.make_vectors
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.areas.datum import Datum, from_wgs84
from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.pack import complete, write_areas
from app.areas.placement import Placement
from tests.areas.synthetic_city import cells, segments, spots

FOLDER = Path(__file__).parents[1] / "contract"
FIELDS = (
    "lon", "lat", "accuracy_m", "datum", "status", "segment_status", "cell_status",
    "segment", "cell", "distance_m", "candidates", "flags", "nearest",
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


def row(spot: tuple[float, float, float | None, Datum], placement: Placement) -> list[Any]:
    """One line of `points`."""
    answer = placement.as_dict()
    near = answer.get("nearest")
    return [
        *spot[:3],
        spot[3].value,
        *(answer[key] for key in ("status", "segment_status", "cell_status")),
        answer["segment"] and answer["segment"]["code"],
        answer["cell"] and answer["cell"]["code"],
        answer["distance_m"],
        [list(candidate.values()) for candidate in answer["candidates"]],
        answer["flags"],
        near and list(near.values()),
    ]


def placement_vectors() -> dict[str, Any]:
    """The pack of the synthetic city and what the server answers for every spot."""
    city = index()
    in_order = sorted(segments(), key=lambda one: one.code)
    written = write_areas(city.version, city.origin, in_order, sorted(cells(), key=lambda one: one.code), area_limits(cells()))
    pack = json.loads(complete((written, ""), {}).body())
    return {"fields": list(FIELDS), "pack": pack, "points": [row(spot, city.place(*spot)) for spot in spots()]}


def datum_vectors() -> list[list[float]]:
    """WGS-84, GCJ-02 and BD-09 of each place, six numbers."""
    return [[*place, *from_wgs84(*place, Datum.GCJ02), *from_wgs84(*place, Datum.BD09)] for place in DATUM_PLACES]


def _write(name: str, text: str) -> None:
    (FOLDER / name).write_text(text + "\n", "utf-8")


def main() -> None:
    """Writes both files, one point a line so that a change can be read."""
    made = placement_vectors()
    points = ",\n".join(json.dumps(point, ensure_ascii=False, separators=(",", ":")) for point in made["points"])
    head = json.dumps({"fields": made["fields"], "pack": made["pack"]}, ensure_ascii=False, separators=(",", ":"))
    _write("placement_vectors.json", f'{head[:-1]},\n"points":[\n{points}\n]}}')
    _write("datum_vectors.json", "[\n" + ",\n".join(json.dumps(one) for one in datum_vectors()) + "\n]")


if __name__ == "__main__":
    main()
