"""Decides how tables are declared and how a connection behaves (durability, foreign keys). Knows no feature's tables."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, FromClause, Integer, MetaData, Row, Table, Text, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.types import TypeDecorator

from app.core import postgresql

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_RUNNING = "xunjie_connection"
"""Where a session keeps the connection of its transaction: asking for it anew costs more than a small statement."""
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of some columns, read past the session."""
POSTGRESQL = postgresql.NAME
LOCK_PATIENCE_S = 10
LOCK_PAUSE_S = 0.001
_WAIT = f"busy_timeout={LOCK_PATIENCE_S * 1000}"
WRITES = "xunjie_writes"
"""Execution option of a connection whose transaction will write: SQLite then begins with the write lock in hand."""
RowNumber = BigInteger().with_variant(Integer, "sqlite")
"""The type of a key that the database counts by itself: SQLite does so for INTEGER only."""


class Model(DeclarativeBase):
    """Base of all tables; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})


def connection() -> Connection:
    """The connection of the running transaction, for statements that are built once on tables and columns.

    Past the session they take a third of its time, which counts where every report and photo comes by. What is
    pending in the session is not flushed first.
    """
    session = db.session()
    running: Connection | None = session.info.get(_RUNNING)
    return running or session.connection()


@event.listens_for(db.session, "after_begin")
def _remember(session: Session, _transaction: SessionTransaction, running: Connection) -> None:
    session.info[_RUNNING] = running


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_RUNNING, None)


def table_of(model: type[Model]) -> Table:
    """The table of a model, for such statements."""
    return cast(Table, model.__table__)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC datetime, stored without zone on databases that know none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone must not be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept as text: the same bytes on SQLite and PostgreSQL, Chinese unescaped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def engine_options(url: str, pool_size: int) -> dict[str, Any]:
    """How the pool of this database works; a server that was restarted is noticed before a connection is used."""
    pooled: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": 20}
    return pooled | ({"pool_pre_ping": True} if make_url(url).get_backend_name() == POSTGRESQL else {})


class _SqliteWithHints(SQLiteCompiler):
    """Writes what `Select.with_hint` says behind a table, `INDEXED BY` for one; SQLAlchemy leaves it out on SQLite."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def prepare_engine(engine: Engine) -> None:
    """Makes every connection durable: SQLite with WAL and synchronous=FULL, PostgreSQL with `postgresql.prepare`.

    SQLite's transactions are made explicit: the driver's own BEGIN is switched off, because it would start
    transactions late and read-only, and two writers that upgrade at once lose one of them; see
    https://docs.sqlalchemy.org/en/21/dialects/sqlite.html.
    """
    if engine.dialect.name == POSTGRESQL:
        postgresql.prepare(engine)
        return
    engine.dialect.statement_compiler = _SqliteWithHints
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", _WAIT, "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    try:  # past SQLAlchemy's cursors: it runs twice in every request
        if writes:
            _take_write_lock(driver)
        else:
            driver.execute("BEGIN DEFERRED")
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error


def _take_write_lock(driver: sqlite3.Connection) -> None:
    """Begins with the write lock of the database in hand; other processes may have it.

    SQLite's own waiting sleeps ever longer, up to 100 ms, so that whoever has waited longest comes last. Here everybody
    asks again after a millisecond; at most one thread of each process waits (`core/transaction.py`), so few ask.
    """
    deadline = time.monotonic() + LOCK_PATIENCE_S
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > deadline:
                    raise
            time.sleep(LOCK_PAUSE_S)
    finally:
        driver.execute(f"PRAGMA {_WAIT}")
