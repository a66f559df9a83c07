"""Which flags a report earns, at their thresholds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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


@pytest.mark.parametrize(("east_m", "north_m"), [(0, 0), (49, 0), (0, -49), (35, 35), (-35, 35), (-49, 0)])
def test_the_squares_around_a_place_hold_everything_within_50_m(east_m: float, north_m: float) -> None:
    for lon, lat in ((113.6711, 34.7419), (113.6999999, 34.7999999), (113.67, 34.74), (-0.0001, -0.0001)):
        there_lat = lat + north_m / rules.METRES_PER_DEGREE
        there_lon = lon + east_m / (rules.METRES_PER_DEGREE * rules.degree_shrink(lat))
        assert rules.square(there_lon, there_lat) in rules.squares_around(lon, lat)


def test_few_squares_are_asked() -> None:
    assert len(rules.squares_around(113.6711, 34.7419)) <= 4
