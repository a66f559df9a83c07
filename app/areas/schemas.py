"""Shapes of places on the wire."""

from __future__ import annotations

import math

import marshmallow as ma

from app.areas.datum import Datum


class PlaceQuery(ma.Schema):
    """A position: degrees in `datum`, accuracy in metres."""

    class Meta:
        unknown = ma.RAISE

    lon = ma.fields.Float(required=True, allow_nan=False, validate=ma.validate.Range(-180, 180))
    lat = ma.fields.Float(required=True, allow_nan=False, validate=ma.validate.Range(-90, 90))
    accuracy_m = ma.fields.Float(load_default=None, allow_nan=False, validate=ma.validate.Range(0, math.inf, max_inclusive=False))
    datum = ma.fields.Enum(Datum, by_value=True, load_default=Datum.WGS84)


class NamedSegment(ma.Schema):
    """A segment by code and name."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class NearestSegment(NamedSegment):
    """The nearest segment of a place that is outside."""

    distance_m = ma.fields.Float(required=True)


class NamedCell(ma.Schema):
    """A cell by code."""

    code = ma.fields.String(required=True)


class CandidateOut(NearestSegment):
    """One possible owner of the place."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["segment", "cell"]))
    share = ma.fields.Float(required=True)


class PlacementOut(ma.Schema):
    """The answer to "which segment, which cell"."""

    status = ma.fields.String(required=True)
    segment_status = ma.fields.String(required=True)
    cell_status = ma.fields.String(required=True)
    segment = ma.fields.Nested(NamedSegment, required=True, allow_none=True)
    cell = ma.fields.Nested(NamedCell, required=True, allow_none=True)
    distance_m = ma.fields.Float(required=True, allow_none=True)
    candidates = ma.fields.List(ma.fields.Nested(CandidateOut), required=True)
    flags = ma.fields.List(ma.fields.String(), required=True)
    nearest = ma.fields.Nested(NearestSegment, allow_none=True)
    chosen_by = ma.fields.String()


class PackOut(ma.Schema):
    """Everything a phone needs to place and to categorise without signal; more parts may come."""

    class Meta:
        unknown = ma.INCLUDE

    format = ma.fields.Integer(required=True)
    version = ma.fields.String(required=True)
    origin = ma.fields.List(ma.fields.Float(), required=True, validate=ma.validate.Length(equal=2))
    segments = ma.fields.List(ma.fields.Dict(), required=True)
    cells = ma.fields.List(ma.fields.Dict(), required=True)
    limits = ma.fields.List(ma.fields.Raw(), required=True)
    shops = ma.fields.List(ma.fields.Dict(), required=True)
    assets = ma.fields.List(ma.fields.Dict(), required=True)
    categories = ma.fields.List(ma.fields.Dict(), required=True)
