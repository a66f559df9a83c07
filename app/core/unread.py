"""Decides what becomes of a request body that nobody reads, so that its sender still sees the answer.

The server would read it away itself, after the answer, but in any number of threads. Here that is counted: within the
place the request holds, or in one of a few places of its own; without one the connection ends.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.core.stalls import Body, Watch, shut

PLACE_WAIT_S = 0.1
"""For a place; small bodies are here already and take no time at all."""


@dataclass(frozen=True)
class Rest:
    """What is left of a body: where it comes from and for how long (seconds) it may be read away."""

    body: Body
    connection: socket.socket
    watch: Watch
    patience_s: float


class Unread:
    """An answer after which the rest of the body is read away for a moment, or the connection ends.

    `places` count who does so at once, None for a request that holds a place already: then `leave` gives it back.
    """

    def __init__(self, answer: Iterable[bytes], rest: Rest, places: threading.Semaphore | None) -> None:
        self._answer, self._rest, self._places = answer, rest, places
        self.leave: Callable[[], None] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Called by the server once the answer is sent."""
        try:
            getattr(self._answer, "close", lambda: None)()
            self._end()
        finally:
            if self.leave is not None:
                self.leave()

    def _end(self) -> None:
        if self._places is None:
            _read_away(self._rest)
        elif not self._places.acquire(timeout=PLACE_WAIT_S):
            shut(self._rest.connection)
        else:
            try:
                _read_away(self._rest)
            finally:
                self._places.release()


def _read_away(rest: Rest) -> None:
    """Until the body ends; the connection ends when it does not. The watch is for bodies that come byte by byte."""
    until, watched = time.monotonic() + rest.patience_s, rest.watch.begin(rest.connection, rest.patience_s)
    try:
        while (left := until - time.monotonic()) > 0:
            rest.connection.settimeout(left)
            if not rest.body.read(4096):
                rest.connection.settimeout(None)
                return
    except OSError:
        pass
    finally:
        rest.watch.end(watched)
    shut(rest.connection)
