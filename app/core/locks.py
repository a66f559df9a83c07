"""Decides how transactions that overlap on PostgreSQL take turns where SQLite's single writer makes them wait anyway."""

from __future__ import annotations

from sqlalchemy import text

from app.core.db import POSTGRESQL, connection

_HOLD = text(
    "SELECT pg_advisory_xact_lock(key) FROM "
    "(SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(CAST(:names AS text[])) AS name ORDER BY key) AS keys"
)
"""In one order for everybody, so that two that hold several never wait for each other."""


def overlapping() -> bool:
    """Whether other transactions may write at the same time as this one."""
    return connection().dialect.name == POSTGRESQL


def hold(*names: str) -> None:
    """Within a transaction: whoever else holds one of these names waits until it ends, and then sees what was done.

    For things that may not be there yet, so that there is no row to lock. Hold all names at once, before any row.
    Raises OperationalError (a lock timeout, which `in_transaction` tells as Unavailable).
    """
    if names and overlapping():
        connection().execute(_HOLD, {"names": list(names)})
