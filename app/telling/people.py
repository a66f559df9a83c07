"""Decides who is meant when a unit is told something, and keeps where people are reached. Addresses are sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Person, ScopeEntry
from app.accounts.queries import people_with
from app.accounts.rules import BUNDLES, Permission, Role
from app.core.db import db
from app.core.keys import KeyRing
from app.roster import queries as roster
from app.telling.models import PersonAddress


def seal(text: str, bound_to: str) -> bytes:
    """The text as it is kept: it opens only together with what it belongs to."""
    return _ring().seal(text.encode(), bound_to.encode())


def opened(sealed: bytes, bound_to: str) -> str:
    """The text again. Raises InvalidTag when the row was altered."""
    return _ring().open(sealed, bound_to.encode()).decode()


def of_unit(code: str, now: datetime) -> list[str]:
    """Who is told what a unit is told: who is on duty in it now, without a duty row all its people. Active accounts only.

    A unit without people passes it up to the nearest above that has some, unless it is an outside body.
    """
    own = roster.unit(code)
    path = [code] if own is None or own.outside else roster.tree().path(code)
    duties = roster.on_duty_of(path, now)
    for unit in path:
        found = [duties[unit].person_id] if unit in duties else active(_members(unit))
        if found:
            return found
    return []


def holding(permission: Permission) -> list[str]:
    """Ids of the active people whose post carries a right; of the admins only when nobody else has it."""
    posts = {role for role, rights in BUNDLES.items() if permission in rights}
    found = people_with(posts - {Role.ADMIN}) or people_with({Role.ADMIN})
    return active({person.id for person in found})


def active(person_ids: Collection[str]) -> list[str]:
    """Those of these people whose account is switched on, in a fixed order."""
    if not person_ids:
        return []
    query = select(Person.id).where(Person.id.in_(set(person_ids)), Person.active).order_by(Person.id)
    return list(db.session.scalars(query))


def reachable(person_ids: Collection[str], channel_kind: str) -> set[str]:
    """Those of these people who have an address on this kind of channel."""
    query = select(PersonAddress.person_id).where(
        PersonAddress.person_id.in_(set(person_ids)), PersonAddress.channel_kind == channel_kind
    )
    return set(db.session.scalars(query))


def address(person_id: str, channel_kind: str) -> str | None:
    """Where a person is reached, None without an address. Raises InvalidTag when the row was altered."""
    found = db.session.get(PersonAddress, (person_id, channel_kind))
    return None if found is None else opened(found.address, _bound(person_id, channel_kind))


def set_address(person_id: str, channel_kind: str, text: str | None, now: datetime) -> None:
    """Within a transaction: this is where the person is reached from now on; None forgets it."""
    found = db.session.get(PersonAddress, (person_id, channel_kind))
    if text is None:
        if found is not None:
            db.session.delete(found)
    else:
        sealed = seal(text, _bound(person_id, channel_kind))
        db.session.merge(PersonAddress(person_id=person_id, channel_kind=channel_kind, address=sealed, set_at=now))
    db.session.flush()


def _members(code: str) -> set[str]:
    query = select(ScopeEntry.person_id).where(ScopeEntry.kind == "unit", ScopeEntry.code == code)
    return set(db.session.scalars(query))


def _ring() -> KeyRing:
    return cast(KeyRing, current_app.extensions["keys"]["data"])


def _bound(person_id: str, channel_kind: str) -> str:
    return f"address:{person_id}:{channel_kind}"
