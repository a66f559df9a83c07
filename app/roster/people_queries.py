"""Reads of accounts, for whoever keeps them. Writes nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Text, or_, select, type_coerce
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.accounts.queries import person_by_id
from app.accounts.rules import SHOPS, Role
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cut_page, decode_cursor, encode_cursor

KINDS: Final = {"segments": "segment", "cells": "cell", "units": "unit"}


def page(words: str | None, active: bool | None, role: Role | None, cursor: str | None, limit: int) -> Page[dict[str, Any]]:
    """Accounts by user name, blocked ones included unless `active` says which; `words` is part of either name."""
    query = select(Person).options(selectinload(Person.scope_entries)).where(Person.id != SHOPS).order_by(Person.username)
    if words:
        query = query.where(
            or_(Person.username.contains(words.lower(), autoescape=True), Person.name.contains(words, autoescape=True))
        )
    if active is not None:
        query = query.where(Person.active.is_(active))
    if role is not None:
        query = query.where(type_coerce(Person.roles, Text).contains(f'"{role.value}"', autoescape=True))
    if cursor:
        query = query.where(Person.username > decode_cursor(cursor, 1)[0])
    rows = db.session.scalars(query.limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda person: encode_cursor(person.username))
    return page.with_items([body_of(row) for row in page.items])


def person(person_id: str) -> Person:
    """An account with its scope. Raises NotFound."""
    found = person_by_id(person_id)
    if found is None or found.id == SHOPS:
        raise NotFound("There is nobody with this id: read the list again.")
    return found


def body_of(row: Person) -> dict[str, Any]:
    """The wire form of an account; never a password."""
    fields = ("id", "username", "name", "roles", "active", "demo", "password_given", "rev")
    scope = {name: sorted(entry.code for entry in row.scope_entries if entry.kind == kind) for name, kind in KINDS.items()}
    return {**{name: getattr(row, name) for name in fields}, **scope, "created_at": clock.isoformat(row.created_at)}
