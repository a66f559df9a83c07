"""Shapes of telling on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.telling.rules import KINDS, State


class MessagesIn(ma.Schema):
    """Which of one's messages."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))
    unread = ma.fields.Boolean(load_default=False, metadata={"description": "only what was not read"})


class MessageOut(ma.Schema):
    """A message in the program; the client says it in its language from `kind` and `facts`."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(KINDS)))
    case_no = ma.fields.String(required=True, allow_none=True)
    unit = ma.fields.String(required=True, allow_none=True, metadata={"description": "the unit for which the reader is told"})
    facts = ma.fields.Dict(required=True)
    urgent = ma.fields.Boolean(required=True)
    at = ma.fields.String(required=True)
    read_at = ma.fields.String(required=True, allow_none=True)


class MessagesOut(ma.Schema):
    """A page of one's messages, and how many of all were not read."""

    items = ma.fields.List(ma.fields.Nested(MessageOut), required=True)
    unread = ma.fields.Integer(required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class StuckMessagesIn(ma.Schema):
    """Which page."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class MessageReceiverOut(ma.Schema):
    """Who was to be reached."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class MessageUnitOut(ma.Schema):
    """The unit for which somebody is told; its name is null where the roster does not know it."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class StuckMessageOut(ma.Schema):
    """A message on one channel, and what came of it."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    unit = ma.fields.Nested(MessageUnitOut, required=True, allow_none=True)
    person = ma.fields.Nested(MessageReceiverOut, required=True, allow_none=True)
    channel = ma.fields.String(required=True, metadata={"description": "`app`, or the kind of the channel"})
    channel_name = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    why = ma.fields.String(required=True, allow_none=True, metadata={"description": "a word of ours, or what was answered"})
    attempts = ma.fields.Integer(required=True)
    urgent = ma.fields.Boolean(required=True)
    at = ma.fields.String(required=True)
    done_at = ma.fields.String(required=True, allow_none=True)
    settled_at = ma.fields.String(required=True, allow_none=True)


class StuckMessagesOut(ma.Schema):
    """A page of what did not arrive, and how many there are."""

    items = ma.fields.List(ma.fields.Nested(StuckMessageOut), required=True)
    count = ma.fields.Integer(required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class SettleMessageIn(ma.Schema):
    """Why."""

    reason = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=200))
