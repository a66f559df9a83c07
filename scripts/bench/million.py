"""Fills a database with cases as a city has them after four years, in bulk: the same rows on SQLite and PostgreSQL.

A few ten thousand are still open; categories, segments, units and words are as unevenly spread as real ones.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from flask import Flask
from sqlalchemy import Column, Index, Table, inspect, text
from sqlalchemy.schema import CreateColumn

from app.assessment.models import CaseTally, FigureMonth
from app.assessment.summing import sum_months
from app.assessment.tallying import SETTLING
from app.cases.models import Case, CaseEvent, CaseUnit
from app.cases.report_models import Report, ReportPhoto
from app.core.db import POSTGRESQL, connection, db, table_of
from app.core.transaction import end_reading, in_transaction
from scripts.bench import population
from scripts.bench.derived_rows import derive

_MODELS: Final = (Case, CaseEvent, CaseUnit, Report, ReportPhoto, CaseTally)


def fill(app: Flask, count: int, patrols: Sequence[str], until: datetime) -> None:
    """Writes `count` cases of these people's (ids); the last ones were opened right before `until`."""
    with app.app_context():
        _drop_indexes()
        grams: dict[str, array[int]] = defaultdict(lambda: array("i"))
        kinds = population.kinds()
        end_reading()  # PostgreSQL ends a transaction in which nothing is done for long
        tallies: list[tuple[Any, ...]] = []
        rows = population.cases(count, patrols, until, kinds, grams)
        _copy("case_file", _COLUMNS, (_row(row, tallies) for row in rows))
        _copy("case_tally", _TALLIED, tallies)
        _copy("case_word", ("gram", "case_id"), ((gram, number) for gram in sorted(grams) for number in grams[gram]))
        in_transaction(derive)
        make_indexes()
        _settle(tallies, until)
        _analyse()
    sum_up(app)


def sum_up(app: Flask) -> None:
    """Lets the background jobs of figures run until they have nothing to do."""
    with app.app_context():
        while sum_months():
            pass


def _settle(tallies: Sequence[tuple[Any, ...]], until: datetime) -> None:
    """The months of these tallies, ready to be summed."""
    first, last = _TALLIED.index("filed_day"), _TALLIED.index("due_at")
    months = {day // 100 for row in tallies for day in row[first:last] if day}
    long_ago = until - timedelta(days=1)
    in_transaction(lambda: db.session.add_all(FigureMonth(month=one, state=SETTLING, since=long_ago) for one in sorted(months)))


_COLUMNS: Final = (
    *("id", "case_no", "report_id", "author_id", "state", "category_slug", "category", "limits", "segment_code"),
    *("segment_name", "cell_code", "area_version", "flags", "lon", "lat", "words", "opened_at", "closed_at", "rev"),
    *("unit_code", "urgent", "origin", "campaign", "dispatched_at", "claimed_at", "disposed_at", "checked_at", "due_at"),
    *("warn_at", "paused_at", "rework_count", "return_count", "extension_count", "dispatch_count", "supervised", "whistled"),
    *("on_time", "recurs_of"),
)


_TALLIED: Final = tuple(column.name for column in table_of(CaseTally).columns)


def _row(row: dict[str, Any], tallies: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The case as a row; what figures count of it is put beside."""
    days = {name: _day(row[f"{name}_at"]) for name in ("dispatched", "due", "disposed", "checked")}
    tally = {
        **{name: row[name] for name in ("rev", "unit_code", "segment_code", "cell_code", "category_slug", "due_at", "on_time")},
        **{f"{name}_day": day for name, day in days.items()},
        "case_id": row["id"],
        "street": row["cell_code"][:9] if row["cell_code"] else None,
        "filed_day": _day(row["opened_at"]),
        "closed_day": _day(row["closed_at"]) if row["state"] == "closed" else None,
        "closed": row["state"] == "closed",
        "voided": row["state"] == "voided",
        "suspended": row["state"] == "suspended",
        "on_spot": row["state"] == "closed" and row["dispatched_at"] is None,
        "public": row["origin"] in ("hotline", "public-account"),
        "recurs": False,
        "reworked": row["rework_count"] > 0,
        "filed_in_time": True if days["dispatched"] else None,
        "dispatched_in_time": row["id"] % 20 > 0 if days["dispatched"] else None,
        "closed_in_time": row["id"] % 10 > 0 if days["checked"] else None,
        "dispatches": row["dispatch_count"],
        "checks": int(days["checked"] is not None),
        "checks_in_time": int(days["checked"] is not None and row["id"] % 9 > 0),
        "arranges": int(days["checked"] is not None),
        "arranges_in_time": int(days["checked"] is not None and row["id"] % 7 > 0),
        "verified": row["id"] % 50 == 0,
    }
    tallies.append(tuple(tally[name] for name in _TALLIED))
    return tuple(row[name] for name in _COLUMNS)


def bring_up_to_date() -> None:
    """Gives a database that was filled before a change of the models their tables, columns and indexes; what is there stays."""
    db.create_all()
    inspected = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        there = {column["name"] for column in inspected.get_columns(table.name)}
        in_transaction(partial(_add_columns, table, [column for column in table.columns if column.name not in there]))
    make_indexes()


def _add_columns(table: Table, columns: Sequence[Column[Any]]) -> None:
    for column in columns:
        made = CreateColumn(column).compile(dialect=connection().dialect)
        connection().execute(text(f"ALTER TABLE {table.name} ADD COLUMN {made}"))


def make_indexes() -> None:
    """The models' indexes instead of those that the database has, where they differ, as after a change of the models."""
    for model in _MODELS:
        table = table_of(model)
        wanted = {str(index.name): index for index in table.indexes}
        there = {str(one["name"]): one["column_names"] for one in inspect(db.engine).get_indexes(table.name)}
        unique = {str(one.name) for one in table.constraints if one.name}
        kept = {name for name, index in wanted.items() if there.get(name) == [column.name for column in index.columns]}

        def change(wanted: dict[str, Index] = wanted, gone: set[str] = set(there) - kept - unique, kept: set[str] = kept) -> None:
            for name in sorted(gone):
                connection().execute(text(f"DROP INDEX {name}"))
            for name in sorted(set(wanted) - kept):
                wanted[name].create(connection())

        in_transaction(change)


def _drop_indexes() -> None:
    """Without them rows go in several times as fast."""

    def change() -> None:
        for model in _MODELS:
            for index in table_of(model).indexes:
                index.drop(connection())

    in_transaction(change)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as database, database:
            database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with db.engine.connect() as connected, connected.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what they refer to comes later
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connected.connection.commit()


def _analyse() -> None:
    """What PostgreSQL does by itself in time; SQLite never does."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
        if connected.dialect.name == POSTGRESQL:
            connected.execute(text("VACUUM ANALYZE"))


def _day(told: str | None) -> int | None:
    """yyyymmdd of a moment as it is written; the bench's city lives by UTC."""
    return int(told[:10].replace("-", "")) if told else None
