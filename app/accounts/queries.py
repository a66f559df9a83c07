"""Reads of accounts. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, exists, or_, select, type_coerce
from sqlalchemy.orm import selectinload

from app.accounts.models import DevicePerson, LoginSession, Person, ScopeEntry
from app.accounts.rules import SHOPS, Actor, Role, Scope
from app.core.db import db, table_of
from app.core.statements import Statement


def person_by_username(username: str) -> Person | None:
    """The account of this name with its scope."""
    return db.session.scalar(select(Person).where(Person.username == username).options(selectinload(Person.scope_entries)))


def person_by_id(person_id: str) -> Person | None:
    """The account with this id with its scope."""
    return db.session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.scope_entries)))


def people_with(roles: Iterable[str]) -> list[Person]:
    """The active accounts that have one of these roles, with their scopes."""
    words = type_coerce(Person.roles, Text)
    having = or_(*(words.contains(f'"{role}"', autoescape=True) for role in roles))
    query = select(Person).where(Person.active, having).options(selectinload(Person.scope_entries))
    return list(db.session.scalars(query.order_by(Person.id)))


def names(person_ids: set[str]) -> dict[str, str]:
    """Display names by id, for those that exist."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Who is behind a session's token, whether by a demo account, and when the use of the session was last noted."""

    actor: Actor
    demo: bool
    last_used_at: datetime


_session, _person, _scope = (table_of(model).c for model in (LoginSession, Person, ScopeEntry))
_LIVE_SESSION = Statement(
    select(
        _session.device_id,
        _session.last_used_at,
        *(_person.id, _person.username, _person.name, _person.roles, _person.demo, _person.password_given),
        *(_scope.kind, _scope.code),
    )
    .join_from(table_of(LoginSession), table_of(Person), _person.id == _session.person_id)
    .outerjoin(table_of(ScopeEntry), _scope.person_id == _person.id)
    .where(_session.token_hash == bindparam("token_hash"), _session.expires_at > bindparam("now"), _person.active)
)
"""Built once, and columns instead of objects: it runs in every request and was a fifth of the time of sending a report."""


def live_session(token_hash: bytes, now: datetime) -> LiveSession | None:
    """The unexpired session of this token with its active person; one row per entry of the person's scope."""
    rows = _LIVE_SESSION.rows(token_hash=token_hash, now=now)
    if not rows:
        return None
    first = rows[0]
    scope = _scope_of((row.kind, row.code) for row in rows if row.kind is not None)
    roles = frozenset(Role(role) for role in first.roles)
    actor = Actor(first.id, first.username, first.name, roles, scope, first.device_id, first.password_given)
    return LiveSession(actor, first.demo, first.last_used_at)


def was_signed_in_on(person_id: str, device_id: str) -> bool:
    """Whether this person has ever been signed in on this device."""
    return _SIGNED_IN_ON.scalar(device=device_id, person=person_id) is not None


_bound = table_of(DevicePerson).c
_SIGNED_IN_ON = Statement(
    select(_bound.first_at).where(_bound.device_id == bindparam("device"), _bound.person_id == bindparam("person"))
)


def own_segments() -> set[str]:
    """Codes of all segments that are in somebody's scope."""
    return set(db.session.scalars(select(ScopeEntry.code).where(ScopeEntry.kind == "segment").distinct()))


def others_than_demo_exist() -> bool:
    """Whether the database holds accounts that the demo did not make."""
    return bool(db.session.scalar(select(exists().where(Person.demo.is_(False), Person.id != SHOPS))))


def actor_of(person: Person, device_id: str | None = None) -> Actor:
    """The acting person as rules see them."""
    return Actor(
        id=person.id,
        username=person.username,
        name=person.name,
        roles=frozenset(Role(role) for role in person.roles),
        scope=_scope_of((entry.kind, entry.code) for entry in person.scope_entries),
        device_id=device_id,
        password_given=person.password_given,
    )


def _scope_of(entries: Iterable[tuple[str, str]]) -> Scope:
    codes: dict[str, set[str]] = {"segment": set(), "cell": set(), "unit": set()}
    for kind, code in entries:
        codes[kind].add(code)
    return Scope(frozenset(codes["segment"]), frozenset(codes["cell"]), frozenset(codes["unit"]))
