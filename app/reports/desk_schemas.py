"""Shapes of a report that is taken down at a desk. Never touch the database."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from app.areas.datum import Datum
from app.cases.states import Origin
from app.core.fields import Words
from app.reports.manifest import PHOTO_ROLES

ORIGINS: Final = tuple(one.value for one in Origin if one not in {Origin.PATROL, Origin.THIRD_PARTY})
"""What reaches a city by way of a desk; the two others report themselves."""
LONGEST_NOTE = 2000
MOST_PHOTOS = 20
_SHA256 = ma.validate.And(ma.validate.Length(equal=64), ma.validate.Regexp(r"^[0-9a-fA-F]{64}\Z"))
_LONGEST_NAME = 60


class Degrees(ma.fields.Float):
    """A number as JSON knows it: neither text nor true."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return float(super()._validated(value))


class PlaceIn(ma.Schema):
    """Where it is, as somebody set it on a map."""

    lon = Degrees(required=True, validate=ma.validate.Range(-180, 180))
    lat = Degrees(required=True, validate=ma.validate.Range(-90, 90))
    datum = ma.fields.String(load_default=Datum.WGS84.value, validate=ma.validate.OneOf([*Datum]))


class UploadedPhoto(ma.Schema):
    """A photo that was uploaded before."""

    sha256 = ma.fields.String(required=True, metadata={"pattern": "^[0-9a-fA-F]{64}$"}, validate=_SHA256)
    role = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.OneOf([*sorted(PHOTO_ROLES), None]))


class ContactIn(ma.Schema):
    """Who may be asked; kept sealed, and nobody reads it without being noted."""

    name = Words(_LONGEST_NAME, load_default=None, allow_none=True)
    phone = Words(40, load_default=None, allow_none=True)


class DeskReportIn(ma.Schema):
    """What somebody told the city otherwise than by its phones. With the same `report_id` again it is the same report."""

    report_id = ma.fields.UUID(load_default=None, allow_none=True)
    origin = ma.fields.String(required=True, validate=ma.validate.OneOf(ORIGINS))
    category = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=80))
    note = Words(LONGEST_NOTE, load_default="")
    position = ma.fields.Nested(PlaceIn, load_default=None, allow_none=True)
    segment_choice = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=40))
    photos = ma.fields.List(ma.fields.Nested(UploadedPhoto), load_default=list, validate=ma.validate.Length(max=MOST_PHOTOS))
    contact = ma.fields.Nested(ContactIn, load_default=None, allow_none=True)
