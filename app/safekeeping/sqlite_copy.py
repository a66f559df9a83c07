"""Decides how an SQLite database is copied while it is written to, looked into and put back. Knows no table's meaning
beyond photos, facts and the feed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from app.core.disk import sync_file
from app.safekeeping.contents import Contents
from app.safekeeping.rules import BackupBroken

KIND: Final = "sqlite"
FILE: Final = "database.sqlite3"
_LINKED_ONLY = (
    "SELECT sha256, NULL FROM report_photo WHERE stored AND sha256 NOT IN (SELECT sha256 FROM photo{0}) GROUP BY sha256"
)

log = logging.getLogger(__name__)


def copy_database(live: Path, target: Path) -> None:
    """A consistent copy by SQLite's online backup; writers go on meanwhile. Durable when it returns. Raises OSError."""
    with closing(_reading(live, "ro")) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
    sync_file(target, target.stat().st_size, 0o600)


class SqliteCopy:
    """A copied SQLite file; nothing is ever written to it."""

    kind = KIND

    def __init__(self, path: Path) -> None:
        self.path = path

    def problems(self) -> list[str]:
        try:
            with closing(_reading(self.path, "ro")) as copy:
                said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
                broken = copy.execute("PRAGMA foreign_key_check").fetchmany(5)
        except sqlite3.Error as error:
            return [f"the copied database cannot be opened: {error}"]
        found = [] if said == ["ok"] else [f"the copied database: {line}" for line in said[:5]]
        return found + [f"the copied database: row {row[1]} of {row[0]} points to nothing in {row[2]}" for row in broken]

    def contents(self) -> Contents:
        try:
            with closing(_reading(self.path, "ro")) as copy:
                return Contents(
                    copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
                    if _has(copy, "alembic_version")
                    else None,
                    copy.execute("SELECT value FROM fact WHERE name = 'epoch'").fetchone()[0],
                    copy.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0],
                    {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in _tables(copy)},
                )
        except (sqlite3.Error, TypeError) as error:
            raise BackupBroken(f"{self.path} is not a database of this product: {error}") from error

    def references(self) -> Iterator[tuple[str, int | None]]:
        with closing(_reading(self.path, "ro")) as copy:
            columns = {row[1] for row in copy.execute("PRAGMA table_info(photo)")}
            sound = " WHERE rotten_at IS NULL" if "rotten_at" in columns else ""
            yield from copy.execute(f"SELECT sha256, bytes FROM photo{sound} ORDER BY sha256")
            yield from copy.execute(_LINKED_ONLY.format(sound))


def fold_log(file: Path) -> None:
    """What a killed server left in the log goes into the file itself, so that the two need not be kept together.

    A file that cannot be opened any more stays as it is.
    """
    if not file.is_file() or not file.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        log.warning("the log of %s cannot be folded into it and stays beside it: %s", file, error)


def _reading(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True)


def _tables(copy: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [row[0] for row in copy.execute(query)]


def _has(copy: sqlite3.Connection, table: str) -> bool:
    return table in _tables(copy)
