"""Decides how the keys of originals are made, found and destroyed. Must not know files, and of photos only their names.

They lie in a database of their own, so that neither a copy of the city's database nor one of the originals opens
anything alone, and a destroyed key is gone at once. A process takes several in one commit before it uses the first: a
key is on the disk before any file needs it, and a photo costs no further commit.
"""

from __future__ import annotations

import secrets
import sqlite3
import weakref
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from app.core import clock
from app.photos.keys_file import KeysFile

FILE: Final = "content-keys.db"
ID_BYTES: Final = 16
KEY_BYTES: Final = 32
AT_ONCE: Final = 32
"""Keys made in one commit. Those that a process leaves unused are never used by another."""
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS content_key (id TEXT PRIMARY KEY, key BLOB, sha256 TEXT, made_at TEXT NOT NULL, "
    "destroyed_at TEXT, record TEXT) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS ix_content_key_sha256 ON content_key (sha256)",
)
_COLUMNS: Final = "id, key, sha256, made_at, destroyed_at, record"


class Key(NamedTuple):
    """A key for one file: its id in hex, and 32 secret bytes."""

    id: str
    secret: bytes


class Keyring:
    """The keys of one store. Safe to share between threads, usable after a fork.

    Every method raises StorageBroken when the database of the keys cannot be read or written, StorageFull when it has
    no room; then nothing was changed.
    """

    def __init__(self, path: Path) -> None:
        myself = weakref.proxy(self)
        self._file = KeysFile(path, _SCHEMA, lambda: myself._begin_anew())
        self._made: list[Key] = []
        self._used: dict[str, str] = {}

    @property
    def path(self) -> Path:
        """Where the keys lie."""
        return self._file.path

    def take(self) -> Key:
        """A key that nobody has used and that is durable already."""
        with self._file.lock:
            if not self._made:
                self._made = self._make()
            return self._made.pop()

    def used(self, key_id: str, sha256: str) -> None:
        """Remembers for which original a key was used; written down with the next keys that are made."""
        with self._file.lock:
            self._used[key_id] = sha256

    def name(self, used: Collection[tuple[str, str]]) -> None:
        """Writes down durably for which originals (SHA-256) keys (ids) were used; what is written already stays."""
        if used:
            self._file.write(lambda keys: _name(keys, used))

    def find(self, key_id: str) -> bytes | None:
        """The secret of a key; None when it was destroyed or was never here."""
        rows = self._file.read("SELECT key FROM content_key WHERE id = ? AND key IS NOT NULL", key_id)
        return bytes(rows[0][0]) if rows else None

    def of(self, sha256: str) -> list[str]:
        """The ids of all keys known to have been used for this original, also of destroyed ones."""
        with self._file.lock:
            unwritten = {key_id for key_id, name in self._used.items() if name == sha256}
        return sorted(unwritten | {row[0] for row in self._file.read("SELECT id FROM content_key WHERE sha256 = ?", sha256)})

    def unnamed(self, key_ids: Iterable[str]) -> list[str]:
        """Those of which nobody has written down what they were used for."""
        query = "SELECT 1 FROM content_key WHERE id = ? AND sha256 IS NULL"
        return [key_id for key_id in key_ids if self._file.read(query, key_id)]

    def destroy(self, key_ids: Collection[str], record: str) -> int:
        """Destroys keys for good and keeps `record` in their place; how many it were. Twice is once."""
        if not key_ids:
            return 0
        rows = [(clock.isoformat(clock.now()), record, key_id) for key_id in key_ids]
        statement = "UPDATE content_key SET key = NULL, destroyed_at = ?, record = ? WHERE id = ? AND destroyed_at IS NULL"
        destroyed = self._file.write(lambda keys: keys.executemany(statement, rows).rowcount)
        self._file.forget_log()
        return destroyed

    def bury(self, sha256: str, record: str) -> None:
        """Notes that an original that never had a key was destroyed, so that its copies go, too. Twice is once."""
        at = clock.isoformat(clock.now())
        row = (secrets.token_hex(ID_BYTES), None, sha256, at, at, record)
        known = "SELECT 1 FROM content_key WHERE sha256 = ?"
        statement = f"INSERT INTO content_key ({_COLUMNS}) SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS ({known})"
        self._file.write(lambda keys: keys.execute(statement, (*row, sha256)))

    def destroyed(self, key_id: str) -> str | None:
        """What was written in the place of a destroyed key; None when it was not destroyed."""
        rows = self._file.read("SELECT record FROM content_key WHERE id = ? AND destroyed_at IS NOT NULL", key_id)
        return str(rows[0][0]) if rows else None

    def records(self, sha256: str) -> list[str]:
        """What was written in the places of an original's keys; nothing while one of them is left, or if it had none."""
        rows = self._file.read("SELECT destroyed_at, record FROM content_key WHERE sha256 = ?", sha256)
        return [str(record) for _, record in rows] if all(at is not None for at, _ in rows) else []

    def gone(self) -> list[str]:
        """The originals (SHA-256) whose keys were all destroyed."""
        every = "HAVING min(destroyed_at IS NOT NULL)"
        query = f"SELECT sha256 FROM content_key WHERE sha256 IS NOT NULL GROUP BY sha256 {every} ORDER BY sha256"
        return [row[0] for row in self._file.read(query)]

    def mourned(self) -> list[str]:
        """The originals (SHA-256) of which at least one key was destroyed; they may have come anew since."""
        query = "SELECT DISTINCT sha256 FROM content_key WHERE destroyed_at IS NOT NULL AND sha256 IS NOT NULL"
        return [row[0] for row in self._file.read(query)]

    def since(self) -> str | None:
        """When the oldest key was made (RFC 3339, UTC): the ring opens nothing older. None when there is none."""
        rows = self._file.read("SELECT min(made_at) FROM content_key")
        return rows[0][0] if rows else None

    def copy_to(self, target: Path) -> None:
        """A consistent copy in one new file, durable, readable by its owner only. Raises OSError when it cannot be written."""
        self._file.copy_to(target)

    def learn(self, other: Path) -> int:
        """Takes in the keys of a copy that are not here; what was destroyed on either side is destroyed. How many came.

        Raises StorageBroken also when the copy is damaged.
        """
        with self._file.beside(other, "theirs"):
            return self._file.write(_learn)

    def close(self) -> None:
        """Gives up the connection; the next call opens another."""
        self._file.close()

    def _make(self) -> list[Key]:
        made = [Key(secrets.token_hex(ID_BYTES), secrets.token_bytes(KEY_BYTES)) for _ in range(AT_ONCE)]
        at, used = clock.isoformat(clock.now()), list(self._used.items())

        def work(keys: sqlite3.Connection) -> None:
            keys.executemany("INSERT INTO content_key (id, key, made_at) VALUES (?, ?, ?)", [(*key, at) for key in made])
            _name(keys, used)

        self._file.write(work)
        for key_id, _ in used:
            del self._used[key_id]
        return made

    def _begin_anew(self) -> None:
        """In a fork: what was taken belongs to the parent, and no key is used twice."""
        self._made, self._used = [], {}


def _name(keys: sqlite3.Connection, used: Collection[tuple[str, str]]) -> None:
    rows = [(sha256, key_id) for key_id, sha256 in used]
    keys.executemany("UPDATE content_key SET sha256 = ? WHERE id = ? AND sha256 IS NULL", rows)


def _learn(keys: sqlite3.Connection) -> int:
    all_ = f"SELECT {_COLUMNS} FROM theirs.content_key"
    learnt = keys.execute(f"INSERT OR IGNORE INTO content_key ({_COLUMNS}) {all_}").rowcount
    keys.execute(
        "UPDATE content_key SET key = NULL, destroyed_at = t.destroyed_at, record = t.record FROM theirs.content_key t "
        "WHERE t.id = content_key.id AND t.destroyed_at IS NOT NULL AND content_key.destroyed_at IS NULL"
    )
    keys.execute(
        "UPDATE content_key SET sha256 = t.sha256 FROM theirs.content_key t "
        "WHERE t.id = content_key.id AND content_key.sha256 IS NULL AND t.sha256 IS NOT NULL"
    )
    return learnt
