"""Every verb, in every situation a case can be in, by every kind of person: made where the text of the rules allows it,
else refused with the legal moves named and nothing changed. The paper of `tests/simulation` says what is right.

`test_every_move.py` walks the states in `make test`; here they are walked with all that can hang on a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from scripts.bench import city
from tests.faults.tally import Stopwatch, Tally, full, record, scaled, seed
from tests.simulation.comparing import VERBS, compare
from tests.simulation.district import Size, categories, settle
from tests.simulation.oracle import Category, Told
from tests.simulation.posts import OPEN, Person
from tests.simulation.test_fortnight import MORNING
from tests.simulation.ways import AFTER, CHECKED
from tests.simulation.working_minutes import Allowed, moment_of
from tests.simulation.world import World, places_of

TINY = Size(city.City(columns=4, rows=4, eastward_streets=1, northward_streets=1), patrols=1, units=4, cases=60, days=1)
UNIT, HELPER, CALLED, OTHER = "unit-00", "unit-01", "unit-02", "unit-03"
WAY = ("filed", "dispatched", "claimed", "disposed", "checking", "checked", "closed")
ALSO = (("supervisor", Role.SUPERVISOR), ("third-party", Role.THIRD_PARTY), ("auditor", Role.AUDITOR), ("steward", Role.STEWARD))
ASKED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "return": ({"reason": "not-ours"}, {}),
    "extension": (
        {"reason": "等材料", "wanted": {"value": 1, "unit": "working_hours"}},
        {"allowed": Allowed(1, "working_hours")},
    ),
    "suspension": ({"reason": "等管线单位", "resume_on": "2026-12-20"}, {}),
    "void": ({"reason": "不该立案"}, {}),
}


class Walk:
    """A small bureau with one of each kind of person, and a fresh case for each situation."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.world = settle(app, TINY, MORNING, seed(), folder)
        for post, role in ALSO:
            self.world.hire(post, post, role)
        self.places = iter(places_of(TINY.streets, 4_000))
        known = {one.slug: one for one in categories(self.world)}
        self.plain, self.sampled = known["sl2_mobile_vendor"], known["sl1_shared_bike"]
        post = {name: people[0] for name, people in self.world.people.items()}
        self.dispatcher, self.chief, self.checker = post["dispatcher"], post["chief"], post["inspector"]
        of_unit = {code: self.world.of_unit(code) for code in (UNIT, f"{UNIT}-crew", HELPER, CALLED, OTHER)}
        self.by = of_unit[UNIT]
        second = [self.world.people[name][1] for name in ("dispatcher", "chief", "inspector")]
        self.everybody = [*(one for name, one in post.items() if name != "unit"), *second, *of_unit.values()]

    def fresh(self, category: Category | None = None) -> Told:
        """A case that was just filed."""
        world = self.world
        return world.accept(world.report(world.people["patrol"][0], category or self.plain, next(self.places)))

    def to(self, told: Told, state: str, along: tuple[str, ...] = ()) -> Told:
        """By the shortest way."""
        move = self.world.move
        path = (*WAY[:4], "checking", "rework") if state == "rework" else WAY[:3] if state == "suspended" else WAY
        for step in () if state == "voided" else path[1 : path.index(state) + 1] if state in path else path[1:]:
            match step:
                case "dispatched":
                    said = {"unit": UNIT, "co_units": list(along)}
                    move(told, self.dispatcher, "dispatch", said, unit=UNIT, co_units=along)
                case "claimed":
                    move(told, self.by, "claim")
                case "disposed":
                    move(told, self.by, "dispose", {"photos": AFTER})
                case "checking":
                    move(told, self.dispatcher, "send-check", {"person": self.checker.id}, checker=self.checker.id)
                case "checked":
                    move(told, self.checker, "check-pass", {"photos": CHECKED})
                case "rework":
                    move(told, self.checker, "check-fail", {"photos": CHECKED, "reason": "没有恢复"})
                case "closed":
                    move(told, self.world.people["shift-leader"][0], "close")
        if state in {"suspended", "voided"}:
            self.ask(told, "suspension" if state == "suspended" else "void")
            self.grant(told, "centre" if state == "suspended" else "shift-leader")
        assert told.state == state, (told.state, state, self.world.differences)
        return told

    def ask(self, told: Told, kind: str) -> Told:
        """Something is asked for, by the unit where it has one."""
        said, facts = ASKED[kind]
        assert self.world.move(told, self.by if told.unit else self.dispatcher, f"ask-{kind}", said, **facts)
        return told

    def grant(self, told: Told, post: str) -> Told:
        """One step of it is granted."""
        request = self.world.read(told.case_no)["requests"][-1]["id"]
        assert self.world.move(told, self.world.people[post][0], "approve", {"request": request})
        return told

    def hang(self, told: Told, verb: str) -> Told:
        """A whistle or an order hangs on the case."""
        by = self.chief if verb == "blow-whistle" else self.world.people["oversight"][0]
        said, facts = self.words(told, verb)
        assert self.world.move(told, by, verb, said, **facts)
        return told

    def later(self, told: Told, minutes: int) -> Told:
        """Too late for something."""
        self.world.now += minutes
        return told

    def spared(self) -> Told:
        """Handed in, and the draw spares it."""
        while True:
            told = self.to(self.fresh(self.sampled), "disposed")
            if told.spared:
                return told

    def words(
        self, told: Told, verb: str, by: Person | None = None, body: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a move says that lacks nothing, and what the paper has to know of it; `body` is the case as it was read."""
        body = body or self.world.read(told.case_no)
        request = next((one["id"] for one in body["requests"] if one["state"] == "open"), 1)
        order = next((one for one in body["supervisions"] if not one["answered_at"] and not one["ended_at"]), None)
        whistle = told.open_whistles[0].number if told.open_whistles else None
        another = self.world.people["inspector"][1].id
        soon = moment_of(self.world.now + 120).isoformat()
        answers = next(iter(told.called(by)), None) if by else None
        known: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
            "dispatch": ({"unit": UNIT}, {"unit": UNIT}),
            "redispatch": ({"unit": OTHER, "reason": "派错了"}, {"unit": OTHER}),
            "hand-over": ({"unit": f"{UNIT}-crew"}, {"unit": f"{UNIT}-crew"}),
            "progress": ({"note": "正在办"}, {}),
            "dispose": ({"photos": AFTER}, {}),
            "send-check": ({"person": another}, {"checker": another}),
            "check-pass": ({"photos": CHECKED}, {}),
            "check-fail": ({"photos": CHECKED, "reason": "没有恢复"}, {}),
            "send-back": ({"reason": "照片里还有"}, {}),
            **{f"ask-{kind}": said for kind, said in ASKED.items()},
            "approve": ({"request": request}, {}),
            "refuse": ({"request": request, "reason": "能办完"}, {}),
            "withdraw": ({"request": request}, {}),
            "review-suspension": ({"reason": "还在等"}, {}),
            "supervise": ({"reason": "抓紧", "reply_by": soon}, {}),
            "answer-supervision": (
                {"order": order["id"] if order else 1, "note": "马上办"},
                {"cause": order and order["cause"], "number": order and order["id"]},
            ),
            "blow-whistle": ({"co_units": [CALLED], "reason": "塌陷", "reply_by": soon}, {"units": [CALLED]}),
            "arrive": ({}, {"answers": answers}),
            "end-whistle": ({}, {"number": whistle}),
            "tag": ({"campaign": self.world.campaign}, {"campaign": self.world.campaign, "quantity": 0}),
            "annotate": ({"note": "已电话告知"}, {}),
        }
        return known.get(verb, ({}, {}))


Situation = Callable[[Walk], Told]
STATES = sorted(OPEN | {"closed", "voided"})
ALONG = (HELPER,)


def situations() -> Iterator[tuple[str, Situation]]:
    """Every state, and every state with what can hang on a case there."""
    yield "dispatched, a return asked for", lambda walk: walk.ask(walk.to(walk.fresh(), "dispatched"), "return")
    for state in STATES:
        yield state, lambda walk, state=state: walk.to(walk.fresh(), state)  # type: ignore[misc]
    asked = {"return": ("claimed",), "extension": ("dispatched", "claimed", "rework"), "suspension": ("claimed", "rework")}
    for kind, states in {**asked, "void": ("filed", "dispatched")}.items():
        for state in states:
            yield (
                f"{state}, {kind} asked for",
                lambda walk, kind=kind, state=state: walk.ask(  # type: ignore[misc]
                    walk.to(walk.fresh(), state), kind
                ),
            )
    half = "claimed, an extension granted by one of two"
    yield half, lambda walk: walk.grant(walk.ask(walk.to(walk.fresh(), "claimed"), "extension"), "shift-leader")
    for verb in ("blow-whistle", "supervise"):
        for state in sorted(OPEN):
            yield (
                f"{state}, {verb}",
                lambda walk, verb=verb, state=state: walk.hang(  # type: ignore[misc]
                    walk.to(walk.fresh(), state), verb
                ),
            )
    for state in ("dispatched", "claimed", "rework", "checking"):
        yield f"{state}, with a unit along", lambda walk, state=state: walk.to(walk.fresh(), state, ALONG)  # type: ignore[misc]
    yield "dispatched a minute ago", lambda walk: walk.later(walk.to(walk.fresh(), "dispatched"), 1)
    yield "claimed, too late for anything", lambda walk: walk.later(walk.to(walk.fresh(), "claimed"), 26 * 60)
    yield "handed in, spared by the draw", lambda walk: walk.spared()


@pytest.mark.faults
def test_every_verb_in_every_situation_by_every_kind_of_person(app: Flask, tmp_path: Path) -> None:
    watch, walk, tries = Stopwatch(), Walk(app, tmp_path), 0
    chosen = list(situations()) if full() else list(situations())[:1]
    for _name, situation in chosen:
        told = situation(walk)
        tries += refuse_all(walk, told)
        for verb in scaled((), VERBS):
            tries += make(walk, situation, verb)
    kinds = f"{len(chosen)} situations, {len(walk.everybody)} people, {tries} tries"
    record(Tally("every verb by everybody in every situation", kinds, seconds=watch.seconds), walk.world.differences)
    assert tries >= len(VERBS) // 2


def refuse_all(walk: Walk, told: Told) -> int:
    """Everybody sees what is theirs and is refused all else; in the end the case is as it was. How many tries."""
    world, tries = walk.world, 0
    before = world.read(told.case_no)
    for number, person in enumerate(walk.everybody):
        answer = world.call(person, "GET", f"/cases/{told.case_no}")
        if answer.status_code == 200:
            compare(world, told, answer.json, person)
        for place, verb in enumerate(VERBS):
            if not told.may(verb, person, world.now) and (full() or place % len(walk.everybody) == number):
                tries += 1
                refused(world, told, person, {"verb": verb, **walk.words(told, verb, person, before)[0]})
    after = world.read(told.case_no)
    if {**before, "clock": None} != {**after, "clock": None}:
        world.differ(f"{told.case_no} {told.state}: refusals changed something")
    return tries


def refused(world: World, told: Told, person: Person, said: dict[str, Any]) -> None:
    """Not made: the case is not there for this person, or the answer names what they can do."""
    headers = {"If-Match": world.revisions[told.case_no]}
    answer = world.call(person, "POST", f"/cases/{told.case_no}/moves", json=said, headers=headers)
    possible = {verb for verb in VERBS if told.may(verb, person, world.now)}
    fine = answer.status_code == 404 and not possible
    fine |= answer.status_code in {403, 409} and set(answer.json["allowed"]) == possible
    if not fine:
        what = f"{told.case_no} {told.state} {person.post} {said['verb']}"
        world.differ(f"{what}, possible {sorted(possible)}: {answer.status_code} {answer.text[:300]}")


def make(walk: Walk, situation: Situation, verb: str) -> int:
    """Somebody who may makes the move, on a case of its own. How many tries."""
    told = situation(walk)
    able = [person for person in walk.everybody if told.may(verb, person, walk.world.now)]
    if not able:
        return 0
    by = walk.world.chance.choice(able)
    said, facts = walk.words(told, verb, by)
    walk.world.move(told, by, verb, said, **facts)
    return 1
