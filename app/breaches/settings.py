"""Reads and keeps what a city set for breaches, with what it set before. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.breaches.models import BreachSettings
from app.breaches.rules import Settings, check, read, written
from app.core import clock
from app.core.db import db, table_of
from app.core.errors import Stale
from app.core.statements import Statement

MOST_VERSIONS: Final = 50
_row = table_of(BreachSettings).c
_NEWEST = Statement(select(_row.id, _row.settings).order_by(_row.id.desc()).limit(1))


def in_force() -> Settings:
    """What counts now."""
    row = _NEWEST.first()
    return Settings() if row is None else read(row.settings)


def revision() -> int:
    """The number of what counts now, 0 while it is what comes with the program."""
    row = _NEWEST.first()
    return 0 if row is None else int(row.id)


def put(body: Mapping[str, Any], read_revision: int | None, by: Actor, now: datetime) -> Settings:
    """Sets everything anew; breaches found before keep their step and deadline. Raises Stale, or InvalidBody with pointers."""
    if read_revision is not None and read_revision != revision():
        raise Stale(revision=revision())
    wanted = check(read(body))
    db.session.add(BreachSettings(settings=written(wanted), set_by=by.id, set_at=now))
    db.session.flush()
    note(Action.BREACHES_SET, "breaches", "settings", by=by, settings=written(wanted))
    return wanted


def versions() -> list[dict[str, Any]]:
    """What was set, the newest first: {rev, at, by, settings}."""
    rows = list(db.session.scalars(select(BreachSettings).order_by(BreachSettings.id.desc()).limit(MOST_VERSIONS)))
    names = people.names({row.set_by for row in rows if row.set_by})
    return [
        {
            "rev": row.id,
            "at": clock.isoformat(row.set_at),
            "by": {"id": row.set_by, "name": names.get(row.set_by, "")} if row.set_by else None,
            "settings": row.settings,
        }
        for row in rows
    ]
