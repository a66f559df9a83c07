"""Decides who waits for whom when several processes of this machine work on one name.

A folder renames in one step; where taking something out is a copy and then a removal, nobody may put new bytes there
in between. A turn is a file lock, so it dies with its holder. Names that begin alike share one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turns:
    """One file per two first characters of a name, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def alone(self, name: str, *, taking: bool = False) -> Iterator[None]:
        """Nobody else has a turn at this name meanwhile. `taking` says that something may go, and changes the mark first."""
        with self._held(name, fcntl.LOCK_EX) as descriptor:
            if taking:
                os.write(descriptor, b".")
            yield

    @contextmanager
    def beside(self, name: str) -> Iterator[None]:
        """Others may be beside us, nobody alone."""
        with self._held(name, fcntl.LOCK_SH):
            yield

    def mark(self, name: str) -> int:
        """Changes when somebody begins to take something out; waits for who is at it, so what is seen afterwards is settled."""
        with self._held(name, fcntl.LOCK_SH) as descriptor:
            return os.fstat(descriptor).st_size

    def mark_now(self, name: str) -> int:
        """The mark, without waiting."""
        return (self._folder / name[:2]).stat().st_size

    @contextmanager
    def _held(self, name: str, how: int) -> Iterator[int]:
        descriptor = os.open(self._folder / name[:2], os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield descriptor
        finally:
            os.close(descriptor)
