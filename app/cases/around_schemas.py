"""Shapes of the open cases that phones carry. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.states import OPEN_STATES


class KnownCase(ma.Schema):
    """An open case: what, where and since when."""

    case_no = ma.fields.String(required=True)
    category = ma.fields.String(required=True, allow_none=True)
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    since = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(OPEN_STATES)))


class KnownCases(ma.Schema):
    """The open cases of somebody's area; `complete` unless there are more than phones carry."""

    items = ma.fields.List(ma.fields.Nested(KnownCase), required=True)
    complete = ma.fields.Boolean(required=True)
