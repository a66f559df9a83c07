"""Shapes of the device registry on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.reports.attention import Reason
from app.reports.description import DEVICE_ID
from app.reports.device_states import MAX_EVENTS, MAX_STATE_BYTES

STATES: Final = ("attention", "quiet", "all")

STATE_BODY: Final[dict[str, Any]] = {
    "required": True,
    "description": (
        f"What a phone tells of itself, at most {MAX_STATE_BYTES // 1024} KiB; see the component DeviceState. Only "
        f"`device_id` is required: what cannot be read counts as not said. Of `events` the first {MAX_EVENTS} count."
    ),
    "content": {
        "application/json": {"schema": {"type": "object", "required": ["device_id"], "properties": {"device_id": DEVICE_ID}}}
    },
}


class StateTold(ma.Schema):
    """What is stored now."""

    events = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "the events that are stored, by the ids the phone gave"}
    )


class DevicesIn(ma.Schema):
    """Which phones; without `state` those that ask for a person."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))
    state = ma.fields.String(load_default="attention", validate=ma.validate.OneOf(STATES))


class OutstandingOut(ma.Schema):
    """What the phone says still waits on it; null is what it never said."""

    reports = ma.fields.Integer(required=True, allow_none=True)
    photos = ma.fields.Integer(required=True, allow_none=True)
    bytes = ma.fields.Integer(required=True, allow_none=True)
    oldest = ma.fields.String(required=True, allow_none=True)


class StorageOut(ma.Schema):
    """Whether the browser promised to keep what is stored, and whether a trial write succeeded."""

    persisted = ma.fields.Boolean(required=True, allow_none=True)
    writable = ma.fields.Boolean(required=True, allow_none=True)


class TroubleOut(ma.Schema):
    """The phone's present problem in a word; a client shows one it does not know generically."""

    word = ma.fields.String(required=True)
    at = ma.fields.String(required=True, allow_none=True)


class DeviceOut(ma.Schema):
    """A phone, without the person: whom to ask is at `/devices/{device_id}/contact`."""

    id = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    last_seen = ma.fields.String(required=True)
    told_at = ma.fields.String(required=True, allow_none=True)
    version = ma.fields.String(required=True, allow_none=True)
    outstanding = ma.fields.Nested(OutstandingOut, required=True)
    needs_person = ma.fields.Integer(required=True, allow_none=True)
    storage = ma.fields.Nested(StorageOut, required=True)
    clock_offset_ms = ma.fields.Integer(required=True, allow_none=True)
    trouble = ma.fields.Nested(TroubleOut, required=True, allow_none=True)
    gaps = ma.fields.Integer(required=True, metadata={"description": "missing numbers that nobody has asked about yet"})
    losses = ma.fields.Integer(required=True, metadata={"description": "losses told that nobody has taken note of yet"})
    attention = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(list(Reason))), required=True)
    grave = ma.fields.Boolean(required=True)


class RunOut(ma.Schema):
    """Numbers from first to last that share a state."""

    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["received", "waiting", "lost", "missing"]))
    first = ma.fields.Integer(required=True, data_key="from")
    last = ma.fields.Integer(required=True, data_key="to")


class DeviceEventOut(ma.Schema):
    """Something the phone noticed, at its time by the server's clock."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)
    seen_at = ma.fields.String(required=True, allow_none=True)


class DeviceDetailOut(DeviceOut):
    """A phone with its numbers and events."""

    numbers = ma.fields.List(ma.fields.Nested(RunOut), required=True)
    given = ma.fields.Integer(required=True, metadata={"description": "the highest number"})
    missing = ma.fields.Integer(required=True)
    asked = ma.fields.List(ma.fields.List(ma.fields.Integer()), required=True)
    events = ma.fields.List(ma.fields.Nested(DeviceEventOut), required=True)


class TotalsOut(ma.Schema):
    """All phones in the reader's scope together, and what arrived today (Asia/Shanghai)."""

    devices = ma.fields.Integer(required=True)
    attention = ma.fields.Integer(required=True)
    reports = ma.fields.Integer(required=True)
    photos = ma.fields.Integer(required=True)
    bytes = ma.fields.Integer(required=True)
    oldest = ma.fields.String(required=True, allow_none=True)
    oldest_on = ma.fields.String(required=True, allow_none=True, metadata={"description": "the label of its phone"})
    gaps = ma.fields.Integer(required=True)
    devices_with_gaps = ma.fields.Integer(required=True)
    losses = ma.fields.Integer(required=True)
    devices_with_losses = ma.fields.Integer(required=True)
    received_today = ma.fields.Integer(required=True)
    sent_late = ma.fields.Integer(required=True, metadata={"description": "of these, seen over 30 minutes before"})
    at = ma.fields.String(required=True)


class DevicesOut(ma.Schema):
    """A page of phones."""

    items = ma.fields.List(ma.fields.Nested(DeviceOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
    totals = ma.fields.Nested(TotalsOut, required=True)


class ContactOut(ma.Schema):
    """Whom to ask about a phone."""

    name = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
