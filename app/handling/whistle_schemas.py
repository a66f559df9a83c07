"""Shapes of whistles on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.handling.whistle_queries import Standing
from app.handling.whistle_rules import WhistleKind


class WhistleArgs(ma.Schema):
    """Which whistles, and the page."""

    state = ma.fields.Enum(Standing, by_value=True, load_default=None)
    kind = ma.fields.Enum(WhistleKind, by_value=True, load_default=None)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class CallerOut(ma.Schema):
    """Somebody by id and name."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class CalledOut(ma.Schema):
    """A unit that was called, and when it came; `late` when it came after the time or has not come."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    arrived_at = ma.fields.String(required=True, allow_none=True)
    by = ma.fields.Nested(CallerOut, required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    late = ma.fields.Boolean(required=True)


class WhistleOut(ma.Schema):
    """A whistle with everybody it called."""

    id = ma.fields.Integer(required=True)
    case_no = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    by = ma.fields.Nested(CallerOut, required=True)
    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)
    arrive_by = ma.fields.String(required=True)
    ended_at = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    units = ma.fields.List(ma.fields.Nested(CalledOut), required=True)


class WhistlesOut(ma.Schema):
    """A page of whistles, the newest first."""

    items = ma.fields.List(ma.fields.Nested(WhistleOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
