"""The plane's metres are those of an independent library."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod, Transformer

from app.areas.plane import Plane, origin_of

ORIGINS = [(113.7, 34.7), (126.6, 45.8), (109.5, 18.2), (15.6, 48.4), (-70.1, -33.4)]


def places_around(origin: tuple[float, float], metres: float, count: int = 400) -> np.ndarray:
    draw = np.random.default_rng(3)
    angles, far = draw.uniform(0.0, 360.0, count), draw.uniform(0.0, metres, count)
    lon, lat, _ = Geod(ellps="WGS84").fwd(np.full(count, origin[0]), np.full(count, origin[1]), angles, far)
    return np.column_stack((lon, lat))


@pytest.mark.parametrize("origin", ORIGINS)
def test_metres_agree_with_proj_within_a_tenth_of_a_millimetre_inside_50_km(origin: tuple[float, float]) -> None:
    places = places_around(origin, 50_000.0)
    proj = f"+proj=tmerc +lat_0={origin[1]} +lon_0={origin[0]} +k=1 +x_0=0 +y_0=0 +ellps=WGS84"
    expected = np.column_stack(Transformer.from_crs("EPSG:4326", proj, always_xy=True).transform(places[:, 0], places[:, 1]))
    assert np.abs(Plane(*origin).forward_array(places) - expected).max() < 1e-4


@pytest.mark.parametrize("origin", ORIGINS)
def test_degrees_come_back_from_metres(origin: tuple[float, float]) -> None:
    places, plane = places_around(origin, 200_000.0), Plane(*origin)
    assert np.abs(plane.inverse_array(plane.forward_array(places)) - places).max() < 1e-11


def test_one_place_gives_the_metres_of_many() -> None:
    places, plane = places_around((113.7, 34.7), 50_000.0, 50), Plane(113.7, 34.7)
    singles = np.array([plane.forward(lon, lat) for lon, lat in places.tolist()])
    assert np.abs(plane.forward_array(places) - singles).max() < 1e-8


def test_the_origin_is_the_centre_of_the_box_rounded_to_a_tenth_of_a_degree() -> None:
    assert origin_of((113.64, 34.60, 113.88, 34.78)) == (113.8, 34.7)
    assert origin_of((-70.2, -33.6, -70.0, -33.4)) == (-70.1, -33.5)


def test_a_plane_does_not_reach_the_other_side_of_the_earth() -> None:
    plane = Plane(113.7, 34.7)
    assert plane.reaches(116.4, 39.9)
    assert not plane.reaches(-74.0, 40.7)
    assert not plane.reaches(float("nan"), 34.7)
