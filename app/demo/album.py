"""Makes the photos of the story: paints each visit once and photographs it as the patrol did. Knows no database.

Painting is plain arithmetic, so it runs in a few processes beside the one that writes to the database.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from app.demo import duty
from app.demo.pictures.camera import PHOTO_SIZE, light_at, photograph, stand_at
from app.demo.pictures.scenes import Scene, Subject, paint
from app.demo.spots import OWNERS
from app.demo.told import Told
from app.fonts.chinese import chinese_font

SIGN_WEIGHT = 700
SMALL_PHONE = (1280, 960)
SENSORS = {"patrol01": PHOTO_SIZE, "patrol02": SMALL_PHONE}  # two makes of phone
AHEAD = 12  # photos of so many reports wait in memory at most, 0.6 MB each
MOST_PAINTERS = 4


@dataclass(frozen=True)
class Order:
    """What a painter needs to know of one report: (close, put right) per photo."""

    subject: Subject
    hour: float
    size: tuple[int, int]
    views: tuple[tuple[bool, bool], ...]


def order_of(report: Told) -> Order:
    """The photos a report asks for."""
    spot = report.spot
    type_code = spot.cover.type_code if spot.cover else "01002"
    return Order(
        subject=Subject(
            kind=spot.kind,
            place=spot.key,
            visit=str(report.index),
            fronts=spot.fronts,
            numbers=report.numbers,
            cover_type=type_code,
            cover_owner=OWNERS[type_code],
        ),
        hour=duty.local_hour(report.captured_at),
        size=SENSORS[report.author],
        views=tuple((shot.close, shot.put_right) for shot in report.shots),
    )


def develop(order: Order, font: Path) -> list[bytes]:
    """The JPEGs of one report, in the order of its shots; the same order always gives the same bytes."""
    chance = Random(f"{order.subject.place} {order.subject.visit} camera")
    light, stand = light_at(order.hour, chance), stand_at(chance)
    scenes: dict[bool, Scene] = {}
    for _, put_right in order.views:
        if put_right not in scenes:
            scenes[put_right] = paint(order.subject, font, put_right)
    return [photograph(scenes[put_right], close, light, chance, order.size, stand) for close, put_right in order.views]


def albums(reports: Sequence[Told]) -> Iterator[list[bytes]]:
    """The photos of every report in turn, painted ahead in other processes. Raises FontSourceMissing."""
    font = chinese_font(SIGN_WEIGHT)
    painters = min(MOST_PAINTERS, os.cpu_count() or 1)
    waiting: deque[Future[list[bytes]]] = deque()
    # spawn: a forked child would share the parent's database connections
    with ProcessPoolExecutor(painters, mp_context=get_context("spawn")) as pool:
        for report in reports:
            waiting.append(pool.submit(develop, order_of(report), font))
            if len(waiting) >= AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
