"""Decides where a backup keeps the keys of originals: one current copy beside the snapshots, replaced whole each time.

No snapshot holds any, so that a destroyed key leaves every copy with the next backup. A key that only the copy knows is
brought back first: the copy of a ring that was lost is never replaced by one that knows less.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.core.disk import settle
from app.photos.keyring import FILE, Keyring
from app.photos.rules import StorageBroken
from app.safekeeping.rules import BackupBroken


def bring_back(keys: Keyring, backup: Path) -> int:
    """Takes in the keys of a backup folder that are not here; how many. Raises BackupBroken when its copy is damaged."""
    copy = backup / FILE
    if not copy.is_file():
        return 0  # made by a release that sealed nothing
    found = problems(backup)
    if found:
        raise BackupBroken(f"{found[0]} Move the file aside if the keys in DATA_DIR are whole; the next backup writes it anew.")
    try:
        return keys.learn(copy)
    except StorageBroken as error:
        raise BackupBroken(f"The keys in {copy} could not be read: {error.__cause__}") from error


def replace(keys: Keyring, folder: Path, backup: Path) -> None:
    """Puts a copy of all keys into the backup; `folder` is one of the same disk to write it in. Raises OSError."""
    fresh = folder / FILE
    keys.copy_to(fresh)
    settle(fresh, backup / FILE, fresh.stat().st_size, 0o600)


def problems(backup: Path) -> list[str]:
    """What is wrong with the copy in a backup, in sentences; empty when it can be relied on."""
    address = f"{(backup / FILE).absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as copy:
            said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
            copy.execute("SELECT count(*) FROM content_key").fetchone()
    except sqlite3.Error as error:
        return [f"the copied keys in {backup / FILE} cannot be opened: {error}."]
    return [] if said == ["ok"] else [f"the copied keys in {backup / FILE}: {line}." for line in said[:5]]
