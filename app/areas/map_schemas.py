"""Shapes of what maps ask on the wire. Never touch the database."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from app.areas.map_queries import CELLS, SEGMENTS
from app.areas.map_view import Box

CLOSEST_ZOOM = 24
_NUMBER = r"-?\d{1,3}(?:\.\d{1,15})?"
_BOX = rf"^{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}$"
_WHOLE_BOX = re.compile(_BOX, re.ASCII)


class BoxField(ma.fields.String):
    """`west,south,east,north` in WGS-84 degrees as four floats."""

    default_error_messages = {
        "form": "Give bbox as west,south,east,north in degrees, like 113.61,34.74,113.63,34.76.",
        "order": "In bbox west must be less than east and south less than north.",
        "range": "In bbox longitudes lie from -180 to 180 and latitudes from -90 to 90.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": _BOX, "example": "113.61,34.74,113.63,34.76"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Box:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _WHOLE_BOX.match(text) or "\n" in text:
            raise self.make_error("form")
        west, south, east, north = (float(part) for part in text.split(","))
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
            raise self.make_error("range")
        if west >= east or south >= north:
            raise self.make_error("order")
        return west, south, east, north


class ShapesIn(ma.Schema):
    """What a map shows and how closely."""

    bbox = BoxField(required=True)
    zoom = ma.fields.Integer(
        required=True,
        validate=ma.validate.Range(0, CLOSEST_ZOOM),
        metadata={"description": "as of web maps: 256 pixels hold the world at 0"},
    )
    layer = ma.fields.String(required=True, validate=ma.validate.OneOf([SEGMENTS, CELLS]))


class ShapeFacts(ma.Schema):
    """What a drawn shape is."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["segment", "cell", "outline"]))
    code = ma.fields.String()
    name = ma.fields.String(allow_none=True)
    depth_m = ma.fields.Float()


class Shape(ma.Schema):
    """A GeoJSON feature."""

    type = ma.fields.String(required=True)
    properties = ma.fields.Nested(ShapeFacts, required=True)
    geometry = ma.fields.Dict(required=True)


class Shapes(ma.Schema):
    """What is in sight. Not `complete`: the longest segments, or instead of cells the outline of their area."""

    type = ma.fields.String(required=True)
    version = ma.fields.String(required=True)
    complete = ma.fields.Boolean(required=True)
    features = ma.fields.List(ma.fields.Nested(Shape), required=True)
