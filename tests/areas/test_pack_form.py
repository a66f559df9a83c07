"""The pack in format 2 is the pack in format 1, number for number, in a fraction of the bytes."""

from __future__ import annotations

import gzip
import json
import random
from typing import Any

import numpy as np
import pytest
import shapely

from app.areas.grid import generate_cells
from app.areas.limits import area_limits
from app.areas.pack import FORMATS, complete, write_areas
from app.areas.pack_form import compact
from app.areas.shapes import Cell, Segment
from scripts.bench import city as bench_city
from tests.areas import make_packs
from tests.areas.expanding import expand


def numbers_of(value: Any) -> list[float]:
    """All numbers of a document, objects in the order of their keys."""
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in numbers_of(value[key])]
    if isinstance(value, list):
        return [number for one in value for number in numbers_of(one)]
    return [float(value)] if isinstance(value, int | float) else []


@pytest.mark.parametrize("name", make_packs.CITIES)
def test_format_two_read_back_is_format_one_bit_for_bit(name: str) -> None:
    plain, small = make_packs.packs(make_packs.CITIES[name]())
    assert (plain["format"], small["format"]) == FORMATS
    read = expand(small)
    assert read == plain
    assert np.array(numbers_of(read)).tobytes() == np.array(numbers_of(plain)).tobytes()


def test_the_file_that_the_phone_is_tested_with_is_what_the_server_writes() -> None:
    again = "run: .venv/bin/python -m tests.areas.make_packs"
    assert json.loads(make_packs.FILE.read_text("utf-8")) == json.loads(json.dumps(make_packs.made())), again


@pytest.mark.parametrize(("decimals", "exponent"), [(5, 7), (7, 7), (8, 8), (9, 9), (10, None), (15, None)])
def test_a_layer_gets_the_coarsest_unit_that_is_exact_for_it(decimals: int, exponent: int | None) -> None:
    draw = random.Random(decimals)
    lines = [
        [[round(draw.uniform(-180, 180), decimals), round(draw.uniform(-90, 90), decimals)] for _ in range(40)] for _ in range(25)
    ]
    document = {"segments": [], "cells": [], "limits": lines}
    small = compact(document)
    assert small["limits"]["exponent"] == exponent
    assert small["segments"]["exponent"] == 7
    assert np.array(expand(small)["limits"]).tobytes() == np.array(lines).tobytes()


def test_one_corner_that_fits_no_unit_keeps_its_layer_exact_and_leaves_the_others_alone() -> None:
    cells = [{"code": "1", "polygon": [[[113.7, 34.7], [113.8, 34.7], [113.7 + 1 / 3, 34.8], [113.7, 34.7]]]}]
    document = {"segments": [], "cells": cells, "limits": [[[113.7, 34.7], [113.8, 34.7]]]}
    small = compact(document)
    assert (small["cells"]["exponent"], small["limits"]["exponent"]) == (None, 7)
    assert expand(small)["cells"] == cells


def test_corners_that_cells_share_are_written_once() -> None:
    cells = [Cell(f"{n}", shapely.box(n, 0, n + 1, 1)) for n in range(9)]
    (_, small) = make_packs.packs(((0.0, 0.0), [], cells, None))
    assert len(small["cells"]["corners"]) == 2 * 20


def district(decimals: int) -> make_packs.City:
    """300 segments and some 5,000 squares as the generator makes them, rounded as imports are."""
    size = bench_city.SMALL
    corners = [
        bench_city.degrees(*at) for at in ((0, 0), (size.width_m, 0), (size.width_m, size.height_m - 20), (0, size.height_m - 20))
    ]
    cells = generate_cells(shapely.Polygon(corners), "410104")
    rounded = [Cell(one.code, shapely.transform(one.polygon, lambda at: np.round(at, decimals))) for one in cells]
    lines = [(code, name, np.round(np.array(line), decimals)) for code, name, line in bench_city.segments(size)]
    segments = [Segment(code, name, 15.0, shapely.LineString(line)) for code, name, line in lines]
    return (113.6, 34.6), segments, rounded, area_limits(rounded)


@pytest.mark.parametrize(("decimals", "most_kb", "most_zipped_kb"), [(7, 206, 15), (9, 236, 29)])
def test_a_district_travels_in_a_quarter_of_the_bytes(decimals: int, most_kb: int, most_zipped_kb: int) -> None:
    """Upper bounds: what was measured and a tenth more. They hold what docs/decisions.md says."""
    origin, segments, cells, limits = district(decimals)
    assert (len(segments), len(cells)) == (300, 5050)
    plain, small = (complete(write_areas("1-0", origin, segments, cells, limits, form), {}).body() for form in FORMATS)
    zipped, zipped_small = gzip.compress(plain, 6), gzip.compress(small, 6)
    assert len(small) < most_kb * 1000 < len(plain) / 4
    assert len(zipped_small) < most_zipped_kb * 1000 < len(zipped) / 3
