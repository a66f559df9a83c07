"""Decides what a day of the log is known by outside: the end of its chain, signed.

Whoever keeps the root of a day elsewhere can show later that nothing up to it was replaced or cut off: every entry
carries the hash of the one before, so the last one stands for all.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from flask import current_app

from app.audit import queries
from app.audit.rules import canonical
from app.core.days import city_day, day_begins, day_ends
from app.core.keys import SigningKeys
from app.core.paging import Page, bad_cursor, decode_cursor, encode_cursor

SIGNATURE: Final = "signature"
Root = dict[str, Any]


def signing_keys() -> SigningKeys:
    """The running app's keys whose signatures anybody can check."""
    return cast(SigningKeys, current_app.extensions["signing_keys"])


def root_of(day: date) -> Root | None:
    """The signed root of a day of the city's calendar; None for a day without entries.

    {day, first, last, entries, hash, kid, signature}: `hash` is that of entry `last`; `signature` is base64 of the ECDSA
    signature (DER) over the canonical JSON of the rest.
    """
    found = queries.moments(day_begins(day), day_ends(day))
    if found is None:
        return None
    first, last, entries = found
    end = queries.entry(last)
    assert end is not None  # it was just counted, and nothing is ever deleted
    kid = signing_keys().current
    root: Root = {"day": day.isoformat(), "first": first, "last": last, "entries": entries, "hash": end.hash, "kid": kid}
    return {**root, SIGNATURE: base64.b64encode(signing_keys().sign(signed_bytes(root), kid)).decode()}


def roots_page(cursor: str | None, limit: int) -> Page[Root]:
    """The roots of the days that have entries, the newest first. Raises InvalidBody for a foreign cursor."""
    before = day_begins(_day(cursor)) if cursor else datetime.max.replace(tzinfo=UTC)
    roots: list[Root] = []
    while (newest := queries.newest_moment(before)) is not None:
        day = city_day(newest)
        if len(roots) == limit:
            return Page(roots, encode_cursor(roots[-1]["day"]), has_more=True)
        root = root_of(day)
        assert root is not None  # the newest entry is of that day
        roots.append(root)
        before = day_begins(day)
    return Page(roots, None, has_more=False)


def fault_of(root: Mapping[str, Any]) -> str | None:
    """Why this is no root of this log as it is now; None when it is. A sentence without its subject."""
    try:
        signature = base64.b64decode(str(root.get(SIGNATURE)), validate=True)
        ours = signing_keys().fits(signature, signed_bytes(root), str(root.get("kid")))
    except (binascii.Error, KeyError):
        ours = False
    if not ours:
        return "has a signature that is not of this server"
    end = queries.entry(int(root["last"]))
    if end is None:
        return f"ends with entry {root['last']}, which is gone"
    return None if end.hash == root["hash"] else f"has another hash for entry {end.seq}: the log was replaced since"


def signed_bytes(root: Mapping[str, Any]) -> bytes:
    """What the signature is over."""
    return canonical({name: value for name, value in root.items() if name != SIGNATURE}).encode()


def _day(cursor: str) -> date:
    (text,) = decode_cursor(cursor, 1)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_cursor() from error
