"""Decides what a plate's token is, how long plates hold, and when plates may be printed. Knows no table and no clock."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from app.core.errors import AppError, InvalidBody

TOKEN_BYTES: Final = 18
"""144 bits, 24 characters: nobody finds one by trying."""
LIVES: Final = timedelta(days=3653)
"""A plate hangs at a door for ten years."""
NONCE_LIVES: Final = timedelta(minutes=15)
"""As long as somebody needs to open the check's address on another network."""
MOST_AT_ONCE: Final = 400
PAGE: Final = "/p"
"""Where the page behind the plate lies; what follows the # never reaches a server's log."""
CHECK: Final = "check="
"""How the fragment begins that the outside check of the address uses."""


class AddressUnchecked(AppError):
    """Nobody has opened the plates' address from outside yet: a wrong one would hang at doors for ten years."""

    status = 409
    slug = "address-unchecked"
    title = "Open the plates' address from outside first (a phone on mobile data), then print."


class Ended(StrEnum):
    """Why a plate no longer opens anything."""

    REPLACED = "replaced"
    """The one that was printed for it was opened for the first time."""
    LOST = "lost"
    DAMAGED = "damaged"
    CLOSED = "closed"
    """The shop is no longer there."""
    MISUSED = "misused"


class SeenFrom(StrEnum):
    """What kind of network the check's address was opened from."""

    PUBLIC = "public"
    PRIVATE = "private"
    """An address inside a network: the city's own, or that of a proxy that does not say who asked."""
    LOOPBACK = "loopback"


def new_token() -> str:
    """A token for the address on a plate."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Hex SHA-256 of a token, however malformed: all that is ever stored of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mark_of(digest: str) -> str:
    """What a plate is told apart by, printed small on it: nothing can be opened with it."""
    return digest[:8].upper()


def address_of(plate_url: str, token: str) -> str:
    """What the QR code says."""
    return f"{plate_url}{PAGE}#{token}"


def check_address(plate_url: str, nonce: str) -> str:
    """What is opened from outside to show that plates would lead here."""
    return f"{plate_url}{PAGE}#{CHECK}{nonce}"


def holds(issued_at: datetime, expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a plate opens its shop's page at `now`."""
    return revoked_at is None and issued_at <= now < expires_at


def seen_from(address: str) -> SeenFrom:
    """What kind of network an address belongs to; what is no address counts as inside."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return SeenFrom.PRIVATE
    if parsed.is_loopback:
        return SeenFrom.LOOPBACK
    return SeenFrom.PRIVATE if parsed.is_private or parsed.is_link_local else SeenFrom.PUBLIC


def counts_as_outside(seen: SeenFrom, plate_url_is_loopback: bool) -> bool:
    """Whether a look from there shows that the address works: this machine proves nothing, but where plates lead to it."""
    return seen is not SeenFrom.LOOPBACK or plate_url_is_loopback


def same_place(plate_url: str, scheme: str, host: str) -> bool:
    """Whether a request to this scheme and Host came by the plates' address."""
    wanted = urlsplit(plate_url)
    asked = urlsplit(f"{scheme}://{host}")
    return (wanted.scheme, wanted.hostname, _port(wanted)) == (asked.scheme, asked.hostname, _port(asked))


def host_of(plate_url: str) -> str | None:
    """The host that plates name."""
    return urlsplit(plate_url).hostname


def check_which(shop_ids: list[str], segment: str | None) -> None:
    """Raises InvalidBody unless either shops or a segment are named."""
    if bool(shop_ids) == (segment is not None):
        detail = "Name either shops or one segment."
        raise InvalidBody(detail, errors=[{"pointer": "/shop_ids", "detail": detail}])


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
