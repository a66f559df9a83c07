"""Decides who may use a decoder: one thread of one process of this machine at a time. Knows nothing of photos."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Somebody else has the turn, and the caller did not want to wait."""


class Turn:
    """A file lock behind a lock among threads; both die with their holder."""

    def __init__(self, lock_path: Path) -> None:
        self._lock_path = lock_path
        self._here = threading.Lock()

    @contextmanager
    def taken(self, *, wait: bool) -> Iterator[None]:
        """Holds the turn on this machine. Raises Busy without `wait`, OSError when the file cannot be opened."""
        with self.taken_here(wait=wait):
            descriptor = os.open(self._lock_path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                _lock(descriptor, wait)
                yield
            finally:
                os.close(descriptor)

    @contextmanager
    def taken_here(self, *, wait: bool = True) -> Iterator[None]:
        """Holds the turn among the threads of this process. Raises Busy without `wait`."""
        if not self._here.acquire(blocking=wait):
            raise Busy()
        try:
            yield
        finally:
            self._here.release()


def _lock(descriptor: int, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy() from error
