"""Decides what a scene shows: which disorder in front of which background, and where the eye should go.

A scene is painted twice from the same seeds, with the disorder and after it was put right, so that the two
pictures show the same place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from random import Random

from PIL import Image

from app.demo.pictures import ground, rubbish, vehicles, walls, wares
from app.demo.pictures.canvas import Box, Canvas
from app.demo.pictures.street import GOODS, Front, paint_street

BROKEN_SIGN_FOCUS: Box = (560, 420, 1440, 1080)
GROUND_FOCUS: Box = (540, 400, 1460, 1120)
WALL_FOCUS: Box = (640, 340, 1360, 900)
PAVEMENT_FOCUS: Box = (480, 760, 1520, 1500)


Fronts = tuple[Front, Front, Front]


class Kind(StrEnum):
    """What is out of order in a picture."""

    GOODS_OUT = "goods-out"
    TABLES_OUT = "tables-out"
    RACKS_OUT = "racks-out"
    CART = "cart"
    PROMOTION = "promotion"
    BICYCLES = "bicycles"
    SCOOTERS = "scooters"
    SHARED_BIKES = "shared-bikes"
    CAR = "car"
    HEAP = "heap"
    BAGS = "bags"
    BINS = "bins"
    LITTER = "litter"
    WASHING = "washing"
    WIRES = "wires"
    BANNER = "banner"
    SIGN = "sign"
    HANDBILLS = "handbills"
    POLE = "pole"
    STENCIL = "stencil"
    COVER_MISSING = "cover-missing"
    COVER_BROKEN = "cover-broken"
    COVER_DISPLACED = "cover-displaced"
    POTHOLE = "pothole"
    PUDDLE = "puddle"


@dataclass(frozen=True)
class Subject:
    """What a picture needs to know: three shop fronts, or a cover, or the numbers on a wall.

    `place` and `visit` seed chance: the same place keeps its houses, another visit finds other things there.
    """

    kind: Kind
    place: str
    visit: str
    fronts: Fronts
    numbers: tuple[str, ...] = ()
    cover_type: str = "01002"
    cover_owner: str = "砚溪排水"


@dataclass(frozen=True)
class Scene:
    """A painted sheet and the box, in world units, that a close photo should show."""

    image: Image.Image
    focus: Box


def paint(subject: Subject, font: Path, put_right: bool = False) -> Scene:
    """The scene with its disorder, or after it was put right."""
    things = Random(f"{subject.place} {subject.visit}")
    canvas = Canvas(_background(subject.place, subject.kind, _fronts(subject, put_right), font), font, things)
    if subject.kind in _GROUND:
        _GROUND[subject.kind][1 if put_right else 0](canvas, subject)
        return Scene(canvas.image, GROUND_FOCUS)
    if subject.kind in _WALLS:
        _wall(canvas, subject, put_right)
        return Scene(canvas.image, WALL_FOCUS)
    if not put_right:
        _STREET[subject.kind](canvas, subject)
    elif subject.kind is Kind.BINS:
        rubbish.clean_bin(canvas, 1000, 1180)
    return Scene(canvas.image, BROKEN_SIGN_FOCUS if subject.kind in (Kind.SIGN, Kind.WIRES, Kind.BANNER) else PAVEMENT_FOCUS)


@lru_cache(maxsize=1)
def _background(place: str, kind: Kind, fronts: Fronts, font: Path) -> Image.Image:
    """What was there before anything was out of order; kept, because the same place is painted before and after."""
    canvas = Canvas((200, 200, 200), font, Random(place))
    if kind in _GROUND:
        ground.paint_road(canvas)
    elif kind in _WALLS:
        (walls.paint_pole if kind is Kind.POLE else walls.paint_wall)(canvas)
    else:
        paint_street(canvas, fronts)
    return canvas.image


def _fronts(subject: Subject, put_right: bool) -> Fronts:
    left, middle, right = subject.fronts
    return left, replace(middle, sign_broken=subject.kind is Kind.SIGN and not put_right), right


def _wall(canvas: Canvas, subject: Subject, put_right: bool) -> None:
    pole = subject.kind is Kind.POLE
    if put_right:
        walls.cleaned(canvas, pole)
    elif subject.kind is Kind.STENCIL:
        walls.stencilled(canvas, list(subject.numbers))
    else:
        walls.handbills(canvas, list(subject.numbers), pole)


def _goods(canvas: Canvas, subject: Subject) -> None:
    colours = GOODS[subject.fronts[1].trade]
    for row, y in enumerate((1120, 1196)):
        for column in range(canvas.chance.choice((3, 4))):
            wares.crate(canvas, 640 + row * 40 + column * 186, y, colours)
    rubbish.box(canvas, 1420, 1190, 120, 150)


def _tables(canvas: Canvas, subject: Subject) -> None:
    for x, y in ((640, 1140), (1060, 1150), (1420, 1136), (850, 1250)):
        wares.table(canvas, x + canvas.chance.uniform(-30, 30), y)
    wares.person(canvas, 1270, 1180)


def _racks(canvas: Canvas, subject: Subject) -> None:
    for x in (680, 1040, 1400):
        wares.rack(canvas, x, canvas.chance.uniform(1150, 1210), GOODS[subject.fronts[1].trade])


def _cart(canvas: Canvas, subject: Subject) -> None:
    wares.cart(
        canvas, canvas.chance.uniform(820, 1080), 1250, canvas.chance.choice(("烤红薯", "煎饼", "糖炒栗子", "炸串", "冰粉"))
    )
    if canvas.chance.random() < 0.6:
        wares.person(canvas, 640, 1240)


def _promotion(canvas: Canvas, subject: Subject) -> None:
    wares.promotion(canvas, 900, 1230, canvas.chance.choice(("限时特惠", "开业酬宾", "买一送一")))
    wares.person(canvas, 1190, 1210)


def _bicycles(canvas: Canvas, subject: Subject) -> None:
    x = 420.0
    while x < 1600:
        colour = canvas.chance.choice(((60, 64, 70), (130, 40, 44), (70, 110, 140)))
        vehicles.bicycle(canvas, x, canvas.chance.uniform(1180, 1262), colour, canvas.chance.uniform(-10, 10))
        x += canvas.chance.uniform(90, 240)


def _shared(canvas: Canvas, subject: Subject) -> None:
    for step in range(11):
        paint_bike = vehicles.fallen_bicycle if canvas.chance.random() < 0.3 else vehicles.bicycle
        colour = canvas.chance.choice(vehicles.SHARED)
        paint_bike(canvas, 430 + step * 108 + canvas.chance.uniform(-30, 30), 1160 + (step % 3) * 46, colour)


def _scooters(canvas: Canvas, subject: Subject) -> None:
    for step in range(6):
        colour = canvas.chance.choice(((178, 40, 44), (60, 70, 84), (226, 226, 222), (60, 120, 160), (40, 96, 80)))
        vehicles.scooter(canvas, 460 + step * 208 + canvas.chance.uniform(-40, 40), 1170 + (step % 2) * 78, colour)


def _car(canvas: Canvas, subject: Subject) -> None:
    vehicles.car(canvas, canvas.chance.uniform(880, 1120), canvas.chance.choice((1262, 1290)))


def _heap(canvas: Canvas, subject: Subject) -> None:
    rubbish.heap(canvas, canvas.chance.uniform(820, 1150), 1210)


def _bags(canvas: Canvas, subject: Subject) -> None:
    for _ in range(canvas.chance.randrange(6, 11)):
        rubbish.bag(canvas, canvas.chance.gauss(1000, 170), canvas.chance.uniform(1150, 1250), canvas.chance.uniform(0.7, 1.15))
    rubbish.litter(canvas, 1000, 1190, 360, 26)


def _sign_and_glass(canvas: Canvas, subject: Subject) -> None:
    rubbish.litter(canvas, 1000, 1160, 260, 14)


_WALLS = frozenset({Kind.HANDBILLS, Kind.POLE, Kind.STENCIL})
_STREET: dict[Kind, Callable[[Canvas, Subject], None]] = {
    Kind.GOODS_OUT: _goods,
    Kind.TABLES_OUT: _tables,
    Kind.RACKS_OUT: _racks,
    Kind.CART: _cart,
    Kind.PROMOTION: _promotion,
    Kind.BICYCLES: _bicycles,
    Kind.SCOOTERS: _scooters,
    Kind.SHARED_BIKES: _shared,
    Kind.CAR: _car,
    Kind.HEAP: _heap,
    Kind.BAGS: _bags,
    Kind.BINS: lambda canvas, _: rubbish.bin_overflowing(canvas, 1000, 1180),
    Kind.LITTER: lambda canvas, _: rubbish.litter(canvas, 1000, 1180, 560, 90),
    Kind.WASHING: lambda canvas, _: rubbish.washing_line(canvas, 760),
    Kind.WIRES: lambda canvas, _: rubbish.loose_wires(canvas),
    Kind.BANNER: lambda canvas, subject: wares.banner(canvas, 500, f"{subject.fronts[1].sign} 盛大开业 全场八折"),
    Kind.SIGN: _sign_and_glass,
}


def _iron(canvas: Canvas, subject: Subject) -> None:
    ground.cover(canvas, subject.cover_type, subject.cover_owner)


_GROUND: dict[Kind, tuple[Callable[[Canvas, Subject], None], Callable[[Canvas, Subject], None]]] = {
    Kind.COVER_MISSING: (lambda canvas, s: ground.cover_missing(canvas, s.cover_type, s.cover_owner), _iron),
    Kind.COVER_BROKEN: (lambda canvas, s: ground.cover_broken(canvas, s.cover_type, s.cover_owner), _iron),
    Kind.COVER_DISPLACED: (lambda canvas, s: ground.cover_displaced(canvas, s.cover_type, s.cover_owner), _iron),
    Kind.POTHOLE: (lambda canvas, _: ground.pothole(canvas), lambda canvas, _: ground.patch(canvas)),
    Kind.PUDDLE: (lambda canvas, _: ground.puddle(canvas), lambda canvas, _: None),
}
