"""What a map is given: only what is in sight, as fine as a pixel, and never more than can be drawn."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from flask import Flask

from app.areas import map_view
from app.areas.index import AreaIndex
from app.areas.map_view import MapView
from app.areas.shapes import Cell, Segment
from tests.areas import synthetic_city
from tests.areas.test_routes import import_road
from tests.conftest import Phone, SignIn

SHAPES = "/api/v1/areas/shapes"
AROUND = (113.69, 34.69, 113.71, 34.71)
CLOSE = 18


@pytest.fixture(scope="module")
def view() -> MapView:
    return MapView(AreaIndex(synthetic_city.segments(), synthetic_city.cells(), version="1-abc"))


def codes(answer: bytes) -> list[str]:
    return [one["properties"]["code"] for one in json.loads(answer)["features"]]


def lines(answer: bytes) -> dict[str, Any]:
    return {
        one["properties"]["code"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in json.loads(answer)["features"]
    }


def test_what_touches_the_box_is_drawn_and_little_else(view: MapView) -> None:
    box = tuple(synthetic_city.degrees([(-120.0, -80.0), (140.0, 90.0)]).ravel().tolist())
    seen, wider = shapely.box(*box), shapely.box(*box).buffer(0.0005)
    found = set(codes(view.segments(box, CLOSE)))
    assert {one.code for one in synthetic_city.segments() if one.line.intersects(seen)} <= found
    assert found <= {one.code for one in synthetic_city.segments() if one.line.envelope.intersects(wider)}
    assert 0 < len(found) < len(synthetic_city.segments())
    cells = set(codes(view.cells(box, CLOSE)))
    assert {one.code for one in synthetic_city.cells() if one.polygon.intersects(seen)} <= cells
    assert cells <= {one.code for one in synthetic_city.cells() if one.polygon.envelope.intersects(wider)}


@pytest.mark.parametrize("zoom", [12, 16, 20])
def test_a_line_lies_within_half_a_pixel_of_the_true_one(view: MapView, zoom: int) -> None:
    drawn = lines(view.segments(AROUND, zoom))
    pixel_m = 156_543.034 * np.cos(np.radians(34.7)) / 2**zoom
    for one in synthetic_city.segments():
        true, shown = (shapely.transform(line, synthetic_city.ORIGIN.forward_array) for line in (one.line, drawn[one.code]))
        assert shapely.hausdorff_distance(true, shown) <= pixel_m / 2 + 0.05


def test_from_far_away_a_bent_street_has_fewer_corners(view: MapView) -> None:
    far, near = (shapely.get_num_coordinates(list(lines(view.segments(AROUND, zoom)).values())).sum() for zoom in (12, 20))
    assert far < near / 2


def test_too_many_segments_are_cut_to_the_longest_and_the_answer_says_so(view: MapView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "MOST_SEGMENTS", 3)
    answer = view.segments(AROUND, 14)
    metres = {
        one.code: shapely.transform(one.line, synthetic_city.ORIGIN.forward_array).length for one in synthetic_city.segments()
    }
    assert json.loads(answer)["complete"] is False
    assert sorted(metres[code] for code in codes(answer)) == pytest.approx(sorted(metres.values())[-3:])


def test_too_many_cells_give_way_to_the_outline_of_their_area(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "MOST_CELLS", 1)
    border = synthetic_city.road((-900, -900), (900, -900))
    view = MapView(AreaIndex(synthetic_city.segments(), synthetic_city.cells(), shapely.MultiLineString([border]), "1-abc"))
    answer = json.loads(view.cells(AROUND, 14))
    assert answer["complete"] is False
    assert [one["properties"] for one in answer["features"]] == [{"kind": "outline"}]
    assert shapely.from_geojson(json.dumps(answer["features"][0]["geometry"])).length == pytest.approx(border.length, rel=1e-3)


@pytest.mark.parametrize("box", [(-180.0, -90.0, 180.0, 90.0), (0.0, 0.0, 1.0, 1.0), (-179.0, -89.0, -178.0, -88.0)])
def test_a_box_of_any_place_is_answered(view: MapView, box: map_view.Box) -> None:
    assert json.loads(view.segments(box, 0))["complete"] is True
    assert len(codes(view.segments(box, 0))) == (len(synthetic_city.segments()) if box[0] == -180 else 0)
    assert len(codes(view.cells(box, 0))) == (len(synthetic_city.cells()) if box[0] == -180 else 0)


def test_a_version_without_areas_has_an_empty_map() -> None:
    view = MapView(AreaIndex([], [], version="0"))
    assert json.loads(view.segments(AROUND, CLOSE)) == json.loads(view.cells(AROUND, CLOSE))
    assert json.loads(view.cells(AROUND, CLOSE))["features"] == []


def test_a_large_city_answers_no_more_than_can_be_drawn() -> None:
    view = MapView(AreaIndex(_streets(5_000), _squares(30_000)))
    for zoom, half in ((10, 0.4), (14, 0.1), (17, 0.005)):
        box = (113.7 - half, 34.7 - half, 113.7 + half, 34.7 + half)
        segments, cells = json.loads(view.segments(box, zoom)), json.loads(view.cells(box, zoom))
        assert len(segments["features"]) <= map_view.MOST_SEGMENTS
        assert len(cells["features"]) <= map_view.MOST_CELLS
        assert segments["complete"] == cells["complete"] == (zoom == 17)
        assert len(gzip.compress(json.dumps(cells).encode())) < 200_000


def _streets(count: int) -> Iterator[Segment]:
    side = int(count**0.5)
    for n in range(count):
        lon, lat = 113.6 + (n % side) * 0.002, 34.6 + (n // side) * 0.002
        yield Segment(f"410104-000-R{n:05}-S01", "路", 15.0, shapely.LineString([(lon, lat), (lon + 0.0019, lat)]))


def _squares(count: int) -> Iterator[Cell]:
    side = int(count**0.5)
    for n in range(count):
        lon, lat = 113.6 + (n % side) * 0.00065, 34.6 + (n // side) * 0.00065
        yield Cell(f"410104001{n:06}", shapely.box(lon, lat, lon + 0.00065, lat + 0.00065))


@pytest.fixture
def patrol(app: Flask, sign_in: SignIn) -> Phone:
    import_road(app, "文化路")
    return sign_in("li")


def ask(reader: Phone, **query: Any) -> Any:
    wanted = {"bbox": "113.69,34.69,113.71,34.71", "zoom": CLOSE, "layer": "segments", **query}
    return reader.get(SHAPES, query_string={name: value for name, value in wanted.items() if value is not None})


def test_the_route_answers_geojson_with_or_without_compression(patrol: Phone) -> None:
    plain = ask(patrol)
    assert plain.status_code == 200
    assert plain.headers["Content-Type"] == "application/json"
    (road,) = plain.json["features"]
    assert road["properties"] == {
        "kind": "segment",
        "code": "410104-000-R001-S01",
        "name": "文化路",
        "depth_m": road["properties"]["depth_m"],
    }
    assert road["geometry"] == {"type": "LineString", "coordinates": [[113.7, 34.7], [113.704, 34.7]]}
    query = {"bbox": "113.69,34.69,113.71,34.71", "zoom": CLOSE, "layer": "segments"}
    zipped = patrol.get(SHAPES, query_string=query, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(zipped.data)) == plain.json


def test_a_new_version_is_drawn_at_once(app: Flask, patrol: Phone) -> None:
    before = ask(patrol).json
    import_road(app, "建设路")
    after = ask(patrol).json
    assert before["version"] != after["version"]
    assert [one["properties"]["name"] for one in after["features"]] == ["建设路"]


@pytest.mark.parametrize(
    ("bbox", "sentence"),
    [
        ("113.69,34.69,113.71", "Give bbox as west,south,east,north"),
        ("a,b,c,d", "Give bbox as west,south,east,north"),
        ("nan,34.69,113.71,34.71", "Give bbox as west,south,east,north"),
        ("113.69,34.69,113.71,34.71\n", "Give bbox as west,south,east,north"),
        ("113.71,34.69,113.69,34.71", "west must be less than east"),
        ("113.69,34.71,113.71,34.71", "south less than north"),
        ("113.69,34.69,181,34.71", "longitudes lie from -180 to 180"),
        ("113.69,-91,113.71,34.71", "latitudes from -90 to 90"),
    ],
)
def test_a_box_that_is_none_is_refused_with_a_sentence(patrol: Phone, bbox: str, sentence: str) -> None:
    refused = ask(patrol, bbox=bbox)
    assert refused.status_code == 422
    assert sentence in refused.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    "wrong", [{"bbox": None}, {"zoom": 25}, {"zoom": -1}, {"zoom": "x"}, {"layer": "shops"}, {"layer": None}]
)
def test_a_question_that_is_not_whole_is_refused(patrol: Phone, wrong: dict[str, Any]) -> None:
    assert ask(patrol, **wrong).status_code == 422
