"""Decides what a table of people changes: who is new, who has another post or unit, who has left. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts import service as accounts
from app.accounts.models import LoginSession, Person, ScopeEntry
from app.accounts.queries import person_by_username
from app.accounts.rules import Role, Scope
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import InvalidBody
from app.roster import queries
from app.roster.people_table import Entry


@dataclass
class Brought:
    """What a table changed: user names, the new ones with their one-time passwords."""

    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    switched_off: list[str] = field(default_factory=list)


def known_units() -> set[str]:
    """Codes of the units that people can belong to."""
    return {code for code, unit in queries.tree().units.items() if unit.active and not unit.outside}


def bring(entries: Sequence[Entry], new_password: Callable[[], str], now: datetime, *, all_of_them: bool) -> Brought:
    """Writes the table: new people, changes, leavers. With `all_of_them` whoever is not in it has left, admins excepted.

    Who has left is switched off and signed out; reports and cases name them for good. Raises InvalidBody when no admin
    would be left.
    """
    brought = Brought()
    for entry in entries:
        person = person_by_username(entry.username)
        if person is None and entry.here:
            password = new_password()
            accounts.add_person(entry.username, entry.name, entry.roles, password, now, scope=entry.scope)
            brought.added.append((entry.username, password))
        elif person is not None and not entry.here:
            _switch_off(person, brought)
        elif person is not None and _change(person, entry):
            brought.changed.append(entry.username)
    if all_of_them:
        named = {entry.username for entry in entries}
        for person in db.session.scalars(select(Person).where(Person.active, Person.demo.is_(False)).order_by(Person.username)):
            if person.username not in named and Role.ADMIN not in person.roles:
                _switch_off(person, brought)
    if not any(Role.ADMIN in roles for roles in db.session.scalars(select(Person.roles).where(Person.active))):
        raise InvalidBody("Nobody would be an admin any more: name one who stays. Nobody was added or changed.")
    return brought


def _change(person: Person, entry: Entry) -> bool:
    was = (person.active, person.name, sorted(person.roles), _scope_of(person))
    wanted = (True, entry.name or person.name, sorted(role.value for role in entry.roles), entry.scope)
    if was == wanted:
        return False
    person.active, person.name, person.roles = wanted[0], wanted[1], wanted[2]
    kinds = (("segment", entry.scope.segments), ("cell", entry.scope.cells), ("unit", entry.scope.units))
    keep = {(kind, code) for kind, codes in kinds for code in codes}
    there = {(one.kind, one.code): one for one in person.scope_entries}
    for key, row in there.items():
        if key not in keep:
            person.scope_entries.remove(row)
    person.scope_entries += [ScopeEntry(kind=kind, code=code) for kind, code in sorted(keep - there.keys())]
    db.session.flush()
    note(Action.PERSON_CHANGED, "person", person.id, roles=person.roles, units=sorted(entry.scope.units))
    return True


def _switch_off(person: Person, brought: Brought) -> None:
    if not person.active:
        return
    person.active = False
    db.session.execute(delete(LoginSession).where(LoginSession.person_id == person.id))
    db.session.flush()
    note(Action.PERSON_SWITCHED_OFF, "person", person.id)
    brought.switched_off.append(person.username)


def _scope_of(person: Person) -> Scope:
    codes = {
        kind: frozenset(one.code for one in person.scope_entries if one.kind == kind) for kind in ("segment", "cell", "unit")
    }
    return Scope(codes["segment"], codes["cell"], codes["unit"])
