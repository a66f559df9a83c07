"""How periods are named, rates rounded and rankings made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.queries import without
from app.assessment.rules import LEAST_RANKED, Counted, day_number, ranked
from app.core.errors import InvalidBody
from app.core.periods import period_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-11-01..2026-11-07", date(2026, 11, 1), date(2026, 11, 7)),
    ],
)
def test_periods_have_names(text: str, first: date, last: date) -> None:
    assert (period_of(text).first, period_of(text).last) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "0000", "2026-W60", "2026-11-07..2026-11-01", "1990..2026", "2001-01-01..2026-01-01", "last week"]
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidBody):
        period_of(text)


@given(st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.integers(0, 120))
def test_whole_months_and_what_is_left_are_the_period(one: date, days_on: int) -> None:
    period = period_of(f"{one}..{one + timedelta(days=days_on)}")
    left = without((day_number(period.first), day_number(period.last)), period.whole_months)
    days = [day_number(date.fromordinal(day)) for day in range(period.first.toordinal(), period.last.toordinal() + 1)]
    for day in days:
        parts = [first <= day <= last for first, last in left] + [month == day // 100 for month in period.whole_months]
        assert parts.count(True) == 1


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (24320, 24616, "98.80"),
        (1, 8, "12.50"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (0, 5, "0.00"),
        (5, 5, "100.00"),
    ],
)
def test_halves_are_rounded_up_to_two_decimals(numerator: int, denominator: int, told: str) -> None:
    assert Counted(numerator, denominator).percent == told


def test_nothing_counted_is_no_rate() -> None:
    assert Counted(0, 0).percent is None


def test_few_cases_are_not_ranked_and_equal_rates_share_a_place() -> None:
    groups = [
        ("a", Counted(20, 30)),
        ("b", Counted(LEAST_RANKED - 1, LEAST_RANKED - 1)),
        ("c", Counted(40, 60)),
        ("d", Counted(1, 30)),
    ]
    best_first = ranked(groups, more_is_better=True)
    assert [(place.place, place.key) for place in best_first] == [(1, "a"), (1, "c"), (3, "d")]
    assert [place.key for place in ranked(groups, more_is_better=False)] == ["d", "a", "c"]
