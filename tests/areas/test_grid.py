"""A district without cells is divided into squares: whole, seamless, numbered, the same every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from app.areas.grid import district_of, generate_cells
from app.areas.limits import area_limits
from app.areas.plane import Plane
from app.areas.read_geojson import features_of
from app.areas.rules import UnusableGrid
from tests.areas.files import feature
from tests.areas.synthetic_city import area, box

PLANE = Plane(113.7, 34.7)
DISTRICT = area([(-350.0, -420.0), (720.0, -310.0), (510.0, 830.0), (-120.0, 400.0)], box(10.0, 10.0, 290.0, 290.0))


def in_metres(polygon: Any) -> Any:
    return shapely.transform(polygon, PLANE.forward_array)


def west_and_south(polygon: Any) -> tuple[int, int]:
    west, south, _, _ = in_metres(polygon).bounds
    return round(west / 100.0), round(south / 100.0)


def test_every_square_that_shares_area_with_the_district_is_there_and_no_other() -> None:
    outline = in_metres(DISTRICT)
    expected = {
        (x, y)
        for x in range(-10, 12)
        for y in range(-10, 12)
        if outline.intersection(shapely.box(x * 100, y * 100, x * 100 + 100, y * 100 + 100)).area > 0.01
    }
    cells = generate_cells(DISTRICT, "410104")
    assert {west_and_south(cell.polygon) for cell in cells} == expected
    assert len(cells) == len(expected)


def test_squares_are_numbered_north_to_south_and_west_to_east() -> None:
    cells = generate_cells(DISTRICT, "410104")
    assert [cell.code for cell in cells] == [f"410104901001{number:03d}" for number in range(1, len(cells) + 1)]
    places = [west_and_south(cell.polygon) for cell in cells]
    assert places == sorted(places, key=lambda place: (-place[1], place[0]))


def test_squares_are_whole_and_without_gaps() -> None:
    cells = generate_cells(DISTRICT, "410104")
    areas = np.array([in_metres(cell.polygon).area for cell in cells])
    assert np.abs(areas - 10_000.0).max() < 3.0  # corners are rounded to a centimetre
    together = shapely.union_all([cell.polygon for cell in cells])
    assert together.geom_type == "Polygon"
    assert in_metres(together).area == pytest.approx(areas.sum(), abs=1.0)
    assert shapely.get_num_geometries(area_limits(cells)) < 4 * len(cells)


def test_the_same_district_gives_the_same_codes_and_shapes() -> None:
    first, second = generate_cells(DISTRICT, "410104"), generate_cells(shapely.reverse(DISTRICT), "410104")
    assert [(cell.code, cell.polygon.wkb) for cell in first] == [(cell.code, cell.polygon.wkb) for cell in second]


def test_a_square_that_the_district_only_touches_is_left_out() -> None:
    cells = generate_cells(area(box(0.02, 0.02, 299.98, 199.98)), "410104")
    assert {west_and_south(cell.polygon) for cell in cells} == {(x, y) for x in range(3) for y in range(2)}


def test_communities_hold_999_squares_each() -> None:
    cells = generate_cells(area(box(5.0, 5.0, 3995.0, 5995.0)), "410104")
    assert len(cells) == 2400
    assert cells[998].code == "410104901001999"
    assert cells[999].code == "410104901002001"
    assert cells[-1].code == "410104901003402"
    assert len({cell.code for cell in cells}) == 2400


def test_a_prefix_numbers_the_squares_of_one_community() -> None:
    cells = generate_cells(DISTRICT, "410104", "410104001002")
    assert cells[0].code == "410104001002001"
    assert cells[-1].code == f"410104001002{len(cells):03d}"


def test_other_sizes_make_fewer_squares() -> None:
    assert len(generate_cells(DISTRICT, "410104", size_m=200.0)) < len(generate_cells(DISTRICT, "410104")) / 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"adcode": "41010"}, "six digits"),
        ({"adcode": "４１０１０４"}, "six digits"),
        ({"prefix": "410105001001"}, "12 digits that begin with 410104"),
        ({"prefix": "410104"}, "12 digits"),
        ({"size_m": 0.0}, "10 to 1000"),
        ({"size_m": float("nan")}, "10 to 1000"),
        ({"prefix": "410104001001", "size_m": 10.0}, "do not fit below one prefix"),
    ],
)
def test_what_makes_no_grid_is_refused_with_a_way_out(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UnusableGrid, match=said):
        generate_cells(DISTRICT, **{"adcode": "410104", **options})


def test_a_whole_province_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(UnusableGrid, match="larger --size"):
        generate_cells(shapely.box(110.4, 31.4, 116.6, 36.4), "410104")


def test_all_polygons_of_a_file_are_the_district() -> None:
    two = [feature("Polygon", [list(part.exterior.coords)]) for part in (DISTRICT, area(box(2000.0, 0.0, 2100.0, 100.0)))]
    file = features_of({"type": "FeatureCollection", "features": [*two, feature("Point", [113.7, 34.7])]}, "d.geojson")
    assert shapely.get_num_geometries(district_of(file.features, "d.geojson")) == 2
    with pytest.raises(UnusableGrid, match="holds no polygon"):
        district_of(file.features[2:], "d.geojson")
