"""Decides when and in which order entries of the log are written: with the work they tell of, as the last thing of it.

`note` only remembers. Right before the commit the entries get their numbers and hashes: on PostgreSQL whoever writes
holds the end of the chain from then on, so that writers queue for their commits and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import g, has_app_context
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from app.audit.models import AuditEntry
from app.audit.rules import BEFORE_THE_FIRST, ROWS, Acting, Action, Entry, canonical, hash_of
from app.core import clock
from app.core.db import WRITES, connection, db, table_of
from app.core.locks import hold
from app.core.statements import Statement, insertion

_PENDING: Final = "xunjie_audit"
_END_OF_CHAIN: Final = "audit-entry"
_entry = table_of(AuditEntry).c
_NEWEST = Statement(select(_entry.seq, _entry.hash).order_by(_entry.seq.desc()).limit(1))
_ADD = insertion(AuditEntry)


class _Noted(NamedTuple):
    """An entry that waits for its number."""

    at: datetime
    actor_id: str | None
    device_id: str | None
    action: str
    object_kind: str
    object_id: str
    facts: str


def act_as(who: Acting) -> None:
    """Whoever acts in this request is who its entries name, unless they say otherwise."""
    g.audit_actor = who


def note(
    action: Action,
    object_kind: str,
    object_id: str,
    *,
    by: Acting | None = None,
    rows: Mapping[str, tuple[str | None, str]] | None = None,
    **facts: Any,
) -> None:
    """Within a write transaction: notes what is being done, by who acts in the request unless `by` says otherwise.

    `rows` are the rows that it wrote or changed: by name their digest before (None: there was none) and after. Facts
    are JSON and name people by id only. What is rolled back was never noted. Raises RuntimeError outside a write.
    """
    if not connection().get_execution_options().get(WRITES):
        raise RuntimeError(f"{action} was noted outside a transaction that writes")
    who = by or (g.get("audit_actor") if has_app_context() else None)
    told = {**facts, ROWS: {name: list(pair) for name, pair in rows.items()}} if rows else facts
    noted = _Noted(
        clock.now(), who.id if who else None, who.device_id if who else None, str(action), object_kind, object_id, canonical(told)
    )
    db.session().info.setdefault(_PENDING, []).append(noted)


def hold_log() -> None:
    """Within a transaction, before anything is read: nobody else's entries are written until it ends.

    For entries that tell of what others may be changing: whoever commits later is told of later.
    """
    hold(_END_OF_CHAIN)


@event.listens_for(db.session, "before_commit")
def _write(session: Session) -> None:
    waiting: list[_Noted] = session.info.pop(_PENDING, [])
    if not waiting:
        return
    session.flush()  # before the chain is held: nobody waits for it
    hold(_END_OF_CHAIN)
    newest = _NEWEST.first()
    seq, before = (newest.seq, newest.hash) if newest else (0, BEFORE_THE_FIRST)
    for noted in waiting:
        seq += 1
        unsigned = Entry(seq, *noted, prev_hash=before, hash="")
        before = hash_of(unsigned)
        _ADD.write(**unsigned._replace(hash=before)._asdict())


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
