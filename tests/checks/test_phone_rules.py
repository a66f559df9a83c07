"""What position, clock and numbers of a phone say about its report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.checks.places import metres_between
from app.checks.rules import findings
from app.checks.seen import Numbers, Tone
from tests.checks.seeing import NOON, ZHENGZHOU, fix, picture, seen, told

LON, LAT = ZHENGZHOU
SECOND = timedelta(seconds=1)


def test_metres_are_right_along_both_axes_and_across_the_date_line() -> None:
    assert metres_between(LON, LAT, LON, LAT + 0.001) == pytest.approx(111.2, abs=0.1)
    assert metres_between(LON, LAT, LON + 0.001, LAT) == pytest.approx(91.4, abs=0.1)
    assert metres_between(179.9995, 0.0, -179.9995, 0.0) == pytest.approx(111.2, abs=0.1)


def test_coarse_and_stale_fixes_say_by_how_much() -> None:
    flags = frozenset({"coarse-fix", "stale-fix"})
    answer = told(flags=flags, fix=fix(accuracy_m=80.4), fixed_at=NOON - 95 * SECOND)
    assert answer == {"fix-coarse": {"metres": 80}, "fix-stale": {"seconds": 95}}


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ({"happened_at": NOON + 600 * SECOND}, 600),
        ({"happened_at": NOON - 600 * SECOND}, -600),
        ({"happened_at": NOON + 60 * SECOND}, None),
        ({"captured_at": None}, None),
    ],
    ids=["behind", "ahead", "the moment of arrival counts", "no time at all"],
)
def test_a_wrong_clock_says_by_how_much_where_that_is_known(times: dict[str, Any], seconds: int | None) -> None:
    assert told(flags=frozenset({"clock-skew"}), **times) == {"device-clock-off": {"seconds": seconds}}


def same_spot(*minutes: float, **changed: Any) -> dict[str, Any]:
    return {"same_spot": tuple(fix(at=NOON + timedelta(minutes=one), **changed) for one in minutes)}


def test_three_measurements_with_the_same_decimals_are_told() -> None:
    assert told(**same_spot(10, 20)) == {"same-coordinates": {"reports": 3}}


@pytest.mark.parametrize("minutes", [(10,), (0, 0, 0), (0.5, 1.0, 1.5)], ids=["two", "one fix used often", "a minute"])
def test_one_fix_used_again_is_no_wonder(minutes: tuple[float, ...]) -> None:
    assert told(**same_spot(*minutes)) == {}


def test_a_place_set_by_hand_may_be_the_same_for_ever() -> None:
    assert told(**same_spot(10, 20), fix=fix(by_hand=True)) == {}
    assert told(**same_spot(10, 20, by_hand=True)) == {}


def test_a_kilometre_in_ten_seconds_is_no_walk() -> None:
    answer = told(before=fix(lat=LAT + 0.01, at=NOON - 10 * SECOND))["impossible-speed"]
    assert (answer["report_id"], answer["seconds"]) == ("before", 10)
    assert 1100 < answer["metres"] < 1120


@pytest.mark.parametrize(
    "before",
    [
        {"lat": LAT + 0.01, "at": NOON - 60 * SECOND},
        {"lat": LAT + 0.01, "at": NOON - 10 * SECOND, "accuracy_m": 1000.0},
        {"lat": LAT + 0.01, "at": NOON - 10 * SECOND, "by_hand": True},
        {"lat": LAT + 0.0015, "at": NOON},
    ],
    ids=["in a minute", "within the accuracy", "set by hand", "a jump between buildings"],
)
def test_what_can_be_explained_is_no_speed(before: dict[str, Any]) -> None:
    assert told(before=fix(**before)) == {}


def test_an_unknown_accuracy_counts_as_a_poor_one() -> None:
    near = fix(lat=LAT + 0.0025, at=NOON, accuracy_m=None)
    assert told(before=near) == {}
    assert "impossible-speed" in told(before=fix(lat=LAT + 0.0025, at=NOON))


def test_a_wrong_clock_makes_no_speed() -> None:
    answer = told(before=fix(lat=LAT + 0.01, at=NOON), flags=frozenset({"clock-skew"}))
    assert "impossible-speed" not in answer


def test_a_gap_counts_its_numbers_and_an_unbroken_chain_is_good() -> None:
    assert told(numbers=Numbers(((5, 6), (8, 8)), ())) == {"chain-gap": {"numbers": 3, "runs": [[5, 6], [8, 8]]}}
    assert told(numbers=Numbers((), ())) == {"chain-whole": {}}
    assert told(numbers=Numbers((), ((5, 6),))) == {}


def test_what_is_worth_a_look_comes_first() -> None:
    found = findings(seen(numbers=Numbers((), ()), photos=(picture(source="gallery"),)))
    assert [(one.slug, one.tone) for one in found] == [("from-gallery", Tone.LOOK), ("chain-whole", Tone.GOOD)]
