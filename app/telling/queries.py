"""Reads of telling. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from app.core.db import db
from app.core.paging import Page, bad_cursor, cut_page, decode_cursor, encode_cursor
from app.telling.models import Channel, Message, TellingRules
from app.telling.rules import IN_APP, Quiet, State, next_time

DIGEST_AT: Final = 8 * 60 + 30


@dataclass(frozen=True)
class Rules:
    """What counts for all channels. Minutes are of the city's day; `internal_hosts` may be reached by http and inside."""

    quiet: Quiet = field(default_factory=Quiet)
    digest_at: int = DIGEST_AT
    internal_hosts: tuple[str, ...] = ()
    allow_local: bool = False

    def next_digest(self, moment: datetime) -> datetime:
        """When the next daily summary leaves."""
        return next_time(moment, self.digest_at)

    def as_data(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "quiet_from": self.quiet.start,
            "quiet_to": self.quiet.end,
            "digest_at": self.digest_at,
            "internal_hosts": list(self.internal_hosts),
            "allow_local": self.allow_local,
        }


def rules_in_force() -> Rules:
    """The newest rules, or those that come with the program."""
    found = db.session.scalar(select(TellingRules.rules).order_by(TellingRules.id.desc()).limit(1))
    if found is None:
        return Rules()
    quiet = Quiet(found["quiet_from"], found["quiet_to"])
    return Rules(quiet, found["digest_at"], tuple(found["internal_hosts"]), found["allow_local"])


def active_channels() -> Sequence[Channel]:
    """The channels that are switched on, in a fixed order."""
    return db.session.scalars(select(Channel).where(Channel.active).order_by(Channel.id)).all()


def channels() -> Sequence[Channel]:
    """All channels, the oldest first."""
    return db.session.scalars(select(Channel).order_by(Channel.id)).all()


def channel(channel_id: str) -> Channel | None:
    """The channel of this id."""
    return db.session.get(Channel, channel_id)


def waiting_on(channel_id: str) -> int:
    """How many messages are still to leave by a channel."""
    query = select(func.count()).select_from(Message)
    return db.session.scalar(query.where(Message.channel_id == channel_id, Message.state == State.WAITING)) or 0


def messages_of(person_id: str, unread_only: bool, cursor: str | None, limit: int) -> Page[Message]:
    """What a person was told in the program, the newest first. Raises InvalidBody for a foreign cursor."""
    query = select(Message).where(Message.person_id == person_id, Message.channel == IN_APP)
    if unread_only:
        query = query.where(Message.read_at.is_(None))
    return _page(query, cursor, limit)


def unread_count(person_id: str) -> int:
    """How much of it they have not read."""
    mine = (Message.person_id == person_id, Message.channel == IN_APP, Message.read_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Message).where(*mine)) or 0


def stuck(cursor: str | None, limit: int) -> Page[Message]:
    """What did not arrive and nobody has settled, the newest first. Raises InvalidBody for a foreign cursor."""
    query = select(Message).where(Message.state.in_((State.STUCK, State.FAILED)), Message.settled_at.is_(None))
    return _page(query, cursor, limit)


def stuck_count() -> int:
    """How many of those there are."""
    query = select(func.count()).select_from(Message)
    return db.session.scalar(query.where(Message.state.in_((State.STUCK, State.FAILED)), Message.settled_at.is_(None))) or 0


def of_case(case_no: str) -> Sequence[Message]:
    """Everything that was told about a case, in order."""
    return db.session.scalars(select(Message).where(Message.case_no == case_no).order_by(Message.id)).all()


def _page(query: Any, cursor: str | None, limit: int) -> Page[Message]:
    if cursor:
        query = query.where(Message.id < _id_of(cursor))
    rows = db.session.scalars(query.order_by(Message.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def _id_of(cursor: str) -> str:
    (text,) = decode_cursor(cursor, 1)
    try:
        return str(UUID(text))
    except ValueError as error:
        raise bad_cursor() from error
