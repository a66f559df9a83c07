"""The trial against the independent oracle, small: files in three datums, and proof that it notices what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.areas.datum import Datum, from_wgs84
from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.shapes import Cell
from scripts.placement_oracle.cities import oracle_of
from scripts.placement_oracle.judging import judge
from scripts.placement_oracle.oracle import Question
from scripts.placement_oracle.questions import Questions
from tests.areas.synthetic_city import ORIGIN, box, cells, segments

ROOT = Path(__file__).resolve().parents[2]


def _write(path: Path, shapes: list[Any], datum: Datum) -> None:
    def moved(pairs: Any) -> Any:
        return np.array([from_wgs84(lon, lat, datum) for lon, lat in pairs.tolist()])

    features = [
        {
            "type": "Feature",
            "properties": {"name": f"{number}"},
            "geometry": shapely.geometry.mapping(shapely.transform(one, moved)),
        }
        for number, one in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def _questions(count: int) -> list[Question]:
    endless = Questions(segments(), cells(), seed=3)
    return list(islice(iter(endless.next, None), count))


def test_the_trial_reads_files_in_all_datums_and_finds_full_agreement(tmp_path: Path) -> None:
    lines = [one.line for one in segments()]
    _write(tmp_path / "roads_wgs84.geojson", lines[:30], Datum.WGS84)
    _write(tmp_path / "roads_bd09.geojson", lines[30:], Datum.BD09)
    _write(tmp_path / "cells_gcj02.json", [one.polygon for one in cells()][:120], Datum.GCJ02)
    command = (sys.executable, "scripts/try_placement_oracle.py", str(tmp_path), "--points", "120")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "120 asked" in done.stdout.splitlines()[-1]
    assert "120 the same in code and status (100.000 %), 120 in every distance and share" in done.stdout.splitlines()[-1]


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    command = (sys.executable, "scripts/try_placement_oracle.py", str(tmp_path))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no GeoJSON" in done.stderr


def test_an_index_that_lost_a_road_or_moved_by_ten_metres_is_found_wrong() -> None:
    questions, whole = _questions(60), oracle_of(segments(), cells())
    assert judge(AreaIndex(segments(), cells(), area_limits(cells())), whole, questions).same_whole == 60
    fewer = [one for one in segments() if one.name != "双幅大道"][::2]
    assert len(judge(AreaIndex(fewer, cells()), whole, questions).wrong) > 5
    moved = [replace(one, line=shapely.transform(one.line, lambda pairs: pairs + (1e-4, 0.0))) for one in segments()]
    assert judge(AreaIndex(moved, cells()), whole, questions).wrong


def test_a_difference_that_hangs_on_a_millimetre_is_a_tie_and_listed() -> None:
    def halves(border: float) -> list[Cell]:
        west, east = box(-100.0, 0.0, border, 100.0), box(border, 0.0, 100.0, 100.0)
        return [Cell("1", shapely.Polygon(exactly(west))), Cell("2", shapely.Polygon(exactly(east)))]

    lon, lat = exactly([(0.0006, 50.0)])[0]
    found = judge(AreaIndex([], halves(0.0008)), oracle_of([], halves(0.0)), [Question(lon, lat, 3.0)])
    assert (found.same_codes, len(found.ties), len(found.wrong)) == (0, 1, 0)
    found = judge(AreaIndex([], halves(0.008)), oracle_of([], halves(0.0)), [Question(*exactly([(0.006, 50.0)])[0], 3.0)])
    assert (found.same_codes, len(found.ties), len(found.wrong)) == (0, 0, 1)


def exactly(metres: list[tuple[float, float]]) -> Any:
    """Degrees of metres, not rounded."""
    return ORIGIN.inverse_array(np.array(metres)).tolist()
