"""Fates in which others are called or somebody is urged: whistles of street and road chief, supervision by hand."""

from __future__ import annotations

from tests.simulation.inbox import Place
from tests.simulation.oracle import Category, Told
from tests.simulation.posts import Person
from tests.simulation.ways import DAY, HOUR, Story, claimed, filed, soon, to_the_end, units, while_
from tests.simulation.working_minutes import moment_of
from tests.simulation.world import World


def street_whistle(world: World, category: Category, place: Place) -> Story:
    """街道吹哨, 部门报到: those called come one after the other, late or not at all; the street ends it."""
    yield from _whistle(world, category, place, "street", whistles=1)


def chief_whistle(world: World, category: Category, place: Place) -> Story:
    """路长吹哨, 全员报到: called twice, by two chiefs perhaps; nobody but who blew ends it, and the case's end ends all."""
    yield from _whistle(world, category, place, "chief", whistles=2)


def supervised(world: World, category: Category, place: Place) -> Story:
    """督办 by hand, answered by the unit or by the desk for it, perhaps twice."""
    told = yield from claimed(world, category, place)
    for _ in range(world.chance.choice((1, 1, 2))):
        if told.over:
            return
        said = {"reason": "群众反映强烈", "reply_by": _later(world, DAY), "level": world.chance.choice(("normal", "key", "city"))}
        world.move(told, world.some(world.chance.choice(("shift-leader", "oversight", "centre"))), "supervise", said)
        yield while_(world)
        _answer(world, told)
        yield soon(world)
    yield from to_the_end(world, told)
    _answer(world, told)


def _whistle(world: World, category: Category, place: Place, post: str, whistles: int) -> Story:
    told = yield from (filed, claimed)[world.chance.randint(0, 1)](world, category, place)
    for _ in range(whistles):
        _blow(world, told, world.some(post))
        yield soon(world)
    for _ in range(world.chance.randint(0, 4)):
        _come(world, told)
        yield while_(world)
    if world.chance.random() < 0.2:
        _end(world, told, world.some("street" if post == "chief" else "chief"))
    for _ in range(world.chance.randint(0, whistles)):
        if told.open_whistles:
            blower = told.open_whistles[-1].by
            _end(world, told, world.some(post, lambda person, by=blower: person.id == by))  # type: ignore[misc]
    yield from to_the_end(world, told)


def _blow(world: World, told: Told, by: Person) -> None:
    called = world.chance.sample(units(world), min(3, len(units(world))))
    if world.chance.random() < 0.3:
        called.append(f"{called[0]}-crew")
    said = {"co_units": called, "reason": "路面塌陷，请到场", "reply_by": _later(world, 2 * HOUR)}
    world.move(told, by, "blow-whistle", said, units=called)


def _come(world: World, told: Told) -> None:
    """Somebody of a called unit comes, or of one that has come already."""
    if told.over or not told.open_whistles:
        return
    whistle = world.chance.choice(told.open_whistles)
    by = world.of_unit(world.chance.choice(sorted(whistle.came)))
    answers = next(iter(told.called(by)), None)
    if world.chance.random() < 0.5:
        world.reply(told, by, "arrive", (), "已到场", answers=answers)
    else:
        said = {"whistle": answers[0].number} if answers else {}
        world.move(told, by, "arrive", {**said, "note": "已到场"}, answers=answers)


def _end(world: World, told: Told, by: Person) -> None:
    own = next((one for one in told.open_whistles if one.by == by.id), None)
    said = {"whistle": own.number} if own else {}
    world.move(told, by, "end-whistle", {**said, "note": "已处置完"}, number=own.number if own else None)


def _answer(world: World, told: Told) -> None:
    """The first order that waits; once there is none, nobody can answer."""
    orders = [one for one in world.read(told.case_no)["supervisions"] if not one["answered_at"] and not one["ended_at"]]
    by = world.of_unit(told.unit) if told.unit and world.chance.random() < 0.5 else world.some("dispatcher")
    order = orders[0] if orders else {"id": 1, "cause": None}
    said = {"order": order["id"], "note": "已增派人手"}
    world.move(told, by, "answer-supervision", said, cause=order["cause"], number=order["id"])


def _later(world: World, minutes: int) -> str:
    return moment_of(world.now + minutes).isoformat()
