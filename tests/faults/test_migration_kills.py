"""The server is killed at the n-th statement of a migration, for every n, and started again: as if nothing had been."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import Engine, event

from app import migrate
from app.config import Settings
from app.core.db import db
from app.factory import create_app
from tests.faults.tally import Stopwatch, Tally, record, scaled

BEFORE = "20261121_first_tables"
"""The schema of the first release; what comes after it is what a running city goes through."""
PERSON = (
    "INSERT INTO person (id, username, name, roles, password_hash, active, demo, created_at) "
    "VALUES ('p', 'li', '李', '[\"patrol\"]', 'x', 1, 0, '2026-11-21 00:00:00')"
)


def settings(folder: Path) -> Settings:
    return Settings.from_env({"SECRET_KEY": "test-secret-key-0123456789", "DATA_DIR": str(folder)})


def in_a_process(work: Callable[[], None]) -> int:
    """Runs work in a fork; its wait status. The child never returns into the tests."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def migrated(folder: Path, to: str = "head", killed_at: int | None = None) -> tuple[int, int]:
    """Migrates in a process of its own that dies at a statement; (wait status, statements that ran)."""
    counted = folder / "statements"

    def work() -> None:
        ran = 0

        @event.listens_for(Engine, "before_cursor_execute")
        def count(*_: object) -> None:
            nonlocal ran
            if ran == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            ran += 1

        app = create_app(settings(folder))
        with app.app_context():
            if to == "head":
                migrate.upgrade()
            else:
                flask_migrate.upgrade(directory=str(migrate.FOLDER), revision=to)
            db.engine.dispose()
        counted.write_text(str(ran))

    status = in_a_process(work)
    return status, int(counted.read_text()) if counted.exists() else 0


def schema(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Everything the database is made of. Lines are in order of their words: a table that a migration makes anew has its
    constraints in any order."""
    with closing(sqlite3.connect(folder / "xunjie.db")) as connection:
        rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY name").fetchall()
    return [(kind, name, sorted(line.strip(", \t") for line in sql.splitlines())) for kind, name, sql in rows]


def people(folder: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "xunjie.db")) as connection:
        return connection.execute("SELECT name FROM person").fetchall()


def first_release(folder: Path) -> Path:
    """A database of the first release with somebody in it."""
    folder.mkdir()
    assert migrated(folder, BEFORE)[0] == 0
    with closing(sqlite3.connect(folder / "xunjie.db")) as connection:
        connection.execute(PERSON)
        connection.commit()
    return folder


@pytest.mark.faults
@pytest.mark.parametrize("of", [pytest.param("an empty folder", marks=pytest.mark.fullsize), "the first release"])
def test_killed_at_any_statement_a_migration_can_be_started_again(tmp_path: Path, of: str) -> None:
    watch, found = Stopwatch(), []
    begin = first_release if of == "the first release" else _empty
    whole = begin(tmp_path / "whole")
    status, total = migrated(whole)
    assert status == 0
    points = range(0, total, scaled(max(1, total // 5), 1))
    for number in points:
        folder = begin(tmp_path / f"killed-{number}")
        if migrated(folder, killed_at=number)[0] != signal.SIGKILL:
            found.append(f"statement {number}: it was not reached")
        if migrated(folder)[0] != 0:
            found.append(f"statement {number}: it could not be started again")
        elif schema(folder) != schema(whole) or people(folder) != people(whole):
            found.append(f"statement {number}: not what a whole migration makes")
    record(Tally("kill -9 within a migration", len(points), damaged=len(found), seconds=watch.seconds), found)


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
