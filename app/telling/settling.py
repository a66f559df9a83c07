"""Decides what a person does about a message that did not arrive: try again, or leave it. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import NotFound
from app.telling.models import Message
from app.telling.rules import IN_APP, State
from app.telling.service import NOBODY, tell_again

STOPPED = frozenset({State.STUCK, State.FAILED})


def again(message_id: str, reason: str, now: datetime) -> Message:
    """Within a transaction: a message that did not arrive is tried once more, for another day; any other stays as it is.

    One for a unit that had nobody goes to whom it has now. Raises NotFound.
    """
    message = _held(message_id)
    if message.state not in STOPPED or message.settled_at is not None:
        return message
    note(Action.MESSAGE_AGAIN, "message", message.id, why=message.why, reason=reason)
    if message.channel == IN_APP:
        if message.why == NOBODY and tell_again(message, now):
            message.settled_at = now
    else:
        message.state, message.next_try_at, message.not_before = State.WAITING, now, now
        message.first_try_at, message.done_at = None, None
    db.session.flush()
    return message


def drop(message_id: str, reason: str, now: datetime) -> Message:
    """Within a transaction: nothing more is done about a message that did not arrive; any other stays as it is.

    Raises NotFound.
    """
    message = _held(message_id)
    if message.state in STOPPED and message.settled_at is None:
        message.settled_at = now
        note(Action.MESSAGE_DROPPED, "message", message.id, why=message.why, reason=reason)
        db.session.flush()
    return message


def reported(channel_id: str, number: str, arrived: bool, why: str | None, now: datetime) -> bool:
    """Within a transaction: a gateway says what became of a message, by its number for it or ours; False for an unknown one.

    Only one that was sent changes: a report that comes twice, or late, changes nothing.
    """
    message = (
        db.session.get(Message, number)
        or db.session.scalars(
            db.select(Message).where(Message.provider_id == number, Message.channel_id == channel_id).limit(1)
        ).first()
    )
    if message is None or message.channel_id != channel_id:
        return False
    if message.state == State.SENT:
        message.state = State.DELIVERED if arrived else State.FAILED
        message.why, message.done_at = None if arrived else (why or "not delivered")[:300], now
        db.session.flush()
    return True


def _held(message_id: str) -> Message:
    message = db.session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if message is None:
        raise NotFound()
    return message
