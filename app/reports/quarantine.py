"""Decides how refused bytes are kept, when a device has sent too many of them, and what is known of them later.

Flushes, never commits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.deletions import told
from app.cases.sealing import keyring
from app.cases.states import Destroyed
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.locks import hold
from app.reports.fields import Fields
from app.reports.models import Quarantine
from app.reports.reading import read_json
from app.reports.rules import MAX_QUARANTINED_BYTES, QUARANTINE_DAY, QUARANTINE_PER_DAY, QuarantineFull

FILED: Final = "filed"
DISMISSED: Final = "dismissed"
_PHOTO_NAME: Final = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")


def keep(report_id: str, body: bytes, reason: str, sender: Actor, now: datetime) -> bool:
    """Keeps refused bytes; False when they were kept before, which costs nothing.

    Raises QuarantineFull when the day's room is used up.
    """
    content = body[:MAX_QUARANTINED_BYTES]
    sha256 = hashlib.sha256(body).hexdigest()
    hold(f"quarantine:{_sender(sender)}")
    if not body or (report_id, sha256) in kept_among([report_id], sender):
        return False
    name = _sender(sender)
    kept = select(func.coalesce(func.sum(Quarantine.size), 0))
    kept = kept.where(Quarantine.sender == name, Quarantine.received_at > now - QUARANTINE_DAY)
    if (db.session.scalar(kept) or 0) + len(content) > QUARANTINE_PER_DAY:
        raise QuarantineFull(retry_after_s=round(QUARANTINE_DAY.total_seconds()))
    row = Quarantine(
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
    db.session.add(row)
    db.session.flush()
    note(Action.QUARANTINED, "quarantine", str(row.id), by=sender, report_id=report_id, sha256=sha256, reason=reason)
    return True


def content_of(row: Quarantine) -> bytes:
    """The kept bytes as they came. Raises InvalidTag when the row was altered, Destroyed when their time was over."""
    if row.destroyed_at is not None:
        raise Destroyed(**(told(row.destroyed_at, None) or {}))
    return keyring("data").open(row.content, _bound_to(row.report_id, row.sha256))


def is_cut_off(row: Quarantine, content: bytes) -> bool:
    """Whether more came than was kept."""
    return hashlib.sha256(content).hexdigest() != row.sha256


@dataclass(frozen=True)
class Kept:
    """What became of kept bytes: `outcome` None while nobody has settled them, `filed_as` the report they became."""

    outcome: str | None
    filed_as: str | None
    why: str | None


def kept_among(report_ids: Collection[str], sender: Actor) -> dict[tuple[str, str], Kept]:
    """By (report id, SHA-256) what this person, or this device, has sent under these ids and is kept."""
    mine = (Quarantine.person_id == sender.id) | (Quarantine.sender == _sender(sender))
    query = select(Quarantine.report_id, Quarantine.sha256, Quarantine.outcome, Quarantine.filed_as, Quarantine.settled_why)
    query = query.where(Quarantine.report_id.in_(report_ids), mine)
    # The same bytes may lie here twice, from a person and from a device: what was filed counts most.
    query = query.order_by(func.coalesce(Quarantine.outcome, ""), Quarantine.id)  # open, dismissed, filed
    return {(row.report_id, row.sha256): Kept(row.outcome, row.filed_as, row.settled_why) for row in db.session.execute(query)}


def quarantined_photo_names() -> set[str]:
    """The SHA-256 names that stand anywhere in bytes nobody has settled yet: their photos are not orphans.

    The bytes may not even be JSON, so whatever looks like a name counts. Raises InvalidTag when a row was altered:
    then nobody can say what it named, and nothing should be collected.
    """
    waiting = select(Quarantine).options(undefer(Quarantine.content)).where(Quarantine.outcome.is_(None))
    found: set[str] = set()
    for row in db.session.scalars(waiting.execution_options(yield_per=20)):
        found.update(name.decode("ascii").lower() for name in _PHOTO_NAME.findall(content_of(row)))
        db.session.expunge(row)  # at most 20 of them in memory, each up to 1 MiB
    return found


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
