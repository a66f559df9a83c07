"""The demo's organisation: a believable tree with people and duty, and rules that are sure of most of its cases."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_username
from app.accounts.rules import Permission
from app.cases.models import Case
from app.core.days import city_day
from app.core.db import db
from app.demo.load import Loaded
from app.demo.organisation import UNITS
from app.demo.people import PEOPLE
from app.dispatch import queries
from app.dispatch.rules import evaluate
from app.permits import queries as permits
from app.roster import queries as roster
from app.roster.rules import UnitKind
from tests.demo.conftest import NOON


def test_the_tree_has_every_kind_of_unit_and_people_for_the_posts(loaded: tuple[Flask, Loaded]) -> None:
    tree = roster.tree()
    kinds = Counter(unit.kind for unit in tree.units.values())
    assert (kinds[UnitKind.HEADQUARTERS], kinds[UnitKind.SUB_HEADQUARTERS], kinds[UnitKind.STREET], kinds[UnitKind.OUTSIDE]) == (
        1, 2, 4, 3,
    )  # fmt: skip
    assert kinds[UnitKind.UNIT] + kinds[UnitKind.CREW] >= 12
    assert tree.below(["hq"]) == {unit.code for unit in UNITS}
    rights: set[Permission] = set()
    for person in PEOPLE:
        row = person_by_username(person.username)
        assert row is not None
        actor = actor_of(row)
        assert actor.scope.units == ({person.unit} if person.unit else set())
        if person.username != "admin":
            rights |= actor.permissions
    keeping = {"manage-", "edit-", "read-audit", "watch-messages", "import-gallery"}
    assert {right for right in Permission if right not in rights and not right.value.startswith(tuple(keeping))} == set()


def test_somebody_is_on_duty_in_every_unit_with_people_for_weeks_around_today(loaded: tuple[Flask, Loaded]) -> None:
    staffed = {person.unit for person in PEOPLE if person.unit}
    for days in (-10, 0, 20):
        assert set(roster.on_duty_of(staffed, NOON + timedelta(days=days))) == staffed


def test_the_rules_are_sure_of_most_cases_and_the_street_takes_the_rest(loaded: tuple[Flask, Loaded]) -> None:
    rules, at_work = queries.in_force(), queries.at_work()
    assert len(rules.rules) >= 20
    found = [evaluate(rules, queries.facts_of(case, case.opened_at), at_work) for case in db.session.scalars(select(Case))]
    assert len(found) > 5
    assert sum(one.sure for one in found) > 0.8 * len(found)
    assert all(one.unit is not None for one in found)


def test_permits_are_in_force_and_every_segment_has_its_chiefs(loaded: tuple[Flask, Loaded]) -> None:
    assert {one["kind"] for one in permits.pack_permits()} == {"vending", "outdoor", "works", "parking"}
    day = city_day(NOON)
    for code in {code for rule in queries.in_force().rules for code in rule.place.segments}:
        assert [row.level for row in roster.chiefs_page([code], day, None, 10).items] == [1, 2, 3]
