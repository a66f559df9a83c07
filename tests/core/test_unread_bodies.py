"""Bodies that nobody reads: they hold no login out, no more threads than photos may, and their sender sees the answer."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.core.admission import LOGIN_PLACES, LOGIN_WAITING, MAX_LOGIN_BYTES, PHOTO_PLACES, THREADS
from app.core.stalls import Watch
from app.core.unread import Rest, Unread
from scripts.commands import settle
from scripts.serving import environment, free_port, serving
from tests.conftest import PASSWORD

LOGIN = {"username": "li", "password": PASSWORD}
PHOTO = "/api/v1/photos/" + "0" * 64


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of one process that knows li."""
    folder: Path = tmp_path_factory.mktemp("unread")
    env = environment(folder, free_port(), {"WEB_CONCURRENCY": "1"})
    settle(env, ("people", "add", "li", "--role", "patrol", "--password", PASSWORD))
    with serving(env) as running:
        yield running.port


Begin = Callable[..., socket.socket]


@pytest.fixture
def begin(port: int) -> Iterator[Begin]:
    """Opens a connection and sends a request's head and the first bytes of its body."""
    with ExitStack() as opened:

        def start(method: str, path: str, framing: str, first: bytes = b"") -> socket.socket:
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "X-App: 1", "Content-Type: application/json", framing, "", ""]
            connection.sendall("\r\n".join(head).encode() + first)
            return connection

        yield start


def sign_in(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", "/api/v1/session", json.dumps(LOGIN), {"X-App": "1", "Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()


def read_answer(connection: socket.socket) -> int:
    """The status of the next answer on a connection that may live on."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def test_a_phone_that_is_refused_early_sees_the_answer_and_its_connection_lives_on(begin: Begin) -> None:
    connection = begin("PUT", PHOTO, "Content-Length: 300000", b"x" * 1000)
    assert read_answer(connection) == 401
    connection.sendall(b"x" * 299_000 + b"GET /api/v1/meta HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert read_answer(connection) == 200


def test_logins_that_announce_too_much_are_refused_at_once_and_lock_nobody_out(port: int, begin: Begin) -> None:
    greedy = [begin("POST", "/api/v1/session", "Content-Length: 5000000", b"{") for _ in range(LOGIN_PLACES)]
    assert sign_in(port) == 200
    assert [read_answer(one) for one in greedy] == [413] * LOGIN_PLACES
    assert sign_in(port) == 200


def test_logins_that_never_send_their_body_lock_nobody_out(port: int, begin: Begin) -> None:
    for _ in range(LOGIN_PLACES + LOGIN_WAITING):
        begin("POST", "/api/v1/session", "Content-Length: 60", b"{")
    assert [sign_in(port) for _ in range(3)] == [200] * 3


def test_a_login_that_never_sends_its_body_is_given_up(begin: Begin) -> None:
    silent = begin("POST", "/api/v1/session", "Content-Length: 60", b"{")
    while silent.recv(4096):
        pass


def test_a_login_without_a_length_is_read_up_to_the_limit(begin: Begin) -> None:
    def chunks(body: bytes) -> bytes:
        return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)

    small = begin("POST", "/api/v1/session", "Transfer-Encoding: chunked", chunks(json.dumps(LOGIN).encode()))
    assert read_answer(small) == 200
    large = begin("POST", "/api/v1/session", "Transfer-Encoding: chunked", chunks(b" " * (MAX_LOGIN_BYTES + 1)))
    assert read_answer(large) == 413


def test_the_longest_name_and_password_fit_into_a_login() -> None:
    longest = {"username": "😀" * 64, "password": "😀" * 256, "device_id": "0" * 36}
    assert len(json.dumps(longest)) < MAX_LOGIN_BYTES


def test_photos_refused_early_hold_no_more_threads_than_photos_may(port: int, begin: Begin) -> None:
    refused = [begin("PUT", PHOTO, "Content-Length: 3000000", b"x") for _ in range(THREADS + LOGIN_PLACES)]
    statuses = [read_answer(one) for one in refused]
    assert (statuses.count(401), set(statuses)) == (PHOTO_PLACES, {401, 503})
    assert sign_in(port) == 200


class Silence:
    """The end of a body that fails when it is read."""

    def read(self, size: int = -1, /) -> bytes:
        raise TimeoutError

    readline = read


def test_a_place_is_given_back_even_when_the_rest_never_comes() -> None:
    phone, served = socket.socketpair()
    left: list[bool] = []
    with phone, served:
        answer = Unread([b"no"], Rest(Silence(), served, Watch(), 1.0), None)
        answer.leave = lambda: left.append(True)
        assert list(answer) == [b"no"]
        answer.close()
        assert phone.recv(1) == b""
    assert left == [True]
