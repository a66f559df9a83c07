"""Decides what is remembered of a phone: when it was heard, what it says still waits, what it noticed.

Functions named `note_…` flush and never commit; `tell` runs its own transaction and only when something is new.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Integer, String, bindparam, case, delete, func, null, select, update
from sqlalchemy.types import TypeEngine

from app.accounts.queries import was_signed_in_on
from app.accounts.rules import Actor
from app.cases.report_models import Report
from app.core.db import AnyRow, JsonText, UtcDateTime, db, table_of
from app.core.errors import NotFound
from app.core.statements import Statement, insertion
from app.core.transaction import in_transaction
from app.reports.chain import HIGHEST_NUMBER, Runs, gaps, joined, known_runs
from app.reports.device_states import ToldEvent, ToldState
from app.reports.models import Device, DeviceEvent, Quarantine

ASKED: Final = "gap-asked"
"""Kind of the event that a supervisor writes: the missing numbers in its facts were asked about."""
LOSS: Final = "loss"
MOST_EVENTS: Final = 500
"""Of one phone, beside what supervisors wrote; an honest one tells a few in a year."""
TOLD_AGAIN_AFTER: Final = timedelta(minutes=1)
"""The same said again is written at most this often: every write waits for the disk."""
_LOOKED_AT: Final = 500
"""So many numbers beyond the known ones are looked at in one contact; the next contact goes on."""
_RUNS_KEPT: Final = 100
"""More gaps than an honest phone ever has; numbers beyond so many are looked through every time."""

_device, _report, _quarantine = (table_of(model).c for model in (Device, Report, Quarantine))
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
_KNOWN = Statement(select(*_device).where(_device.id == bindparam("device")))
_NUMBERS = [
    Statement(
        select(table.device_seq)
        .where(table.device_id == bindparam("device"))
        .where(table.device_seq.between(bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)))
        .order_by(table.device_seq)
        .limit(_LOOKED_AT)
    )
    for table in (_report, _quarantine)
]
_SAID: dict[str, TypeEngine[Any]] = {
    "version": String(),
    "given_seq": BigInteger(),
    "outstanding": Integer(),
    "outstanding_photos": Integer(),
    "outstanding_bytes": BigInteger(),
    "outstanding_seqs": JsonText(),
    "needs_person": Integer(),
    "persisted": Boolean(),
    "writable": Boolean(),
    "clock_offset_ms": BigInteger(),
}
"""What stays as it was last said when a contact does not say it."""
_OLDEST = func.coalesce(
    bindparam("oldest", type_=UtcDateTime()), _device.oldest_outstanding_at, bindparam("since", type_=UtcDateTime())
)
_TOLD = Statement(
    update(table_of(Device))
    .where(_device.id == bindparam("device"))
    .values(
        **{name: func.coalesce(bindparam(f"said_{name}", type_=kind), _device[name]) for name, kind in _SAID.items()},
        oldest_outstanding_at=case((bindparam("empty", type_=Boolean()), null()), else_=_OLDEST),
        trouble=bindparam("said_trouble"),
        trouble_at=bindparam("said_trouble_at", type_=UtcDateTime()),
        told_at=bindparam("told", type_=UtcDateTime()),
        arrived_to=bindparam("unbroken", type_=BigInteger()),
        looked_to=bindparam("looked", type_=BigInteger()),
        arrived_seqs=bindparam("beyond", type_=JsonText()),
    )
)
_ADD_EVENT = insertion(DeviceEvent)


def note_contact(device_id: str, person: Actor, now: datetime, *, seq: int | None = None) -> None:
    """The phone was heard of; `seq` is the number of a report of its chain that arrived."""
    if not _HEARD.write(device=device_id, person=person.id, now=now, seq=seq):
        _FIRST_HEARD.write(id=device_id, person_id=person.id, last_seen=now, last_seq=seq)


def note_outstanding(device_id: str, person: Actor, count: int, oldest_at: datetime | None, now: datetime) -> None:
    """The phone says how much waits on it and since when (apps that do not tell their state yet); see `_speaks_for`."""
    if not _speaks_for(person, device_id, _KNOWN.first(device=device_id)):
        return
    note_contact(device_id, person, now)
    _OUTSTANDING.write(device=device_id, count=count, oldest_at=oldest_at)


def tell(told: ToldState, person: Actor, now: datetime) -> list[str]:
    """The phone tells of itself; its events that are taken now, by the names it gave them. The person is the last one
    it was heard from. Of somebody who does not speak for the phone only the events count: they overwrite nothing.
    Must not be called within a transaction."""
    known = _KNOWN.first(device=told.device_id)
    speaks = _speaks_for(person, told.device_id, known)
    there = _stored({event.id for event in told.events})
    fresh = [event for event in told.events if event.id not in there]
    reached = _arrived(told.device_id, known)
    news = speaks and (known is None or _is_news(told, known, person, reached, now))
    if news or fresh:
        in_transaction(lambda: _note(told, reached, fresh, person, now, speaks=speaks))
    return [event.name or event.id for event in told.events]


def note_seen(device_id: str, event_id: str, supervisor: Actor, now: datetime) -> None:
    """The supervisor takes note of an event; who did first stays. Raises NotFound."""
    event = db.session.scalar(select(DeviceEvent).where(DeviceEvent.id == event_id, DeviceEvent.device_id == device_id))
    if event is None:
        raise NotFound()
    if event.seen_at is None:
        event.seen_at, event.seen_by_id = now, supervisor.id
    db.session.flush()


def note_asked(device_id: str, event_id: str, seqs: list[list[int]], supervisor: Actor, now: datetime) -> None:
    """The supervisor has asked about these missing numbers: they stay missing, but no longer ask for a person."""
    facts = {"seqs": seqs}
    asked = DeviceEvent(
        id=event_id, device_id=device_id, person_id=supervisor.id, kind=ASKED, at=now, received_at=now, facts=facts
    )
    asked.seen_at, asked.seen_by_id = now, supervisor.id
    db.session.add(asked)
    db.session.flush()


def _speaks_for(person: Actor, device_id: str, known: AnyRow | None) -> bool:
    """Whether this person is believed what they say of the phone: was signed in on it, or is its contact, or nobody is."""
    return (
        known is None or known.person_id == person.id or person.device_id == device_id or was_signed_in_on(person.id, device_id)
    )


def _note(told: ToldState, reached: Runs, events: list[ToldEvent], person: Actor, now: datetime, *, speaks: bool) -> None:
    if speaks:
        _note_state(told, reached, person, now)
    there = _stored({event.id for event in events})
    for event in {event.id: event for event in events if event.id not in there}.values():
        _ADD_EVENT.write(
            **{"id": event.id, "kind": event.kind, "at": event.at, "facts": event.facts},
            **{"device_id": told.device_id, "person_id": person.id, "received_at": now},
        )
    if events:
        _forget_events(told.device_id)


def _note_state(told: ToldState, reached: Runs, person: Actor, now: datetime) -> None:
    note_contact(told.device_id, person, now)
    said = {f"said_{name}": value for name, value in _said(told).items()}
    _TOLD.write(
        device=told.device_id,
        **said,
        oldest=told.oldest,
        since=now if told.count else None,
        empty=told.count == 0,
        said_trouble=told.trouble,
        said_trouble_at=told.trouble_at or (now if told.trouble else None),
        told=now,
        **_kept(reached),
    )


def _forget_events(device_id: str) -> None:
    """Keeps `MOST_EVENTS` of what the phone told: losses before the rest, those nobody took note of first, then the newest."""
    worth = ((DeviceEvent.kind != LOSS), DeviceEvent.seen_at.is_not(None), DeviceEvent.at.desc(), DeviceEvent.id)
    query = select(DeviceEvent.id).where(DeviceEvent.device_id == device_id, DeviceEvent.kind != ASKED)
    beyond = db.session.scalars(query.order_by(*worth).offset(MOST_EVENTS)).all()
    if beyond:
        db.session.execute(delete(DeviceEvent).where(DeviceEvent.id.in_(beyond)))


def _said(told: ToldState) -> dict[str, Any]:
    return {
        "version": told.version,
        "given_seq": told.given_seq,
        "outstanding": told.count,
        "outstanding_photos": told.photos,
        "outstanding_bytes": told.size,
        "outstanding_seqs": None if told.seqs is None else [list(run) for run in told.seqs],
        "needs_person": told.needs_person,
        "persisted": told.persisted,
        "writable": told.writable,
        "clock_offset_ms": told.clock_offset_ms,
    }


def _is_news(told: ToldState, known: AnyRow, person: Actor, reached: Runs, now: datetime) -> bool:
    """Whether this contact says anything that a reader would miss."""
    if known.told_at is None or now - known.told_at >= TOLD_AGAIN_AFTER:
        return True
    changed = any(value is not None and value != getattr(known, name) for name, value in _said(told).items())
    moved = (told.oldest or known.oldest_outstanding_at) != known.oldest_outstanding_at
    came = _kept(reached) != {"unbroken": known.arrived_to, "looked": known.looked_to, "beyond": known.arrived_seqs}
    return changed or moved or came or (told.trouble, person.id) != (known.trouble, known.person_id)


def _arrived(device_id: str, known: AnyRow | None) -> Runs:
    """The numbers that are here, filed or in quarantine, going on from what was known: its gaps and what comes after."""
    runs = known_runs(known.arrived_to, known.arrived_seqs) if known else ()
    after = runs[-1][1] + 1 if runs else 1
    wanted = [*gaps(runs), (after, HIGHEST_NUMBER)]
    rows = (row for first, last in wanted for table in _NUMBERS for row in table.rows(device=device_id, first=first, last=last))
    return joined([*runs, *((row.device_seq, row.device_seq) for row in rows)])


def _kept(runs: Runs) -> dict[str, Any]:
    """How runs are kept: up to where they are unbroken, the next ones, and up to where they were looked through."""
    unbroken = runs[0][1] if runs and runs[0][0] == 1 else 0
    beyond = [list(run) for run in runs[1 if unbroken else 0 :][:_RUNS_KEPT]]
    return {"unbroken": unbroken, "looked": beyond[-1][1] if beyond else unbroken, "beyond": beyond}


def _stored(event_ids: set[str]) -> set[str]:
    if not event_ids:
        return set()
    return set(db.session.scalars(select(DeviceEvent.id).where(DeviceEvent.id.in_(event_ids))))
