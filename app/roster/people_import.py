"""Decides what a table of people changes: who is new, who has another post or unit, who has left. Flushes, never commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts import service as accounts
from app.accounts.models import Person
from app.accounts.passwords import GivenPassword, given_password
from app.accounts.queries import person_by_username
from app.accounts.rules import Role, Scope
from app.audit.rules import canonical
from app.core.db import db
from app.core.errors import Stale
from app.core.locks import hold
from app.roster.people_service import ADMINS, PersonFacts, block, check_an_admin_is_left, scope_of, write
from app.roster.people_table import Entry

NEW, CHANGED, SAME, LEAVES = "new", "changed", "same", "leaves"
_FIELDS: Final = ("name", "roles", "units", "segments", "cells", "active")


class Step(NamedTuple):
    """What becomes of one person: `was` and `will` are {name, roles, units, segments, cells, active}, `was` None for a new
    one; `number` is the row, None for somebody who leaves because the table has not got them."""

    number: int | None
    username: str
    what: str
    was: Mapping[str, Any] | None
    will: Mapping[str, Any]


@dataclass
class Brought:
    """What a table changed: user names, the new ones with their one-time passwords."""

    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    switched_off: list[str] = field(default_factory=list)


def plan(entries: Sequence[Entry], *, all_of_them: bool) -> list[Step]:
    """What a table would change, row by row. With `all_of_them` whoever is not in it leaves, admins and the demo excepted."""
    there = {
        person.username: person
        for person in db.session.scalars(
            select(Person).options(selectinload(Person.scope_entries)).execution_options(populate_existing=True)
        )
    }
    steps = [_step(entry, there.get(entry.username)) for entry in entries]
    if all_of_them:
        named = {entry.username for entry in entries}
        steps += [
            Step(None, username, LEAVES, _facts(person), {**_facts(person), "active": False})
            for username, person in sorted(there.items())
            if username not in named and person.active and not person.demo and Role.ADMIN not in person.roles
        ]
    return steps


def mark_of(steps: Sequence[Step]) -> str:
    """A word that two plans share only where they do the same to the same people."""
    return hashlib.sha256(canonical([list(step) for step in steps]).encode()).hexdigest()[:32]


def passwords_for(steps: Sequence[Step]) -> dict[str, GivenPassword]:
    """By user name the passwords of who is new, made before anything is written."""
    return {step.username: given_password() for step in steps if step.what == NEW}


def bring(
    entries: Sequence[Entry], passwords: Mapping[str, GivenPassword], now: datetime, *, all_of_them: bool, mark: str | None = None
) -> Brought:
    """Writes the table: new people, changes, leavers; all of it or nothing.

    Who has left is switched off and signed out; reports and cases name them for good. `mark` is that of the plan somebody
    agreed to. Raises Stale where the plan is another one by now, InvalidBody when no admin would be left.
    """
    hold(ADMINS)
    steps = plan(entries, all_of_them=all_of_them)
    if mark is not None and mark != mark_of(steps):
        raise Stale("People have changed since this table was looked at: look at it again, then bring it.")
    by_name = {entry.username: entry for entry in entries}
    brought = Brought()
    for step in steps:
        _take(step, by_name.get(step.username), passwords, brought, now)
    check_an_admin_is_left()
    return brought


def _take(step: Step, entry: Entry | None, passwords: Mapping[str, GivenPassword], brought: Brought, now: datetime) -> None:
    if step.what == NEW and entry is not None:
        password = passwords.get(step.username) or given_password()
        accounts.add_person(entry.username, entry.name, entry.roles, password, now, scope=entry.scope)
        brought.added.append((entry.username, password.text))
        return
    person = person_by_username(step.username)
    if person is None or step.what == SAME:
        return
    if step.what == LEAVES:
        if block(person):
            brought.switched_off.append(person.username)
    elif entry is not None and write(person, PersonFacts(entry.name, entry.roles, entry.scope)):
        brought.changed.append(person.username)


def _step(entry: Entry, person: Person | None) -> Step:
    wanted = _told(entry.name or (person.name if person else entry.username), entry.roles, entry.scope, entry.here)
    if person is None:
        return Step(entry.number, entry.username, NEW if entry.here else SAME, None, wanted)
    was = _facts(person)
    if not entry.here:
        return Step(entry.number, entry.username, LEAVES if person.active else SAME, was, {**was, "active": False})
    return Step(entry.number, entry.username, SAME if was == wanted else CHANGED, was, wanted)


def _facts(person: Person) -> dict[str, Any]:
    return _told(person.name, person.roles, scope_of(person), person.active)


def _told(name: str, roles: Sequence[str], scope: Scope, active: bool) -> dict[str, Any]:
    codes = (sorted(scope.units), sorted(scope.segments), sorted(scope.cells))
    return dict(zip(_FIELDS, (name, sorted(str(role) for role in roles), *codes, active), strict=True))
