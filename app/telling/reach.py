"""Decides which addresses this server may call, and calls them: resolved once, every answer looked at, no redirect followed.

Whoever may set a channel must not be able to make the server ask machines of the inner network, or itself. So an
address is https; plain http and private networks only for hosts that are listed; this machine and link-local addresses
(metadata services) only where the operator allowed it at the terminal.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from app.core.errors import InvalidBody

PATIENCE_S: Final = 10.0
"""For a whole exchange, however slowly the other side answers."""
LONGEST_ANSWER: Final = 64 * 1024
LONGEST_URL: Final = 500
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\]")
_NAT64: Final = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class BadAddress(InvalidBody):
    """An address that this server does not call."""

    title = "This address cannot be called."


class Unreachable(Exception):
    """Nobody answered as HTTP does; the message is a sentence about why."""


@dataclass(frozen=True)
class Reach:
    """How far this server reaches beside https to public addresses."""

    internal_hosts: tuple[str, ...] = ()
    allow_local: bool = False

    def lists(self, host: str) -> bool:
        """Whether this host may be reached by http and inside the house."""
        return host.lower().rstrip(".") in {one.lower().rstrip(".") for one in self.internal_hosts}


@dataclass(frozen=True)
class Answer:
    """What came back; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Target:
    """An address that may be called, taken apart."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(url: str, reach: Reach) -> Target:
    """The address taken apart. Raises BadAddress with what is wrong; names are resolved later, when it is called."""
    if len(url) > LONGEST_URL or _FORBIDDEN.search(url):
        raise BadAddress(f"An address has at most {LONGEST_URL} characters, and no blanks or backslashes.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(f"{url} is not an address like https://gateway.example/send.") from error
    if parts.scheme not in {"https", "http"} or not host or parts.username is not None or parts.fragment:
        raise BadAddress(f"{url} is not an address like https://gateway.example/send, without name, password and #.")
    if parts.scheme == "http" and not reach.lists(host):
        raise BadAddress(f"{host} is called by https only; list it among the internal hosts if it is a machine of the house.")
    literal = _literal(host)
    if literal is not None and not allowed(literal, host, reach):
        raise BadAddress(_refusal(host, literal))
    path = quote(parts.path or "/", safe="/:@!$&'()*+,;=~%-._") + (f"?{quote(parts.query, safe=_QUERY)}" if parts.query else "")
    return Target(parts.scheme == "https", host, port or (443 if parts.scheme == "https" else 80), path)


_QUERY: Final = "/:@!$&'()*+,;=~%-._?"


def allowed(address: Address, host: str, reach: Reach) -> bool:
    """Whether what this host's name led to may be called."""
    real = _embedded(address)
    if real.is_multicast or real.is_unspecified or (real.is_reserved and not real.is_loopback):
        return False
    if real.is_loopback or real.is_link_local:
        return reach.allow_local and reach.lists(host)
    return real.is_global or reach.lists(host)


def call(
    method: str,
    url: str,
    reach: Reach,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    patience_s: float = PATIENCE_S,
) -> Answer:
    """One exchange. Raises BadAddress for what may not be called, Unreachable when no answer came in time.

    Certificates are those of the system, or of SSL_CERT_FILE where a bureau has an authority of its own.
    """
    target = target_of(url, reach)
    connection = _Pinned(target, _resolved(target, reach), patience_s)
    watchdog = threading.Timer(patience_s, connection.break_off)
    watchdog.start()
    try:
        connection.request(method, target.path, body=body, headers={"Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        content = answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(_why(error, connection.broken_off, patience_s)) from error
    finally:
        watchdog.cancel()
        connection.close()
    if connection.broken_off:
        raise Unreachable(_why(TimeoutError(), True, patience_s))  # a head that was cut off reads like a whole one
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)


class _Pinned(http.client.HTTPConnection):
    """Connects to the addresses that were looked at, and is gone after its time, even when bytes still drip."""

    def __init__(self, target: Target, addresses: list[str], patience_s: float) -> None:
        super().__init__(target.host, target.port, timeout=patience_s)
        self._target, self._addresses = target, addresses
        self.broken_off = False

    def connect(self) -> None:
        """Tries the addresses in order; TLS checks the certificate against the name."""
        failure: OSError | None = None
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self._target.port), self.timeout)
            except OSError as error:
                failure = error
                continue
            self.sock = plain
            if self._target.secure:
                self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
            return
        raise failure or OSError("no address")

    def break_off(self) -> None:
        """Ends it from another thread: whoever reads gets an error."""
        self.broken_off = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it had just ended by itself


def _resolved(target: Target, reach: Reach) -> list[str]:
    """All addresses of the host. One that may not be called spoils the name: it may be the one connected to next time."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{target.host} has no address: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for text in addresses:
        address = ip_address(text.partition("%")[0])
        if not allowed(address, target.host, reach):
            raise BadAddress(_refusal(target.host, address))
    return addresses


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _refusal(host: str, address: Address) -> str:
    inside = address.is_loopback or address.is_link_local
    how = "only `flask telling allow-local` opens it" if inside else "list it among the internal hosts if it is one"
    return f"{host} is {address}, a machine inside: {how}."


def _why(error: Exception, broken_off: bool, patience_s: float) -> str:
    if broken_off or isinstance(error, TimeoutError):
        return f"no answer within {patience_s:g} s"
    return f"{type(error).__name__}: {error}"[:200]
