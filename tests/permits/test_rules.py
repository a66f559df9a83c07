"""Whether a place lies in a zone and when its hours run: the same as the phone's, and as plain geometry says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.errors import InvalidBody
from app.permits import weekly
from app.permits.rules import checked_ring, inside, whole
from app.permits.weekly import Span
from tests.permits.make_vectors import FILE, written, zones

CORNER = st.tuples(st.integers(-40, 40), st.integers(-40, 40))


def test_the_shared_vectors_are_what_the_rules_say() -> None:
    assert FILE.read_text() == written()
    answers = Counter(row[5] for row in json.loads(FILE.read_text())["places"])
    assert min(answers[True], answers[False]) > 60


def test_the_vectors_answers_are_those_of_plain_geometry() -> None:
    known = zones()
    for name, lon, lat, at, category, permitted in json.loads(FILE.read_text())["places"]:
        zone = known[name]
        covered = shapely.Polygon(zone.ring).covers(shapely.Point(whole(lon, lat)))
        local = datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=8)
        minute = local.hour * 60 + local.minute
        runs = not zone.hours or any(local.isoweekday() in days and start <= minute < end for days, start, end in zone.hours)
        named = not zone.categories or category in zone.categories
        assert permitted is (covered and runs and named), (name, lon, lat, at, category)


@given(st.lists(CORNER, min_size=3, max_size=9), CORNER)
def test_a_place_is_inside_a_ring_as_plain_geometry_says(corners: list[tuple[int, int]], place: tuple[int, int]) -> None:
    polygon = shapely.Polygon(corners)
    assume(polygon.is_valid and polygon.area > 0)
    assert inside(corners, place) is bool(polygon.covers(shapely.Point(place)))


@given(st.lists(CORNER, min_size=3, max_size=7))
def test_a_ring_is_taken_exactly_when_it_is_drawn_around_a_place_once(corners: list[tuple[int, int]]) -> None:
    distinct = [point for at, point in enumerate(corners) if at == 0 or point != corners[at - 1]]
    if distinct[0] == distinct[-1]:
        distinct.pop()
    simple = len(distinct) >= 3 and shapely.LinearRing(distinct).is_simple and shapely.Polygon(distinct).area > 0
    degrees = [(lon / 1e7, lat / 1e7) for lon, lat in corners]
    if simple:
        assert checked_ring(degrees) == tuple(distinct)
    else:
        with pytest.raises(InvalidBody):
            checked_ring(degrees)


@pytest.mark.parametrize("shift", [0, 7, 8 * 60 + 1, 60 * 24 * 3])
def test_hours_run_until_the_gap_after_them(shift: int) -> None:
    hours = (Span((1, 2, 3, 4, 5, 6, 7), 330, 510), Span((6,), 510, 1440), Span((7,), 0, 60))
    at = datetime(2026, 11, 20, 21, 30, tzinfo=UTC) + timedelta(minutes=shift)
    running = weekly.holds(hours, weekly.minute_of_week(at))
    if not running:
        return
    end = weekly.until(hours, at)
    assert end is not None
    assert not weekly.holds(hours, weekly.minute_of_week(end))
    minutes = int((end - at.replace(second=0)).total_seconds() // 60)
    assert all(weekly.holds(hours, weekly.minute_of_week(at + timedelta(minutes=one))) for one in range(minutes))


def test_what_runs_all_week_has_no_end() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert weekly.until((), at) is None
    assert weekly.until((Span((1, 2, 3, 4, 5, 6, 7), 0, 1440),), at) is None


@pytest.mark.parametrize(
    ("span", "pointer"),
    [
        ({"days": [1], "from": "08:30", "to": "08:30"}, "/hours/0/to"),
        ({"days": [1], "from": "22:00", "to": "06:00"}, "/hours/0/to"),
        ({"days": [0], "from": "06:00", "to": "07:00"}, "/hours/0/days"),
        ({"days": [1], "from": "6:00", "to": "07:00"}, "/hours/0/from"),
    ],
)
def test_hours_that_cannot_be_say_where(span: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidBody) as refused:
        weekly.read([span])
    assert refused.value.facts["errors"][0]["pointer"] == pointer


def test_the_week_begins_on_monday_in_the_city() -> None:
    sunday_evening = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert (sunday_evening + timedelta(hours=8)).date() == date(2026, 11, 23)
    assert weekly.minute_of_week(sunday_evening) == 0
    assert weekly.minute_of_week(sunday_evening - timedelta(milliseconds=1)) == 7 * 1440 - 1
