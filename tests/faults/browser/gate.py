"""The road between one phone and the server, which understands HTTP: every request may meet a fate of its own.

Unlike a wire it can lose an answer after the server acted, stop in the middle of a photo, or answer in the server's
place. Keeps its port for the phone's whole life, also when another server stands behind it.
"""

from __future__ import annotations

import contextlib
import http.client
import mimetypes
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
_CHUNK = 16 * 1024


@dataclass(frozen=True)
class Asked:
    """One request as it comes in; `nth` counts from 1 what reached this gate."""

    nth: int
    method: str
    path: str
    length: int

    @property
    def is_text(self) -> bool:
        """A report's manifest."""
        return self.method == "PUT" and self.path.startswith("/api/v1/reports/")

    @property
    def is_photo(self) -> bool:
        """A photo's bytes."""
        return self.method == "PUT" and self.path.startswith("/api/v1/photos/")

    @property
    def is_api(self) -> bool:
        """Anything for the server's programs rather than its files."""
        return self.path.startswith("/api/")


@dataclass
class Fate:
    """What happens to one request; without any of it, it simply passes.

    `drop` breaks the line before the server hears anything; `upto` is the share of the body that reaches the server before
    it breaks; `instead` is answered without asking the server: status, headers, body; `mute` loses the server's answer.
    `met` is set when the moment has come, and the request stays there until `go` is set.
    """

    drop: bool = False
    upto: float | None = None
    instead: tuple[int, dict[str, str], bytes] | None = None
    mute: bool = False
    hold: str | None = None
    met: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def wait_here(self, where: str) -> None:
        """`where`: before (the server knows nothing), inside (part of the body went), after (the answer is there)."""
        if self.hold == where:
            self.met.set()
            self.go.wait(120)


Rule = Callable[[Asked], Fate | None]


class Gate:
    """Listens on `port` for one phone and forwards to `server_port`. `site` replaces the server's pages by a folder."""

    def __init__(self, server_port: int, site: Path | None = None) -> None:
        self.server_port = server_port
        self.site = site
        self.rule: Rule | None = None
        self.log: list[tuple[str, str, int]] = []
        self._whole = True
        self._count = 0
        self._guard = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._listener = _Listener(("127.0.0.1", 0), _Passage)
        self._listener.gate = self
        self.port: int = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def cut(self) -> None:
        """The signal is gone, also for what is under way."""
        self._whole = False
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """The signal is back."""
        self._whole = True

    def close(self) -> None:
        """Ends the gate for good."""
        self.cut()
        self._listener.shutdown()
        self._listener.server_close()

    def judge(self, method: str, path: str, length: int) -> Fate | None:
        """The fate of a request; None while there is no signal."""
        if not self._whole:
            return None
        with self._guard:
            self._count += 1
            asked = Asked(self._count, method, path, length)
            return (self.rule(asked) if self.rule else None) or Fate()

    def seen(self, method: str, start: str) -> int:
        """How many answered requests began like this."""
        return sum(1 for one, path, _ in self.log if one == method and path.startswith(start))

    def forget(self) -> None:
        """Starts the count anew and lets everything pass."""
        with self._guard:
            self.rule, self._count = None, 0
            self.log.clear()


class _Listener(ThreadingHTTPServer):
    gate: Gate
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is what this is for."""


class _Passage(BaseHTTPRequestHandler):
    """One connection of the phone's browser."""

    protocol_version = "HTTP/1.1"
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.server.gate._ends.add(self.connection)

    def finish(self) -> None:
        self.server.gate._ends.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _pass(self) -> None:
        gate = self.server.gate
        length = int(self.headers.get("Content-Length") or 0)
        fate = gate.judge(self.command, self.path, length)
        self.close_connection = True
        if fate is None:
            return
        fate.wait_here("before")
        if fate.drop:
            return
        if fate.instead is not None:
            self.rfile.read(length)
            self._answer(*fate.instead)
        elif gate.site is not None and not self.path.startswith("/api/"):
            self._answer(*_file(gate.site, self.path))
        else:
            self._forward(fate, length)

    def _forward(self, fate: Fate, length: int) -> None:
        gate = self.server.gate
        far = http.client.HTTPConnection("127.0.0.1", gate.server_port, timeout=130)
        try:
            far.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in {"connection", "keep-alive"}:
                    far.putheader(name, value)
            far.endheaders()
            if not self._body(far, fate, length):
                return
            answer = far.getresponse()
            body = answer.read()
            fate.wait_here("after")
            if not fate.mute:
                self._answer(answer.status, dict(answer.getheaders()), body, answer.headers.get_all("Set-Cookie") or [])
        finally:
            far.close()

    def _body(self, far: http.client.HTTPConnection, fate: Fate, length: int) -> bool:
        """Carries the body over; False when the line broke on the way."""
        limit = length if fate.upto is None else int(length * fate.upto)
        gone = 0
        while gone < limit:
            data = self.rfile.read(min(_CHUNK, limit - gone))
            if not data:
                return False
            far.send(data)
            gone += len(data)
        fate.wait_here("inside")
        return fate.upto is None

    def _answer(self, status: int, headers: dict[str, str], body: bytes, cookies: list[str] | None = None) -> None:
        gate = self.server.gate
        if not gate._whole:
            return
        gate.log.append((self.command, self.path, status))
        self.close_connection = False
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _HOP_BY_HOP | {"set-cookie"}:
                self.send_header(name, value)
        for cookie in cookies or []:
            self.send_header("Set-Cookie", cookie)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _pass


def _file(site: Path, path: str) -> tuple[int, dict[str, str], bytes]:
    """A file of a built PWA as the server's pages answer it: unknown paths without a dot are the app itself."""
    name = path.split("?")[0].lstrip("/") or "index.html"
    found = site / name
    if not found.is_file() and "." not in name.rsplit("/", 1)[-1]:
        found = site / ("console.html" if name.startswith("console") else "index.html")
    if not found.is_file():
        return 404, {"Content-Type": "text/plain"}, b"not here"
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return 200, {"Content-Type": kind, "Cache-Control": "no-cache"}, found.read_bytes()
