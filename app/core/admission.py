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
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Any

from flask import Flask, current_app, request

from app.core.budgets import Budgets, new_budgets
from app.core.errors import AppError, TooLarge, Unavailable
from app.core.stalls import Watch, WatchedBody
from app.core.unread import Rest, Unread

THREADS = 20
"""Of one server process; 12 for photos and 4 for logins leave 4 for texts and for people who read."""
PHOTO_PLACES = 12
LOGIN_PLACES = 4
"""Two compute, two are next: a login that had to wait longer is better told so."""
RETRY_AFTER_S = (2, 10)
DRAIN_S = 1.0
"""How long the rest of a refused body is read away, so that the connection lives on and its sender sees the answer."""
EARLY_DRAIN_S = 5.0
"""The same for a request that was let in and answered before its body had come; as long as the server itself would."""
DRAIN_PLACES = 4
MAX_LOGIN_BYTES = 4096
"""Name and password, every character of them escaped."""
LOGIN_PATIENCE_S = 5.0
LOGIN_WAITING = 4
LOGIN_GLANCE_S = 0.5
"""Patience with a login's body while so many others keep us waiting: it nearly always comes with the head."""

_PHOTOS = re.compile(r"/api/v1/(?:handed-in/)?photos/")
_ONE_PHOTO = re.compile(_PHOTOS.pattern + "[^/]+")
_LOGIN = "/api/v1/session"
_AREAS = "/api/v1/areas/imports"
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
    return method == "PUT" and _ONE_PHOTO.fullmatch(path) is not None


def is_long_upload(method: str, path: str) -> bool:
    """Whether a request brings so many bytes that it holds a thread for long: a photo, or a file of areas."""
    return is_photo_upload(method, path) or (method == "POST" and path == _AREAS)


def is_login(method: str, path: str) -> bool:
    """Whether a request signs somebody in."""
    return method == "POST" and path == _LOGIN


def is_counted(method: str, path: str) -> bool:
    """Whether a request counts for the budget: everything but looking at pictures, of which a page of work shows hundreds."""
    return method not in {"GET", "HEAD"} or _PHOTOS.match(path) is None


def new_lanes() -> tuple[Lane, ...]:
    """The lanes of one process."""
    return Lane(PHOTO_PLACES, is_long_upload), Lane(LOGIN_PLACES, is_login)


class Admission:
    """WSGI middleware: lanes, logins of which only whole ones take a place, and an end for bodies that stop coming."""

    def __init__(self, app: _App, budgets: Budgets, lanes: Sequence[Lane]) -> None:
        self._app, self._budgets, self._lanes = app, budgets, lanes
        self._watch, self._soon = Watch(), Watch(LOGIN_PATIENCE_S)
        self._drains = threading.BoundedSemaphore(DRAIN_PLACES)
        self._waiting = threading.BoundedSemaphore(LOGIN_WAITING)

    def __call__(self, environ: _Environ, start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if is_login(method, path) and not self._read_login(environ):
            return self._refuse(TooLarge(limit=MAX_LOGIN_BYTES), environ, start_response)
        lane = next((lane for lane in self._lanes if lane.belongs(method, path)), None)
        if lane is None:
            return self._run(environ, start_response, self._drains)
        if not lane.enter():
            return self._refuse(Unavailable(retry_after_s=random.randint(*RETRY_AFTER_S)), environ, start_response)
        with ExitStack() as place:
            place.callback(lane.leave)
            answer = self._run(environ, start_response, None)
            if isinstance(answer, Unread):
                answer.leave = place.pop_all().close
            return answer

    def _run(self, environ: _Environ, start_response: Any, places: threading.Semaphore | None) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if not length and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._app(environ, start_response)
        connection: socket.socket | None = environ.get("gunicorn.socket")
        announced = int(length) if length.isdecimal() else None
        body = environ["wsgi.input"] = WatchedBody(environ["wsgi.input"], self._watch, connection, announced)
        try:
            answer = self._app(environ, start_response)
        finally:
            body.end()
            if _PAYER in environ:
                self._budgets.pay_bytes(environ[_PAYER], body.taken)
        if body.whole or connection is None:
            return answer
        return Unread(answer, Rest(body, connection, self._soon, EARLY_DRAIN_S), places)

    def _refuse(self, refusal: AppError, environ: _Environ, start_response: Any) -> Iterable[bytes]:
        """The answer to a request that is not let in; its body is not read."""
        environ[_REFUSED] = refusal
        answer, connection = self._app(environ, start_response), environ.get("gunicorn.socket")
        if connection is None:
            return answer
        return Unread(answer, Rest(environ["wsgi.input"], connection, self._soon, DRAIN_S), self._drains)

    def _read_login(self, environ: _Environ) -> bool:
        """Takes a login's body in before it gets a place, so that nobody holds one without sending; whether it is small.

        A few may keep us waiting for it; of the others it is here already, or they come again.
        """
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > MAX_LOGIN_BYTES:
            return False
        may_wait = self._waiting.acquire(blocking=False)
        try:
            body = read_within(environ, MAX_LOGIN_BYTES + 1, self._soon, LOGIN_PATIENCE_S if may_wait else LOGIN_GLANCE_S)
        finally:
            if may_wait:
                self._waiting.release()
        if len(body) > MAX_LOGIN_BYTES:
            return False
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return True


def read_within(environ: _Environ, size: int, watch: Watch, patience_s: float) -> bytes:
    """Up to `size` bytes of the body; the connection of one that has not come after `patience_s` ends."""
    body, connection = environ["wsgi.input"], environ.get("gunicorn.socket")
    if connection is None:
        return bytes(body.read(size))
    watched = watch.begin(connection, patience_s)
    try:
        return bytes(body.read(size))
    except OSError:
        return b""
    finally:
        watch.end(watched)


def register_admission(app: Flask, request_budget: int) -> None:
    """Lanes and budgets for an app, each process with its own."""
    budgets = app.extensions["budgets"] = new_budgets(request_budget)
    app.wsgi_app = Admission(app.wsgi_app, budgets, new_lanes())  # type: ignore[method-assign]
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
        raise request.environ[_REFUSED]
