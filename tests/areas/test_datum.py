"""Datums turn into each other exactly, there and back."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.areas.datum import (
    BOX,
    Datum,
    array_to_wgs84,
    bd09_to_gcj02,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

VECTORS = json.loads((Path(__file__).parents[1] / "contract/datum_vectors.json").read_text("utf-8"))
PUBLISHED = (
    # Published values of two independent open implementations of GCJ-02.
    ((121.5272106, 31.1774276), (121.531541859215, 31.175303983646)),
    ((113.912316, 22.543847), (113.917176480836, 22.540796131695)),
    ((116.377817, 39.911954), (116.384047224557, 39.913345455361)),
    ((113.6605, 34.7525), (113.666595277066, 34.751377887759)),
)
in_china = st.tuples(st.floats(73.0, 137.0), st.floats(1.5, 55.0))


def metres_apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * 111_320 * math.cos(math.radians(a[1])), (a[1] - b[1]) * 111_320)


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED)
def test_gcj02_is_what_published_implementations_give(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)


def test_bd09_is_what_its_formula_gives_near_the_erqi_tower() -> None:
    assert from_wgs84(113.6605, 34.7525, Datum.BD09) == pytest.approx((113.673066057725, 34.757435075454), abs=1e-9)


@settings(max_examples=300, deadline=None)
@given(in_china)
def test_every_datum_comes_back_within_a_micrometre(place: tuple[float, float]) -> None:
    for datum in Datum:
        assert metres_apart(place, to_wgs84(*from_wgs84(*place, datum), datum)) < 1e-6


@settings(max_examples=300, deadline=None)
@given(in_china)
def test_bd09_and_gcj02_undo_each_other(place: tuple[float, float]) -> None:
    assert metres_apart(place, bd09_to_gcj02(*gcj02_to_bd09(*place))) < 1e-6
    assert metres_apart(place, gcj02_to_bd09(*bd09_to_gcj02(*place))) < 1e-6


@pytest.mark.parametrize(
    "place", [(139.6917, 35.6895), (-74.006, 40.7128), (151.2093, -33.8688), (72.003, 35.0), (137.8348, 35.0)]
)
def test_outside_the_box_gcj02_is_wgs84(place: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*place) == place
    assert gcj02_to_wgs84(*place) == place


def test_the_limits_belong_to_the_box() -> None:
    for lon in (BOX[0], BOX[2]):
        assert wgs84_to_gcj02(lon, 35.0) != (lon, 35.0)


def test_arrays_give_the_answers_of_single_places() -> None:
    draw = np.random.default_rng(7)
    places = np.column_stack((draw.uniform(60.0, 150.0, 500), draw.uniform(-5.0, 60.0, 500)))
    for datum in Datum:
        singles = np.array([to_wgs84(lon, lat, datum) for lon, lat in places.tolist()])
        assert np.abs(array_to_wgs84(places, datum) - singles).max() < 1e-12


def test_the_shared_vectors_are_what_the_server_computes() -> None:
    for lon, lat, *shifted in VECTORS:
        assert wgs84_to_gcj02(lon, lat) == pytest.approx(shifted[:2], abs=1e-12)
        assert from_wgs84(lon, lat, Datum.BD09) == pytest.approx(shifted[2:], abs=1e-12)
