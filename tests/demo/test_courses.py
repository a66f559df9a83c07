"""What becomes of the story's cases: every state and question of a desk is there now, in a possible order of possible moments."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.cases.rules import Verb
from app.catalog.limits import ends
from app.demo.casting import PARTS, WAITING_AT_THE_BOARD, courses
from app.demo.courses import Course
from app.demo.earlier import FIRST_INDEX, earlier
from app.demo.reckoning import reckoning
from app.demo.story import story
from app.handling.clocks import millis, moment
from app.handling.rules import RETURN_WITHIN

MOMENTS = [datetime(2026, 11, day, hour, 20, tzinfo=UTC) for day, hour in ((20, 4), (20, 16), (22, 23), (25, 1))]

FRIDAY, HOLIDAY = datetime(2026, 11, 19, 16, tzinfo=UTC), datetime(2026, 10, 2, 16, tzinfo=UTC)
BY_DAY_AND_NIGHT = [FRIDAY + n * timedelta(minutes=187) for n in range(30)] + [HOLIDAY + n * timedelta(hours=3) for n in range(8)]
"""From a Friday to a Monday, and one of the days off in October; the hours and minutes are all kinds."""


def last(course: Course) -> Verb | None:
    return course[-1].verb if course else None


@pytest.mark.parametrize("now", MOMENTS)
def test_every_part_is_given_to_a_case(now: datetime) -> None:
    told = story(now)
    found = courses(told, now)
    ends = Counter(last(course) for course in found.values())
    assert ends[None] == WAITING_AT_THE_BOARD
    open_ends = {Verb.DISPATCH, Verb.CLAIM, Verb.PROGRESS, Verb.DISPOSE, Verb.SEND_CHECK, Verb.CHECK_PASS, Verb.CHECK_FAIL}
    asked = {Verb.ASK_RETURN, Verb.ASK_EXTENSION, Verb.ASK_SUSPENSION, Verb.ASK_VOID, Verb.SUPERVISE, Verb.ANSWER_SUPERVISION}
    assert open_ends | asked | {Verb.ARRIVE, Verb.APPROVE, Verb.CLOSE} <= set(ends)
    assert sum(count for verb, count in ends.items() if verb not in {Verb.CLOSE, None}) >= len(PARTS) - 2


@pytest.mark.parametrize("now", MOMENTS)
def test_deeds_come_one_after_the_other_and_none_of_them_is_still_to_come(now: datetime) -> None:
    told = {one.index: one for one in (*earlier(now), *story(now))}
    for index, course in courses(list(told.values()), now).items():
        one = told[index]
        moments = [one.verdict.at if one.verdict else one.received_at, *(deed.at for deed in course), now]
        assert moments == sorted(set(moments)), index


def asked_for(course: Course, category: str) -> Iterator[tuple[Verb, datetime, datetime]]:
    """What the unit asks for that must be asked within a time: what, when, and until when it may be."""
    clock, given = reckoning(category), None
    for deed in course:
        if deed.verb is Verb.DISPATCH:
            given = deed.at
        elif given and deed.verb is Verb.ASK_RETURN:
            yield deed.verb, deed.at, moment(ends(millis(given), RETURN_WITHIN, clock.working))
        elif given and deed.verb is Verb.ASK_EXTENSION:
            yield deed.verb, deed.at, clock.used(given, 1)


def test_what_units_ask_for_they_ask_in_time_whenever_the_story_is_told() -> None:
    asked: Counter[Verb] = Counter()
    for now in BY_DAY_AND_NIGHT:
        told = {one.index: one for one in (*earlier(now), *story(now))}
        for index, course in courses(list(told.values()), now).items():
            for verb, at, until in asked_for(course, told[index].spot.category):
                assert at <= until, (now, index, verb)
                asked[verb] += 1
    assert min(asked[Verb.ASK_RETURN], asked[Verb.ASK_EXTENSION]) >= 2 * len(BY_DAY_AND_NIGHT)


@pytest.mark.parametrize("now", MOMENTS)
def test_some_limits_are_nearly_over_and_some_are(now: datetime) -> None:
    told = {one.index: one for one in story(now)}
    used: Counter[str] = Counter()
    for index, course in courses(list(told.values()), now).items():
        given = next((deed.at for deed in course if deed.verb is Verb.DISPATCH), None)
        if given is not None and last(course) in {Verb.DISPATCH, Verb.CLAIM, Verb.PROGRESS, Verb.SUPERVISE}:
            clock = reckoning(told[index].spot.category)
            used["red" if clock.used(given, 1) < now else "yellow" if clock.used(given, 0.8) < now else "green"] += 1
    assert used["red"] >= 3
    assert used["yellow"] >= 2
    assert used["green"] >= 5


def test_the_weeks_before_are_in_order_and_have_numbers_of_their_own() -> None:
    told = earlier(MOMENTS[0])
    assert [one.index for one in told] == list(range(FIRST_INDEX, FIRST_INDEX + len(told)))
    assert max(one.received_at for one in told) < min(one.received_at for one in story(MOMENTS[0]))
    assert all(one.verdict for one in told)
