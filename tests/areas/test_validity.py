"""Which area version was responsible when: by the moment, also where a city says so late, and without what was undone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from app.areas.validity import TIME_BEGINS, Version, endings, responsible_at, undoing

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + number * DAY


def version(number: int, begins: int | None, *, undone: bool = False, restores: int | None = None) -> Version:
    return Version(number, f"v{number}", None if begins is None else day(begins), undone, restores)


def at(versions: list[Version], moment: datetime) -> int | None:
    found = responsible_at(versions, moment)
    return found.id if found else None


def test_each_is_responsible_until_the_next_begins() -> None:
    known = [version(1, None), version(2, 10), version(3, 20)]
    moments = (day(-900), day(9), day(10), day(19), day(20), day(900))
    assert [at(known, moment) for moment in moments] == [1, 1, 2, 2, 3, 3]
    assert endings(known) == {1: day(10), 2: day(20), 3: None}


def test_before_the_first_that_says_its_beginning_nobody_is() -> None:
    assert at([version(1, 5)], day(4)) is None
    assert at([], day(4)) is None


def test_a_border_that_moved_last_week_counts_since_last_week() -> None:
    known = [version(1, None), version(2, 10), version(3, 5)]
    assert [at(known, day(number)) for number in (4, 5, 10, 11)] == [1, 3, 3, 3]
    assert endings(known) == {1: day(5), 2: day(10), 3: None}


def test_one_that_replaces_since_ever_leaves_nothing_to_the_one_before() -> None:
    known = [version(1, None), version(2, None)]
    assert at(known, day(-900)) == 2
    assert endings(known) == {1: TIME_BEGINS, 2: None}


def test_one_that_was_undone_counts_nowhere() -> None:
    known = [version(1, None), version(2, 10, undone=True), version(3, 10, restores=1)]
    assert [at(known, day(number)) for number in (9, 10, 30)] == [1, 3, 3]
    assert endings(known) == {1: day(10), 2: day(10), 3: None}


def test_undoing_takes_the_content_in_force_back() -> None:
    plan = undoing([version(1, None), version(2, 10)])
    assert plan is not None
    assert ([one.id for one in plan.undone], plan.content, plan.begins) == ([2], 1, day(10))


def test_undoing_an_undo_goes_one_step_further() -> None:
    known = [version(1, None), version(2, 10), version(3, 20, undone=True), version(4, 20, restores=2)]
    plan = undoing(known)
    assert plan is not None
    assert ([one.id for one in plan.undone], plan.content, plan.begins) == ([2, 4], 1, day(10))
    further = [version(1, None), version(2, 10, undone=True), known[2], version(4, 20, undone=True, restores=2)]
    assert undoing([*further, version(5, 10, restores=1)]) is None


def test_undoing_what_was_said_late_gives_back_both_that_it_covered() -> None:
    known = [version(1, None), version(2, 10), version(3, 5)]
    plan = undoing(known)
    assert plan is not None
    after = [*known[:2], version(3, 5, undone=True), version(4, 10, restores=plan.content)]
    assert (plan.content, plan.begins) == (2, day(10))
    assert [at(after, day(number)) for number in (4, 5, 9, 10)] == [1, 1, 1, 4]


@pytest.mark.parametrize("known", [[], [version(1, None)], [version(1, None, undone=True), version(2, None)]])
def test_without_anything_before_there_is_nothing_to_undo(known: list[Version]) -> None:
    assert undoing(known) is None


def test_at_every_moment_just_the_one_that_says_so_is_responsible() -> None:
    draw = random.Random(20261121)
    for _ in range(200):
        known = [version(1, None)]
        for number in range(2, draw.randint(2, 9)):
            known.append(version(number, draw.choice([None, *range(6)]), undone=draw.random() < 0.3))
        until = endings(known)
        for moment in (day(number) + draw.choice((0, 1)) * DAY / 2 for number in range(-1, 7)):
            covering = [
                one.id
                for one in known
                if (one.begins is None or one.begins <= moment) and (until[one.id] is None or moment < (until[one.id] or moment))
            ]
            assert covering == [at(known, moment)]
