"""The way of a case in pieces: generators that yield the minutes until it goes on, and leave the case further on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from tests.reports.sending import sha256
from tests.simulation.inbox import Place
from tests.simulation.oracle import Category, Told
from tests.simulation.posts import Person
from tests.simulation.town import PHOTOS
from tests.simulation.world import World

Story = Iterator[int]
AFTER = [{"sha256": sha256(PHOTOS["after"]), "role": "after"}]
CHECKED = [{"sha256": sha256(PHOTOS["check"]), "role": "check"}]
WARNED = [{"sha256": sha256(PHOTOS["warning"]), "role": "warning"}]
HOUR, HALF_A_DAY, DAY = 60, 12 * 60, 24 * 60
OFFLINE = 0.4
"""How often what is done on the street goes through a phone's outbox."""
TRIES = 0.08
"""How often somebody tries what may or may not be theirs to do."""
POST_OF = {"leader": "shift-leader", "dispatcher": "dispatcher", "centre": "centre"}
ANYBODY = ("patrol", "inspector", "unit", "dispatcher", "shift-leader", "receptionist", "centre", "street", "chief", "oversight")
ANY_MOVE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("dispatch", {"unit": "unit-00"}),
    ("recall", {}),
    ("claim", {}),
    ("dispose", {"photos": AFTER, "note": "已处置"}),
    ("close", {}),
    ("send-back", {"reason": "现场还没有办好"}),
    ("ask-extension", {"reason": "等配件", "wanted": {"value": 1, "unit": "working_hours"}}),
    ("ask-suspension", {"reason": "要等管线单位", "resume_on": "2026-12-31"}),
    ("ask-void", {"reason": "不该立案"}),
    ("check-pass", {"photos": CHECKED, "answers": {}}),
    ("check-fail", {"photos": CHECKED, "reason": "没有办好"}),
    ("resume", {}),
    ("supervise", {"reason": "抓紧", "reply_by": "2026-10-20T10:00:00+08:00"}),
    ("end-whistle", {}),
    ("arrive", {}),
    ("tag", {"campaign": "清理死角"}),
    ("annotate", {"note": "看过了"}),
)


def filed(world: World, category: Category, place: Place, **more: Any) -> Generator[int, None, Told]:
    """Reported and taken in. What is urgent has a case as it arrives; it is reviewed while its unit is on the way."""
    sent = world.report(world.some("patrol"), category, place, **more)
    if sent.case_no is not None:
        told = world.open_case(sent)
        yield soon(world)
        reviewed(world, told, "accept")
        return told
    yield soon(world)
    told = world.accept(sent)
    yield soon(world)
    return told


def reviewed(world: World, told: Told, verdict: str, **more: Any) -> None:
    """What went without a review is looked at afterwards."""
    sent = world.reports[told.report_id]
    answer = world.verdict(sent, verdict, **more)
    may_end = told.state in {"filed", "dispatched"}
    taken = verdict == "accept" or may_end
    if (answer.status_code == 200) != taken:
        world.differ(f"{told.case_no} {told.state} reviewed with {verdict}: {answer.status_code} {answer.text[:200]}")
    elif taken:
        world.review_ends(sent, told, verdict, answer.json)
    world.look(told)


def with_unit(world: World, category: Category, place: Place, **more: Any) -> Generator[int, None, Told]:
    """Given to a unit, sometimes with others that work along."""
    told = yield from filed(world, category, place, **more)
    dispatch(world, told)
    yield soon(world)
    return told


def claimed(world: World, category: Category, place: Place, **more: Any) -> Generator[int, None, Told]:
    """Somebody of the unit has taken it in hand."""
    told = yield from with_unit(world, category, place, **more)
    tried(world, told)
    claim(world, told)
    yield world.chance.randint(1, 60)
    return told


def dispatch(world: World, told: Told, along: int | None = None) -> None:
    """The dispatcher chooses; where a rule or somebody else was faster nothing is left to do."""
    if told.state != "filed":
        return
    count = world.chance.choice((0, 0, 0, 0, 1, 2)) if along is None else along
    unit, *others = world.chance.sample(units(world), 1 + min(count, len(units(world)) - 1))
    said: dict[str, Any] = {"unit": unit, **({"co_units": others} if others else {})}
    world.move(told, world.some("dispatcher"), "dispatch", said, unit=unit, co_units=others)


def claim(world: World, told: Told) -> None:
    """At the desk or, without a signal, by way of the outbox."""
    if told.state != "dispatched":
        return
    by = world.of_unit(told.unit)
    if world.chance.random() < OFFLINE / 2:
        world.reply(told, by, "claim", (), "已接单")
    else:
        world.move(told, by, "claim")


def handed_in(world: World, told: Told) -> Story:
    """What was done so far, and that it is done."""
    by = world.of_unit(told.unit)
    if told.category.steps and "warn" not in told.steps_done:
        world.move(told, by, "progress", {"photos": WARNED, "note": "已围挡"}, steps=["warn"])
        yield soon(world)
    if world.chance.random() < 0.3:
        helper = world.of_unit(world.chance.choice(sorted(told.along))) if told.along else by
        world.move(told, helper, "progress", {"note": "正在办"})
        yield soon(world)
    if world.chance.random() < OFFLINE:
        world.reply(told, by, "dispose", ("after",), "已清理，恢复通行")
    else:
        world.move(told, by, "dispose", {"photos": AFTER, "note": "已清理，恢复通行"})
    yield soon(world)


def checking(world: World, told: Told) -> Generator[int, None, Person]:
    """Somebody is on the way to look; who it is."""
    if told.state == "disposed":
        checker = world.some(world.chance.choice(("inspector", "inspector", "patrol")))
        world.move(told, world.some("receptionist"), "send-check", {"person": checker.id}, checker=checker.id)
        tried(world, told)
        yield world.chance.randint(1, 120)
        return checker
    everybody = (*world.people["inspector"], *world.people["patrol"])
    return next(person for person in everybody if person.id == told.checker)


def checked(world: World, told: Told) -> Story:
    """Looked at on the spot; what the draw has spared passes at the desk, mostly."""
    if told.state == "disposed" and told.spared and world.chance.random() < 0.8:
        by = world.some("receptionist")
        if world.chance.random() < 0.85:
            world.move(told, by, "check-pass", {"note": "照片清楚"})
        else:
            world.move(told, by, "check-fail", {"reason": "照片里还有"})
        return
    checker = yield from checking(world, told)
    if world.chance.random() < OFFLINE:
        world.reply(told, checker, "check-pass", ("check",), "已恢复原状")
    else:
        world.move(told, checker, "check-pass", {"photos": CHECKED, "answers": {}})


def failed(world: World, told: Told) -> Story:
    """Looked at, and not done."""
    checker = yield from checking(world, told)
    if world.chance.random() < OFFLINE:
        world.reply(told, checker, "check-fail", ("check",), "没有恢复原状")
    else:
        world.move(told, checker, "check-fail", {"reason": "没有恢复原状", "photos": CHECKED, "answers": {}})


def decided(world: World, told: Told, yes: bool) -> Story:
    """Everybody who has to decide does, one after the other; now and then somebody tries who must not."""
    while told.asked is not None:
        post = POST_OF[told.asked.steps[0]]
        if world.chance.random() < TRIES:
            decide(world, told, world.some("patrol"), True)
            decide(world, told, world.some("centre" if post != "centre" else "shift-leader"), True)
        decide(world, told, world.some(post), yes)
        yield soon(world)


def decide(world: World, told: Told, by: Person, yes: bool) -> None:
    """One step of what was asked for."""
    requests = world.read(told.case_no)["requests"]
    request = next(one["id"] for one in requests if one["state"] == "open")
    world.move(told, by, "approve" if yes else "refuse", {"request": request, "reason": "同意" if yes else "能按期办完"})


def to_the_end(world: World, told: Told) -> Story:
    """From wherever it stands, the plain way until it is closed."""
    for _ in range(14):
        tried(world, told)
        if told.state == "filed":
            dispatch(world, told)
        elif told.state == "dispatched":
            claim(world, told)
        elif told.state in {"claimed", "rework"}:
            yield from handed_in(world, told)
        elif told.state in {"disposed", "checking"}:
            yield from checked(world, told)
        elif told.state == "checked":
            world.move(told, world.some("shift-leader"), "close")
        else:
            return
        yield while_(world)


def tried(world: World, told: Told) -> None:
    """Somebody tries something that is not theirs, or not possible; the paper knows."""
    if world.chance.random() > TRIES:
        return
    verb, said = world.chance.choice(ANY_MOVE)
    by = world.some(world.chance.choice(ANYBODY))
    if not told.may(verb, by, world.now):
        world.move(told, by, verb, dict(said))


def units(world: World) -> list[str]:
    """Those that cases are given to; their crews get them from them."""
    return sorted({person.unit for person in world.people["unit"] if person.unit and "-crew" not in person.unit})


def soon(world: World) -> int:
    """Minutes until somebody has seen to it."""
    return world.chance.randint(1, 20)


def while_(world: World) -> int:
    """Minutes until somebody gets round to it."""
    return world.chance.choice((5, 20, 60, 150, 400))
