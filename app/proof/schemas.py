"""Shapes of the log on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT


class RootsIn(ma.Schema):
    """Which page of a list."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class AuditIn(RootsIn):
    """Which entries."""

    object = ma.fields.String(
        load_default=None,
        validate=ma.validate.Regexp(r"^[a-z-]{1,20}:[A-Za-z0-9._-]{1,64}\Z"),
        metadata={"description": "only entries about this object: its kind, a colon, its id; for example `case:…`"},
    )
    action = ma.fields.String(
        load_default=None,
        validate=ma.validate.Regexp(r"^[a-z-]{1,40}\Z"),
        metadata={"description": "only entries of this action; for example `verdict`"},
    )
    person = ma.fields.String(
        load_default=None,
        validate=ma.validate.Length(1, 60),
        metadata={"description": "only what this person did: their id or the name they sign in with"},
    )


class AuditEntryOut(ma.Schema):
    """An entry of the log; `line` is what its hash is over, `hash` = SHA-256 of `line` in UTF-8."""

    seq = ma.fields.Integer(required=True)
    at = ma.fields.String(required=True)
    actor_id = ma.fields.String(required=True, allow_none=True, metadata={"description": "null: the operator or the program"})
    device_id = ma.fields.String(required=True, allow_none=True)
    action = ma.fields.String(required=True)
    object_kind = ma.fields.String(required=True)
    object_id = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)
    prev_hash = ma.fields.String(required=True)
    hash = ma.fields.String(required=True)
    line = ma.fields.String(required=True)


class AuditEntriesOut(ma.Schema):
    """A page of the log, the newest first."""

    items = ma.fields.List(ma.fields.Nested(AuditEntryOut), required=True)
    people = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        required=True,
        metadata={"description": "names, by id, of those who acted and of those it was about"},
    )
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class RootOut(ma.Schema):
    """The end of the chain on a day of the city's calendar, signed over the canonical JSON of the rest."""

    day = ma.fields.Date(required=True)
    first = ma.fields.Integer(required=True)
    last = ma.fields.Integer(required=True)
    entries = ma.fields.Integer(required=True)
    hash = ma.fields.String(required=True)
    kid = ma.fields.String(required=True)
    signature = ma.fields.String(required=True)


class RootsOut(ma.Schema):
    """A page of daily roots, the newest first."""

    items = ma.fields.List(ma.fields.Nested(RootOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


PROCEEDINGS, OUTSIDE = "proceedings", "outside"


class PacketIn(ma.Schema):
    """Who will read the packet: `proceedings` gets everything as it came, `outside` what is redacted."""

    reader = ma.fields.String(data_key="for", load_default=PROCEEDINGS, validate=ma.validate.OneOf([PROCEEDINGS, OUTSIDE]))
