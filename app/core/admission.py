"""Decides which requests are let in while the server is busy, so that the slow ones never take every thread.

A report's text is small and matters first; a supervisor waits for an answer now. Photos take long, logins cost memory:
each of these kinds may hold only some of a process's threads (`Lane`). Beyond them the answer is 503 with a Retry-After
of its own for everybody, at once and without reading the body.
"""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Flask, current_app, request

from app.core.budgets import Budgets, new_budgets
from app.core.errors import Unavailable
from app.core.stalls import Watch, WatchedBody, shut

THREADS = 20
"""Of one server process; 12 for photos and 4 for logins leave 4 for texts and for people who read."""
PHOTO_PLACES = 12
LOGIN_PLACES = 4
"""Two compute, two are next: a login that had to wait longer is better told so."""
RETRY_AFTER_S = (2, 10)
DRAIN_S = 1.0
"""How long the rest of a refused body is read away, so that the connection lives on and its sender sees the answer."""
DRAIN_PLACES = 4
DRAIN_WAIT_S = 0.1
"""For one of those places; small bodies are here already and take no time at all."""

_PHOTOS = re.compile(r"/api/v1/(?:handed-in/)?photos/")
_LOGIN = "/api/v1/session"
_REFUSED, _PAYER = "xunjie.refused", "xunjie.payer"
_Environ = dict[str, Any]
_App = Callable[[_Environ, Any], Iterable[bytes]]


class Lane:
    """A kind of request that may hold `places` threads of this process at a time."""

    def __init__(self, places: int, belongs: Callable[[str, str], bool]) -> None:
        self.belongs = belongs
        self._places = threading.BoundedSemaphore(places)

    def enter(self) -> bool:
        """Takes a place if one is free; never waits."""
        return self._places.acquire(blocking=False)

    def leave(self) -> None:
        """Gives the place back."""
        self._places.release()


def is_photo_upload(method: str, path: str) -> bool:
    """Whether a request brings a photo."""
    return method == "PUT" and _PHOTOS.match(path) is not None


def is_counted(method: str, path: str) -> bool:
    """Whether a request counts for the budget: everything but looking at pictures, of which a page of work shows hundreds."""
    return method not in {"GET", "HEAD"} or _PHOTOS.match(path) is None


def new_lanes() -> tuple[Lane, ...]:
    """The lanes of one process."""
    logins = Lane(LOGIN_PLACES, lambda method, path: method == "POST" and path == _LOGIN)
    return Lane(PHOTO_PLACES, is_photo_upload), logins


class Admission:
    """WSGI middleware: lanes, and an end for bodies that stop coming."""

    def __init__(self, app: _App, budgets: Budgets, lanes: Sequence[Lane], watch: Watch) -> None:
        self._app, self._budgets, self._lanes, self._watch = app, budgets, lanes, watch
        self._drains = threading.BoundedSemaphore(DRAIN_PLACES)

    def __call__(self, environ: _Environ, start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        lane = next((lane for lane in self._lanes if lane.belongs(method, path)), None)
        if lane is None:
            return self._run(environ, start_response)
        if not lane.enter():
            environ[_REFUSED] = random.randint(*RETRY_AFTER_S)
            return Refusal(self._app(environ, start_response), environ, self._drains, self._watch)
        try:
            return self._run(environ, start_response)
        finally:
            lane.leave()

    def _run(self, environ: _Environ, start_response: Any) -> Iterable[bytes]:
        if not environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._app(environ, start_response)
        body = WatchedBody(environ["wsgi.input"], self._watch, environ.get("gunicorn.socket"))
        environ["wsgi.input"] = body
        try:
            return self._app(environ, start_response)
        finally:
            body.end()
            if _PAYER in environ:
                self._budgets.pay_bytes(environ[_PAYER], body.taken)


class Refusal:
    """An answer to a request whose body nobody reads: after it the body is read away for a moment, or the connection ends.

    The server would read it away itself, but for longer and with any number of threads.
    """

    def __init__(self, answer: Iterable[bytes], environ: _Environ, places: threading.BoundedSemaphore, watch: Watch) -> None:
        self._answer, self._body, self._places, self._watch = answer, environ["wsgi.input"], places, watch
        self._connection: socket.socket | None = environ.get("gunicorn.socket")

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Called by the server once the answer is sent."""
        getattr(self._answer, "close", lambda: None)()
        if self._connection is None:
            return
        if not self._places.acquire(timeout=DRAIN_WAIT_S):
            shut(self._connection)
            return
        try:
            if not self._drained(self._connection):
                shut(self._connection)
        finally:
            self._places.release()

    def _drained(self, connection: socket.socket) -> bool:
        until, watched = time.monotonic() + DRAIN_S, self._watch.begin(connection)
        try:
            while (left := until - time.monotonic()) > 0:
                connection.settimeout(left)
                if not self._body.read(4096):
                    connection.settimeout(None)
                    return True
        except OSError:
            return False
        finally:
            self._watch.end(watched)
        return False


def register_admission(app: Flask, request_budget: int) -> None:
    """Lanes and budgets for an app, each process with its own."""
    budgets = app.extensions["budgets"] = new_budgets(request_budget)
    app.wsgi_app = Admission(app.wsgi_app, budgets, new_lanes(), Watch())  # type: ignore[method-assign]
    app.before_request(_refuse)


def charge(key: str) -> None:
    """Counts the running request for a device or person. Raises TooManyRequests when its budget is used up."""
    budgets: Budgets = current_app.extensions["budgets"]
    path = request.path
    if is_counted(request.method, path):
        budgets.pay_request(key)
    if is_photo_upload(request.method, path):
        budgets.check_bytes(key)
        request.environ[_PAYER] = key


def _refuse() -> None:
    if _REFUSED in request.environ:
        raise Unavailable(retry_after_s=request.environ[_REFUSED])
