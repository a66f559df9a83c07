"""Reads of units, duty and road chiefs. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, bindparam, event, literal, or_, select, tuple_
from sqlalchemy.orm import Session, SessionTransaction, selectinload

from app.accounts.models import Person, ScopeEntry
from app.accounts.rules import Actor
from app.core.db import db, table_of
from app.core.facts import Fact
from app.core.paging import Page, bad_cursor, cut_page, decode_cursor, encode_cursor
from app.core.statements import Statement
from app.roster.duty_rules import on_duty as who_of
from app.roster.models import DutyTime, RoadChief, Unit
from app.roster.rules import CODE, Tree, UnitKind, UnitRow

REVISION: Final = "roster-revision"
"""The fact that names the present state of the tree; a random word, so that one that was rolled back never comes again."""
_CACHE: Final = "roster_tree"
_UNIT_SCOPE: Final = "unit"
_fact = table_of(Fact).c
_REVISION = Statement(select(_fact.value).where(_fact.name == bindparam("name")))
_unit, _person, _scope, _duty = (table_of(model).c for model in (Unit, Person, ScopeEntry, DutyTime))
_UNITS = Statement(
    select(*(_unit[name] for name in UnitRow._fields)).order_by(_unit.name, _unit.code),
)


def tree() -> Tree:
    """All units as they are now, retired ones included; read anew only when one has changed, which each transaction asks
    once: a page of cases needs the tree for every one of them."""
    seen = db.session().info
    if _CACHE not in seen:
        seen[_CACHE] = _tree()
    found: Tree = seen[_CACHE]
    return found


def forget_tree() -> None:
    """Within a transaction: units have changed."""
    db.session().info.pop(_CACHE, None)


@event.listens_for(db.session, "after_transaction_end")
def _ask_again(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_CACHE, None)


def _tree() -> Tree:
    revision: str | None = _REVISION.scalar(name=REVISION)
    known: tuple[str | None, Tree] | None = current_app.extensions.get(_CACHE)
    if known is None or revision is None or known[0] != revision:
        rows = (UnitRow(*row)._replace(kind=UnitKind(row.kind)) for row in _UNITS.rows())
        known = (revision, Tree({row.code: row for row in rows}))
        current_app.extensions[_CACHE] = known
    return known[1]


def subtree(codes: Collection[str]) -> frozenset[str]:
    """These units and all under them: one look at a primary key, nothing at all without codes."""
    return tree().below(codes) if codes else frozenset()


def units_of(actor: Actor) -> frozenset[str]:
    """The units a person works for: those in the scope and all under them."""
    return subtree(actor.scope.units)


def unit(code: str | None) -> UnitRow | None:
    """The unit of this code, retired or not."""
    return tree().units.get(code) if code else None


def unit_row(code: str) -> Unit | None:
    """The unit's row, held until the transaction ends."""
    return db.session.get(Unit, code, with_for_update=True, populate_existing=True) if CODE.fullmatch(code) else None


def names(codes: Collection[str]) -> dict[str, str]:
    """Names by code, for those that exist."""
    units = tree().units if codes else {}
    return {code: units[code].name for code in codes if code in units}


def members(code: str) -> list[Person]:
    """Active people of this very unit, by name."""
    query = select(Person).join(ScopeEntry, ScopeEntry.person_id == Person.id)
    query = query.where(ScopeEntry.kind == _UNIT_SCOPE, ScopeEntry.code == code, Person.active)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def people_page(words: str | None, cursor: str | None, limit: int) -> Page[dict[str, Any]]:
    """Active accounts by user name: [{id, username, name, roles, units}]; `words` is part of either name."""
    query = select(Person).where(Person.active).options(selectinload(Person.scope_entries)).order_by(Person.username)
    if words:
        query = query.where(
            or_(Person.username.contains(words.lower(), autoescape=True), Person.name.contains(words, autoescape=True))
        )
    if cursor:
        query = query.where(Person.username > decode_cursor(cursor, 1)[0])
    rows = db.session.scalars(query.limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda person: encode_cursor(person.username))
    return page.with_items(
        [
            {
                **{name: getattr(row, name) for name in ("id", "username", "name", "roles")},
                "units": sorted(entry.code for entry in row.scope_entries if entry.kind == _UNIT_SCOPE),
            }
            for row in page.items
        ]
    )


def belongs(person_id: str, codes: Collection[str]) -> bool:
    """Whether an active person is in one of these very units."""
    query = select(ScopeEntry.code).join(Person, Person.id == ScopeEntry.person_id)
    query = query.where(
        ScopeEntry.person_id == person_id, ScopeEntry.kind == _UNIT_SCOPE, ScopeEntry.code.in_(codes), Person.active
    )
    return bool(codes) and db.session.scalar(query.limit(1)) is not None


def on_duty(unit_code: str, at: datetime) -> DutyTime | None:
    """Who is on duty for this very unit at that moment, stand-ins before whom they stand in for; None for nobody."""
    return on_duty_of([unit_code], at).get(unit_code)


def on_duty_of(unit_codes: Collection[str], at: datetime) -> dict[str, DutyTime]:
    """By unit, who is on duty at that moment; units with nobody are not in it. Who was switched off has no duty."""
    query = (
        select(DutyTime).join(Person, Person.id == DutyTime.person_id).where(DutyTime.unit_code.in_(unit_codes), Person.active)
    )
    rows = db.session.scalars(query.where(DutyTime.starts_at <= at, DutyTime.ends_at > at).order_by(DutyTime.id)).all()
    found = {code: who_of([row for row in rows if row.unit_code == code]) for code in {row.unit_code for row in rows}}
    return {code: row for code, row in found.items() if isinstance(row, DutyTime)}


def duty_between(unit_codes: Collection[str] | None, start: datetime, end: datetime) -> list[DutyTime]:
    """Duties of these units (None: of all) that touch the time from `start` to `end`, by beginning."""
    query = select(DutyTime).where(DutyTime.starts_at < end, DutyTime.ends_at > start)
    if unit_codes is not None:
        query = query.where(DutyTime.unit_code.in_(unit_codes))
    return list(db.session.scalars(query.order_by(DutyTime.starts_at, DutyTime.id)))


def duties_meeting(unit_code: str, person_id: str, start: datetime, end: datetime) -> list[DutyTime]:
    """Duties of this unit or this person that touch the time from `start` to `end`."""
    query = select(DutyTime).where(
        or_(DutyTime.unit_code == unit_code, DutyTime.person_id == person_id), DutyTime.starts_at < end, DutyTime.ends_at > start
    )
    return list(db.session.scalars(query))


def duty_row(duty_id: str) -> DutyTime | None:
    """A duty, held until the transaction ends."""
    return db.session.get(DutyTime, duty_id, with_for_update=True, populate_existing=True)


def chiefs_page(segments: Collection[str] | None, on: date | None, cursor: str | None, limit: int) -> Page[RoadChief]:
    """Road chiefs by segment and level, of these segments (None: of all) and of one day (None: of all days)."""
    query = select(RoadChief).order_by(RoadChief.segment_code, RoadChief.level, RoadChief.id)
    if segments is not None:
        query = query.where(RoadChief.segment_code.in_(segments))
    if on is not None:
        query = query.where(*_on(on))
    if cursor:
        code, level, row_id = decode_cursor(cursor, 3)
        if not level.isdecimal() or len(level) > 1:
            raise bad_cursor()
        order = (RoadChief.segment_code, RoadChief.level, RoadChief.id)
        query = query.where(tuple_(*order) > tuple_(literal(code), literal(int(level)), literal(row_id)))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda chief: encode_cursor(chief.segment_code, chief.level, chief.id))


def chiefs_meeting(segment_code: str, level: int) -> Sequence[RoadChief]:
    """Everybody who ever answered for a segment at a level."""
    return db.session.scalars(select(RoadChief).where(RoadChief.segment_code == segment_code, RoadChief.level == level)).all()


def chief_row(chief_id: str) -> RoadChief | None:
    """A chief's row, held until the transaction ends."""
    return db.session.get(RoadChief, chief_id, with_for_update=True, populate_existing=True)


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    return (RoadChief.from_day <= day, or_(RoadChief.to_day.is_(None), RoadChief.to_day >= day))
