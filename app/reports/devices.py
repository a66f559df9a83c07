"""Decides what is remembered of a phone: when it was last heard and what it says still waits. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, bindparam, case, update

from app.accounts.rules import Actor
from app.core.db import table_of
from app.core.statements import Statement, insertion
from app.reports.models import Device

_device = table_of(Device).c
_SEQ = bindparam("seq", type_=BigInteger)
_HEARD = Statement(
    update(table_of(Device))
    .where(_device.id == bindparam("device"))
    .values(
        person_id=bindparam("person"),
        last_seen=bindparam("now"),
        last_seq=case((_device.last_seq.is_(None) | (_device.last_seq < _SEQ), _SEQ), else_=_device.last_seq),
    )
)
_FIRST_HEARD = insertion(Device, "id", "person_id", "last_seen", "last_seq")
_OUTSTANDING = Statement(
    update(table_of(Device))
    .where(_device.id == bindparam("device"))
    .values(outstanding=bindparam("count"), oldest_outstanding_at=bindparam("oldest_at"))
)


def note_contact(device_id: str, person: Actor, now: datetime, *, seq: int | None = None) -> None:
    """The phone was heard of; `seq` is the number of a report of its chain that arrived."""
    if not _HEARD.write(device=device_id, person=person.id, now=now, seq=seq):
        _FIRST_HEARD.write(id=device_id, person_id=person.id, last_seen=now, last_seq=seq)


def note_outstanding(device_id: str, person: Actor, count: int, oldest_at: datetime | None, now: datetime) -> None:
    """The phone says how much waits on it and since when."""
    note_contact(device_id, person, now)
    _OUTSTANDING.write(device=device_id, count=count, oldest_at=oldest_at)
