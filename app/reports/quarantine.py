"""Decides how refused bytes are kept and when a device has sent too many of them. Flushes, never commits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.cases.sealing import keyring
from app.core.db import db
from app.core.errors import InvalidBody
from app.reports.fields import Fields
from app.reports.models import Quarantine
from app.reports.reading import read_json
from app.reports.rules import MAX_QUARANTINED_BYTES, QUARANTINE_DAY, QUARANTINE_PER_DAY, QuarantineFull


def keep(report_id: str, body: bytes, reason: str, sender: Actor, now: datetime) -> None:
    """Keeps refused bytes; the same bytes again cost nothing. Raises QuarantineFull when the day's room is used up."""
    content = body[:MAX_QUARANTINED_BYTES]
    sha256 = hashlib.sha256(body).hexdigest()
    if not body or (report_id, sha256) in kept_among([report_id], sender):
        return
    name = _sender(sender)
    kept = select(func.coalesce(func.sum(Quarantine.size), 0))
    kept = kept.where(Quarantine.sender == name, Quarantine.received_at > now - QUARANTINE_DAY)
    if (db.session.scalar(kept) or 0) + len(content) > QUARANTINE_PER_DAY:
        raise QuarantineFull(retry_after_s=round(QUARANTINE_DAY.total_seconds()))
    db.session.add(
        Quarantine(
            report_id=report_id,
            sha256=sha256,
            size=len(content),
            content=keyring("data").seal(content, _bound_to(report_id, sha256)),
            reason=reason,
            person_id=sender.id,
            sender=name,
            received_at=now,
            **_named_in(body),
        )
    )
    db.session.flush()


def content_of(row: Quarantine) -> bytes:
    """The kept bytes as they came. Raises InvalidTag when the row was altered."""
    return keyring("data").open(row.content, _bound_to(row.report_id, row.sha256))


def kept_among(report_ids: Collection[str], sender: Actor) -> set[tuple[str, str]]:
    """(report id, SHA-256) of what this person, or this device, has sent under these ids and is kept."""
    mine = (Quarantine.person_id == sender.id) | (Quarantine.sender == _sender(sender))
    query = select(Quarantine.report_id, Quarantine.sha256).where(Quarantine.report_id.in_(report_ids), mine)
    return {(report_id, sha256) for report_id, sha256 in db.session.execute(query)}


def _named_in(body: bytes) -> dict[str, Any]:
    """The device and its number that the bytes name, as far as they can be read."""
    try:
        value = read_json(body)
    except InvalidBody:
        return {}
    fields = Fields(value if isinstance(value, dict) else {})
    return {"device_id": fields.identifier("device_id", 36), "device_seq": fields.whole("device_seq")}


def _sender(who: Actor) -> str:
    return who.device_id or f"person:{who.id}"


def _bound_to(report_id: str, sha256: str) -> bytes:
    return f"quarantine:{report_id}:{sha256}".encode()
