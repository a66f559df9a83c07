"""A busy server: slow photos and many logins never take all threads, and a body that stops coming is given up."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.core.admission import LOGIN_PLACES, PHOTO_PLACES, RETRY_AFTER_S, THREADS, is_counted, is_photo_upload, new_lanes
from app.core.stalls import STEP, Watch, WatchedBody
from scripts.commands import settle
from scripts.serving import Server, environment, free_port, serving
from tests.conftest import PASSWORD
from tests.reports.sending import manifest, photo, sealed, sha256


@dataclass
class Busy:
    """A server of one process and somebody signed in."""

    port: int
    cookie: str

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, Any, http.client.HTTPMessage]:
        """(status, JSON or None, headers) over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, f"/api/v1{path}", body, self.headers())
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content else None, answer.headers
        finally:
            connection.close()

    def headers(self) -> dict[str, str]:
        return {"X-App": "1", "Cookie": self.cookie, "Content-Type": "application/octet-stream"}

    def begin(self, content: bytes, sent: int) -> socket.socket:
        """A connection on which only the first bytes of a photo have come."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        head = [f"PUT /api/v1/photos/{sha256(content)} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
        head += [f"{name}: {value}" for name, value in self.headers().items()]
        connection.sendall("\r\n".join([*head, "", ""]).encode() + content[:sent])
        return connection


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("busy")
    env = environment(folder, free_port(), {"WEB_CONCURRENCY": "1"})
    settle(env, ("people", "add", "li", "--role", "patrol", "--password", PASSWORD))
    with serving(env) as running:
        yield running


@pytest.fixture
def busy(server: Server) -> Busy:
    stranger = Busy(server.port, "")
    body = json.dumps({"username": "li", "password": PASSWORD}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/api/v1/session", body, {"X-App": "1", "Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    stranger.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    connection.close()
    return stranger


Slow = list[tuple[socket.socket, bytes]]


@pytest.fixture
def slow(busy: Busy) -> Iterator[Slow]:
    """As many photos as may be under way, each half sent; enters the test when the next one is refused.

    Some of them may have been refused themselves, while those of the test before were leaving.
    """
    uploads: Slow = []
    spare = photo(200) + os.urandom(100)
    while busy.ask("PUT", f"/photos/{sha256(spare)}", spare)[0] != 503:
        content = photo(len(uploads)) + os.urandom(1000)
        uploads.append((busy.begin(content, 500), content))
        assert len(uploads) < 10 * PHOTO_PLACES
    yield uploads
    for connection, _ in uploads:
        connection.close()


def test_while_slow_phones_hold_every_place_a_photo_is_refused_with_a_time_to_come_again(busy: Busy, slow: Slow) -> None:
    content, waits = photo(99), set()
    for _ in range(20):
        status, problem, headers = busy.ask("PUT", f"/photos/{sha256(content)}", content)
        assert (status, problem["type"]) == (503, "/problems/unavailable")
        waits.add(int(headers["Retry-After"]))
    assert len(waits) > 1
    assert waits <= set(range(RETRY_AFTER_S[0], RETRY_AFTER_S[1] + 1))


def test_meanwhile_texts_come_in_and_people_read(busy: Busy, slow: Slow) -> None:
    report = manifest()
    assert busy.ask("PUT", f"/reports/{report['report_id']}", sealed(report))[0] == 202
    assert busy.ask("GET", "/reports?limit=5")[0] == 200


def test_a_slow_photo_is_whole_in_the_end_and_its_place_is_free(busy: Busy, slow: Slow) -> None:
    answers = [finish(connection, content[500:]) for connection, content in slow]
    assert answers.count(b"HTTP/1.1 201") == PHOTO_PLACES
    another = photo(98)
    assert busy.ask("PUT", f"/photos/{sha256(another)}", another)[0] in {200, 201}


def finish(connection: socket.socket, rest: bytes) -> bytes:
    """The first words of the answer to a photo whose rest is sent now, unless it was answered before."""
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(rest)
    return connection.recv(12)


def test_the_connection_of_a_small_refused_photo_lives_on(busy: Busy, slow: Slow) -> None:
    content = photo(97)
    connection = http.client.HTTPConnection("127.0.0.1", busy.port, timeout=60)
    for _ in range(3):
        connection.request("PUT", f"/api/v1/photos/{sha256(content)}", content, busy.headers())
        first = connection.getresponse()
        assert (first.status, bool(first.read())) == (503, True)
        used = connection.sock
    assert connection.sock is used
    connection.close()


def test_a_refused_photo_that_is_never_sent_is_answered_and_its_connection_ends(busy: Busy, slow: Slow) -> None:
    connection = busy.begin(photo(96) + bytes(300_000), 10)
    said = b""
    while part := connection.recv(4096):
        said += part
    assert said.startswith(b"HTTP/1.1 503")
    connection.close()


def test_photos_and_logins_together_leave_threads_for_everything_else() -> None:
    assert THREADS - PHOTO_PLACES - LOGIN_PLACES >= 4
    photos, logins = new_lanes()
    assert [photos.enter() for _ in range(PHOTO_PLACES + 1)] == [True] * PHOTO_PLACES + [False]
    assert [logins.enter() for _ in range(LOGIN_PLACES + 1)] == [True] * LOGIN_PLACES + [False]
    photos.leave()
    assert photos.enter()
    assert photos.belongs("PUT", "/api/v1/handed-in/photos/aa")
    assert photos.belongs("POST", "/api/v1/areas/imports"), "a file of areas holds a thread as long as photos do"
    assert logins.belongs("POST", "/api/v1/session")
    assert not any(lane.belongs("PUT", "/api/v1/reports/x") for lane in (photos, logins))


def test_only_looking_at_pictures_is_free() -> None:
    assert not is_counted("GET", "/api/v1/photos/aa")
    assert not is_counted("HEAD", "/api/v1/photos/aa")
    assert is_counted("PUT", "/api/v1/photos/aa")
    assert is_counted("GET", "/api/v1/changes")
    assert is_photo_upload("PUT", "/api/v1/photos/aa")
    assert not is_photo_upload("GET", "/api/v1/photos/aa")
    assert not is_photo_upload("PUT", "/api/v1/photos/aa/redaction")


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The phone's end and the server's end of a connection."""
    phone, served = socket.socketpair()
    yield phone, served
    phone.close()
    served.close()


def test_a_body_that_stops_coming_is_given_up(line: tuple[socket.socket, socket.socket]) -> None:
    phone, served = line
    phone.sendall(b"half a photo")
    with served.makefile("rb") as stream:
        body = WatchedBody(stream, Watch(patience_s=0.2), served)
        assert body.read(1000) == b"half a photo"  # it returns at all: the phone has neither sent more nor hung up
    assert phone.recv(10) == b""


def test_a_body_that_trickles_on_is_read_to_its_end(line: tuple[socket.socket, socket.socket]) -> None:
    phone, served = line
    watch = Watch(patience_s=3600)
    with served.makefile("rb") as stream:
        body = WatchedBody(stream, watch, served)
        content = os.urandom(3 * STEP + 5)
        sender = threading.Thread(target=lambda: (phone.sendall(content), phone.shutdown(socket.SHUT_WR)))
        sender.start()
        assert body.read() == content
        sender.join()
        assert body.taken == len(content)
        body.end()


def test_a_step_of_progress_gives_a_body_new_patience(line: tuple[socket.socket, socket.socket]) -> None:
    phone, served = line
    watch = Watch(patience_s=3600)
    number = watch.begin(served)
    first = watch._until[number][0]
    watch.progress(number)
    assert watch._until[number][0] > first
    watch.end(number)
    watch._give_up(now=first * 2 + 1e9)
    phone.sendall(b"still open")
    assert served.recv(20) == b"still open"
