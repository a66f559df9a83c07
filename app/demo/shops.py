"""Decides which shops stand along the roads, and where the manhole covers are. Knows no database.

House numbers follow the street: odd on the left, even on the right of the direction in which the road is
drawn, rising with the distance; the point of a shop is its front at the kerb.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from app.demo.city import ROADS, Road
from app.demo.plane import Line, Point, along, degrees, distance_m, length_m

SEED = "砚溪 2026"
METRES_PER_NUMBER = 11.0  # a usual shop width: one number, then the next of the same side
CORNER_M = 26.0  # no front this near to another road: that is the junction itself
CLOSED_SHARE = 0.06
MARKS = (
    "禾味", "小满家", "丰年", "东篱下", "阿川", "槐下", "有余", "青禾", "老灶台", "三味", "春水", "半山", "麦田", "云起",
    "知秋", "石榴红", "百川", "喜相逢", "一口福", "南枝", "暖阳", "长乐", "竹里", "松间", "明月", "晓风", "万象", "同心",
    "闻香", "锦绣", "拾光", "乐山", "和顺", "巧手", "大树底", "向阳花",
)  # fmt: skip
FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("文婷", "志强", "海燕", "长顺", "春生", "桂香", "立新", "小兰", "玉梅", "建业")
TRADES = {
    "grocer": ("粮油", "副食", "便利店"),
    "fruit": ("水果", "鲜果行", "果蔬"),
    "noodles": ("面馆", "小吃", "包子铺", "烩面"),
    "tea": ("茶舍", "奶茶", "糕点"),
    "hardware": ("五金", "修车", "门窗", "电料"),
    "barber": ("理发", "美发"),
    "clothes": ("服饰", "鞋店", "干洗"),
    "books": ("文具", "书屋", "打印"),
    "phone": ("手机维修", "眼镜", "钟表"),
    "flowers": ("花坊", "绿植"),
    "pharmacy": ("药房", "诊所"),
}
TRADE_NAMES = {
    **{"grocer": "粮油副食", "fruit": "水果蔬菜", "noodles": "餐饮", "tea": "饮品糕点", "hardware": "五金维修", "barber": "理发"},
    **{"clothes": "服饰洗染", "books": "文具打印", "phone": "数码钟表", "flowers": "花卉", "pharmacy": "药店诊所"},
}
"""What the register calls each of them (业态)."""
COVER_TYPES = ("01002", "01003", "01001", "01007", "01005", "01011", "01010", "01006")


@dataclass(frozen=True)
class Shop:
    """A shop front; `place` is at the kerb, in metres of the plan."""

    key: str
    name: str
    trade: str
    road: str
    number: int
    place: Point
    open: bool
    keeper: str
    phone: str

    @property
    def door(self) -> str:
        """What the door has of the address; the road stands beside it."""
        return f"{self.number} 号"

    @property
    def address(self) -> str:
        """As it is written on a letter."""
        return f"{self.road} {self.door}"

    @property
    def lon_lat(self) -> tuple[float, float]:
        """WGS-84 degrees."""
        return degrees(self.place)


@dataclass(frozen=True)
class Cover:
    """A manhole cover: its type as a five-digit component code, and where it lies."""

    key: str
    type_code: str
    road: str
    place: Point


@cache
def shops() -> tuple[Shop, ...]:
    """Every shop of the district, always the same ones, in the order of roads and numbers."""
    chance = Random(SEED)
    names, keepers = _names(chance), Random(SEED + " keepers")
    found: list[Shop] = []
    for road in ROADS:
        for place, number in _fronts(road, chance):
            trade, name = next(names)
            found.append(
                Shop(
                    key=f"shop-{len(found) + 1:03d}",
                    name=name,
                    trade=trade,
                    road=road.name,
                    number=number,
                    place=place,
                    open=chance.random() >= CLOSED_SHARE,
                    keeper=keepers.choice(FAMILIES) + keepers.choice(GIVEN),
                    phone=f"0371-555{len(found) + 10_000:05d}",
                )
            )
    return tuple(found)


@cache
def covers() -> tuple[Cover, ...]:
    """Manhole covers, one about every 90 m of every way, a little off its middle."""
    chance = Random(SEED + " covers")
    found: list[Cover] = []
    for road in ROADS:
        for way in road.ways:
            for step in range(1, int(length_m(way) // 90) + 1):
                at_m = step * 90 - 45 + chance.uniform(-18, 18)
                place = along(way, at_m, left_m=chance.uniform(-0.7, 0.7) * road.kerb_m)
                found.append(Cover(f"cover-{len(found) + 1:03d}", chance.choice(COVER_TYPES), road.name, place))
    return tuple(found)


def _names(chance: Random) -> Iterator[tuple[str, str]]:
    pairs = [(trade, mark + word) for trade, words in TRADES.items() for word in words for mark in MARKS]
    chance.shuffle(pairs)
    return iter(pairs)


def _fronts(road: Road, chance: Random) -> list[tuple[Point, int]]:
    """Places and numbers of one road's shops, rising along it, both sides."""
    if road.shop_every_m is None:
        return []
    fronts = [
        (place, number) for side, chain in _sides(road) for place, number in _side(road, chain, side, road.shop_every_m, chance)
    ]
    return sorted(fronts, key=lambda front: front[1])


def _sides(road: Road) -> list[tuple[int, Line]]:
    """(+1 left or -1 right, centre line to measure from) for both sides of a road."""
    if road.carriageways == 2:  # traffic keeps right: each carriageway has its fronts on its own right
        half = len(road.ways) // 2
        back = tuple(reversed(_joined(road.ways[half:])))
        return [(-1, _joined(road.ways[:half])), (1, back)]
    whole = _joined(road.ways)
    return [(1, whole), (-1, whole)]


def _joined(ways: tuple[Line, ...]) -> Line:
    points = list(ways[0])
    for way in ways[1:]:
        points.extend(way[1:] if way[0] == points[-1] else way)
    return tuple(points)


def _side(road: Road, chain: Line, side: int, every_m: float, chance: Random) -> list[tuple[Point, int]]:
    fronts = []
    at_m = chance.uniform(0.5, 1.0) * every_m
    while at_m < length_m(chain) - CORNER_M:
        place = along(chain, at_m, left_m=side * (road.kerb_m + 1.5))
        if all(distance_m(place, way) > CORNER_M for other in ROADS if other is not road for way in other.ways):
            step = int(at_m / METRES_PER_NUMBER)
            fronts.append((place, 2 * step + (1 if side > 0 else 2)))
        at_m += chance.uniform(0.7, 1.5) * every_m
    return fronts
