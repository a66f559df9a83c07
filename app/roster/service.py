"""Decides what is written when the tree of units or its members change. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from app.accounts.models import Person, ScopeEntry
from app.accounts.queries import person_by_id
from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core import hooks
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.core.facts import remember
from app.core.hooks import Happened
from app.core.locks import hold
from app.roster import queries
from app.roster.models import DutyTime, Unit
from app.roster.rules import InUse, UnitFacts, UnitRow, checked_unit, refusal

_TREE = "roster-tree"
"""Changes of the tree take turns: two that move units under each other would make a ring."""
MEMBER = "unit"


def put_unit(code: str, facts: UnitFacts, by: Actor | None, revision: int | None, *, new: bool = False) -> UnitRow:
    """Enters a unit (`new`) or changes one; a retired one is at work again.

    `revision` is the one that was read, None for any. Raises InvalidBody with pointers, NotFound, or Stale, also for a
    new one that is there already.
    """
    hold(_TREE)
    row = queries.unit_row(code)
    if new is (row is not None):
        raise Stale(f"There is a unit '{code}' already: read it, then change it.") if row else NotFound(_unknown(code))
    if row is not None and revision is not None and revision != row.rev:
        raise Stale(rev=row.rev)
    kept = checked_unit(code, facts, queries.tree())
    if row is None:
        row = Unit(code=code, rev=0)
        db.session.add(row)
    row.name, row.kind, row.parent_code = kept.name, kept.kind.value, kept.parent_code
    row.outside, row.active = kept.outside, True
    row.duty_phone, row.word = kept.duty_phone, kept.word
    if row.outside and row.rev and queries.members(code):
        raise refusal("/outside", "This unit has people with accounts: an outside unit has none.")
    return _kept(row, by, kind=row.kind, parent=row.parent_code)


def retire_unit(code: str, by: Actor | None, revision: int | None, now: datetime) -> UnitRow:
    """Takes a unit out of service; its name stays for the cases it had.

    Raises NotFound, Stale, or InUse while units, people, duties to come or open cases rest on it.
    """
    hold(_TREE)
    row = queries.unit_row(code)
    if row is None or not row.active:
        raise NotFound(_unknown(code))
    if revision is not None and revision != row.rev:
        raise Stale(rev=row.rev)
    if any(child.active for child in queries.tree().children(code)):
        raise InUse("Units stand under this one: move or retire them first.")
    if queries.members(code):
        raise InUse("People belong to this unit: move them to another one first.")
    if db.session.scalar(select(DutyTime.id).where(DutyTime.unit_code == code, DutyTime.ends_at > now).limit(1)):
        raise InUse("Somebody is on duty for this unit, now or later: end that first.")
    hooks.tell(Happened.UNIT_RETIRING, code)
    row.active = False
    return _kept(row, by, active=False)


def join(code: str, person_id: str, by: Actor | None) -> bool:
    """Makes a person one of a unit, False when they are already. Raises NotFound, or InvalidBody for an outside unit."""
    unit = queries.unit(code)
    if unit is None or not unit.active:
        raise NotFound(_unknown(code))
    if unit.outside:
        raise refusal("/unit", "An outside unit has no accounts: write it a letter instead.")
    person = _person(person_id)
    if any((entry.kind, entry.code) == (MEMBER, code) for entry in person.scope_entries):
        return False
    person.scope_entries.append(ScopeEntry(kind=MEMBER, code=code))
    person.rev += 1
    db.session.flush()
    note(Action.MEMBER_CHANGED, "unit", code, by=by, person=person_id, joined=True)
    return True


def leave(code: str, person_id: str, by: Actor | None, now: datetime) -> None:
    """A person is no longer one of a unit. Raises NotFound, or InUse while they are on duty for it, now or later."""
    person = _person(person_id)
    entry = next((one for one in person.scope_entries if (one.kind, one.code) == (MEMBER, code)), None)
    if entry is None:
        raise NotFound("This person is not in this unit: read its people again.")
    ahead = select(func.count()).where(DutyTime.unit_code == code, DutyTime.person_id == person_id, DutyTime.ends_at > now)
    if db.session.scalar(ahead):
        raise InUse("This person is on duty for the unit, now or later: end that first.")
    person.scope_entries.remove(entry)
    person.rev += 1
    db.session.flush()
    note(Action.MEMBER_CHANGED, "unit", code, by=by, person=person_id, joined=False)


def forget_kept() -> None:
    """Within a transaction: what processes keep of the units in memory is read anew, after rows were changed past this module."""
    remember(queries.REVISION, str(uuid4()))
    queries.forget_tree()


def _kept(row: Unit, by: Actor | None, **facts: Any) -> UnitRow:
    """Flushes, names the new state of the tree, notes it; the unit as the tree now has it."""
    row.rev += 1
    db.session.flush()
    remember(queries.REVISION, str(uuid4()))
    queries.forget_tree()
    note(Action.UNIT_CHANGED, "unit", row.code, by=by, rev=row.rev, **facts)
    return queries.tree().units[row.code]


def _person(person_id: str) -> Person:
    person = person_by_id(person_id)
    if person is None or not person.active:
        raise NotFound("There is nobody at work with this id: look for them by name.")
    return person


def _unknown(code: str) -> str:
    return f"There is no unit '{code}' at work: read the units again."
