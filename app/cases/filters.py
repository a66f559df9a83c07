"""Decides who keeps, shares and reads saved filters. Flushes, never commits."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, or_, select

from app.accounts.rules import Actor, Permission, Role
from app.audit.rules import Action
from app.audit.service import note
from app.cases.filter_models import SavedFilter
from app.core import if_match
from app.core.db import db
from app.core.errors import InvalidBody, NotAllowed, NotFound

MOST: Final = 50
"""Of one person."""


def of(actor: Actor) -> list[SavedFilter]:
    """The person's own and those given to a role of theirs, by name."""
    mine = or_(SavedFilter.person_id == actor.id, SavedFilter.role.in_([str(role) for role in actor.roles]))
    return list(db.session.scalars(select(SavedFilter).where(mine).order_by(SavedFilter.name, SavedFilter.id)))


def keep(actor: Actor, filter_id: str, header: str | None, name: str, query: dict[str, Any], role: Role | None) -> SavedFilter:
    """Keeps a filter, or the one that is there as it is now. Raises NotAllowed, NotFound, Stale, InvalidBody."""
    if role is not None and not actor.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed("Only an administrator shares a filter with a role: save it without one for yourself.")
    kept = db.session.get(SavedFilter, filter_id, with_for_update=True, populate_existing=True)
    if kept is None:
        if header is not None:
            raise NotFound()
        _room_for_another(actor)
        kept = SavedFilter(id=filter_id, person_id=actor.id, rev=0)
        db.session.add(kept)
    else:
        _theirs(actor, kept)
        if_match.check(header or "", kept.rev)
    if role is not None or kept.role is not None:
        note(Action.FILTER_SHARED, "saved-filter", filter_id, by=actor, role=str(role) if role else None, was=kept.role)
    kept.name, kept.query, kept.role, kept.rev = name, query, str(role) if role else None, kept.rev + 1
    db.session.flush()
    return kept


def drop(actor: Actor, filter_id: str, header: str) -> None:
    """Removes a filter. Raises NotFound, NotAllowed, Stale."""
    kept = db.session.get(SavedFilter, filter_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise NotFound()
    _theirs(actor, kept)
    if_match.check(header, kept.rev)
    if kept.role is not None:
        note(Action.FILTER_SHARED, "saved-filter", filter_id, by=actor, role=None, was=kept.role)
    db.session.delete(kept)
    db.session.flush()


def _theirs(actor: Actor, kept: SavedFilter) -> None:
    if kept.role is not None and not actor.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed("This filter is shared: only an administrator changes it. Save it under another name for yourself.")
    if kept.role is None and kept.person_id != actor.id:
        raise NotFound()


def _room_for_another(actor: Actor) -> None:
    have = db.session.scalar(select(func.count()).select_from(SavedFilter).where(SavedFilter.person_id == actor.id)) or 0
    if have >= MOST:
        raise InvalidBody(f"You keep {have} filters: delete one that you no longer need, then save this one.")
