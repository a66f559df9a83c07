"""States and numbers of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.cases import numbers, states
from app.core.errors import Unavailable

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def test_a_verdict_can_be_taken_back_for_thirty_seconds() -> None:
    assert states.may_undo(AT, AT + timedelta(seconds=30))
    assert not states.may_undo(AT, AT + timedelta(seconds=30, milliseconds=1))


@pytest.mark.parametrize(
    ("cell", "segment", "fallback", "adcode"),
    [
        ("410103001002003", "990107-000-R001-S01", None, "410103"),
        (None, "410104-000-R001-S01", None, "410104"),
        (None, "RD-17", "410104", "410104"),
        (None, None, "410104", "410104"),
        (None, "RD-17", None, "000000"),
        (None, None, None, "000000"),
    ],
)
def test_the_district_comes_from_the_cell_then_the_segment_then_the_city(
    cell: str | None, segment: str | None, fallback: str | None, adcode: str
) -> None:
    assert numbers.adcode_of(cell, segment, fallback) == adcode


def test_a_number_is_district_day_and_five_digits() -> None:
    assert numbers.case_number("410103", "20261120", 42) == "4101032026112000042"
    with pytest.raises(Unavailable):
        numbers.case_number("410103", "20261120", 100_000)


def test_flags_are_told_once_in_one_order_and_unknown_ones_last() -> None:
    assert states.in_order(["superseded", "new-one", "gallery", "gallery", "out-of-area"]) == [
        "out-of-area",
        "gallery",
        "superseded",
        "new-one",
    ]
