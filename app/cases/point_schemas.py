"""Shapes of the cases on a map, on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.areas.map_schemas import BoxField
from app.cases.schemas import PlaceName
from app.cases.states import OPEN_STATES


class PointsIn(ma.Schema):
    """What a map shows."""

    bbox = BoxField(required=True)


class PointOut(ma.Schema):
    """An open case where it was found, with what a list of the map says of it."""

    case_no = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(OPEN_STATES)))
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    category = ma.fields.Dict(required=True)
    segment = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    opened_at = ma.fields.String(required=True)
    urgent = ma.fields.Boolean(required=True)
    due_at = ma.fields.String(required=True, allow_none=True, metadata={"description": "when the unit's time is over"})
    warn_at = ma.fields.String(required=True, allow_none=True, metadata={"description": "when 80 % of it are used"})
    rework_due_at = ma.fields.String(required=True, allow_none=True)
    paused_at = ma.fields.String(required=True, allow_none=True, metadata={"description": "since when the clock rests"})


class PointsOut(ma.Schema):
    """The open cases in sight, the newest first; not `complete` where there are more than a map is given."""

    items = ma.fields.List(ma.fields.Nested(PointOut), required=True)
    complete = ma.fields.Boolean(required=True)
