"""Which flags a report earns, at their thresholds."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.reports import rules
from app.reports.manifest import read_manifest
from tests.reports.sending import manifest, named, photo

NOW = datetime(2026, 11, 20, 8, 20, tzinfo=UTC)
SEEN = NOW - timedelta(minutes=5)


def flags(photos_min: int = 2, **changed: Any) -> set[str]:
    position = {"lon": 113.6, "lat": 34.7, "accuracy_m": 8.0, "fixed_at": clock.isoformat(SEEN), "source": "gps"}
    position.update(changed.pop("position", {}))
    sent = manifest(**{"captured_at": clock.isoformat(SEEN), "position": position, **changed})
    return rules.manifest_flags(read_manifest(sent), NOW, photos_min)


def test_an_ordinary_report_has_no_flag() -> None:
    assert flags() == set()


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"clock": {"offset_ms": 300_001}}, "clock-skew"),
        ({"clock": {"offset_ms": -300_001}}, "clock-skew"),
        ({"captured_at": clock.isoformat(NOW + timedelta(minutes=6)), "clock": None}, "clock-skew"),
        ({"captured_at": "1970-01-01T00:00:00Z", "clock": None}, "clock-skew"),
        ({"captured_at": None}, "clock-skew"),
        ({"position": {"accuracy_m": 50.1}}, "coarse-fix"),
        ({"position": {"fixed_at": clock.isoformat(SEEN - timedelta(seconds=31))}}, "stale-fix"),
        ({"position": {"fixed_at": clock.isoformat(SEEN + timedelta(seconds=31))}}, "stale-fix"),
        ({"photos": [named(photo(1))]}, "photos-too-few"),
        ({"photos": [named(photo(1)), named(photo(1), "close")]}, "photos-too-few"),
        ({"photos": [named(photo(1)), named(photo(2), source="gallery")]}, "gallery"),
        ({"photos": [{"sha256": f"{place:064x}", "bytes": 1} for place in range(51)]}, "photos-too-many"),
        ({"schema": 2}, "unknown-schema"),
        ({"note": 5}, "unreadable-field"),
    ],
)
def test_beyond_the_threshold_there_is_a_flag(changed: dict[str, Any], flag: str) -> None:
    assert flag in flags(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"clock": {"offset_ms": 300_000}},
        {"clock": {"offset_ms": None}},
        {"captured_at": clock.isoformat(NOW - timedelta(days=30)), "position": {"fixed_at": None}},
        {"position": {"accuracy_m": 50.0}},
        {"position": {"fixed_at": clock.isoformat(SEEN - timedelta(seconds=30))}},
        {"position": {"fixed_at": clock.isoformat(SEEN - timedelta(hours=1)), "source": "manual"}},
        {"photos": [named(photo(1)), named(photo(2))]},
    ],
)
def test_at_the_threshold_there_is_none(changed: dict[str, Any]) -> None:
    assert flags(**changed) == set()


def test_the_time_is_corrected_by_what_the_phone_measured() -> None:
    sent = manifest(captured_at=clock.isoformat(SEEN), clock={"offset_ms": 60_000})
    assert rules.happened_at(read_manifest(sent), NOW) == SEEN + timedelta(minutes=1)


def test_a_time_that_cannot_be_is_the_time_of_arrival() -> None:
    for captured_at in (clock.isoformat(NOW + timedelta(days=1)), "1970-01-01T00:00:00Z", None):
        assert rules.happened_at(read_manifest(manifest(captured_at=captured_at, clock=None)), NOW) == NOW


def test_a_clock_reading_beyond_the_calendar_does_no_harm() -> None:
    sent = read_manifest(manifest(clock={"offset_ms": 10**18}))
    assert rules.happened_at(sent, NOW) == NOW
    assert "clock-skew" in rules.manifest_flags(sent, NOW, 0)


def test_only_somebody_elses_report_is_a_couriers() -> None:
    assert rules.author_flags("li", "li", confirmed=True) == set()
    assert rules.author_flags("li", "wang", confirmed=True) == {"courier"}
    assert rules.author_flags("li", "wang", confirmed=False) == {"courier", "author-unconfirmed"}


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(0, 2 * math.pi), st.floats(0, rules.NEARBY_M))
def test_the_squares_around_a_place_hold_everything_within_50_m(
    lon: float, lat: float, bearing: float, distance_m: float
) -> None:
    there_lat = lat + math.cos(bearing) * distance_m / rules.METRES_PER_DEGREE
    there_lon = lon + math.sin(bearing) * distance_m / (rules.METRES_PER_DEGREE * rules.degree_shrink(lat))
    assert rules.square(there_lon, there_lat) in rules.squares_around(lon, lat)


@given(st.floats(73, 135), st.floats(18, 54))
def test_few_squares_are_asked_in_this_country(lon: float, lat: float) -> None:
    assert len(rules.squares_around(lon, lat)) <= 4


def test_at_the_poles_it_stays_a_question_of_few_squares() -> None:
    assert len(rules.squares_around(0.0, 90.0)) < 100
