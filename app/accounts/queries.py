"""Reads of accounts. Writes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from app.accounts.models import DevicePerson, LoginSession, Person
from app.accounts.rules import Actor, Role, Scope
from app.core.db import db


def person_by_username(username: str) -> Person | None:
    """The account of this name with its scope."""
    return db.session.scalar(select(Person).where(Person.username == username).options(selectinload(Person.scope_entries)))


def person_by_id(person_id: str) -> Person | None:
    """The account with this id with its scope."""
    return db.session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.scope_entries)))


def names(person_ids: set[str]) -> dict[str, str]:
    """Display names by id, for those that exist."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def live_session(token_hash: bytes, now: datetime) -> tuple[LoginSession, Person] | None:
    """The unexpired session of this token and its active person."""
    query = (
        select(LoginSession, Person)
        .join(Person, Person.id == LoginSession.person_id)
        .where(LoginSession.token_hash == token_hash, LoginSession.expires_at > now, Person.active)
        .options(selectinload(Person.scope_entries))
    )
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def was_signed_in_on(person_id: str, device_id: str) -> bool:
    """Whether this person has ever been signed in on this device."""
    return db.session.get(DevicePerson, (device_id, person_id)) is not None


def others_than_demo_exist() -> bool:
    """Whether the database holds accounts that the demo did not make."""
    return bool(db.session.scalar(select(exists().where(Person.demo.is_(False)))))


def actor_of(person: Person, device_id: str | None = None) -> Actor:
    """The acting person as rules see them."""
    codes: dict[str, set[str]] = {"segment": set(), "cell": set(), "unit": set()}
    for entry in person.scope_entries:
        codes[entry.kind].add(entry.code)
    return Actor(
        id=person.id,
        username=person.username,
        name=person.name,
        roles=frozenset(Role(role) for role in person.roles),
        scope=Scope(frozenset(codes["segment"]), frozenset(codes["cell"]), frozenset(codes["unit"])),
        device_id=device_id,
    )
