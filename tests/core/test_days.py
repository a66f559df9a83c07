"""Days of the city's calendar, wherever the server runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.core.days import city_day, day_begins, day_ends


def test_the_day_of_a_moment_is_the_citys() -> None:
    assert city_day(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert city_day(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_day_lasts_from_midnight_to_midnight_in_the_city() -> None:
    assert day_begins(date(2026, 11, 20)) == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    assert day_ends(date(2026, 11, 20)) == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def test_days_at_the_ends_of_the_calendar_have_moments_too() -> None:
    assert day_begins(date.min) <= day_begins(date(2, 1, 1))
    assert day_ends(date.max) >= day_ends(date(9998, 12, 30))
    assert day_begins(date.max) > datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
