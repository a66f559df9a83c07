"""Shapes of placements and area packs on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.areas.datum import Datum
from app.areas.placement import DecidedBy, Flag, Status

_STATUS = ma.validate.OneOf([*Status])


class PlacementQuery(ma.Schema):
    """A position in degrees of `datum`."""

    lon = ma.fields.Float(required=True, validate=ma.validate.Range(-180, 180))
    lat = ma.fields.Float(required=True, validate=ma.validate.Range(-90, 90))
    accuracy_m = ma.fields.Float(
        load_default=None,
        validate=ma.validate.Range(min=0),
        metadata={"description": "radius in metres; 30 and a flag when absent"},
    )
    datum = ma.fields.Enum(Datum, by_value=True, load_default=Datum.WGS84)


class PlacedSegment(ma.Schema):
    """A road segment; `name` is the road's, null for a coded road without one."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class NearSegment(PlacedSegment):
    """A road segment with the distance to its centre line."""

    distance_m = ma.fields.Float(required=True)


class PlacedCell(ma.Schema):
    """A grid cell."""

    code = ma.fields.String(required=True)


class PlacementCandidate(ma.Schema):
    """One possible owner; `share` is the part of the accuracy circle it owns."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["segment", "cell"]))
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    distance_m = ma.fields.Float(required=True)
    share = ma.fields.Float(required=True)


class PlacementAnswer(ma.Schema):
    """Which segment and which cell, and how surely. `nearest` (within 200 m) is there only when outside."""

    status = ma.fields.String(required=True, validate=_STATUS)
    segment_status = ma.fields.String(required=True, validate=_STATUS)
    cell_status = ma.fields.String(required=True, validate=_STATUS)
    segment = ma.fields.Nested(PlacedSegment, required=True, allow_none=True)
    cell = ma.fields.Nested(PlacedCell, required=True, allow_none=True)
    distance_m = ma.fields.Float(required=True, allow_none=True)
    candidates = ma.fields.List(ma.fields.Nested(PlacementCandidate), required=True)
    flags = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf([*Flag])), required=True)
    decided_by = ma.fields.String(
        required=True,
        allow_none=True,
        validate=ma.validate.OneOf([*DecidedBy]),
        metadata={"description": "what broke a tie of up to 1 mm; null when the measure decided"},
    )
    nearest = ma.fields.Nested(NearSegment, allow_none=True)
    version = ma.fields.String(required=True, metadata={"description": "name of the area version that answers"})


class PackSegment(ma.Schema):
    """A road segment's line in WGS-84, [[lon, lat]…]; a segment of several lines has an entry for each."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    depth_m = ma.fields.Float(required=True)
    line = ma.fields.List(ma.fields.List(ma.fields.Float()), required=True)
    side = ma.fields.String(
        validate=ma.validate.OneOf(["left", "right"]), metadata={"description": "seen along the line; absent: both sides"}
    )
    from_name = ma.fields.String(metadata={"description": "where the line begins: a crossing or a landmark"})
    to_name = ma.fields.String()
    polygon = ma.fields.List(ma.fields.Raw(), metadata={"description": "polygons (lists of rings) where the city drew them"})


class PackCell(ma.Schema):
    """A grid cell's rings in WGS-84, the outer one first; a cell of several parts has an entry for each."""

    code = ma.fields.String(required=True)
    polygon = ma.fields.List(ma.fields.List(ma.fields.List(ma.fields.Float())), required=True)


class AreaPack(ma.Schema):
    """Everything a phone needs to place and to choose without signal."""

    format = ma.fields.Integer(required=True)
    version = ma.fields.String(required=True)
    origin = ma.fields.List(ma.fields.Float(), required=True, metadata={"description": "[lon, lat] of the plane"})
    segments = ma.fields.List(ma.fields.Nested(PackSegment), required=True)
    cells = ma.fields.List(ma.fields.Nested(PackCell), required=True)
    limits = ma.fields.List(ma.fields.List(ma.fields.List(ma.fields.Float())), required=True)
    shops = ma.fields.List(ma.fields.Dict(), required=True)
    assets = ma.fields.List(ma.fields.Dict(), required=True)
    categories = ma.fields.List(ma.fields.Dict(), required=True)
    permits = ma.fields.List(ma.fields.Dict(), metadata={"description": "zones where something is permitted, with their hours"})
    cover_types = ma.fields.List(ma.fields.Dict(), metadata={"description": "types of manhole covers and their codes"})
