"""Holds a case as the server tells it to somebody against the paper: state, times, counts, what is open, what may be done."""

from __future__ import annotations

from typing import Any

from app.core import clock
from tests.simulation.oracle import Told
from tests.simulation.posts import WHO_WHERE, Person
from tests.simulation.town import Town
from tests.simulation.working_minutes import minute_of, moment_of

VERBS = tuple(WHO_WHERE)
ON_CLOCK = {"dispatched", "claimed", "rework", "disposed", "checking"}


def compare(town: Town, told: Told, body: dict[str, Any], reader: Person) -> None:
    """Writes down where they differ."""
    unit, counts, on_clock = body["unit"], body["counts"], body["clock"] or {}
    pairs = {
        "state": (told.state, body["state"]),
        "unit": (told.unit, unit and unit["code"]),
        "along": (_along(told), {one["code"] for one in body["co_units"]}),
        "reworks": (told.reworks, counts["rework"]),
        "returns": (told.returns, counts["return"]),
        "extensions": (told.extensions, counts["extension"]),
        "dispatches": (told.dispatches, counts["dispatch"]),
        "on time": (told.on_time, body["on_time"]),
        "asked": (told.asked and told.asked.kind, _asked(body)),
        "orders": (_orders(told), sorted((one["cause"], bool(one["answered_at"])) for one in _open(body["supervisions"]))),
        "supervised": (len(told.open_orders), body["supervised"]),
        "whistles": (_whistles(told), {one["id"]: _came(one) for one in _open(body["whistles"])}),
        "campaign": (told.campaign, body["campaign"]),
        "moves": ({verb for verb in VERBS if told.may(verb, reader, town.now)}, {one["verb"] for one in body["moves"]}),
    }
    for name, (paper, server) in pairs.items():
        if paper != server:
            town.differ(f"{told.case_no} as {reader.post} sees it, {told.state}: {name}: paper {paper}, server {server}")
    if told.state in ON_CLOCK:
        _same_time(town, told, "due", told.due(town.now), on_clock.get("due_at"))
        for step in on_clock["steps"] if told.category.steps else ():
            _same_step(town, told, step)
    if told.state == "rework":
        _same_time(town, told, "rework due", told.rework_due(town.now), on_clock.get("rework_due_at"))


def _along(told: Told) -> set[str]:
    return {*told.along, *(code for one in told.open_whistles for code in one.came)}


def _asked(body: dict[str, Any]) -> str | None:
    return next((one["kind"] for one in body["requests"] if one["state"] == "open"), None)


def _open(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in rows if one["ended_at"] is None]


def _orders(told: Told) -> list[tuple[str, bool]]:
    return sorted((one.cause, one.answered) for one in told.open_orders)


def _whistles(told: Told) -> dict[int, dict[str, bool]]:
    return {one.number: {code: came is not None for code, came in one.came.items()} for one in told.open_whistles}


def _came(whistle: dict[str, Any]) -> dict[str, bool]:
    return {one["code"]: one["arrived_at"] is not None for one in whistle["units"]}


def _same_step(town: Town, told: Told, step: dict[str, Any]) -> None:
    done = told.steps_done.get(step["step"])
    there = None if step["done_at"] is None else minute_of(clock.parse(step["done_at"]))
    if done != there:
        town.differ(f"{told.case_no} {step['step']} done: paper {done and moment_of(done)}, server {step['done_at']}")
    allowed = dict(told.category.steps)[step["step"]]
    due = told.due(town.now) if allowed == told.limit else told.step_due(allowed, town.now)
    _same_time(town, told, step["step"], due, step["due_at"])


def _same_time(town: Town, told: Told, what: str, paper: int | None, server: str | None) -> None:
    """The same moment, or two between which nobody works."""
    there = None if server is None else minute_of(clock.parse(server))
    if paper == there:
        return
    quiet = told.limit.unit != "hours" and paper is not None and there is not None
    if quiet and told.hours.between(min(paper, there), max(paper, there)) == 0:  # type: ignore[type-var]
        return
    town.differ(f"{told.case_no} {what}: paper {paper and moment_of(paper)}, server {there and moment_of(there)}")
