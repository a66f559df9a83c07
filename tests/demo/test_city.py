"""The invented district: always the same, every road named, every shop at a road."""

from app.demo.city import BOUNDARY, ROADS, district_geojson, roads_geojson
from app.demo.plane import Point, along, degrees, distance_m, length_m, line
from app.demo.shops import covers, shops
from app.demo.spots import JUNCTION_M, closed_shop_spot, spots

ROAD = {road.name: road for road in ROADS}


def distances(place: Point) -> dict[str, float]:
    """Metres from a place to every road."""
    return {road.name: min(distance_m(place, way) for way in road.ways) for road in ROADS}


def test_the_plane_turns_metres_into_degrees_and_measures_along_lines() -> None:
    east = line((0, 0), (100, 0), (100, 50))
    assert length_m(east) == 150
    assert along(east, 120, left_m=5) == Point(95, 20)
    assert distance_m(Point(50, -7), east) == 7
    assert degrees(Point(0, 0)) == (113.642, 34.718)
    lon, lat = degrees(Point(1000, 1000))
    assert (round(lon - 113.642, 5), round(lat - 34.718, 5)) == (0.01092, 0.00901)


def test_every_way_is_named_uncoded_and_within_a_few_kilometres() -> None:
    features = roads_geojson()["features"]
    assert len(features) == sum(len(road.ways) for road in ROADS)
    assert {feature["properties"]["name"] for feature in features} == {road.name for road in ROADS}
    for feature in features:
        assert set(feature["properties"]) == {"name"}
        assert all(113.62 < lon < 113.66 and 34.70 < lat < 34.74 for lon, lat in feature["geometry"]["coordinates"])


def test_the_district_is_one_closed_ring_that_holds_every_road() -> None:
    ring = district_geojson()["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    east = [point.east_m for point in BOUNDARY]
    north = [point.north_m for point in BOUNDARY]
    for road in ROADS:
        for way in road.ways:
            assert all(min(east) < point.east_m < max(east) and min(north) < point.north_m < max(north) for point in way)


def test_the_avenue_has_two_carriageways_a_street_apart() -> None:
    avenue = ROAD["砚溪大道"]
    assert avenue.carriageways == 2
    outward, back = avenue.ways[0], avenue.ways[-1]
    assert all(15 < distance_m(point, back) < 40 for point in outward)


def test_shops_stand_within_thirty_metres_of_their_own_road_and_no_nearer_to_another() -> None:
    found = shops()
    assert len(found) >= 80
    for shop in found:
        near = distances(shop.place)
        assert near[shop.road] <= 30
        assert near[shop.road] == min(near.values())


def test_house_numbers_are_unique_and_odd_on_one_side_even_on_the_other() -> None:
    found = shops()
    assert len({shop.address for shop in found}) == len(found)
    assert len({shop.name for shop in found}) == len(found)
    street = [shop for shop in found if shop.road == "听槐路"]  # drawn from west to east: left is north
    north = {shop.address for shop in street if shop.place.north_m > -510 + shop.place.east_m / 78}  # the road climbs 20 m
    assert {shop.number % 2 for shop in street if shop.address in north} == {1}
    assert {shop.number % 2 for shop in street if shop.address not in north} == {0}


def test_some_shops_are_closed_and_the_city_is_the_same_every_time() -> None:
    assert any(not shop.open for shop in shops())
    assert shops.__wrapped__() == shops()
    assert covers.__wrapped__() == covers()
    assert spots.__wrapped__() == spots()


def test_covers_lie_on_the_carriageway() -> None:
    for cover in covers():
        assert distances(cover.place)[cover.road] <= ROAD[cover.road].kerb_m


def test_junction_spots_lie_near_two_roads_and_others_show_their_own_shop() -> None:
    corners = [spot for spot in spots() if spot.at_junction]
    assert corners
    assert all(sorted(distances(spot.place).values())[1] < JUNCTION_M for spot in corners)
    for spot in spots():
        assert spot.shop is None or spot.fronts[1].sign == spot.shop.name
    closed = closed_shop_spot().shop
    assert closed is not None
    assert not closed.open
