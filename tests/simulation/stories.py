"""Fates of cases: one generator for each, which yields the minutes until it goes on.

Nothing here looks at the server's answers to decide what is legal: the paper does, so a story may well try what is
forbidden.
"""

from __future__ import annotations

from tests.simulation.inbox import Place
from tests.simulation.oracle import Category, Told
from tests.simulation.ways import (
    AFTER,
    CHECKED,
    DAY,
    HOUR,
    Story,
    checked,
    checking,
    claimed,
    decided,
    dispatch,
    failed,
    filed,
    handed_in,
    soon,
    to_the_end,
    units,
    while_,
    with_unit,
)
from tests.simulation.working_minutes import Allowed
from tests.simulation.world import World

RETURNED = ("not-ours", "ownership-unclear", "wrong-place", "wrong-category")


def plain(world: World, category: Category, place: Place) -> Story:
    """Filed, dispatched, claimed, handled, checked, closed."""
    told = yield from filed(world, category, place)
    yield from to_the_end(world, told)


def late(world: World, category: Category, place: Place) -> Story:
    """The unit takes far too long; a week after it was reported it is supervised whatever its limit."""
    told = yield from with_unit(world, category, place)
    yield world.chance.randint(3 * DAY, 9 * DAY)
    yield from to_the_end(world, told)


def rework(world: World, category: Category, place: Place) -> Story:
    """The check fails once, twice or three times; the second time it is supervised."""
    told = yield from claimed(world, category, place)
    for _ in range(world.chance.choice((1, 1, 2, 2, 3))):
        if told.state not in {"claimed", "rework"}:
            break
        yield from handed_in(world, told)
        yield from failed(world, told)
        yield world.chance.choice((5, 20, 60, 150, 400, 2 * DAY))
    yield from to_the_end(world, told)


def sent_back(world: World, category: Category, place: Place) -> Story:
    """The check passes, the shift leader is not content."""
    told = yield from claimed(world, category, place)
    yield from handed_in(world, told)
    checker = yield from checking(world, told)
    world.move(told, checker, "check-pass", {"photos": CHECKED, "answers": {}})
    yield soon(world)
    world.move(told, world.some("shift-leader"), "send-back", {"reason": "照片里还有堆物"})
    yield while_(world)
    yield from to_the_end(world, told)


def extended(world: World, category: Category, place: Place) -> Story:
    """The unit asks for more time, once, twice, a third time; some of it is refused, some not wanted any more."""
    told = yield from claimed(world, category, place)
    for _ in range(world.chance.choice((1, 2, 3))):
        unit = world.of_unit(told.unit)
        wanted = {"value": 1, "unit": category.limit.unit}
        if world.move(
            told, unit, "ask-extension", {"reason": "材料未到", "wanted": wanted}, allowed=Allowed(1, category.limit.unit)
        ):
            yield soon(world)
            if world.chance.random() < 0.15:
                world.move(told, unit, "withdraw", {"request": world.read(told.case_no)["requests"][-1]["id"]})
            yield from decided(world, told, world.chance.random() < 0.75)
        yield world.chance.randint(5, 90)
    yield from to_the_end(world, told)


def given_back(world: World, category: Category, place: Place) -> Story:
    """The unit says that it is not its business, in time or too late."""
    told = yield from with_unit(world, category, place)
    yield world.chance.choice((5, 14, 16, 60, 200, 400))
    if told.state == "dispatched":
        reason = {"reason": world.chance.choice(RETURNED), "note": "在小区围墙内"}
        if world.move(told, world.of_unit(told.unit), "ask-return", reason):
            yield soon(world)
            yield from decided(world, told, world.chance.random() < 0.7)
        yield soon(world)
    yield from to_the_end(world, told)


def suspended(world: World, category: Category, place: Place) -> Story:
    """It cannot be done now: the clock stands until it goes on."""
    told = yield from claimed(world, category, place)
    if world.chance.random() < 0.2:
        yield from handed_in(world, told)
        yield from failed(world, told)
    said = {"reason": "等供水公司停水", "resume_on": "2026-12-31"}
    if world.move(told, world.of_unit(told.unit), "ask-suspension", said):
        yield soon(world)
        yield from decided(world, told, world.chance.random() < 0.8)
    yield world.chance.randint(HOUR, 4 * DAY)
    if told.state == "suspended":
        if world.chance.random() < 0.5:
            looked = {"reason": "供水公司还没有来", "resume_on": "2027-01-15"}
            world.move(told, world.some(world.chance.choice(("shift-leader", "centre"))), "review-suspension", looked)
            yield while_(world)
        by = world.chance.choice((world.some("dispatcher"), world.some("centre"), world.of_unit(told.unit)))
        world.move(told, by, "resume", {"note": "已停水"})
        yield while_(world)
    yield from to_the_end(world, told)


def redispatched(world: World, category: Category, place: Place) -> Story:
    """It went to the wrong unit; the right one has the whole time, and what the wrong one did offline is kept, no more."""
    told = yield from (with_unit, claimed)[world.chance.randint(0, 1)](world, category, place)
    if world.chance.random() < 0.2 and told.state == "claimed":
        yield from handed_in(world, told)
        yield from failed(world, told)
    yield world.chance.randint(1, 300)
    first = told.unit
    other = world.chance.choice([unit for unit in units(world) if unit != first])
    world.move(told, world.some("dispatcher"), "redispatch", {"unit": other, "reason": "派错了单位"}, unit=other)
    if world.chance.random() < 0.4:
        world.reply(told, world.of_unit(first), "dispose", ("after",), "已清理")
    yield while_(world)
    yield from to_the_end(world, told)


def recalled(world: World, category: Category, place: Place) -> Story:
    """The dispatcher takes it back at once, tries to a minute later, or after the unit has begun."""
    told = yield from filed(world, category, place)
    by = world.some("dispatcher")
    if told.state == "filed":
        unit = world.chance.choice(units(world))
        world.move(told, by, "dispatch", {"unit": unit}, unit=unit)
        what = world.chance.choice(("at once", "at once", "asked", "claimed", "late"))
        yield what == "late"
        if what == "asked":
            world.move(told, world.of_unit(told.unit), "ask-return", {"reason": "not-ours"})
        elif what == "claimed":
            world.move(told, world.of_unit(told.unit), "claim")
        if world.chance.random() < 0.3:
            world.move(told, world.some("dispatcher", lambda person: person.id != by.id), "recall")
        world.move(told, by, "recall")
        yield while_(world)
    yield from to_the_end(world, told)


def handed_over(world: World, category: Category, place: Place) -> Story:
    """Within the unit: to a colleague, who never checks it then, or down to its crew."""
    told = yield from with_unit(world, category, place)
    if told.state == "dispatched":
        by = world.of_unit(told.unit)
        if world.chance.random() < 0.5:
            colleague = world.of_unit(told.unit)
            world.move(told, by, "hand-over", {"person": colleague.id}, person=colleague.id)
        else:
            crew = f"{told.unit}-crew"
            world.move(told, by, "hand-over", {"unit": crew, "note": "交一班"}, unit=crew)
    yield soon(world)
    yield from to_the_end(world, told)


def voided(world: World, category: Category, place: Place) -> Story:
    """It turns out to be nothing before anybody has handled it; the desk or the unit says so, and mostly is believed."""
    told = yield from (filed, with_unit)[world.chance.randint(0, 1)](world, category, place)
    by = world.of_unit(told.unit) if told.unit and world.chance.random() < 0.5 else world.some("dispatcher")
    if world.move(told, by, "ask-void", {"reason": "现场没有发现"}):
        yield soon(world)
        if told.state == "dispatched" and world.chance.random() < 0.15:
            world.move(told, world.of_unit(told.unit), "claim")
            yield soon(world)
            yield from decided(world, told, False)
        yield from decided(world, told, world.chance.random() < 0.8)
    if told.state != "voided":
        yield from to_the_end(world, told)


def tagged(world: World, category: Category, place: Place) -> Story:
    """It belongs to a campaign, and so much was done for it."""
    told = yield from claimed(world, category, place)
    for _ in range(world.chance.choice((1, 1, 2))):
        done = world.chance.randint(1, 30)
        said = {"campaign": world.campaign, "wanted": {"value": done, "unit": "处"}}
        by = world.some(world.chance.choice(("shift-leader", "dispatcher", "oversight", "centre")))
        world.move(told, by, "tag", said, campaign=world.campaign, quantity=done)
        yield soon(world)
    yield from to_the_end(world, told)


def by_the_unit_and_its_helper(world: World, category: Category, place: Place) -> Story:
    """Two units work along; they say what they did, and cannot say that it is done."""
    told = yield from filed(world, category, place)
    dispatch(world, told, along=2)
    yield soon(world)
    if told.state == "dispatched":
        world.move(told, world.of_unit(told.unit), "claim")
    if told.along and told.state == "claimed":
        helper = world.of_unit(world.chance.choice(sorted(told.along)))
        world.move(told, helper, "progress", {"photos": AFTER, "note": "协办已到"})
        world.move(told, helper, "dispose", {"photos": AFTER, "note": "已办"})
    yield soon(world)
    yield from to_the_end(world, told)


def left(world: World, category: Category, place: Place) -> Story:
    """Nobody does anything more, wherever it stands."""
    told = yield from with_unit(world, category, place)
    if world.chance.random() < 0.5:
        yield from claimed_and_left(world, told)


def claimed_and_left(world: World, told: Told) -> Story:
    """Some way on: claimed, handed in, being looked at, checked, in rework, suspended."""
    end = world.chance.choice(("claimed", "disposed", "checking", "checked", "rework", "suspended"))
    if told.state == "dispatched":
        world.move(told, world.of_unit(told.unit), "claim")
        yield soon(world)
    if end == "suspended" and told.state == "claimed":
        world.move(told, world.of_unit(told.unit), "ask-suspension", {"reason": "等停水", "resume_on": "2026-12-31"})
        yield from decided(world, told, True)
    elif end != "claimed" and told.state == "claimed":
        yield from handed_in(world, told)
    if told.state == "disposed" and end != "disposed":
        yield from {"checking": checking, "checked": checked}.get(end, failed)(world, told)
