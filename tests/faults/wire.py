"""One phone's connection: asks, and believes only answers that this program's server can have given."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from dataclasses import dataclass
from typing import Any

API = "/api/v1"
PROBLEM = "application/problem+json"


class NoAnswer(Exception):
    """Nobody of ours answered: broken, silent, or a stranger spoke."""


@dataclass(frozen=True)
class Answer:
    """An answer of the server: `body` is its JSON, None without any; `retry_after_s` None unless it named a time."""

    status: int
    body: Any
    cookie: str | None
    retry_after_s: float | None

    @property
    def slug(self) -> str:
        """What is the problem, empty when the server told of none."""
        kind = self.body.get("type", "") if isinstance(self.body, dict) else ""
        return kind.removeprefix("/problems/") if isinstance(kind, str) else ""


class Wire:
    """A kept-alive connection to a port of this machine, opened again whenever it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, *, timeout_s: float = 10.0
    ) -> Answer:
        """Sends one request. Raises NoAnswer, also when nothing comes for `timeout_s`."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout_s)
        elif self._connection.sock is not None:
            self._connection.sock.settimeout(timeout_s)
        try:
            self._connection.request(method, API + path, body, {"X-App": "1", **(headers or {})})
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(repr(error)) from error
        if 300 <= answer.status < 400:
            raise NoAnswer("a redirect is not ours")
        if answer.status != 204 and answer.getheader("Content-Length") is None:
            raise NoAnswer("the line broke within the head")
        return Answer(answer.status, _json(answer, content), answer.getheader("Set-Cookie"), _seconds(answer))

    def close(self) -> None:
        """Hangs up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def as_json(value: object) -> bytes:
    """A JSON request body."""
    return json.dumps(value).encode()


def repr_digest(body: bytes) -> dict[str, str]:
    """The header with which the server sees that the bytes changed on the way."""
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"}


def _json(answer: http.client.HTTPResponse, content: bytes) -> Any:
    if not content:
        return None
    kind = answer.getheader("Content-Type") or ""
    if not kind.startswith(("application/json", PROBLEM)):
        raise NoAnswer(f"{answer.status} of type {kind} is not ours")
    try:
        return json.loads(content)
    except ValueError as error:
        raise NoAnswer("the answer is no JSON") from error


def _seconds(answer: http.client.HTTPResponse) -> float | None:
    named = answer.getheader("Retry-After")
    return float(named) if named and named.isdecimal() else None
