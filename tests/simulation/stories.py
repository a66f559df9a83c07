"""What happens to a case from the street to its end: one generator per fate, which yields the minutes until it goes on.

Nothing here looks at the server's answers to decide what is legal: the paper (`oracle.py`) does, so a story may well try
what is forbidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.reports.sending import sha256
from tests.simulation.oracle import Person, Told
from tests.simulation.working_minutes import Allowed
from tests.simulation.world import PHOTOS, Category, World

Story = Iterator[int]
AFTER = [{"sha256": sha256(PHOTOS["after"]), "role": "after"}]
CHECKED = [{"sha256": sha256(PHOTOS["check"]), "role": "check"}]
HOUR, DAY = 60, 24 * 60
OFFLINE = 0.4
"""How often what is done on the street goes through a phone's outbox."""
TRIES = 0.08
"""How often somebody tries what may or may not be theirs to do."""
ANY_MOVE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("claim", {}),
    ("dispose", {"photos": AFTER, "note": "已处置"}),
    ("close", {}),
    ("send-back", {"reason": "现场还没有办好"}),
    ("ask-extension", {"reason": "等配件", "wanted": {"value": 1, "unit": "working_hours"}}),
    ("ask-suspension", {"reason": "要等管线单位", "resume_on": "2026-12-31"}),
    ("check-pass", {"photos": CHECKED, "answers": {}}),
    ("check-fail", {"photos": CHECKED, "reason": "没有办好"}),
    ("resume", {}),
)


def fate_of(world: World, category: Category, place: tuple[float, float]) -> Story:
    """One report and all that follows, by the world's chance."""
    fates = [one for one, _weight in FATES]
    weights = [weight for _one, weight in FATES]
    return world.chance.choices(fates, weights)[0](world, category, place)


def on_the_spot(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The patrol puts it right at once: judged, closed."""
    report = world.report(world.some("patrol"), category, place, handled_on_spot=True)
    yield _soon(world)
    number = world.judge(report, "accept")
    assert number is not None
    world.on_the_spot += 1
    body = world.read(number)
    if body["state"] != "closed":
        world.differences.append(f"{number} was put right on the spot and is {body['state']}")


def rejected(world: World, category: Category, place: tuple[float, float]) -> Story:
    """Not taken in."""
    report = world.report(world.some("patrol"), category, place)
    yield _soon(world)
    if world.judge(report, "reject", reason="不属于城市管理范围") is not None:
        world.differences.append(f"{report} was not taken in and has a case")


def joined(world: World, category: Category, place: tuple[float, float]) -> Story:
    """Somebody reports what somebody else has reported: both are one case."""
    told = yield from _filed(world, category, place)
    again = world.report(world.some("patrol"), category, place)
    yield _soon(world)
    if told.state not in {"closed", "voided"}:
        world.judge(again, "duplicate", duplicate_of=told.case_no)
        world.read(told.case_no)
    yield from _to_the_end(world, told)


def plain(world: World, category: Category, place: tuple[float, float]) -> Story:
    """Filed, dispatched, claimed, handled, checked, closed."""
    told = yield from _filed(world, category, place)
    yield from _to_the_end(world, told)


def late(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The unit takes far too long."""
    told = yield from _with_unit(world, category, place)
    yield world.chance.randint(3 * DAY, 9 * DAY)
    yield from _to_the_end(world, told)


def rework(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The check fails once or more."""
    told = yield from _claimed(world, category, place)
    for _ in range(world.chance.choice((1, 1, 2))):
        yield from _handed_in(world, told)
        checker = yield from _checking(world, told)
        world.move(told, checker, "check-fail", {"reason": "没有恢复原状", "photos": CHECKED, "answers": {}})
        yield _while(world)
    yield from _to_the_end(world, told)


def sent_back(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The check passes, the shift leader is not content."""
    told = yield from _claimed(world, category, place)
    yield from _handed_in(world, told)
    checker = yield from _checking(world, told)
    world.move(told, checker, "check-pass", {"photos": CHECKED, "answers": {}})
    yield _soon(world)
    world.move(told, world.some("shift-leader"), "send-back", {"reason": "照片里还有堆物"})
    yield _while(world)
    yield from _to_the_end(world, told)


def extended(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The unit asks for more time, once, twice, a third time; some of it is refused."""
    told = yield from _claimed(world, category, place)
    for _ in range(world.chance.choice((1, 2, 3))):
        unit = world.of_unit(told.unit or "")
        wanted = Allowed(1, category.limit.unit)
        said = {"reason": "材料未到", "wanted": {"value": 1, "unit": category.limit.unit}}
        if world.move(told, unit, "ask-extension", said, allowed=wanted):
            yield _soon(world)
            yield from _decided(world, told, world.chance.random() < 0.75)
        yield world.chance.randint(5, 90)
    yield from _to_the_end(world, told)


def given_back(world: World, category: Category, place: tuple[float, float]) -> Story:
    """The unit says that it is not its business, in time or too late."""
    told = yield from _with_unit(world, category, place)
    yield world.chance.choice((5, 14, 16, 60, 200, 400))
    reason = {"reason": "not-ours", "note": "在小区围墙内"}
    if world.move(told, world.of_unit(told.unit or ""), "ask-return", reason):
        yield _soon(world)
        yield from _decided(world, told, world.chance.random() < 0.7)
    yield _soon(world)
    yield from _to_the_end(world, told)


def suspended(world: World, category: Category, place: tuple[float, float]) -> Story:
    """It cannot be done now: the clock stands until it goes on."""
    told = yield from _claimed(world, category, place)
    said = {"reason": "等供水公司停水", "resume_on": "2026-12-31"}
    if world.move(told, world.of_unit(told.unit or ""), "ask-suspension", said):
        yield _soon(world)
        yield from _decided(world, told, world.chance.random() < 0.8)
    yield world.chance.randint(HOUR, 4 * DAY)
    if told.state == "suspended":
        world.move(told, world.some("dispatcher"), "resume", {"note": "已停水"})
        yield _while(world)
    yield from _to_the_end(world, told)


def redispatched(world: World, category: Category, place: tuple[float, float]) -> Story:
    """It went to the wrong unit."""
    told = yield from _with_unit(world, category, place)
    yield world.chance.randint(1, 300)
    other = world.chance.choice([unit for unit in _units(world) if unit != told.unit])
    world.move(told, world.some("dispatcher"), "redispatch", {"unit": other, "reason": "派错了单位"}, unit=other)
    yield _while(world)
    yield from _to_the_end(world, told)


def voided(world: World, category: Category, place: tuple[float, float]) -> Story:
    """It turns out to be nothing before anybody has handled it."""
    told = yield from (_filed, _with_unit)[world.chance.randint(0, 1)](world, category, place)
    if world.move(told, world.some("dispatcher"), "ask-void", {"reason": "现场没有发现"}):
        yield _soon(world)
        yield from _decided(world, told, world.chance.random() < 0.8)
    if told.state != "voided":
        yield from _to_the_end(world, told)


def left(world: World, category: Category, place: tuple[float, float]) -> Story:
    """Nobody does anything more."""
    yield from _with_unit(world, category, place)


FATES: tuple[tuple[Callable[[World, Category, tuple[float, float]], Story], int], ...] = (
    (on_the_spot, 20), (rejected, 6), (joined, 5), (plain, 28), (late, 8), (rework, 8), (sent_back, 2), (extended, 7),
    (given_back, 6), (suspended, 4), (redispatched, 4), (voided, 3), (left, 2),
)  # fmt: skip


# ---- the way of a case, in pieces


def _filed(world: World, category: Category, place: tuple[float, float]) -> Iterator[int]:
    report = world.report(world.some("patrol"), category, place)
    yield _soon(world)
    number = world.judge(report, "accept")
    assert number is not None
    told = world.open_case(number, category, report)
    yield _soon(world)
    return told


def _with_unit(world: World, category: Category, place: tuple[float, float]) -> Iterator[int]:
    told = yield from _filed(world, category, place)
    _dispatch(world, told)
    yield _soon(world)
    return told


def _claimed(world: World, category: Category, place: tuple[float, float]) -> Iterator[int]:
    told = yield from _with_unit(world, category, place)
    _try(world, told)
    world.move(told, world.of_unit(told.unit or ""), "claim")
    yield world.chance.randint(1, 60)
    return told


def _dispatch(world: World, told: Told) -> None:
    unit = world.chance.choice(_units(world))
    world.move(told, world.some("dispatcher"), "dispatch", {"unit": unit}, unit=unit)


def _handed_in(world: World, told: Told) -> Iterator[int]:
    by = world.of_unit(told.unit or "")
    if world.chance.random() < 0.3:
        world.move(told, by, "progress", {"note": "正在办"})
        yield _soon(world)
    if world.chance.random() < OFFLINE:
        world.reply(told, by, "dispose", "after", "已清理，恢复通行")
    else:
        world.move(told, by, "dispose", {"photos": AFTER, "note": "已清理，恢复通行"})
    yield _soon(world)


def _checking(world: World, told: Told) -> Iterator[int]:
    if told.state == "disposed":
        checker = world.some("inspector")
        world.move(told, world.some("receptionist"), "send-check", {"person": checker.id}, checker=checker.id)
        _try(world, told)
        yield world.chance.randint(1, 120)
        return checker
    return world.some("inspector", lambda person: person.id == told.checker)


def _decided(world: World, told: Told, yes: bool) -> Iterator[int]:
    """Everybody who has to decide does, one after the other; now and then somebody tries who must not."""
    while told.asked is not None:
        post = {"leader": "shift-leader", "dispatcher": "dispatcher", "centre": "centre"}[told.asked.steps[0]]
        if world.chance.random() < TRIES:
            _decide(world, told, world.some("patrol"), True)
            _decide(world, told, world.some("centre" if post != "centre" else "shift-leader"), True)
        _decide(world, told, world.some(post), yes)
        yield _soon(world)


def _decide(world: World, told: Told, by: Person, yes: bool) -> None:
    requests = world.read(told.case_no)["requests"]
    request = next(one["id"] for one in requests if one["state"] == "open")
    said = {"request": request, "reason": "同意" if yes else "能按期办完"}
    if yes:
        asked = told.asked
        world.move(told, by, "approve", said, allowed=asked.allowed if asked else None)
    else:
        world.move(told, by, "refuse", said)


def _to_the_end(world: World, told: Told) -> Story:
    """From wherever it stands, the plain way until it is closed."""
    for _ in range(12):
        _try(world, told)
        if told.state == "filed":
            _dispatch(world, told)
        elif told.state == "dispatched":
            world.move(told, world.of_unit(told.unit or ""), "claim")
        elif told.state in {"claimed", "rework"}:
            yield from _handed_in(world, told)
        elif told.state in {"disposed", "checking"}:
            checker = yield from _checking(world, told)
            if world.chance.random() < OFFLINE:
                world.reply(told, checker, "check-pass", "check", "已恢复原状")
            else:
                world.move(told, checker, "check-pass", {"photos": CHECKED, "answers": {}})
        elif told.state == "checked":
            world.move(told, world.some("shift-leader"), "close")
        else:
            return
        yield _while(world)


def _try(world: World, told: Told) -> None:
    """Somebody tries something; the paper knows whether it is theirs."""
    if world.chance.random() > TRIES:
        return
    verb, said = world.chance.choice(ANY_MOVE)
    post = world.chance.choice(("patrol", "inspector", "unit", "dispatcher", "shift-leader", "centre"))
    by = world.some(post)
    if not told.may(verb, by, world.now):
        world.move(told, by, verb, dict(said))


def _units(world: World) -> list[str]:
    return sorted({person.unit for person in world.people["unit"] if person.unit})


def _soon(world: World) -> int:
    return world.chance.randint(1, 20)


def _while(world: World) -> int:
    return world.chance.choice((5, 20, 60, 150, 400))
