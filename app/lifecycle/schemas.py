"""Shapes of deletions and holds on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.deletions import CONTACT, ISSUE, NOTICE, QUARANTINE, REPORT
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT

MOST_WORDS = 500


class DeletionsIn(ma.Schema):
    """Which part of the list."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class DeletionOut(ma.Schema):
    """That evidence was destroyed."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([REPORT, QUARANTINE, NOTICE, ISSUE, CONTACT]))
    object_id = ma.fields.String(required=True)
    rule = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    by = ma.fields.String(required=True, allow_none=True, metadata={"description": "a person's id; null for the server"})
    done = ma.fields.Boolean(required=True, metadata={"description": "whether keys and bytes are gone, too"})
    record = ma.fields.String(
        required=True, metadata={"description": "canonical JSON (RFC 8785), signed as a receipt: `flask verify-receipt`"}
    )


class DeletionsOut(ma.Schema):
    """A page of deletions; `cursor` asks for the next one."""

    items = ma.fields.List(ma.fields.Nested(DeletionOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class HoldIn(ma.Schema):
    """Why a case is kept whatever the rules say, or no longer is."""

    reason = ma.fields.String(
        required=True,
        metadata={"pattern": r"\S"},
        validate=ma.validate.And(ma.validate.Length(1, MOST_WORDS), ma.validate.Regexp(r"\s*\S")),
    )
