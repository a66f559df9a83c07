"""Decides how a restored database takes the place of what is there. What is there is moved aside, never deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import URL, inspect, text

from app.core.db import db
from app.core.disk import make_folders, place_copy
from app.safekeeping import postgres_copy, sqlite_copy
from app.safekeeping.contents import DatabaseCopy
from app.safekeeping.databases import sqlite_file
from app.safekeeping.rules import BackupBroken, BackupRefused

_BESIDE = ("", "-wal", "-shm", "-journal")


def check_room(url: URL, kind: str, *, replace: bool) -> None:
    """Raises BackupRefused when the snapshot is of another kind of database or, without `replace`, when there is data."""
    here = url.get_backend_name()
    if here != kind:
        raise BackupRefused(f"The snapshot is a {kind} database and DATABASE_URL names {here}: restore it into {kind}.")
    if not replace and _has_data(url):
        raise BackupRefused(
            "The database here is not empty. With --replace it is moved aside (not deleted) and the snapshot takes its place."
        )


def move_aside(url: URL, folder: Path) -> str | None:
    """Moves the database that is here out of the way; where it is now, None when there was none."""
    db.session.remove()
    db.engine.dispose()
    if url.get_backend_name() == postgres_copy.KIND:
        return _schema_aside(folder.name)
    file = sqlite_file(url)
    sqlite_copy.fold_log(file)
    moved = None
    for suffix in reversed(_BESIDE):  # the log before the file it belongs to would be lost with a crash between
        path = file.with_name(file.name + suffix)
        if path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(path, folder / path.name)
            moved = str(folder)
    return moved


def put_back(url: URL, copy: DatabaseCopy) -> None:
    """The copied database takes its place, whole or not at all. Raises OSError or BackupRefused."""
    if url.get_backend_name() == postgres_copy.KIND:
        postgres_copy.put_back(url, copy.path)
        return
    file = sqlite_file(url)
    make_folders(file.parent)
    with copy.path.open("rb") as source:
        if place_copy(source, file, 0o600, lambda _digest, size: size == copy.path.stat().st_size) is None:
            raise BackupBroken(f"{copy.path} changed while it was read.")


def _has_data(url: URL) -> bool:
    """Whether anybody lives in the database that is here."""
    if url.get_backend_name() != postgres_copy.KIND and not sqlite_file(url).exists():
        return False
    try:
        with db.engine.connect() as connection:
            if "person" not in inspect(connection).get_table_names():
                return False
            return connection.execute(text("SELECT 1 FROM person LIMIT 1")).first() is not None
    finally:
        db.engine.dispose()


def _schema_aside(name: str) -> str | None:
    """Renames the schema everything lives in; one statement of one transaction, so never half."""
    aside = postgres_copy.ASIDE + name.rsplit("-", 1)[1].lower()
    with db.engine.begin() as connection:
        if not inspect(connection).get_table_names(schema="public"):
            return None
        connection.execute(text(f'ALTER SCHEMA public RENAME TO "{aside}"'))
        connection.execute(text("CREATE SCHEMA public"))
    return f"schema {aside}"
