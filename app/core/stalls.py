"""Decides when a request body that does not come any more is given up. Knows nothing of what is sent.

A thread that reads from a phone without signal would wait for ever. One watching thread per process shuts the
connection of a body that brought less than `STEP` bytes in `PATIENCE_S`; the phone keeps what it has and comes again.
"""

from __future__ import annotations

import itertools
import logging
import socket
import threading
import time
from typing import Protocol

STEP = 16 * 1024
PATIENCE_S = 60.0
"""Together 270 bytes a second: a tenth of the slowest mobile network."""
LOOKS = 6
"""How often within the patience somebody looks."""

log = logging.getLogger(__name__)


class Body(Protocol):
    """What a WSGI server hands over as `wsgi.input`."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to `size` bytes, fewer at the end."""

    def readline(self, size: int = ..., /) -> bytes:
        """Up to a line."""


class Watch:
    """Connections from which somebody reads, and until when each must have brought something."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._some = threading.Event()
        self._numbers = itertools.count()
        self._until: dict[int, tuple[float, socket.socket]] = {}
        self._thread: threading.Thread | None = None

    def begin(self, connection: socket.socket, patience_s: float | None = None) -> int:
        """Watches a connection from now on; the number is for `progress` and `end`. Its first patience may be another."""
        number = next(self._numbers)
        with self._lock:
            self._until[number] = time.monotonic() + (patience_s or self._patience_s), connection
            if self._thread is None:  # not at import: threads do not survive the fork of a server process
                self._thread = threading.Thread(target=self._look, name="stalls", daemon=True)
                self._thread.start()
        self._some.set()
        return number

    def progress(self, number: int) -> None:
        """The connection brought something."""
        with self._lock:
            if number in self._until:
                self._until[number] = time.monotonic() + self._patience_s, self._until[number][1]

    def end(self, number: int) -> None:
        """The connection is no longer read from."""
        with self._lock:
            self._until.pop(number, None)

    def _look(self) -> None:
        while True:
            self._some.wait()
            time.sleep(self._patience_s / LOOKS)
            self._give_up(time.monotonic())

    def _give_up(self, now: float) -> None:
        with self._lock:
            for number in [number for number, (until, _) in self._until.items() if until < now]:
                log.info("a request body brought less than %s bytes in %s s and is given up", STEP, self._patience_s)
                shut(self._until.pop(number)[1])
            if not self._until:
                self._some.clear()


class WatchedBody:
    """A request body that is read in steps, each of which is progress; `taken` counts its bytes, `length` is how many were
    announced, if any."""

    def __init__(self, body: Body, watch: Watch, connection: socket.socket | None, length: int | None = None) -> None:
        self._body, self._watch, self._length = body, watch, length
        self._number = None if connection is None else watch.begin(connection)
        self._ended = False
        self.taken = 0

    @property
    def whole(self) -> bool:
        """Whether nothing more of it can come."""
        return self._ended or self.taken == self._length

    def read(self, size: int = -1) -> bytes:
        """As the body's own; with a negative size everything."""
        parts, left = list[bytes](), size
        while left:
            part = self._body.read(STEP if left < 0 else min(left, STEP))
            if not part:
                self._ended = True
                break
            self._count(len(part))
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readline(self, size: int = STEP) -> bytes:
        """As the body's own."""
        line = self._body.readline(size)
        self._count(len(line))
        return line

    def end(self) -> None:
        """Nobody reads it any more."""
        if self._number is not None:
            self._watch.end(self._number)

    def _count(self, size: int) -> None:
        self.taken += size
        if self._number is not None:
            self._watch.progress(self._number)


def shut(connection: socket.socket) -> None:
    """Whoever reads from the connection finds its end; whoever sends to it is told that nobody listens."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("a connection was gone before it was shut")
