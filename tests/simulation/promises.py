"""Fates of promises that a shop did not keep: the first time it is only told, the second is a case, which may end with what the
shop puts right."""

from __future__ import annotations

from tests.simulation.inbox import Place
from tests.simulation.oracle import Category, Told
from tests.simulation.taking import end
from tests.simulation.ways import Story, dispatch, reviewed, soon, to_the_end, while_
from tests.simulation.world import World


def put_right(world: World, category: Category, place: Place) -> Story:
    """Reminded, found again, a case; a patrol sees that it is right now, somebody at the desk looks at the pictures."""
    admin = world.people["admin"][0]
    shop = {"name": f"铺子{len(world.reports)}", "point": list(place)}
    subject = {"shop_id": world.ask(admin, "POST", "/shops", json=shop)["id"], "pledge_item": "order"}
    sent = world.report(world.some("patrol"), category, place, subject=subject)
    if sent.case_no is not None:
        told = world.open_case(sent)  # what is urgent is no matter of reminding
        yield soon(world)
        reviewed(world, told, "accept")
    else:
        yield soon(world)
        if world.judge(sent, "accept") is not None:
            world.differ(f"{sent.id} only reminded a shop and has a case: {sent.case_no}")
        yield while_(world)
        sent = world.report(world.some("patrol"), category, place, subject=subject)
        yield soon(world)
        told = world.accept(sent)
    if world.chance.random() < 0.5:
        dispatch(world, told)
    yield soon(world)
    world.deliver(
        world.some("patrol"), ("after",), at=place, category=category.slug,
        reply_to={"report_id": sent.id, "verb": "rectified"},
    )  # fmt: skip
    yield soon(world)
    answer = world.call(world.some("receptionist"), "POST", f"/breaches/{sent.id}/verdict", json={"verdict": "pass"})
    if answer.status_code != 200:
        world.differ(f"{sent.id} was put right and is not passed: {answer.status_code} {answer.text[:200]}")
    passed(told, world.now)
    world.look(told)
    yield from to_the_end(world, told)


def passed(told: Told, now: int) -> None:
    """What a shop has put right ends the case while no unit has it; a unit's work goes on to its own check."""
    if told.state == "filed":
        end(told, now, "closed")
