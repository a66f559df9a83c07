"""Decides which kind of database is copied how."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL

from app.safekeeping import postgres_copy, sqlite_copy
from app.safekeeping.contents import DatabaseCopy
from app.safekeeping.rules import BackupBroken, BackupRefused


def copy_into(url: URL, folder: Path) -> DatabaseCopy:
    """Copies the live database into a folder, online and consistent. Raises BackupRefused or OSError."""
    if url.get_backend_name() == postgres_copy.KIND:
        postgres_copy.copy_database(url, folder / postgres_copy.FILE)
    else:
        sqlite_copy.copy_database(sqlite_file(url), folder / sqlite_copy.FILE)
    return opened(folder)


def opened(folder: Path) -> DatabaseCopy:
    """The database copy in a snapshot's folder. Raises BackupBroken when there is none."""
    if (folder / sqlite_copy.FILE).is_file():
        return sqlite_copy.SqliteCopy(folder / sqlite_copy.FILE)
    if (folder / postgres_copy.FILE).is_file():
        return postgres_copy.PostgresDump(folder / postgres_copy.FILE)
    raise BackupBroken(f"{folder} holds no copy of a database")


def sqlite_file(url: URL) -> Path:
    """The file of an SQLite database. Raises BackupRefused for one that lives in memory."""
    if not url.database or url.database == ":memory:":
        raise BackupRefused("A database in memory cannot be backed up or restored: set DATABASE_URL to a file.")
    return Path(url.database)
