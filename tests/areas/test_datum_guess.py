"""Which datum a file is in, told by how far its shapes lie from what is known."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from app.areas.datum import Datum, from_wgs84
from app.areas.datum_guess import clear_datum, datum_distances
from app.areas.features import Feature, FeatureFile
from app.areas.rules import UnusableFile
from tests.areas import synthetic_city


def drawn_in(datum: Datum, shapes: list[Any], *, off_m: float = 0.0) -> FeatureFile:
    """Shapes as another office draws them: in its datum, every shape a little off."""
    draw = random.Random(7)
    features = []
    for number, shape in enumerate(shapes, start=1):
        shift = np.array([draw.gauss(0.0, off_m), draw.gauss(0.0, off_m)]) / 100_000.0
        moved = shapely.transform(
            shape, lambda degrees, by=shift: np.array([from_wgs84(*(point + by), datum) for point in degrees])
        )
        features.append(Feature(number, {}, moved))
    return FeatureFile("test.geojson", tuple(features))


LINES = [one.line for one in synthetic_city.segments()]
CELLS = [one.polygon for one in synthetic_city.cells()]


@pytest.mark.parametrize("datum", [*Datum])
@pytest.mark.parametrize("shapes", [LINES, CELLS], ids=["roads", "cells"])
def test_the_datum_under_which_a_file_lies_on_the_known_areas_is_clear(datum: Datum, shapes: list[Any]) -> None:
    distances = datum_distances(drawn_in(datum, shapes, off_m=1.0), shapes)
    assert clear_datum(distances) is datum
    assert distances[datum] is not None
    assert distances[datum] < 3.0


def test_part_of_a_city_in_a_plane_is_compared_in_degrees() -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    plane = shapely.transform(LINES[:9], to_plane.transform, interleaved=False)
    file = FeatureFile("a", tuple(Feature(n, {}, shape) for n, shape in enumerate(plane, start=1)), CRS("EPSG:4547"))
    assert clear_datum(datum_distances(file, LINES)) is Datum.WGS84
    with pytest.raises(UnusableFile, match="--crs"):
        datum_distances(FeatureFile("a", file.features), LINES)


def test_a_file_from_elsewhere_or_of_points_says_nothing() -> None:
    elsewhere = FeatureFile("a", (Feature(1, {}, shapely.LineString([(-3.7, 40.4), (-3.6, 40.4)])), Feature(2, {}, None)))
    points = FeatureFile("a", (Feature(1, {}, shapely.Point(113.7, 34.7)),))
    for file, known in ((elsewhere, LINES), (points, LINES), (FeatureFile("a", ()), LINES), (elsewhere, [])):
        distances = datum_distances(file, known)
        assert set(distances.values()) == {None}
        assert clear_datum(distances) is None


@pytest.mark.parametrize(
    ("metres", "clear"),
    [
        ((2.0, 486.0, 300.0), Datum.WGS84),
        ((480.0, 2.0, None), Datum.GCJ02),
        ((60.0, 300.0, 200.0), None),
        ((10.0, 29.0, 200.0), None),
        ((0.0, 0.4, 2.9), None),
        ((None, None, 4.0), Datum.BD09),
    ],
)
def test_only_a_clear_difference_is_an_answer(metres: tuple[float | None, ...], clear: Datum | None) -> None:
    assert clear_datum(dict(zip(Datum, metres, strict=True))) is clear
