"""Reads of what a city set for handling before, and of the draws that were made. Writes nothing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases.models import Case, CaseEvent
from app.cases.rules import Verb
from app.cases.sight import visible
from app.core import clock
from app.core.db import db
from app.handling import settings
from app.handling.models import HandlingSettings

MOST_VERSIONS: Final = 50
MOST_DRAWS: Final = 100
ENTRIES_LOOKED_AT: Final = 20_000
"""Draws are looked for among so many of the newest timeline entries: they stand in them and have no index of their own."""
Body = dict[str, Any]


def versions() -> list[Body]:
    """What was set, the newest first: {rev, at, by, settings, ended_seed}.

    The seed of a version is told once no later version goes on with it; anybody may then draw again.
    """
    query = select(HandlingSettings).order_by(HandlingSettings.id.desc()).limit(MOST_VERSIONS)
    rows = list(db.session.scalars(query))
    names = people.names({row.set_by for row in rows if row.set_by})
    in_use = settings.in_force().seed
    return [
        {
            "rev": row.id,
            "at": clock.isoformat(row.set_at),
            "by": {"id": row.set_by, "name": names.get(row.set_by, "")} if row.set_by else None,
            "settings": settings.public(settings.read(row.settings)),
            "ended_seed": _ended(row.settings.get("seed"), in_use),
        }
        for row in rows
    ]


def draws(reader: Actor) -> list[Body]:
    """The newest draws of cases that this person may see: {case_no, at, category, percent, value, checked, seed}.

    `value` below `percent` hundredths means: somebody looks on the spot.
    """
    newest = db.session.scalar(select(func.max(CaseEvent.id))) or 0
    query = select(CaseEvent.case_no, CaseEvent.at, CaseEvent.facts, Case.category_slug)
    query = query.join(Case, Case.case_no == CaseEvent.case_no).where(
        CaseEvent.id > newest - ENTRIES_LOOKED_AT, CaseEvent.kind == Verb.DISPOSE, visible(reader, Case)
    )
    found: list[Body] = []
    for row in db.session.execute(query.order_by(CaseEvent.id.desc())):
        drawn = row.facts.get("draw") or {}
        if drawn.get("why") != "drawn":
            continue
        told = {name: drawn.get(name) for name in ("percent", "value", "checked", "seed")}
        found.append({"case_no": row.case_no, "at": clock.isoformat(row.at), "category": row.category_slug, **told})
        if len(found) == MOST_DRAWS:
            break
    return found


def _ended(seed: str | None, in_use: str) -> str | None:
    return seed if seed and seed != in_use else None
