"""HTTP as a phone's browser does it: kept-alive connections, two at most, for many phones in one process (asyncio)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_S = 120.0


class NoAnswer(Exception):
    """The connection broke, or nothing came in time; what was sent may or may not have arrived."""


@dataclass
class Told:
    """What all phones of a process saw: milliseconds by kind of request, statuses, broken connections."""

    times_ms: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0

    def note(self, kind: str, status: int, seconds: float) -> None:
        """One answer; refusals are counted but are no measure of the work."""
        self.statuses[status] += 1
        if status < 300:
            self.times_ms.setdefault(kind, []).append(seconds * 1000)


class Line:
    """One kept-alive connection, opened when it is needed."""

    def __init__(self, port: int, headers: Mapping[str, str], told: Told) -> None:
        self._port, self._told = port, told
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, content). Raises NoAnswer."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._ask(method, path, body)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.close()
            self._told.broken += 1
            raise NoAnswer from error
        self._told.note(kind, answer[0], time.perf_counter() - started)
        return answer

    def close(self) -> None:
        """The next request opens a new connection."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        kind = "application/octet-stream" if "/photos/" in path else "application/json"
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._head}"
        writer.write(f"{head}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        content = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, headers, content


def percentiles(times_ms: list[float]) -> dict[str, Any]:
    """p50, p95 and p99 of some milliseconds."""
    ordered = sorted(times_ms)
    at = {name: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for name, share in SHARES.items()} if ordered else {}
    return {"count": len(ordered), **{name: round(value, 1) for name, value in at.items()}}


SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
