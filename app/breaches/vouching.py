"""Says which values of breaches the log vouches for, and what their rows are called. Reads only.

Left out are revisions: they follow from the entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import exists, select

from app.audit.models import AuditEntry
from app.audit.rules import Action, digest
from app.breaches.models import Breach, BreachAppeal, BreachEvent, BreachHandIn
from app.core.db import db
from app.proof.rows import Kind, Rows

NAME: Final = "breach"
"""What the log calls one."""
_BREACH: Final = (
    *("id", "shop_id", "pledge_id", "scheme_id", "item", "found_at", "deadline", "nth", "step", "state", "before", "why"),
    *("doubts", "case_no", "notice_id", "overdue_at", "escalated_at", "rectified_at", "closed_at", "appeal", "appeal_due_at"),
)
_HAND_IN: Final = (
    *("id", "breach_id", "place", "by", "by_id", "at", "photos", "note", "report_id", "verdict", "reason"),
    *("judged_by_id", "judged_at"),
)
_APPEAL: Final = ("breach_id", "id", "at", "reason", "due_at", "told_due_at", "state", "answer", "answered_by_id", "answered_at")
_EVENT: Final = ("breach_id", "place", "kind", "state", "by_id", "at", "reason", "facts")
Row = BreachHandIn | BreachAppeal | BreachEvent
_AS_HELD: Final[WeakKeyDictionary[Breach | Row, str]] = WeakKeyDictionary()


def remember(breach: Breach) -> None:
    """Before a breach is changed: the log will say what it was."""
    _AS_HELD[breach] = breach_digest(breach)


def remember_part(part: Row) -> None:
    """Likewise of what belongs to one."""
    _AS_HELD[part] = part_digest(part)


def rows_now(breach: Breach, *parts: Row) -> dict[str, tuple[str | None, str]]:
    """For the log: the breach as it was remembered (None: it is new) and as it is, and what of it was written or changed."""
    rows = {breach_row(breach.id): (_AS_HELD.get(breach), breach_digest(breach))}
    _AS_HELD[breach] = breach_digest(breach)
    for part in parts:
        rows[part_row(part)] = (_AS_HELD.get(part), part_digest(part))
        _AS_HELD[part] = part_digest(part)
    return rows


def breach_row(breach_id: str) -> str:
    """What the log calls a breach's row."""
    return f"{NAME}:{breach_id}"


def part_row(part: Row) -> str:
    """What it calls a row that belongs to one."""
    if isinstance(part, BreachHandIn):
        return f"breach-hand-in:{part.id}"
    if isinstance(part, BreachAppeal):
        return f"breach-appeal:{part.breach_id}"
    return f"breach-event:{part.breach_id}#{part.place}"


def breach_digest(breach: Breach) -> str:
    """Of a breach."""
    return digest(getattr(breach, name) for name in _BREACH)


def part_digest(part: Row) -> str:
    """Of what belongs to one."""
    columns = _HAND_IN if isinstance(part, BreachHandIn) else _APPEAL if isinstance(part, BreachAppeal) else _EVENT
    return digest(getattr(part, name) for name in columns)


def parts_of(breach_ids: Collection[str]) -> Iterator[Row]:
    """Everything that belongs to these breaches."""
    yield from db.session.scalars(select(BreachHandIn).where(BreachHandIn.breach_id.in_(breach_ids)))
    yield from db.session.scalars(select(BreachAppeal).where(BreachAppeal.breach_id.in_(breach_ids)))
    yield from db.session.scalars(select(BreachEvent).where(BreachEvent.breach_id.in_(breach_ids)))


def _rows(breach_ids: Collection[str]) -> dict[str, Rows]:
    breaches = db.session.scalars(select(Breach).where(Breach.id.in_(breach_ids)))
    rows = {one.id: {breach_row(one.id): breach_digest(one)} for one in breaches}
    for part in parts_of(breach_ids):
        rows.setdefault(part.breach_id, {})[part_row(part)] = part_digest(part)
    return rows


KIND: Final = Kind(
    lambda: list(db.session.scalars(select(Breach.id).order_by(Breach.row))),
    _rows,
    Action.BREACH,
    lambda: exists().where(Breach.id == AuditEntry.object_id),
)
"""How the log's vouching is looked at."""
