"""Decides how sessions of a PostgreSQL server behave and which servers are good enough to promise durability on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

NAME = "postgresql"
"""The dialect's."""
MIN_VERSION = 13
"""`pg_current_xact_id` and `pg_snapshot_xmin`, on which the order of the feed stands, came with it."""
SESSION = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "120s",
    "default_transaction_isolation": "read committed",
    "client_encoding": "UTF8",
}
"""A lock is waited for as long as SQLite waits. An idle transaction that wrote would hide everybody's later changes."""
DURABLE = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
}
"""What must be set so that a commit that was answered survives a power cut."""
TRY_AGAIN = frozenset({"40001", "40P01"})
"""Serialization failure, deadlock: the same work can succeed at once."""
LOCKED = "55P03"


class NotDurable(Exception):
    """The server may lose what it has confirmed; the message says which setting to change."""


def prepare(engine: Engine) -> None:
    """Every new connection of the engine gets the settings of `SESSION`."""
    event.listen(engine, "connect", _set_up)


def check(engine: Engine) -> None:
    """Looks whether a PostgreSQL server keeps what it confirms; other databases are set up by their connections.

    Raises NotDurable with a sentence for the person who runs it.
    """
    if engine.dialect.name != NAME:
        return
    with engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num"))) // 10_000
        if version < MIN_VERSION:
            raise NotDurable(f"PostgreSQL {version} is too old: use {MIN_VERSION} or newer.")
        for name, good in DURABLE.items():
            value = connection.scalar(text("SELECT current_setting(:name)"), {"name": name})
            if value not in good:
                raise NotDurable(
                    f"PostgreSQL runs with {name} = {value}: a power cut could undo what phones were told is stored. "
                    f"Set {name} = on in postgresql.conf (or for this role and database) and start it again."
                )


def sqlstate(error: OperationalError) -> str | None:
    """PostgreSQL's code of an error; None from other databases and for a connection that broke."""
    return getattr(error.orig, "sqlstate", None)


def _set_up(connection: Any, _record: object) -> None:
    connection.autocommit = True  # a setting made in a transaction that is rolled back is undone
    with connection.cursor() as cursor:
        for name, value in SESSION.items():
            cursor.execute(f"SET {name} = '{value}'")
    connection.autocommit = False
