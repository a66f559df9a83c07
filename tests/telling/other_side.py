"""A server on this machine that stands for whoever takes messages: it notes every request and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.core import clock
from app.core.transaction import in_transaction
from app.telling import channels
from app.telling.models import Channel
from app.telling.queries import Rules

HERE = "127.0.0.1"


@dataclass
class Request:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass
class Said:
    """What is answered."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Request], Said]


@dataclass
class OtherSide:
    """The running server; `answer` may be changed at any time."""

    url: str
    requests: list[Request] = field(default_factory=list)
    answer: Answering = lambda _request: Said()


@contextmanager
def other_side() -> Iterator[OtherSide]:
    """Runs until the block ends."""
    side = OtherSide("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            if len(body) < length:  # whoever asked was killed in the middle: nothing was told
                self.close_connection = True
                return
            request = Request(self.command, self.path, headers, body)
            side.requests.append(request)
            said = side.answer(request)
            answer = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = answer

        def log_message(self, *_args: object) -> None:
            """Nothing on the terminal."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            """Who asked may have been killed meanwhile."""

    server = Server((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    side.url = f"http://{HERE}:{server.server_port}"
    try:
        yield side
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def allow_here() -> None:
    """This machine may be called, as an operator would allow it."""
    in_transaction(lambda: channels.set_rules(Rules(internal_hosts=(HERE,), allow_local=True), clock.now()))


def add_channel(kind: str, config: dict[str, str], secrets: dict[str, str], **more: Any) -> Channel:
    """A channel that is switched on."""
    wanted = {"kind": kind, "name": kind, "active": True, "carries": "each", "kinds": [], "unit": None, "language": "zh"}
    return in_transaction(lambda: channels.add({**wanted, "config": config, "secrets": secrets, **more}, clock.now()))


def add_webhook(side: OtherSide, **more: Any) -> Channel:
    """A webhook to that server."""
    return add_channel("webhook", {"url": f"{side.url}/hook", "key_id": "k1"}, {"key": "shared secret"}, **more)
