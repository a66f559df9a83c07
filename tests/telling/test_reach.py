"""Which addresses the server calls: nothing inside the house that is not listed, no redirect, nothing that drips for ever."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from app.telling import reach
from app.telling.reach import BadAddress, Reach, Unreachable, allowed, call, target_of
from tests.telling.other_side import HERE, Said, other_side

CLOSED = Reach()
INSIDE = Reach(("gateway.house", "10.0.0.5"))
LOCAL = Reach((HERE, "localhost"), allow_local=True)


@pytest.mark.parametrize(
    "url",
    [
        *("http://gateway.example/", "ftp://gateway.example/", "gateway.example", "https://", "https:///x", "//gateway.example"),
        *("https://name:word@gateway.example/", "https://gateway.example/#here", "https://gateway.example/a b"),
        *("https://gateway.example\\@127.0.0.1/", "https://gateway.example:99999/", "https://x/" + "y" * 600),
        *("https://127.0.0.1/", "https://169.254.169.254/latest", "https://10.0.0.5/", "https://[::1]/", "https://0.0.0.0/"),
        *("https://192.168.1.1/", "https://100.64.0.1/", "https://[fe80::1%25eth0]/", "https://[::ffff:127.0.0.1]/"),
        *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://[fd00::1]/"),
    ],
)
def test_these_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        target_of(url, CLOSED)


@pytest.mark.parametrize("url", ["https://gateway.example/send?a=1", "https://8.8.8.8:8443/x", "https://[2606:4700::1111]/"])
def test_public_addresses_are_called_by_https(url: str) -> None:
    assert target_of(url, CLOSED).secure


def test_a_listed_host_is_called_by_http_and_inside_but_never_on_this_machine() -> None:
    assert not target_of("http://gateway.house/x", INSIDE).secure
    assert target_of("http://10.0.0.5/x", INSIDE).host == "10.0.0.5"
    assert allowed(ip_address("192.168.7.7"), "gateway.house", INSIDE)
    assert not allowed(ip_address("127.0.0.1"), "gateway.house", INSIDE)
    assert not allowed(ip_address("169.254.169.254"), "gateway.house", INSIDE)


def test_this_machine_needs_both_the_list_and_the_operator() -> None:
    assert allowed(ip_address("127.0.0.1"), HERE, LOCAL)
    assert not allowed(ip_address("127.0.0.1"), "other", LOCAL)
    assert not allowed(ip_address("127.0.0.1"), HERE, Reach((HERE,)))


def test_a_name_that_leads_inside_is_refused_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 443)) for text in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(reach.socket, "getaddrinfo", lambda *_args, **_more: answers)
    monkeypatch.setattr(reach.socket, "create_connection", lambda *_args: pytest.fail("it connected"))
    with pytest.raises(BadAddress, match=r"127\.0\.0\.1"):
        call("GET", "https://rebinding.example/", CLOSED)


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def refuse(address: tuple[str, int], _timeout: float) -> socket.socket:
        seen.append(address[0])
        raise OSError("not here")

    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(reach.socket, "getaddrinfo", lambda *_args, **_more: answers)
    monkeypatch.setattr(reach.socket, "create_connection", refuse)
    with pytest.raises(Unreachable, match="not here"):
        call("GET", "https://gateway.example/", CLOSED)
    assert seen == ["93.184.216.34"]


def test_an_exchange_gives_status_headers_and_body_and_follows_no_redirect() -> None:
    with other_side() as side:
        side.answer = lambda _request: Said(302, b"over there", {"Location": "/elsewhere"})
        answer = call("POST", f"{side.url}/a?b=c", LOCAL, headers={"X-One": "1"}, body=b"{}")
        (request,) = side.requests
    assert (answer.status, answer.headers["location"], answer.body) == (302, "/elsewhere", b"over there")
    assert (request.method, request.path, request.headers["x-one"], request.body) == ("POST", "/a?b=c", "1", b"{}")


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with other_side() as side:
        side.answer = lambda _request: Said(200, b"x" * (reach.LONGEST_ANSWER + 1))
        assert len(call("GET", side.url, LOCAL).body) == reach.LONGEST_ANSWER


def test_an_answer_that_drips_is_broken_off() -> None:
    with dripping() as port, pytest.raises(Unreachable, match="no answer within"):
        call("GET", f"http://{HERE}:{port}/", LOCAL, patience_s=0.3)


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server((HERE, 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="refused"):
        call("GET", f"http://{HERE}:{port}/", LOCAL)


@contextmanager
def dripping() -> Iterator[int]:
    """A server that never ends its head; its port."""
    stop = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not stop.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    with socket.create_server((HERE, 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()
