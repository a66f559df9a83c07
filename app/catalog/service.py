"""Decides what is written when an admin changes the catalogue. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog import queries
from app.catalog.models import CatalogChange, CatalogEntry
from app.catalog.rules import CHANGEABLE, Entry, with_changes
from app.core.changes import record_change
from app.core.db import db
from app.core.errors import NotFound, Stale

_COPIED = frozenset({"photos_min", "duplicate_radius_m", "duplicate_days"})
"""Numbers that a row keeps as they were given."""


def update_entry(person: Actor, slug: str, changes: Mapping[str, Any], at: datetime, revision: int | None = None) -> Entry:
    """Changes one category (keys of `CHANGEABLE`) for reports and cases from now on; running cases keep theirs.

    `revision` is the one the admin had read, None to change whatever is there. The change is recorded for good and
    announced to all readers. Raises NotFound, Stale or InvalidBody.
    """
    before = queries.entry(slug)
    if before is None:
        raise NotFound(f"There is no category '{slug}'.")
    if revision is not None and revision != before.revision:
        raise Stale(revision=before.revision)
    after = replace(with_changes(before, changes), revision=before.revision + 1)
    _keep(after, changes)
    record = CatalogChange(
        slug=slug, revision=after.revision, person_id=person.id, before=_changeable(before), after=_changeable(after), at=at
    )
    db.session.add(record)
    db.session.flush()
    note(Action.CATALOG_CHANGED, "category", slug, by=person, revision=after.revision, changed=sorted(changes))
    record_change("category", slug, after.revision, at, body=queries.entry_body(after), for_all=True)
    return after


def _keep(after: Entry, changes: Mapping[str, Any]) -> None:
    """Writes what was changed and leaves the rest to the program's own catalogue, also to that of later releases."""
    row = db.session.get(CatalogEntry, after.slug)
    if row is None:
        row = CatalogEntry(slug=after.slug)
        db.session.add(row)
    row.enabled, row.revision = after.enabled, after.revision
    if "urgency" in changes:
        row.urgency = after.urgency
    for name in _COPIED.intersection(changes):
        setattr(row, name, getattr(after, name))
    if "limits" in changes:
        row.limits = [asdict(limit) for limit in after.limits]


def _changeable(entry: Entry) -> dict[str, Any]:
    body = queries.entry_body(entry)
    return {name: body[name] for name in CHANGEABLE}
