"""Decides where in the demo city things go wrong again and again: about ninety spots. Knows no dates and no database.

A spot is a place, what is wrong there, and what a photo of it shows; the same shop spreads out its goods every few days,
the same wall is pasted again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from app.demo.city import ROADS
from app.demo.pictures.scenes import Kind
from app.demo.pictures.street import Front
from app.demo.plane import Point, along, distance_m, length_m
from app.demo.shops import SEED, Cover, Shop, covers, shops

JUNCTION_M = 17.0  # so near to a second road that a phone's position cannot tell the two apart
OWNERS = {
    "01001": "砚溪供水", "01002": "砚溪排水", "01003": "砚溪排水", "01005": "砚溪电力",
    "01006": "砚溪路灯", "01007": "砚溪通信", "01010": "砚溪热力", "01011": "砚溪燃气",
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A place of the plan where `category` is met, with what belongs to it."""

    key: str
    kind: Kind
    category: str
    road: str
    place: Point
    fronts: tuple[Front, Front, Front]
    shop: Shop | None = None
    cover: Cover | None = None
    at_junction: bool = False


@dataclass(frozen=True)
class _Plan:
    kind: Kind
    category: str
    count: int
    where: str
    trades: tuple[str, ...] = ()


_PLANS = (
    _Plan(Kind.GOODS_OUT, "sl2_out_of_shop", 6, "shop", ("fruit", "grocer", "hardware", "flowers")),
    _Plan(Kind.GOODS_OUT, "pledge_pingcheng_order_out_of_shop", 3, "shop", ("fruit", "grocer")),
    _Plan(Kind.TABLES_OUT, "sl2_out_of_shop", 5, "shop", ("noodles", "tea")),
    _Plan(Kind.RACKS_OUT, "sl2_out_of_shop", 3, "shop", ("clothes",)),
    _Plan(Kind.CART, "sl2_mobile_vendor", 4, "junction"),
    _Plan(Kind.CART, "sl2_road_occupying", 4, "junction"),
    _Plan(Kind.PROMOTION, "sl2_promotion", 2, "shop", ("phone", "barber", "pharmacy")),
    _Plan(Kind.BICYCLES, "sl1_non_motor_vehicle", 3, "shop"),
    _Plan(Kind.SCOOTERS, "sl1_non_motor_vehicle", 5, "shop"),
    _Plan(Kind.SCOOTERS, "pledge_pingcheng_order_parking", 2, "shop"),
    _Plan(Kind.SHARED_BIKES, "sl1_shared_bike", 4, "junction"),
    _Plan(Kind.CAR, "sl1_motor_vehicle", 4, "shop"),
    _Plan(Kind.CAR, "sl1_accessible_path", 2, "shop"),
    _Plan(Kind.HEAP, "sl3_misc_piles", 5, "shop"),
    _Plan(Kind.BAGS, "sl3_exposed_garbage", 3, "wall"),
    _Plan(Kind.BAGS, "pledge_pingcheng_cleanliness_garbage", 2, "shop", ("noodles", "fruit")),
    _Plan(Kind.BINS, "other_bin_overflow", 2, "junction"),
    _Plan(Kind.LITTER, "pledge_pingcheng_cleanliness_litter", 4, "shop"),
    _Plan(Kind.WASHING, "sl5_drying", 2, "wall"),
    _Plan(Kind.WIRES, "sl5_wires", 1, "wall"),
    _Plan(Kind.BANNER, "sl4_banner", 1, "shop"),
    _Plan(Kind.SIGN, "pledge_pingcheng_lighting_sign", 3, "shop"),
    _Plan(Kind.HANDBILLS, "flyposting_posted", 4, "wall"),
    _Plan(Kind.POLE, "flyposting_posted", 3, "junction"),
    _Plan(Kind.STENCIL, "flyposting_sprayed", 3, "wall"),
    _Plan(Kind.COVER_MISSING, "manhole_missing", 2, "cover"),
    _Plan(Kind.COVER_BROKEN, "manhole_broken", 3, "cover"),
    _Plan(Kind.COVER_DISPLACED, "manhole_displaced", 2, "cover"),
    _Plan(Kind.POTHOLE, "other_road_damage", 2, "cover"),
    _Plan(Kind.PUDDLE, "other_waterlogging", 1, "cover"),
)


@cache
def spots() -> tuple[Spot, ...]:
    """Every spot of the city, always the same ones."""
    chance = Random(f"{SEED} spots")
    everything = shops()
    open_shops = [shop for shop in everything if shop.open]
    chance.shuffle(open_shops)
    iron = list(covers())
    chance.shuffle(iron)
    corners, backs = list(_junctions()), list(_backs())
    chance.shuffle(corners)
    chance.shuffle(backs)
    found: list[Spot] = []
    for plan in _PLANS:
        for _ in range(plan.count):
            key = f"spot-{len(found) + 1:02d}"
            if plan.where == "shop":
                shop = _take(open_shops, plan.trades)
                found.append(_at_shop(key, plan, shop, everything))
            elif plan.where == "cover":
                cover = iron.pop()
                fronts = _around(cover, everything)
                kept = cover if plan.category.startswith("manhole") else None
                found.append(Spot(key, plan.kind, plan.category, cover.road, cover.place, fronts, cover=kept))
            else:
                corner = plan.where == "junction"
                road, place = corners.pop() if corner else backs.pop()
                fronts = _fronts(_nearest(place, everything), everything)
                found.append(Spot(key, plan.kind, plan.category, road, place, fronts, at_junction=corner))
    return tuple(found)


@cache
def danger_spots() -> tuple[Spot, Spot]:
    """Two covers that nobody has complained of before: one is gone, one is out of its frame."""
    everything = shops()
    used = {spot.place for spot in spots()}
    gone, moved = [cover for cover in covers() if cover.place not in used][:2]
    return (
        Spot("spot-gone", Kind.COVER_MISSING, "manhole_missing", gone.road, gone.place, _around(gone, everything), cover=gone),
        Spot(
            "spot-moved",
            Kind.COVER_DISPLACED,
            "manhole_displaced",
            moved.road,
            moved.place,
            _around(moved, everything),
            cover=moved,
        ),
    )


def closed_shop_spot() -> Spot:
    """A front whose shop has closed for good: a report may still name it."""
    everything = shops()
    shop = next(shop for shop in everything if not shop.open)
    return _at_shop("spot-closed", _Plan(Kind.HEAP, "sl3_misc_piles", 1, "shop"), shop, everything)


def _at_shop(key: str, plan: _Plan, shop: Shop, everything: tuple[Shop, ...]) -> Spot:
    return Spot(key, plan.kind, plan.category, shop.road, shop.place, _fronts(shop, everything), shop=shop)


def _around(cover: Cover, everything: tuple[Shop, ...]) -> tuple[Front, Front, Front]:
    return _fronts(_nearest(cover.place, everything), everything)


def _take(pool: list[Shop], trades: tuple[str, ...]) -> Shop:
    found = next(shop for shop in pool if not trades or shop.trade in trades)
    pool.remove(found)
    return found


def _nearest(place: Point, among: tuple[Shop, ...]) -> Shop:
    return min(among, key=lambda shop: (shop.place.east_m - place.east_m) ** 2 + (shop.place.north_m - place.north_m) ** 2)


def _fronts(middle: Shop, everything: tuple[Shop, ...]) -> tuple[Front, Front, Front]:
    """The shop between its neighbours on the same side of the road."""
    side = [shop for shop in everything if shop.road == middle.road and shop.number % 2 == middle.number % 2]
    at = side.index(middle)
    chosen = (side[at - 1], middle, side[(at + 1) % len(side)])
    left, centre, right = (Front(shop.name, shop.trade, str(shop.number), shop.open) for shop in chosen)
    return left, centre, right


def _kerbside() -> Iterator[tuple[str, Point, float]]:
    """Places along every kerb, with the distance to the nearest other road."""
    for road in ROADS:
        for way in road.ways:
            for at_m in range(4, int(length_m(way)), 6):
                place = along(way, at_m, left_m=-road.kerb_m)
                others = (line for other in ROADS if other is not road for line in other.ways)
                yield road.name, place, min(distance_m(place, line) for line in others)


def _junctions() -> Iterator[tuple[str, Point]]:
    return ((road, place) for road, place, other_m in _kerbside() if 9.0 < other_m < JUNCTION_M)


def _backs() -> Iterator[tuple[str, Point]]:
    """Quiet walls: lanes and the riverside, away from corners."""
    quiet = {road.name for road in ROADS if road.kerb_m <= 7.0}
    return ((road, place) for road, place, other_m in _kerbside() if road in quiet and other_m > 45.0)
