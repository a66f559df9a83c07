"""Fates of reports before, or instead of, a case's way: refused, verified, amended, corrected, the same as others, urgent."""

from __future__ import annotations

from tests.simulation.inbox import Place
from tests.simulation.oracle import Category
from tests.simulation.ways import DAY, HALF_A_DAY, Story, claim, filed, reviewed, soon, to_the_end, while_
from tests.simulation.world import World

REASONS = ("不属于城市管理范围", "现场已不存在", "照片看不清，已电话核实无此事", "重复，已由前案办理")


def on_the_spot(world: World, category: Category, place: Place) -> Story:
    """The patrol puts it right at once: judged, closed."""
    sent = world.report(world.some("patrol"), category, place, handled_on_spot=True)
    yield soon(world)
    world.accept(sent)


def rejected(world: World, category: Category, place: Place) -> Story:
    """Not taken in, for a reason that the patrol reads; without one it is not taken for a verdict."""
    sent = world.report(world.some("patrol"), category, place)
    if sent.case_no is not None:
        told = world.open_case(sent)
        yield soon(world)
        reviewed(world, told, "accept")
        return
    yield soon(world)
    if world.verdict(sent, "reject").status_code != 422:
        world.differ(f"{sent.id} was rejected without a reason")
    if world.judge(sent, "reject", reason=world.chance.choice(REASONS)) is not None:
        world.differ(f"{sent.id} was not taken in and has a case")


def verified(world: World, category: Category, place: Place) -> Story:
    """The hotline heard of it: an inspector looks whether it is so before anybody takes it in."""
    sent = world.report(world.some("receptionist"), category, place, origin="hotline")
    inspector = world.some("inspector")
    if sent.case_no is not None:
        told = world.open_case(sent)
    else:
        yield soon(world)
        world.judge(sent, "verify", person=inspector.id)
        yield while_(world)
        world.answer(sent, inspector, "verified")
        yield soon(world)
        if world.chance.random() < 0.25:
            world.judge(sent, "reject", reason=REASONS[1])
            return
        told = world.accept(sent)
    yield soon(world)
    yield from to_the_end(world, told)


def amended(world: World, category: Category, place: Place) -> Story:
    """Something is missing: back with its author, who adds it, and back again."""
    sent = world.report(world.some("patrol"), category, place)
    if sent.case_no is not None:
        yield from to_the_end(world, world.open_case(sent))
        return
    for _ in range(world.chance.choice((1, 1, 2))):
        yield soon(world)
        world.judge(sent, "amend", reason="缺一张带参照物的远景")
        yield while_(world)
        world.answer(sent, sent.by, "supplement")
    yield soon(world)
    yield from to_the_end(world, world.accept(sent))


def corrected(world: World, category: Category, place: Place) -> Story:
    """The patrol sends it anew before anybody has judged it: only the new one counts."""
    sent = world.report(world.some("patrol"), category, place)
    if sent.case_no is not None:
        yield from to_the_end(world, world.open_case(sent))
        return
    yield 2
    sent.replaced = True
    again = world.report(sent.by, category, place, supersedes=sent.id)
    yield soon(world)
    if world.verdict(sent, "accept").status_code != 409:
        world.differ(f"{sent.id} was replaced and judged")
    if again.case_no is not None:
        yield from to_the_end(world, world.open_case(again))
    else:
        yield from to_the_end(world, world.accept(again))


def taken_back(world: World, category: Category, place: Place) -> Story:
    """Accepted by mistake: taken back at once, its number is never given again; too late somebody else decides."""
    sent = world.report(world.some("patrol"), category, place)
    if sent.case_no is not None:
        yield from to_the_end(world, world.open_case(sent))
        return
    yield soon(world)
    if world.files_apart:
        yield from to_the_end(world, world.accept(sent))
        return
    told = world.accept(sent)
    late = world.chance.random() < 0.3
    yield late
    assert sent.judged_by is not None
    answer = world.call(sent.judged_by, "DELETE", f"/reports/{sent.id}/verdict")
    if (answer.status_code == 200) == bool(late):
        world.differ(f"{told.case_no} taken back {'too late' if late else 'at once'}: {answer.status_code}")
    if late:
        yield from to_the_end(world, told)
        return
    world.voided_by_verdict(sent, told)
    sent.status = "pending"
    world.check_status(sent)
    yield soon(world)
    world.judge(sent, "reject", reason=REASONS[0])


def joined(world: World, category: Category, place: Place) -> Story:
    """Others report what somebody has reported: all are one case, and three of them call for supervision."""
    told = yield from filed(world, category, place)
    for _ in range(world.chance.choice((1, 1, 3, 4))):
        again = world.report(world.some("patrol"), category, place)
        yield soon(world)
        if again.case_no is not None:  # the first one is over by now: urgent, and a case of its own
            yield from to_the_end(world, world.open_case(again))
        elif told.over:
            if world.verdict(again, "duplicate", duplicate_of=told.case_no).status_code != 409:
                world.differ(f"{again.id} joined {told.case_no}, which is {told.state}")
            world.judge(again, "reject", reason=REASONS[1])
        else:
            world.judge(again, "duplicate", duplicate_of=told.case_no)
            world.joins(told)
        world.look(told)
    yield from to_the_end(world, told)


def waited_together(world: World, category: Category, place: Place) -> Story:
    """A duplicate of a report that is itself still waiting comes along when that one has its case."""
    first = world.report(world.some("patrol"), category, place)
    if first.case_no is not None:
        yield from to_the_end(world, world.open_case(first))
        return
    second = world.report(world.some("patrol"), category, place)
    yield soon(world)
    world.judge(second, "duplicate", duplicate_of=first.id)
    yield soon(world)
    told = world.accept(first, along=[second])
    world.check_status(second)
    yield from to_the_end(world, told)


def supplemented(world: World, category: Category, place: Place) -> Story:
    """The phone shows that it is known already: what the patrol adds is evidence of the open case."""
    told = yield from filed(world, category, place)
    yield soon(world)
    if not told.over:
        sent = world.report(world.some("patrol"), category, place, joins=told.case_no)
        if sent.case_no != told.case_no:
            world.differ(f"{sent.id} was to join {told.case_no} and has {sent.case_no}")
        world.joins(told)
        world.look(told)
    yield from to_the_end(world, told)


def urgent(world: World, category: Category, place: Place) -> Story:
    """The green channel: a case as it arrives, with its unit where a rule knows one; reviewed afterwards, and not always
    taken for one."""
    sent = world.report(world.some("patrol"), category, place)
    if sent.case_no is None:
        yield 2
        yield from to_the_end(world, world.accept(sent))
        return
    told = world.open_case(sent)
    yield world.chance.choice((1, 4, 12, 40))
    if world.chance.random() < 0.6:
        claim(world, told)
    yield world.chance.choice((1, 3, 9))
    verdict = world.chance.choice(("accept", "accept", "accept", "reject"))
    reviewed(world, told, verdict, **({"reason": REASONS[1]} if verdict == "reject" else {}))
    yield soon(world)
    yield from to_the_end(world, told)


def again_later(world: World, category: Category, place: Place) -> Story:
    """Put right on the spot, and there again the next day: a case of its own that says of which it is a repetition."""
    yield from on_the_spot(world, category, place)
    yield world.chance.choice((HALF_A_DAY, DAY, 2 * DAY, 4 * DAY))
    yield from to_the_end(world, (yield from filed(world, category, place)))
