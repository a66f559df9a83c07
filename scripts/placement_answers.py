"""Writes as many answers of the server as asked for, for the phone's placement to be compared with.

    python -m scripts.placement_answers FILE [--points 100000] [--folder FOLDER] [--seed 1]
    cd pwa && PLACEMENT_ANSWERS=FILE npx vitest run src/domain/placement.agreement.test.ts

Asked are questions in all datums with accuracies from 3 to 200 m about the synthetic city of the tests, or about all
GeoJSON roads and polygons of FOLDER.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.areas.datum import Datum
from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.shapes import Cell, Segment
from scripts.placement_oracle.material import cities_in
from scripts.placement_oracle.questions import Questions
from tests.areas import make_vectors, synthetic_city

Layers = tuple[Sequence[Segment], Sequence[Cell]]


def main() -> None:
    """Writes the file: a list of cities, each with what the phone indexes and rows of questions with their answers."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("file", type=Path)
    options.add_argument("--points", type=int, default=100_000)
    options.add_argument("--folder", type=Path)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    layers: list[Layers] = [(synthetic_city.segments(), synthetic_city.cells())]
    if chosen.folder:
        layers = [(city.segments(), city.cells()) for city in cities_in(chosen.folder)]
    written = 0
    with chosen.file.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, (segments, cells) in enumerate(layers):
            count = (chosen.points - written) // (len(layers) - number)
            file.write(("," if number else "") + _city(segments, cells, count, chosen.seed))
            written += count
        file.write("]\n")
    print(f"{written:,} answers about {len(layers)} cities in {chosen.file}")


def _city(segments: Sequence[Segment], cells: Sequence[Cell], count: int, seed: int) -> str:
    limits = area_limits(cells)
    index, questions = AreaIndex(segments, cells, limits), Questions(segments, cells, seed)
    rows: list[Any] = []
    for _ in range(count):
        asked = questions.next()
        spot = (asked.lon, asked.lat, asked.accuracy_m, Datum(asked.datum), frozenset(asked.own), asked.heading_deg)
        rows.append(make_vectors.row(spot, index.place(*spot)))
    city = {"pack": make_vectors.shapes_of(index, segments, cells, limits), "points": rows}
    return json.dumps(city, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
