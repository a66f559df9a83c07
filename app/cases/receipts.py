"""Decides what a receipt says and how it is signed. Reads a stored report; must not know how reports arrive."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import rfc8785

from app.cases.report_models import Report, ReportPhoto
from app.cases.states import Flag, Level, in_order
from app.core import clock
from app.core.db import AnyRow
from app.core.facts import History
from app.core.keys import KeyRing

Received: TypeAlias = Report | AnyRow
"""A report, or those of its columns that a receipt needs."""
Link: TypeAlias = ReportPhoto | AnyRow
"""A photo a report names, or its `sha256` and `stored`."""
Decodable = Mapping[str, bool | None]
"""Of stored photos by name: whether a picture can be drawn, None while nobody has tried."""


def missing(report: Received, links: Sequence[Link]) -> list[str]:
    """Hashes still waited for, each once; a report that was replaced or destroyed waits for none."""
    if report.superseded_by is not None or report.destroyed_at is not None:
        return []
    return list(dict.fromkeys(link.sha256 for link in links if not link.stored))


def whole(links: Sequence[Link]) -> bool:
    """Whether every named photo is in the store."""
    return all(link.stored for link in links)


def level(report: Received, links: Sequence[Link], watermark: int) -> Level:
    """`photos` when every named photo is in the store, `backed-up` when a verified backup reaches that moment too."""
    if not whole(links):
        return Level.TEXT
    held = report.whole_seq is not None and report.whole_seq <= watermark
    return Level.BACKED_UP if held else Level.PHOTOS


def current_flags(report: Received, links: Sequence[Link], decodable: Decodable) -> list[str]:
    """The flags given on arrival and those that came later."""
    flags = list(report.flags)
    if report.destroyed_at is not None:
        flags.append(Flag.DESTROYED)
    if any(link.stored and decodable.get(link.sha256) is False for link in links):
        flags.append(Flag.PHOTO_UNDECODABLE)
    if report.superseded_by is not None:
        flags.append(Flag.SUPERSEDED)
        flags += [] if whole(links) or report.destroyed_at is not None else [Flag.PHOTO_LOST]
    return [str(flag) for flag in in_order(flags)]


def build(report: Received, links: Sequence[Link], decodable: Decodable, now: History, keys: KeyRing) -> dict[str, Any]:
    """The signed receipt as of now; who, when, where and number in the commit order are as on arrival."""
    kid = keys.current
    receipt: dict[str, Any] = {
        "report_id": report.id,
        "manifest_sha256": report.manifest_sha256,
        "level": level(report, links, now.watermark).value,
        "missing": missing(report, links),
        "case_no": report.case_no,
        "flags": current_flags(report, links, decodable),
        "placement": report.placement,
        "received_at": clock.isoformat(report.received_at),
        "commit_seq": report.commit_seq,
        "epoch": now.epoch,
        "kid": kid,
    }
    receipt["hmac"] = keys.sign(canonical(receipt), kid)
    return receipt


def canonical(receipt: Mapping[str, Any]) -> bytes:
    """The RFC 8785 form of a receipt without its `hmac`. Raises rfc8785.CanonicalizationError."""
    return rfc8785.dumps({name: value for name, value in receipt.items() if name != "hmac"})


def fault_of(receipt: Mapping[str, Any], keys: KeyRing) -> str | None:
    """Why a receipt is not ours, or None when its signature is right."""
    kid, signature = receipt.get("kid"), receipt.get("hmac")
    if not isinstance(kid, str) or not isinstance(signature, str):
        return "it has no kid or no hmac"
    if not kid.isdecimal() or not kid.isascii():
        return f"the key {kid!r} is not one of this server's"
    try:
        right = keys.sign(canonical(receipt), kid)
    except KeyError:
        return f"the key {kid!r} is not one of this server's"
    except rfc8785.CanonicalizationError as error:
        return f"it has no canonical form: {error}"
    if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
        return "the signature does not fit: something in it was changed"
    return None
