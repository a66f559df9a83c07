"""The proxy does to a request what its fault says, and the same seed does the same again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.faults.city_server import free_port
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.faults.weather import RATES, Weather
from tests.faults.wire import Answer, NoAnswer, Wire

PHOTO = bytes(range(256)) * 40
PATH = "/photos/x"


class Acting(BaseHTTPRequestHandler):
    """A server that notes what reached it whole."""

    protocol_version = "HTTP/1.1"
    bodies: list[bytes]

    def do_PUT(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.bodies.append(body)
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at what arrived."""


@contextmanager
def standing(tmp_path: Path, kind: str) -> Iterator[tuple[FaultProxy, list[bytes]]]:
    """A proxy where every request meets one kind of fault, and what reaches the server behind it."""
    bodies: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), type("Noting", (Acting,), {"bodies": bodies}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with fault_proxy(free_port(), server.server_port, 1, tmp_path / "log", {kind: 1.0}) as proxy:
            yield proxy, bodies
    finally:
        server.shutdown()
        server.server_close()


def put(proxy: FaultProxy) -> Answer:
    wire = Wire(proxy.port)
    try:
        return wire.ask("PUT", PATH, PHOTO, timeout_s=3)
    finally:
        wire.close()


@pytest.mark.parametrize(
    ("kind", "reached"),
    [
        *[(kind, 0) for kind in ("drop-before", "reset", "stall", "5xx", "portal-200", "portal-302", "cut-up")],
        *[(kind, 1) for kind in ("drop-answer", "stall-after", "cut-down", "5xx-after")],
    ],
)
def test_a_phone_gets_no_answer_of_ours_and_the_server_acted_or_not(tmp_path: Path, kind: str, reached: int) -> None:
    with standing(tmp_path, kind) as (proxy, bodies):
        with pytest.raises(NoAnswer):
            put(proxy)
        assert bodies == [PHOTO] * reached
        assert proxy.faulted() == 1


def test_a_duplicate_reaches_the_server_twice_and_is_answered_once(tmp_path: Path) -> None:
    with standing(tmp_path, "duplicate") as (proxy, bodies):
        assert put(proxy).status == 201
        assert bodies == [PHOTO, PHOTO]


def test_a_flip_turns_exactly_one_bit(tmp_path: Path) -> None:
    with standing(tmp_path, "flip") as (proxy, bodies):
        assert put(proxy).status == 201
        assert sum((one ^ other).bit_count() for one, other in zip(bodies[0], PHOTO, strict=True)) == 1


@pytest.mark.parametrize(("kind", "status"), [("429", 429), ("401", 401)])
def test_a_refusal_made_up_on_the_way_looks_like_the_servers(tmp_path: Path, kind: str, status: int) -> None:
    with standing(tmp_path, kind) as (proxy, bodies):
        assert put(proxy).status == status
        assert bodies == []


def test_held_requests_arrive_and_calm_lets_everything_pass(tmp_path: Path) -> None:
    with standing(tmp_path, "hold") as (proxy, bodies):
        assert put(proxy).status == 201
    with standing(tmp_path, "drop-before") as (proxy, bodies):
        proxy.calm()
        assert put(proxy).status == 201
        assert bodies == [PHOTO]


def test_the_same_seed_gives_the_same_faults_whatever_came_between() -> None:
    one, other = Weather(7), Weather(7)
    requests = [("PUT", f"/photos/{number % 50}") for number in range(4000)]
    first = {(path, nth): one.of(method, path, True) for nth, (method, path) in enumerate(requests)}
    by_path: dict[str, list[object]] = {}
    for (path, _), fault in first.items():
        by_path.setdefault(path, []).append(fault)
    for path, faults in sorted(by_path.items(), reverse=True):
        assert [other.of("PUT", path, True) for _ in faults] == faults
    assert {fault.kind for fault in first.values()} == {*RATES, "none"}
