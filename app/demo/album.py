"""Makes the photos of the story: paints each visit once and photographs it as the patrol did. Knows no database.

Painting is plain arithmetic, so it runs in a few processes beside the one that writes to the database.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

from app.demo import duty
from app.demo.courses import Course, pictures_of
from app.demo.earlier import FIRST_INDEX
from app.demo.pictures.camera import PHOTO_SIZE, light_at, photograph, stand_at
from app.demo.pictures.scenes import Scene, Subject, paint
from app.demo.spots import OWNERS
from app.demo.told import Told
from app.fonts.chinese import chinese_font

SIGN_WEIGHT = 700
SMALL_PHONE = (1280, 960)
OLD_PHONE = (960, 720)
SENSORS = {"patrol01": PHOTO_SIZE, "patrol02": SMALL_PHONE}  # two makes of phone
AHEAD = 12  # photos of so many reports wait in memory at most, 0.6 MB each
MOST_PAINTERS = 4


@dataclass(frozen=True)
class Order:
    """What a painter needs to know of one report: (close, put right) per photo, then what was photographed of its case later."""

    subject: Subject
    hour: float
    size: tuple[int, int]
    views: tuple[tuple[bool, bool], ...]
    later: tuple[bool, ...] = ()
    """Whether the place is right by then."""
    turn: int = 0
    """Which visit to a place that always looks the same."""


def order_of(report: Told, course: Course = ()) -> Order:
    """The photos a report asks for, and those of what was done about it."""
    spot, early = report.spot, report.index >= FIRST_INDEX
    type_code = spot.cover.type_code if spot.cover else "01002"
    return Order(
        subject=Subject(
            kind=spot.kind,
            place=spot.key,
            visit="earlier" if early else str(report.index),
            fronts=spot.fronts,
            numbers=() if early else report.numbers,
            cover_type=type_code,
            cover_owner=OWNERS[type_code],
        ),
        hour=duty.local_hour(report.captured_at),
        size=OLD_PHONE if early else SENSORS[report.author],
        views=tuple((shot.close, shot.put_right) for shot in report.shots),
        later=tuple(picture.put_right for picture in pictures_of(course)),
        turn=report.index if early else 0,
    )


def develop(orders: Sequence[Order], font: Path) -> list[list[bytes]]:
    """The JPEGs of some visits to one place, those of a report in the order of its shots, then those of its case.

    The same orders always give the same bytes.
    """
    views = [view for order in orders for view in (*(right for _, right in order.views), *order.later)]
    scenes = {put_right: paint(orders[0].subject, font, put_right) for put_right in dict.fromkeys(views)}
    return [_photographed(order, scenes) for order in orders]


def _photographed(order: Order, scenes: Mapping[bool, Scene]) -> list[bytes]:
    chance = Random(f"{order.subject.place} {order.subject.visit} camera {order.turn or ''}".rstrip())
    light, stand = light_at(order.hour, chance), stand_at(chance)
    made = [photograph(scenes[put_right], close, light, chance, order.size, stand) for close, put_right in order.views]
    for put_right in order.later:  # by somebody else, on another day, who stands elsewhere
        seen = light_at(chance.uniform(8, 18), chance), chance, OLD_PHONE, stand_at(chance)
        made.append(photograph(scenes[put_right], False, *seen))
    return made


def albums(orders: Sequence[Order]) -> Iterator[list[bytes]]:
    """The photos of every order in turn, painted ahead in other processes. Raises FontSourceMissing."""
    font = chinese_font(SIGN_WEIGHT)
    painters = min(MOST_PAINTERS, os.cpu_count() or 1)
    same = defaultdict(list)
    for order in orders:
        same[order.subject].append(order)
    # spawn: a forked child would share the parent's database connections
    with ProcessPoolExecutor(painters, mp_context=get_context("spawn")) as pool:
        begun: dict[Subject, Future[list[list[bytes]]]] = {}
        ahead, taken = iter(same), set[Subject]()
        for order in orders:
            taken.add(order.subject)
            for subject in islice(ahead, AHEAD + len(taken) - len(begun)):
                begun[subject] = pool.submit(develop, same[subject], font)
            yield begun[order.subject].result()[same[order.subject].index(order)]
