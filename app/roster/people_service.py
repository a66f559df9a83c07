"""Decides what is written when a person is added, changed, blocked or given another password. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.login_rules import check_username
from app.accounts.models import Person, ScopeEntry
from app.accounts.passwords import GivenPassword
from app.accounts.queries import person_by_id, person_by_username
from app.accounts.rules import Actor, Role, Scope
from app.areas import queries as areas
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import InvalidBody, NotFound, Stale
from app.core.locks import hold
from app.roster import queries
from app.roster.models import DutyTime
from app.roster.people_table import Known
from app.roster.rules import InUse, refusal

ADMINS: Final = "people"
"""Changes of people take turns: two admins who block each other at once would leave none."""


class PersonFacts(NamedTuple):
    """What is entered of a person; without a name the user name is shown."""

    name: str
    roles: tuple[Role, ...]
    scope: Scope
    active: bool = True


def known() -> Known:
    """What a person's scope may name now."""
    units = {code for code, unit in queries.tree().units.items() if unit.active and not unit.outside}
    index = areas.current_index()
    return Known(units, index.segments.codes or None, index.cells.codes or None)


def add(username: str, facts: PersonFacts, password: GivenPassword, now: datetime) -> Person:
    """An account whose owner chooses a password at the first login. Raises InvalidBody with pointers."""
    try:
        wanted = check_username(username)
    except InvalidBody as error:
        raise refusal("/username", error.detail) from error
    if person_by_username(wanted) is not None:
        raise refusal("/username", f"There is already an account '{wanted}': choose another name.")
    _check(facts, Scope())
    return accounts.add_person(wanted, facts.name, facts.roles, password, now, scope=facts.scope)


def change(person_id: str, facts: PersonFacts, by: Actor, revision: int | None, now: datetime) -> Person:
    """Another name, post or scope, out of work or back. Raises NotFound, Stale, InUse or InvalidBody with pointers."""
    hold(ADMINS)
    person = held(person_id, revision)
    own = person.id == by.id
    if own and not facts.active:
        raise refusal("/active", "You would block yourself: let another admin do it.")
    if own and Role.ADMIN in person.roles and Role.ADMIN not in facts.roles:
        raise refusal("/roles", "You would no longer be an admin: let another admin do it.")
    _check(facts, scope_of(person))
    _check_duty(person, scope_of(person).units - facts.scope.units, now)
    if facts.active:
        write(person, facts)
    else:
        block(person)
    check_an_admin_is_left()
    return person


def reset(person_id: str, password: GivenPassword, revision: int | None) -> Person:
    """Gives a person another password, which they replace at their next login. Raises NotFound, Stale or InvalidBody."""
    person = held(person_id, revision)
    if not person.active:
        raise refusal("/person", "This person is blocked: let them in again first.")
    accounts.give_password(person, password)
    return person


def held(person_id: str, revision: int | None) -> Person:
    """A person's row, held until the transaction ends. Raises NotFound or Stale."""
    if db.session.get(Person, person_id, with_for_update=True, populate_existing=True) is None:
        raise NotFound("There is nobody with this id: read the list again.")
    person = person_by_id(person_id)
    if person is None:
        raise NotFound("There is nobody with this id: read the list again.")
    if revision is not None and revision != person.rev:
        raise Stale(rev=person.rev)
    return person


def write(person: Person, facts: PersonFacts) -> bool:
    """Makes a person what the facts say, and active; False where they are that already."""
    was = (person.active, person.name, sorted(person.roles), scope_of(person))
    wanted = (True, facts.name or person.name, sorted(role.value for role in facts.roles), facts.scope)
    if was == wanted:
        return False
    person.active, person.name, person.roles = wanted[0], wanted[1], wanted[2]
    kinds = (("segment", facts.scope.segments), ("cell", facts.scope.cells), ("unit", facts.scope.units))
    keep = {(kind, code) for kind, codes in kinds for code in codes}
    there = {(one.kind, one.code): one for one in person.scope_entries}
    for key, row in there.items():
        if key not in keep:
            person.scope_entries.remove(row)
    person.scope_entries += [ScopeEntry(kind=kind, code=code) for kind, code in sorted(keep - there.keys())]
    person.rev += 1
    db.session.flush()
    note(Action.PERSON_CHANGED, "person", person.id, roles=person.roles, units=sorted(facts.scope.units))
    return True


def block(person: Person) -> bool:
    """Switches an account off and signs it out everywhere; False where it is off already."""
    if not person.active:
        return False
    person.active = False
    person.rev += 1
    accounts.sign_out_everywhere(person.id)
    note(Action.PERSON_SWITCHED_OFF, "person", person.id)
    return True


def check_an_admin_is_left() -> None:
    """Raises InvalidBody where nobody could manage people any more."""
    db.session.flush()
    if not any(Role.ADMIN in roles for roles in db.session.scalars(select(Person.roles).where(Person.active))):
        raise InvalidBody("Nobody would be an admin any more: name one who stays. Nobody was added or changed.", word="no-admin")


def scope_of(person: Person) -> Scope:
    """The scope of a person whose entries are loaded."""
    codes = {
        kind: frozenset(one.code for one in person.scope_entries if one.kind == kind) for kind in ("segment", "cell", "unit")
    }
    return Scope(codes["segment"], codes["cell"], codes["unit"])


def _check(facts: PersonFacts, before: Scope) -> None:
    """Raises InvalidBody for a post missing and for codes that are new in the scope and name nothing."""
    if not facts.roles:
        raise refusal("/roles", "There is no post: name at least one.")
    there = known()
    _check_codes("/units", facts.scope.units - before.units, there.units, "unit with people")
    _check_codes("/segments", facts.scope.segments - before.segments, there.segments, "road segment")
    _check_codes("/cells", facts.scope.cells - before.cells, there.cells, "grid cell")


def _check_codes(pointer: str, codes: Collection[str], known_codes: Collection[str] | None, what: str) -> None:
    unknown = sorted(set(codes) - set(known_codes)) if known_codes is not None else []
    if unknown:
        raise refusal(pointer, f"There is no {what} '{unknown[0]}': look at its code.")


def _check_duty(person: Person, leaving: Collection[str], now: datetime) -> None:
    ahead = select(DutyTime.id).where(DutyTime.person_id == person.id, DutyTime.unit_code.in_(leaving), DutyTime.ends_at > now)
    if leaving and db.session.scalar(ahead.limit(1)) is not None:
        raise InUse("This person is on duty for a unit they would leave, now or later: end that first.")
