"""Decides how the small database of the content keys is opened, written and copied so that a commit survives a power cut.

Must not know what is in it. One connection per process, shared by its threads; none is carried through a fork.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from sqlite3 import dbapi2
from typing import Any, Final, TypeVar
from urllib.parse import quote

from app.core.disk import sync_file, sync_folder
from app.photos.disk_errors import RETRY_AFTER_S, disk_errors_told
from app.photos.rules import StorageBroken, StorageFull

log = logging.getLogger(__name__)
T = TypeVar("T")

_NO_ROOM: Final = "database or disk is full"
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000", "trusted_schema=OFF")


class KeysFile:
    """An SQLite file of mode 0600, made at the first write.

    Every method raises StorageBroken when it cannot be read or written, StorageFull when there is no room; then nothing
    was changed.
    """

    def __init__(self, path: Path, schema: tuple[str, ...], in_child: Callable[[], None]) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.in_child = in_child
        self._schema = schema
        self._connection: sqlite3.Connection | None = None
        _all.add(self)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction, on the disk when this returns."""
        with self.lock, told():
            keys = self._connected()
            try:
                keys.execute("BEGIN IMMEDIATE")
                result = work(keys)
                keys.execute("COMMIT")
            except BaseException:
                if keys.in_transaction:
                    keys.rollback()
                raise
            return result

    def read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows; none while nothing was ever written, so that whoever only looks makes no file."""
        with self.lock, told():
            if self._connection is None and not self.path.exists():
                return []
            return self._connected().execute(query, values).fetchall()

    def forget_log(self) -> None:
        """Empties the log beside the file, which still has what was overwritten, unless somebody is reading just now."""
        with self.lock, told():
            self._connected().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, target: Path) -> None:
        """A consistent copy in one new file, durable. Raises OSError when that cannot be written."""
        with self.lock:
            with told():
                keys = self._connected()
            _make_private(target)
            try:
                with closing(dbapi2.connect(target)) as copy:
                    keys.backup(copy)
                    copy.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.Error as error:
                raise OSError(errno.EIO, f"the content keys could not be copied: {error}", str(target)) from error
        sync_file(target, target.stat().st_size, 0o600)

    @contextmanager
    def beside(self, other: Path, name: str) -> Iterator[None]:
        """Within the block statements find another such file, to be read only, under `name`."""
        with self.lock, told():
            self._connected().execute(f"ATTACH ? AS {name}", (f"{other.absolute().as_uri()}?mode=ro",))
            try:
                yield
            finally:
                self._connected().execute(f"DETACH {name}")

    def close(self) -> None:
        """Gives up the connection; the next call opens another."""
        with self.lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        _make_private(self.path)
        address = f"file:{quote(str(self.path))}"
        keys = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                keys.execute(f"PRAGMA {pragma}").fetchall()
            for statement in self._schema:
                keys.execute(statement)
            sync_folder(self.path.parent)  # whoever made the file may not have got this far
        except BaseException:
            keys.close()
            raise
        return keys


def _make_private(path: Path) -> None:
    """Makes the file so that only its owner reads it: SQLite gives its log the same mode.

    One that is there is not touched: closing it here would end the locks that SQLite holds on it in this process.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))


@contextmanager
def told() -> Iterator[None]:
    """What SQLite and the disk say becomes an answer with which a phone comes again."""
    try:
        with disk_errors_told():
            yield
    except sqlite3.Error as error:
        log.critical("the database of the content keys failed: %s", error)
        if _NO_ROOM in str(error):
            raise StorageFull(retry_after_s=RETRY_AFTER_S) from error
        raise StorageBroken(retry_after_s=RETRY_AFTER_S) from error


_all: Final[weakref.WeakSet[KeysFile]] = weakref.WeakSet()
_held: Final[list[KeysFile]] = []


def _before_fork() -> None:
    """SQLite's connections must not be carried into another process."""
    for file in list(_all):
        file.lock.acquire()
        _held.append(file)
        file.close()


def _after_fork() -> None:
    while _held:
        _held.pop().lock.release()


def _in_child() -> None:
    for file in _held:
        file.in_child()
    _after_fork()


os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_in_child)
