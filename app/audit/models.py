"""The table of the log. The database itself refuses to change or delete a row of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import DDL, BigInteger, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, table_of


class AuditEntry(Model):
    """One thing that was done; `rules.Entry` says how its hash is made. `facts` are canonical JSON, ids at most, no names.

    `actor_id` is null for the operator at the server and for the program itself.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_kind", "object_id", "seq"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_action", "action", "seq"),
        Index("ix_audit_entry_actor_id", "actor_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


_REFUSAL: Final = "the log is only ever added to"
_ON_SQLITE: Final = tuple(
    f"CREATE TRIGGER audit_entry_no_{what.lower()} BEFORE {what} ON audit_entry BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for what in ("UPDATE", "DELETE")
)
_ON_POSTGRESQL: Final = (
    "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
)
"""As the migration makes them: tables that are made from the models (in tests) refuse the same."""

for _dialect, _statements in (("sqlite", _ON_SQLITE), ("postgresql", _ON_POSTGRESQL)):
    for _statement in _statements:
        event.listen(table_of(AuditEntry), "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
