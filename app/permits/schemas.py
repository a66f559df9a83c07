"""Shapes of permits on the wire. Never touch the database."""

from __future__ import annotations

import math
from typing import Any

import marshmallow as ma

from app.areas.datum import Datum
from app.core.fields import Whole, Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.permits.rules import MAX_HOLDER, MAX_NAME, MOST_CATEGORIES, MOST_POINTS, PermitKind, Standing
from app.permits.weekly import MOST_SPANS

_TIME = ma.validate.Regexp(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class Corner(ma.fields.Field):
    """[longitude, latitude] in WGS-84 degrees; further numbers (heights) are passed over."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, float]:
        numbers = value[:2] if isinstance(value, list | tuple) else ()
        if len(numbers) != 2 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
            raise ma.ValidationError("A corner is [longitude, latitude].")
        lon, lat = (float(one) if abs(one) <= 180 else math.nan for one in numbers)
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise ma.ValidationError("Longitudes are from -180 to 180 degrees, latitudes from -90 to 90.")
        return lon, lat


class SpanBody(ma.Schema):
    """Days of the week (1 is Monday) from a time of day to another; what goes past midnight is two spans."""

    days = ma.fields.List(Whole(validate=ma.validate.Range(1, 7)), required=True, validate=ma.validate.Length(1, 7))
    start = ma.fields.String(data_key="from", required=True, validate=_TIME)
    end = ma.fields.String(data_key="to", required=True, validate=_TIME)

    @ma.post_load
    def as_said(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"days": data["days"], "from": data["start"], "to": data["end"]}


_CORNER: dict[str, Any] = {"type": "array", "items": {"type": "number"}, "minItems": 2}


class PermitBody(ma.Schema):
    """A permit as it is entered. No category: all of them; no hours: always; no last day: until it is taken back."""

    kind = ma.fields.Enum(PermitKind, by_value=True, required=True)
    name = Words(MAX_NAME, 1, required=True)
    holder = Words(MAX_HOLDER, load_default=None, allow_none=True)
    polygon = ma.fields.List(
        Corner(metadata=_CORNER),
        required=True,
        validate=ma.validate.Length(3, MOST_POINTS + 1),
        metadata={"description": "one ring of [longitude, latitude] in WGS-84, closed or not"},
    )
    categories = ma.fields.List(ma.fields.String(), load_default=list, validate=ma.validate.Length(max=MOST_CATEGORIES))
    hours = ma.fields.List(ma.fields.Nested(SpanBody), load_default=list, validate=ma.validate.Length(max=MOST_SPANS))
    from_day = ma.fields.Date(data_key="from", required=True)
    to_day = ma.fields.Date(data_key="to", load_default=None, allow_none=True)


class SpanOut(ma.Schema):
    """Hours of a permit."""

    days = ma.fields.List(ma.fields.Integer(), required=True)
    start = ma.fields.String(data_key="from", attribute="from", required=True)
    end = ma.fields.String(data_key="to", attribute="to", required=True)


class PermitOut(ma.Schema):
    """A permit; its polygon is closed."""

    id = ma.fields.String(required=True)
    kind = ma.fields.Enum(PermitKind, by_value=True, required=True)
    name = ma.fields.String(required=True)
    holder = ma.fields.String(required=True, allow_none=True)
    polygon = ma.fields.List(ma.fields.List(ma.fields.Float()), required=True)
    categories = ma.fields.List(ma.fields.String(), required=True)
    hours = ma.fields.List(ma.fields.Nested(SpanOut), required=True)
    from_day = ma.fields.Date(data_key="from", required=True)
    to_day = ma.fields.Date(data_key="to", required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


class PermitArgs(ma.Schema):
    """Which permits: of a kind, of a day, as they stand today, by part of a name or holder; and the page."""

    kind = ma.fields.Enum(PermitKind, by_value=True, load_default=None)
    standing = ma.fields.Enum(Standing, by_value=True, load_default=None)
    words = Words(MAX_NAME, 1, load_default=None)
    on = ma.fields.Date(load_default=None)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class PermitsOut(ma.Schema):
    """A page of permits, the newest first."""

    items = ma.fields.List(ma.fields.Nested(PermitOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class ImportArgs(ma.Schema):
    """Which datum the coordinates of a GeoJSON file are in."""

    datum = ma.fields.Enum(Datum, by_value=True, load_default=Datum.WGS84)


class Collection(ma.Schema):
    """A GeoJSON FeatureCollection of polygons; their properties are named as the members of a permit."""

    class Meta:
        unknown = ma.INCLUDE

    type = ma.fields.String(required=True, validate=ma.validate.Equal("FeatureCollection"))
    features = ma.fields.List(ma.fields.Dict(), required=True, validate=ma.validate.Length(1))


class FoundOut(ma.Schema):
    """A permit that a file holds; `number` is that of its feature."""

    number = ma.fields.Integer(required=True)
    kind = ma.fields.Enum(PermitKind, by_value=True, required=True)
    name = ma.fields.String(required=True)
    polygon = ma.fields.List(ma.fields.List(ma.fields.Float()), required=True)
    from_day = ma.fields.Date(data_key="from", required=True)
    to_day = ma.fields.Date(data_key="to", required=True, allow_none=True)


class WrongFeatureOut(ma.Schema):
    """A feature that cannot be used: `word` says why to a screen, `detail` in a sentence."""

    number = ma.fields.Integer(required=True)
    pointer = ma.fields.String(required=True)
    word = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)


class LookedOut(ma.Schema):
    """What a file would bring; nothing is entered."""

    found = ma.fields.List(ma.fields.Nested(FoundOut), required=True)
    wrong = ma.fields.List(ma.fields.Nested(WrongFeatureOut), required=True)


class ImportedOut(ma.Schema):
    """How many permits a file brought."""

    added = ma.fields.Integer(required=True)
