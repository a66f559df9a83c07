"""Decides what a permit is and whether a place lies in its zone. The phone decides the same. Knows no table and no clock.

Degrees are whole numbers of 1e-7 (a centimetre), and zones are small enough that the products of two differences stay
exact in the phone's numbers, too: so both sides give the same answer for every place, borders included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from app.core.errors import InvalidBody
from app.permits.weekly import Hours, holds, read

UNIT_DEGREES: Final = 10_000_000
"""Per degree."""
LARGEST: Final = UNIT_DEGREES // 10
"""Extent of a zone in either direction, about 10 km: products stay below 2^53."""
MOST_POINTS: Final = 500
MOST_CATEGORIES: Final = 100
MAX_NAME: Final = 60
MAX_HOLDER: Final = 120

Point = tuple[int, int]


class PermitKind(StrEnum):
    """What is permitted."""

    VENDING = "vending"
    """疏导点: stalls may stand here."""
    OUTDOOR = "outdoor"
    """外摆: tables or goods in front of a shop."""
    WORKS = "works"
    """占道施工: a site takes part of the street."""
    PARKING = "parking"
    """停车泊位: vehicles may stand here."""


class Standing(StrEnum):
    """Where a permit stands on a day."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class Zone(NamedTuple):
    """A permit with its polygon: one ring of whole degrees, not closed twice. No category: all of them."""

    id: str
    kind: PermitKind
    name: str
    holder: str | None
    ring: tuple[Point, ...]
    categories: frozenset[str]
    hours: Hours
    from_day: date
    to_day: date | None

    def covers(self, point: Point) -> bool:
        """Whether a place is in the polygon or on its border."""
        return inside(self.ring, point)

    def permits(self, point: Point, category: str | None, minute: int) -> bool:
        """Whether this category is permitted at a place, in a minute of the city's week; the days are the caller's."""
        return (not self.categories or category in self.categories) and holds(self.hours, minute) and self.covers(point)


@dataclass(frozen=True)
class PermitFacts:
    """What is entered of a permit; `ring` in whole degrees, days of the city's calendar, both included."""

    kind: PermitKind
    name: str
    holder: str | None
    ring: tuple[Point, ...]
    categories: tuple[str, ...]
    hours: Hours
    from_day: date
    to_day: date | None


def whole(lon: float, lat: float) -> Point:
    """Degrees as whole numbers, halves away from zero."""
    return _whole(lon), _whole(lat)


def inside(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point is in a ring or on it: crossings of a ray to the east, everything in whole numbers."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if side == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y) and (side > 0) == (by > ay):
            odd = not odd
    return odd


def checked(body: dict[str, Any], known_categories: Collection[str]) -> PermitFacts:
    """What a loaded body says: {kind, name, holder, polygon [[lon, lat] …], categories, hours, from_day, to_day}.

    Raises InvalidBody with pointers.
    """
    name, holder = body["name"].strip(), (body["holder"] or "").strip() or None
    if not 1 <= len(name) <= MAX_NAME:
        raise refusal("/name", f"A permit has a name of 1 to {MAX_NAME} characters.")
    if body["to_day"] is not None and body["to_day"] < body["from_day"]:
        raise refusal("/to", "The last day is not before the first.")
    unknown = sorted(set(body["categories"]) - set(known_categories))
    if unknown:
        raise refusal("/categories", f"There is no category '{unknown[0]}': take one of the catalogue.")
    return PermitFacts(
        kind=body["kind"],
        name=name,
        holder=holder,
        ring=checked_ring(body["polygon"]),
        categories=tuple(sorted(set(body["categories"]))),
        hours=read(body["hours"]),
        from_day=body["from_day"],
        to_day=body["to_day"],
    )


def checked_ring(points: Iterable[Sequence[float]]) -> tuple[Point, ...]:
    """The ring as it is kept. Raises InvalidBody for one that encloses nothing, is too large or crosses itself."""
    ring = [whole(*point) for point in points]
    ring = [point for place, point in enumerate(ring) if place == 0 or point != ring[place - 1]]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if not 3 <= len(ring) <= MOST_POINTS:
        raise refusal("/polygon", f"A polygon has 3 to {MOST_POINTS} different corners.", "corners")
    for values in zip(*ring, strict=True):
        if max(values) - min(values) > LARGEST:
            raise refusal("/polygon", "A permit covers at most 0.1 degrees: enter several.", "large")
    if _twice_area(ring) == 0 or _crosses_itself(ring):
        raise refusal("/polygon", "The polygon's border crosses or touches itself: draw it around the place once.", "crosses")
    return tuple(ring)


def refusal(pointer: str, detail: str, word: str | None = None) -> InvalidBody:
    """What is wrong, and where; `word` says it to a screen."""
    said = {"pointer": pointer, "detail": detail}
    return InvalidBody(detail, errors=[said if word is None else {**said, "word": word}])


def _whole(degrees: float) -> int:
    scaled = abs(degrees) * UNIT_DEGREES
    return int(scaled + 0.5) * (1 if degrees >= 0 else -1)


def _twice_area(ring: Sequence[Point]) -> int:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True))


def _crosses_itself(ring: Sequence[Point]) -> bool:
    """Whether two sides that are not neighbours meet, or two neighbours lie on each other."""
    sides = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    for place, (a, b) in enumerate(sides):
        following = sides[(place + 1) % len(sides)]
        if _side(a, b, following[1]) == 0 and not _between(a, following[1], b):
            return True
        for other, (c, d) in enumerate(sides[place + 2 :], start=place + 2):
            neighbours = place == 0 and other == len(sides) - 1
            if not neighbours and _meet(a, b, c, d):
                return True
    return False


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    first, second = (_sign(_side(a, b, c)), _sign(_side(a, b, d))), (_sign(_side(c, d, a)), _sign(_side(c, d, b)))
    if first[0] * first[1] < 0 and second[0] * second[1] < 0:
        return True
    ends = ((a, b, c, first[0]), (a, b, d, first[1]), (c, d, a, second[0]), (c, d, b, second[1]))
    return any(side == 0 and _between(start, end, point) for start, end, point, side in ends)


def _side(a: Point, b: Point, point: Point) -> int:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])


def _between(a: Point, b: Point, point: Point) -> bool:
    """Whether a point on the line of a and b lies between them."""
    return min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(a[1], b[1])


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
