"""Decides what is written when a permit is entered, changed or taken back, or met by a report. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.core.facts import remember
from app.core.statements import insertion
from app.permits import queries
from app.permits.models import Permit, PermitMet
from app.permits.rules import PermitFacts, Zone

_MEET = insertion(PermitMet)


def put_permit(permit_id: str, facts: PermitFacts, by: Actor | None, revision: int | None, *, new: bool = False) -> Permit:
    """Enters a permit under an id of the caller's (`new`) or changes one; `revision` is the one read, None for any.

    Raises NotFound or Stale.
    """
    row = queries.row(permit_id)
    if row is None and not new:
        raise NotFound()
    if row is not None and (new or not row.active or (revision is not None and revision != row.rev)):
        raise Stale(rev=row.rev)
    if row is None:
        row = Permit(id=permit_id, rev=0, active=True)
        db.session.add(row)
    row.kind, row.name, row.holder = facts.kind.value, facts.name, facts.holder
    row.ring = [list(point) for point in facts.ring]
    row.categories = list(facts.categories)
    row.hours = [[list(span.days), span.start, span.end] for span in facts.hours]
    row.from_day, row.to_day = facts.from_day, facts.to_day
    _keep(row, by, changed=sorted(PermitFacts.__dataclass_fields__))
    return row


def put_all(many: Sequence[tuple[str, PermitFacts]], by: Actor | None) -> list[Permit]:
    """Enters many new permits, by id: all or none of them."""
    return [put_permit(permit_id, facts, by, None, new=True) for permit_id, facts in many]


def take_back(permit_id: str, by: Actor | None, revision: int | None) -> None:
    """A permit holds no longer; what reports met of it stays. Raises NotFound or Stale."""
    row = queries.row(permit_id)
    if row is None or not row.active:
        raise NotFound()
    if revision is not None and revision != row.rev:
        raise Stale(rev=row.rev)
    row.active = False
    _keep(row, by, taken_back=True)


def meet(report_id: str, permits: Iterable[Zone], happened_at: datetime, at: datetime) -> None:
    """Keeps what a report met of permits, as they were when it came."""
    for zone in permits:
        _MEET.write(report_id=report_id, permit_id=zone.id, facts=queries.facts_of(zone, happened_at), at=at)


def forget_kept() -> None:
    """Within a transaction: what processes keep of permits in memory is read anew, after rows were changed past this module."""
    remember(queries.REVISION, str(uuid4()))


def _keep(row: Permit, by: Actor | None, **facts: Any) -> None:
    row.rev += 1
    db.session.flush()
    remember(queries.REVISION, str(uuid4()))
    note(Action.PERMIT_CHANGED, "permit", row.id, by=by, rev=row.rev, **facts)
