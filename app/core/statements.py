"""Decides how the few statements run that every arriving report and photo needs. Knows no feature's tables.

SQLAlchemy builds and checks each statement anew when it runs; for a read by primary key that is ten times the work of
the database. A `Statement` is built once, from the same tables and column types, and on SQLite goes straight to the
driver. Other databases run it through SQLAlchemy: same results, same errors.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import BindParameter, Insert, Select, Table, Update, bindparam, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from app.core.db import Model, connection, table_of

_SQLITE = sqlite.dialect()
DIRECT = "sqlite"
"""The kind of database whose driver is used directly."""
_Convert = Callable[[Any], Any]


class Statement:
    """One statement; its parameters are given by name when it runs, lists (`expanding`) are not for it.

    It belongs to the running transaction. What is pending in the session is not flushed first. Raises as SQLAlchemy.
    """

    def __init__(self, clause: Select[Any] | Update | Insert) -> None:
        self._clause = clause
        self._compiled: _Compiled | None = None

    def rows(self, **values: Any) -> list[Any]:
        """All rows; their columns are attributes."""
        database = connection()
        if database.dialect.name != DIRECT:
            return list(database.execute(self._clause, values))
        return self._on_sqlite().rows(database.connection.dbapi_connection, values)

    def first(self, **values: Any) -> Any:
        """The first row, None without one."""
        rows = self.rows(**values)
        return rows[0] if rows else None

    def scalar(self, **values: Any) -> Any:
        """The first column of the first row, None without one."""
        rows = self.rows(**values)
        return rows[0][0] if rows else None

    def write(self, **values: Any) -> int:
        """Runs an update or insert; how many rows it touched."""
        database = connection()
        if database.dialect.name != DIRECT:
            return database.execute(self._clause, values).rowcount
        return self._on_sqlite().run(database.connection.dbapi_connection, values).rowcount

    def append(self, **values: Any) -> int:
        """Inserts a row whose whole-number key the database gives; that key."""
        database = connection()
        if database.dialect.name != DIRECT:
            return cast(int, database.execute(self._clause, values).inserted_primary_key[0])  # type: ignore[index]
        return cast(int, self._on_sqlite().run(database.connection.dbapi_connection, values).lastrowid)

    def _on_sqlite(self) -> _Compiled:
        if self._compiled is None:
            self._compiled = _Compiled(self._clause)
        return self._compiled


def insertion(model: type[Model], *names: str) -> Statement:
    """The insert of one row with these columns, or with every column; a column that is not given is null."""
    return Statement(insert(table_of(model)).values(parameters_of(model, *names)))


def parameters_of(model: type[Model], *names: str) -> dict[str, BindParameter[Any]]:
    """Parameters for these columns of a table, or for every column, each null unless it is given."""
    table: Table = table_of(model)
    return {name: bindparam(name, None, type_=table.c[name].type, required=False) for name in names or table.c.keys()}


class _Compiled:
    """A statement in SQLite's words, with what turns values into its parameters and columns into values."""

    def __init__(self, clause: Select[Any] | Update | Insert) -> None:
        compiled = clause.compile(dialect=_SQLITE)
        binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        self._sql = str(compiled)
        self._parameters = [(name, bind.value, _to_database(bind.type)) for name, bind in binds]
        columns = list(clause.selected_columns) if isinstance(clause, Select) else []
        self._row: Any = namedtuple("_row", [column.key or "value" for column in columns], rename=True)  # type: ignore[misc]
        self._conversions = [(at, convert) for at, column in enumerate(columns) if (convert := _from_database(column.type))]

    def run(self, driver: Any, values: dict[str, Any]) -> sqlite3.Cursor:
        """Runs it on the driver's connection."""
        parameters = [
            convert(values.get(name, default)) if convert else values.get(name, default)
            for name, default, convert in self._parameters
        ]
        try:
            return cast(sqlite3.Cursor, driver.execute(self._sql, parameters))
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._sql, None, error, sqlite3.Error) from error

    def rows(self, driver: Any, values: dict[str, Any]) -> list[Any]:
        """Runs it and reads all rows."""
        found = self.run(driver, values).fetchall()
        return [self._row._make(self._converted(row)) for row in found]

    def _converted(self, row: tuple[Any, ...]) -> list[Any]:
        read = list(row)
        for at, convert in self._conversions:
            read[at] = convert(read[at])
        return read


def _to_database(kind: TypeEngine[Any]) -> _Convert | None:
    return kind.dialect_impl(_SQLITE).bind_processor(_SQLITE)


def _from_database(kind: TypeEngine[Any]) -> _Convert | None:
    return kind.dialect_impl(_SQLITE).result_processor(_SQLITE, None)
