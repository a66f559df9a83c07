"""Decides what is remembered of a phone: when it was last heard and what it says still waits. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor
from app.core.db import db
from app.reports.models import Device


def note_contact(device_id: str, person: Actor, now: datetime, *, seq: int | None = None) -> Device:
    """The phone was heard of; `seq` is the number of a report of its chain that arrived."""
    device = db.session.get(Device, device_id)
    if device is None:
        device = Device(id=device_id, person_id=person.id, last_seen=now, last_seq=seq)
        db.session.add(device)
    else:
        device.person_id, device.last_seen = person.id, now
        if seq is not None:
            device.last_seq = max(seq, device.last_seq if device.last_seq is not None else seq)
    db.session.flush()
    return device


def note_outstanding(device_id: str, person: Actor, count: int, oldest_at: datetime | None, now: datetime) -> None:
    """The phone says how much waits on it and since when."""
    device = note_contact(device_id, person, now)
    device.outstanding, device.oldest_outstanding_at = count, oldest_at
    db.session.flush()
