"""Time counts as the city works: shifts, weekends, holidays, made-up Saturdays; all of it as a property, too."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.limits import ClockEvent, Colour, Happening, Length, ends, read
from app.catalog.rules import Unit
from app.catalog.time_plan import DAY_MS, HOUR_MS, MINUTE_MS, TimePlan, Week, WorkingTime
from tests.catalog import make_limit_vectors
from tests.catalog.city_time import CALENDAR, PLANS, SUMMER, at, told

OFFICE, STREET, NIGHTS = (WorkingTime(plan, CALENDAR) for plan in PLANS)


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        ("2026-11-20T16:30", 4, Unit.WORKING_HOURS, "2026-11-23T11:00"),
        ("2026-11-20T11:00", 2, Unit.WORKING_HOURS, "2026-11-20T15:30"),
        ("2026-02-13T17:00", 2, Unit.WORKING_HOURS, "2026-02-14T09:30"),
        ("2026-11-22T21:00", 2, Unit.WORKING_HOURS, "2026-11-23T10:30"),
        ("2026-11-23T16:00", 2, Unit.WORKING_HOURS, "2026-11-23T18:00"),
        ("2026-09-30T15:00", 1, Unit.WORKING_DAYS, "2026-10-08T15:00"),
        ("2026-10-09T10:00", 1, Unit.WORKING_DAYS, "2026-10-10T10:00"),
        ("2026-04-30T11:00", 5, Unit.WORKING_DAYS, "2026-05-11T11:00"),
        ("2026-10-01T23:30", 3, Unit.HOURS, "2026-10-02T02:30"),
        ("2026-02-16T08:00", 12, Unit.HOURS, "2026-02-16T20:00"),
        ("2026-11-20T18:00", 1, Unit.WORKING_DAYS, "2026-11-23T18:00"),
        ("2026-11-20T18:01", 1, Unit.WORKING_DAYS, "2026-11-24T08:30"),
        ("2026-11-20T13:00", 1, Unit.WORKING_DAYS, "2026-11-23T14:30"),
        ("2026-12-31T17:00", 2, Unit.WORKING_HOURS, "2027-01-01T09:30"),
    ],
)
def test_limits_end_when_the_citys_own_examples_say(start: str, value: int, unit: Unit, due: str) -> None:
    assert told(ends(at(start), Length.of(value, unit), OFFICE)) == due


def test_half_of_five_working_days_is_two_and_a_half() -> None:
    assert told(ends(at("2026-11-23T09:00"), Length.of(5, Unit.WORKING_DAYS).half, OFFICE)) == "2026-11-25T15:00"


def test_street_work_reported_on_friday_evening_is_due_the_same_evening() -> None:
    assert told(ends(at("2026-11-20T19:00"), Length.of(2, Unit.WORKING_HOURS), STREET)) == "2026-11-20T21:00"


def test_a_night_shift_goes_on_past_midnight_and_the_new_year() -> None:
    assert told(ends(at("2026-12-31T23:00"), Length.of(2, Unit.WORKING_HOURS), NIGHTS)) == "2027-01-01T01:00"


def test_a_new_plan_counts_from_its_first_day() -> None:
    changed = WorkingTime(SUMMER, CALENDAR)
    assert told(ends(at("2026-06-30T17:30"), Length.of(1, Unit.WORKING_HOURS), changed)) == "2026-07-01T07:30"


def test_a_plan_without_any_work_says_so() -> None:
    idle = WorkingTime(TimePlan("idle", (Week(0, ((),) * 7),)), CALENDAR)
    for unit in (Unit.WORKING_HOURS, Unit.WORKING_DAYS):
        with pytest.raises(ValueError, match="idle"):
            ends(at("2026-11-20T10:00"), Length.of(1, unit), idle)


MOMENTS = st.integers(at("2025-12-20T00:00"), at("2027-02-10T00:00"))
AMOUNTS = st.integers(1, 60 * 8)
WAYS = st.sampled_from([OFFICE, STREET, NIGHTS])


@given(WAYS, st.lists(MOMENTS, min_size=3, max_size=3).map(sorted))
def test_counted_time_adds_up_and_never_goes_back(way: WorkingTime, moments: list[int]) -> None:
    first, second, third = (way.counted(one) for one in moments)
    assert 0 <= first <= second <= third
    assert third - first <= moments[2] - moments[0]
    assert way.counted(way.reached(second)) == second


@given(WAYS, MOMENTS, AMOUNTS, AMOUNTS)
def test_one_limit_after_another_is_their_sum(way: WorkingTime, start: int, one: int, two: int) -> None:
    hours = Unit.WORKING_HOURS
    both = ends(ends(start, Length(one, hours), way), Length(two, hours), way)
    assert both == ends(start, Length(one + two, hours), way)


@given(WAYS, MOMENTS, st.integers(0, 20 * DAY_MS), st.integers(1, 20), st.sampled_from(list(Unit)))
def test_who_starts_later_is_never_due_earlier(way: WorkingTime, start: int, later: int, halves: int, unit: Unit) -> None:
    assert ends(start, Length(halves, unit), way) <= ends(start + later, Length(halves, unit), way)


@given(WAYS, MOMENTS, st.integers(1, 12))
def test_a_number_of_working_days_is_that_many_dates_with_work(way: WorkingTime, start: int, days: int) -> None:
    end = ends(start, Length.of(days, Unit.WORKING_DAYS), way)
    begun = way.begun(start)
    dates = range((begun + 8 * HOUR_MS) // DAY_MS + 1, (end + 8 * HOUR_MS) // DAY_MS + 1)
    assert sum(bool(way.shifts(one)) for one in dates) == days


@settings(max_examples=60)
@given(st.sampled_from([OFFICE, STREET]), MOMENTS, st.integers(1, 4000))
def test_counting_minute_by_minute_comes_to_the_same(way: WorkingTime, start: int, minutes: int) -> None:
    start -= start % MINUTE_MS
    worked = sum(way.begun(start + n * MINUTE_MS + 1) == start + n * MINUTE_MS + 1 for n in range(minutes))
    assert way.counted(start + minutes * MINUTE_MS) - way.counted(start) == worked * MINUTE_MS


class TestAClock:
    LIMIT = Length.of(4, Unit.WORKING_HOURS)
    START = at("2026-11-23T09:00")

    def reading(self, now: str, *events: ClockEvent, limit: Length = LIMIT):  # type: ignore[no-untyped-def]
        return read(self.START, limit, events, OFFICE, at(now))

    def test_turns_yellow_at_eighty_percent_and_red_after_its_last_moment(self) -> None:
        colours = [self.reading(f"2026-11-23T{time}").colour for time in ("11:59", "14:41", "14:42", "15:30")]
        assert colours == [Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.YELLOW]
        assert self.reading("2026-11-23T15:31").colour is Colour.RED

    def test_does_not_run_while_it_is_paused(self) -> None:
        pause = ClockEvent(at("2026-11-23T10:00"), Happening.PAUSED)
        resting = self.reading("2026-11-24T10:00", pause)
        assert (resting.used, resting.paused) == (HOUR_MS, True)
        gone_on = self.reading("2026-11-24T11:00", pause, ClockEvent(at("2026-11-24T10:00"), Happening.RESUMED))
        assert (gone_on.used, told(gone_on.due_at)) == (2 * HOUR_MS, "2026-11-24T15:30")

    def test_is_moved_by_an_extension_from_its_end(self) -> None:
        longer = ClockEvent(at("2026-11-23T11:00"), Happening.EXTENDED, Length.of(1, Unit.WORKING_DAYS))
        assert told(self.reading("2026-11-23T12:00", longer).due_at) == "2026-11-24T15:30"

    def test_stands_after_it_was_stopped(self) -> None:
        stop = ClockEvent(at("2026-11-23T11:00"), Happening.STOPPED)
        late = ClockEvent(at("2026-11-23T11:30"), Happening.EXTENDED, Length.of(9, Unit.HOURS))
        reading = self.reading("2026-12-01T10:00", stop, late)
        assert (reading.used, reading.total, reading.stopped) == (2 * HOUR_MS, 4 * HOUR_MS, True)

    def test_knows_nothing_of_what_comes_later(self) -> None:
        later = ClockEvent(at("2026-11-23T11:00"), Happening.PAUSED)
        assert not self.reading("2026-11-23T10:59", later).paused

    def test_of_natural_hours_runs_through_the_night(self) -> None:
        reading = self.reading("2026-11-24T09:00", limit=Length.of(36, Unit.HOURS))
        assert (reading.used, told(reading.due_at)) == (24 * HOUR_MS, "2026-11-24T21:00")


@given(MOMENTS, st.lists(st.tuples(st.integers(0, 6 * DAY_MS), st.booleans()), max_size=8), st.integers(0, 8 * DAY_MS))
def test_used_time_and_rest_are_all_the_time_there_was(start: int, turns: list[tuple[int, bool]], later: int) -> None:
    events = [ClockEvent(start + after, Happening.PAUSED if rests else Happening.RESUMED) for after, rests in turns]
    reading = read(start, Length.of(3, Unit.WORKING_DAYS), events, OFFICE, start + later)
    assert 0 <= reading.used <= OFFICE.counted(start + later) - OFFICE.counted(start)
    assert reading.paused or OFFICE.counted(reading.due_at) - OFFICE.counted(start + later) == reading.total - reading.used


def test_the_phone_is_held_to_what_is_computed_here() -> None:
    assert json.loads(make_limit_vectors.FILE.read_text("utf-8")) == json.loads(json.dumps(make_limit_vectors.vectors()))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-20T21:00", "2026-11-24T08:30"),
        ("2026-11-23T13:00", "2026-11-24T14:30"),
        ("2026-11-23T07:00", "2026-11-24T08:30"),
    ],
)
def test_a_working_day_ends_at_its_time_of_day_not_at_the_close_before_it(start: str, due: str) -> None:
    working = WorkingTime(PLANS[0], CALENDAR)
    reading = read(at(start), Length.of(1, Unit.WORKING_DAYS), [], working, at(start))
    assert told(reading.due_at) == due
