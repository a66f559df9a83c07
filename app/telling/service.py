"""Decides which rows of the outbox a telling becomes, inside the transaction of what it tells of. Flushes, never commits.

What is told in the program is there at the commit. What leaves the house waits for `delivery`: this module never connects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import uuid_utils
from sqlalchemy import select

from app.accounts.rules import Actor
from app.core.changes import record_change
from app.core.db import db
from app.core.errors import NotFound
from app.roster import queries as roster
from app.telling import people
from app.telling.bodies import message_body
from app.telling.models import Channel, Message
from app.telling.queries import active_channels, rules_in_force
from app.telling.rules import IN_APP, TO_PEOPLE, URGES, Carries, State, carries, checked_facts

NOBODY = "nobody"
"""Why a unit could not be told: it has no active account."""
NO_ADDRESS = "no-address"
"""Why somebody could not be reached on a channel that was needed."""


@dataclass(frozen=True)
class _Telling:
    """What is told, to be written as rows. `key` makes rows that can be there only once."""

    id: str
    now: datetime
    kind: str
    case_no: str | None
    facts: dict[str, Any]
    urgent: bool
    key: str | None


def tell(
    now: datetime,
    kind: str,
    *,
    person_ids: Iterable[str] = (),
    unit_codes: Iterable[str] = (),
    case_no: str | None = None,
    facts: Mapping[str, Any],
    urgent: bool = False,
    key: str | None = None,
) -> str:
    """Within a transaction: tells people and units something; the id of the telling.

    `kind` is one of `rules.KINDS`, `facts` have names of `rules.FACTS` and JSON values; telephone numbers in them are
    masked. A unit is its people on duty at `now`, or all of them. Nobody is told twice who is named twice. The same `key`
    tells each receiver once, however often it is called. Raises UnknownKind and InvalidBody for what may not be told.
    """
    units = sorted(set(unit_codes))
    telling = _Telling(str(uuid_utils.uuid7()), now, kind, case_no, checked_facts(kind, facts), urgent, key)
    receivers = _receivers(telling, person_ids, units)
    channels = active_channels()
    for person_id, unit_code in receivers.items():
        _in_app(telling, person_id, unit_code)
    for channel in channels:
        if not carries(channel.carries, kind, urgent, channel.kinds):
            continue
        if channel.kind in TO_PEOPLE:
            _to_people(telling, channel, receivers)
        elif channel.unit_code is None or channel.unit_code in units:
            _to_group(telling, channel, units)
    db.session.flush()
    return telling.id


def read(actor: Actor, message_id: str, now: datetime) -> Message:
    """Within a transaction: this person has read it. Raises NotFound for anything but a message of theirs in the program."""
    query = select(Message).where(Message.id == message_id, Message.person_id == actor.id, Message.channel == IN_APP)
    message = db.session.scalar(query.with_for_update())
    if message is None:
        raise NotFound()
    if message.read_at is None:
        message.state, message.read_at, message.rev = State.READ, now, message.rev + 1
        _announce(message, now)
    return message


def tell_again(message: Message, now: datetime) -> bool:
    """Within a transaction: what a unit with nobody was told is told to whom it has now; False while that is still nobody."""
    found = people.of_unit(str(message.unit_code), now)
    telling = _Telling(message.told, now, message.kind, message.case_no, message.facts, message.urgent, None)
    for person_id in found:
        _in_app(telling, person_id, message.unit_code)
    for channel in active_channels() if found else ():
        if channel.kind in TO_PEOPLE and carries(channel.carries, telling.kind, telling.urgent, channel.kinds):
            _to_people(telling, channel, dict.fromkeys(found, message.unit_code))
    db.session.flush()
    return bool(found)


def _receivers(telling: _Telling, person_ids: Iterable[str], units: Sequence[str]) -> dict[str, str | None]:
    """Who is told, each with the unit for which they are (None: for themselves). Nobody to tell is a message that stopped,
    except for a body outside: it never has accounts, and what tells it is the letter.
    """
    receivers: dict[str, str | None] = dict.fromkeys(people.active(set(person_ids)))
    for code in units:
        found = people.of_unit(code, telling.now)
        if not found and not _outside(code):
            _add(telling, IN_APP, f"unit:{code}", unit_code=code, state=State.STUCK, why=NOBODY, done_at=telling.now)
        for person_id in found:
            receivers.setdefault(person_id, code)
    return receivers


def _outside(code: str) -> bool:
    unit = roster.unit(code)
    return unit is not None and unit.outside


def _in_app(telling: _Telling, person_id: str, unit_code: str | None) -> None:
    told = {"person_id": person_id, "unit_code": unit_code}
    row = _add(telling, IN_APP, f"person:{person_id}", **told, state=State.DELIVERED, done_at=telling.now)
    if row is not None:
        db.session.flush()
        _announce(row, telling.now)


def _to_people(telling: _Telling, channel: Channel, receivers: Mapping[str, str | None]) -> None:
    """A row for each who has an address on this channel; who has none is noted where they had to be reached."""
    reachable = people.reachable(receivers.keys(), channel.kind)
    in_digest = channel.carries == Carries.DIGEST and not telling.urgent
    for person_id, unit_code in receivers.items():
        told = {"person_id": person_id, "unit_code": unit_code, "channel_id": channel.id}
        receiver = f"person:{person_id}:{channel.id}"
        if person_id in reachable:
            due = _not_before(telling, in_digest)
            _add(telling, channel.kind, receiver, **told, in_digest=in_digest, not_before=due, next_try_at=due)
        elif telling.kind in URGES:
            _add(telling, channel.kind, receiver, **told, state=State.FAILED, why=NO_ADDRESS, done_at=telling.now)


def _to_group(telling: _Telling, channel: Channel, units: Collection[str]) -> None:
    """One row for what the channel reaches. A machine does not sleep, a chat group does."""
    due = telling.now if channel.kind == "webhook" else _not_before(telling, False)
    told = {"channel_id": channel.id, "unit_code": channel.unit_code or (min(units) if len(units) == 1 else None)}
    _add(telling, channel.kind, f"channel:{channel.id}", **told, not_before=due, next_try_at=due)


def _not_before(telling: _Telling, in_digest: bool) -> datetime:
    rules = rules_in_force()
    if telling.urgent:
        return telling.now
    return rules.next_digest(telling.now) if in_digest else rules.quiet.next_waking(telling.now)


def _add(telling: _Telling, channel: str, receiver: str, **columns: Any) -> Message | None:
    """The new row, None when this telling's key has one for this receiver."""
    once = None
    if telling.key is not None:
        once = hashlib.sha256(f"{telling.key}\x1f{receiver}".encode()).hexdigest()
        if db.session.scalar(select(Message.id).where(Message.once == once)) is not None:
            return None
    row = Message(
        id=str(uuid_utils.uuid7()),
        told=telling.id,
        once=once,
        kind=telling.kind,
        channel=channel,
        case_no=telling.case_no,
        facts=telling.facts,
        urgent=telling.urgent,
        created_at=telling.now,
        **{"state": State.WAITING, "not_before": telling.now, "attempts": 0, "rev": 1, **columns},
    )
    db.session.add(row)
    return row


def _announce(message: Message, now: datetime) -> None:
    """The feed is told of a message in the program, for its reader only."""
    record_change("message", message.id, message.rev, now, body=message_body(message), person_id=message.person_id)
