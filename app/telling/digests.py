"""Decides how what is not urgent leaves: once a day, one message for each person and channel. Flushes, never commits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import uuid_utils
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.telling.models import Channel, Message
from app.telling.rules import IN_APP, State
from app.telling.texts import rendered

LINES: Final = 10
"""How many of its messages a digest quotes; of the others it tells the number."""
_AT_ONCE: Final = 2000
_LONGEST_LINE: Final = 80


def gather(now: datetime) -> int:
    """Within a transaction: what waits for a digest whose time has come becomes digests; how many messages that were.

    What was read in the program meanwhile is left out, and without anything left nobody is told. The messages count as
    sent with the number of their digest, which is what is tried until it arrives.
    """
    waiting = (Message.state == State.WAITING, Message.in_digest, Message.next_try_at <= now)
    rows = db.session.scalars(
        select(Message).where(*waiting).order_by(Message.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    ).all()
    groups: dict[tuple[str, str], list[Message]] = defaultdict(list)
    read = _read_in_app([row.id for row in rows])
    for row in rows:
        row.done_at, row.next_try_at = now, None
        if row.id in read:
            row.state = State.READ
        else:
            groups[str(row.person_id), str(row.channel_id)].append(row)
    for members in groups.values():
        _summed(members, now)
    db.session.flush()
    return len(rows)


def _summed(members: Sequence[Message], now: datetime) -> None:
    channel = db.session.get(Channel, members[0].channel_id)
    language = channel.language if channel else "zh"
    lines = [rendered(one.kind, one.case_no, one.facts, language)[:_LONGEST_LINE] for one in members[:LINES]]
    digest = Message(
        id=str(uuid_utils.uuid7()),
        told=str(uuid_utils.uuid7()),
        kind="digest",
        channel=members[0].channel,
        channel_id=members[0].channel_id,
        person_id=members[0].person_id,
        facts={"count": len(members), "lines": lines},
        urgent=False,
        in_digest=False,
        created_at=now,
        not_before=now,
        next_try_at=now,
        state=State.WAITING,
        attempts=0,
        rev=1,
    )
    db.session.add(digest)
    for one in members:
        one.state, one.provider_id = State.SENT, f"digest:{digest.id}"


def _read_in_app(message_ids: Sequence[str]) -> set[str]:
    """Those of these whose like in the program the same person has read."""
    shown = aliased(Message)
    same = (shown.told == Message.told, shown.person_id == Message.person_id, shown.channel == IN_APP)
    query = select(Message.id).where(Message.id.in_(message_ids), exists().where(*same, shown.read_at.is_not(None)))
    return set(db.session.scalars(query)) if message_ids else set()
