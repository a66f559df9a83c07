"""Every single step by which bytes and rows get onto the disk, in this process, each of which can be made to fail.

A step is a file call of `os` below the store, or a statement or commit of SQLite. They are numbered from 0 as they come.
"""

from __future__ import annotations

import os
import sqlite3
import sqlite3.dbapi2
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FILE_CALLS = ("open", "write", "fchmod", "fsync", "mkdir", "rename", "link")
Hook = Callable[[int, str], None]
"""Told number and name of a step; what it raises is what the step raises."""


class Steps:
    """Counts the steps while the `watched` block runs, and tells `before` and `after` each of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        self.names: list[str] = []
        self.synced: Callable[[int], None] = lambda descriptor: None
        self._root = str(root)
        self._before = self._after = _nothing
        self._watching = self._short = False
        for name in FILE_CALLS:
            monkeypatch.setattr(os, name, self._file_call(name, getattr(os, name)))
        connect = sqlite3.dbapi2.connect
        factory = self._connection()
        monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *args, **kwargs: connect(*args, **{**kwargs, "factory": factory}))

    @contextmanager
    def watched(self, before: Hook | None = None, after: Hook | None = None, *, short: bool = False) -> Iterator[None]:
        """Numbers the steps of the block from 0; with `short` a write takes only half of what it is given."""
        self.names.clear()
        self._before, self._after = before or _nothing, after or _nothing
        self._watching, self._short = True, short
        try:
            yield
        finally:
            self._watching = self._short = False

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """One step, with what was arranged for it."""
        if not self._watching:
            return work()
        number = len(self.names)
        self.names.append(name)
        self._before(number, name)
        result = work()
        self._after(number, name)
        return result

    def _file_call(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if not self._watching or not self._in_store(args[0]):
                return real(*args, **kwargs)
            if name == "write" and self._short:
                args = (args[0], args[1][: max(1, len(args[1]) // 2)])
            result = self.step(name, lambda: real(*args, **kwargs))
            if name == "fsync":
                self.synced(args[0])
            return result

        return call

    def _in_store(self, target: object) -> bool:
        """Whether a path or descriptor lies below the store; descriptors of pipes and sockets do not."""
        path = os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else os.fspath(target)  # type: ignore[call-overload]
        return str(path).startswith(self._root)

    def _connection(self) -> type[sqlite3.Connection]:
        steps = self

        class Cursor(sqlite3.Cursor):
            def execute(self, sql: str, *args: Any) -> Any:
                return steps.step(sql.split()[0], lambda: super(Cursor, self).execute(sql, *args))

        class Connection(sqlite3.Connection):
            def cursor(self, factory: Any = Cursor) -> Any:
                return super().cursor(factory)

            def execute(self, sql: str, *args: Any) -> Any:
                return steps.step(sql.split()[0], lambda: super(Connection, self).execute(sql, *args))

            def commit(self) -> None:
                steps.step("COMMIT", super().commit)

        return Connection


def failing(number: int, error: Callable[[str], BaseException]) -> Hook:
    """A hook that fails at one step."""

    def hook(at: int, name: str) -> None:
        if at == number:
            raise error(name)

    return hook


def _nothing(_number: int, _name: str) -> None:
    """Nothing was arranged."""
