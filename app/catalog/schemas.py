"""Shapes of the catalogue on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.catalog.rules import (
    MAX_DUPLICATE_DAYS,
    MAX_DUPLICATE_RADIUS_M,
    MAX_LIMIT_VALUE,
    MAX_PHOTOS_MIN,
    Clip,
    Group,
    Limit,
    Shot,
    Starts,
    Step,
    Unit,
    Urgency,
)
from app.core.fields import Whole


class LimitBody(ma.Schema):
    """One step of a time limit."""

    step = ma.fields.Enum(Step, by_value=True, required=True)
    value = Whole(required=True, validate=ma.validate.Range(1, MAX_LIMIT_VALUE))
    unit = ma.fields.Enum(Unit, by_value=True, required=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Limit:
        return Limit(**data)


class YesNo(ma.fields.Boolean):
    """true or false and nothing that merely looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class EntryChange(ma.Schema):
    """What an admin may change; at least one member."""

    enabled = YesNo()
    urgency = ma.fields.Enum(Urgency, by_value=True)
    limits = ma.fields.List(ma.fields.Nested(LimitBody), validate=ma.validate.Length(1, len(Step)))
    photos_min = Whole(validate=ma.validate.Range(0, MAX_PHOTOS_MIN))
    duplicate_radius_m = Whole(validate=ma.validate.Range(1, MAX_DUPLICATE_RADIUS_M))
    duplicate_days = Whole(validate=ma.validate.Range(1, MAX_DUPLICATE_DAYS))


class ReadRevision(ma.Schema):
    """The revision that was read, as a header."""

    if_match = ma.fields.String(
        data_key="If-Match", required=True, metadata={"description": 'the entry\'s revision, for example "3"'}
    )


class PledgeItemOut(ma.Schema):
    """The promise that a breach is of."""

    scheme = ma.fields.String(required=True)
    item = ma.fields.String(required=True)


class EntryOut(ma.Schema):
    """One category."""

    slug = ma.fields.String(required=True)
    group = ma.fields.Enum(Group, by_value=True, required=True)
    disorder = ma.fields.String(required=True, allow_none=True)
    pledge = ma.fields.Nested(PledgeItemOut, required=True, allow_none=True)
    defect_code = ma.fields.String(required=True, allow_none=True)
    name_zh = ma.fields.String(required=True)
    name_en = ma.fields.String(required=True)
    short_zh = ma.fields.String(required=True)
    short_en = ma.fields.String(required=True)
    matter_code = ma.fields.String(required=True, allow_none=True)
    legacy_code = ma.fields.String(required=True, allow_none=True)
    legacy_kind = ma.fields.String(required=True, allow_none=True)
    legacy_approximate = ma.fields.Boolean(required=True)
    by_asset_type = ma.fields.Boolean(required=True)
    urgency = ma.fields.Enum(Urgency, by_value=True, required=True)
    file_when_zh = ma.fields.String(required=True)
    file_when_en = ma.fields.String(required=True)
    close_when_zh = ma.fields.String(required=True)
    close_when_en = ma.fields.String(required=True)
    advice_zh = ma.fields.String(required=True, allow_none=True)
    advice_en = ma.fields.String(required=True, allow_none=True)
    limits = ma.fields.List(ma.fields.Nested(LimitBody), required=True)
    limit_basis = ma.fields.String(required=True)
    starts = ma.fields.Enum(Starts, by_value=True, required=True)
    photos_min = ma.fields.Integer(required=True)
    shots = ma.fields.List(ma.fields.Enum(Shot, by_value=True), required=True)
    clips = ma.fields.List(ma.fields.Enum(Clip, by_value=True), required=True)
    duplicate_radius_m = ma.fields.Integer(
        required=True, metadata={"description": "metres within which another one is taken for the same"}
    )
    duplicate_days = ma.fields.Integer(required=True, metadata={"description": "and days between the two"})
    enabled = ma.fields.Boolean(required=True)
    revision = ma.fields.Integer(required=True)


class CoverTypeOut(ma.Schema):
    """A type of manhole cover."""

    slug = ma.fields.String(required=True)
    name_zh = ma.fields.String(required=True)
    name_en = ma.fields.String(required=True)
    matter_code = ma.fields.String(required=True)
    legacy_code = ma.fields.String(required=True, allow_none=True)
    legacy_varies = ma.fields.Boolean(required=True)


class DisorderOut(ma.Schema):
    """One of the disorders (乱)."""

    code = ma.fields.String(required=True)
    name_zh = ma.fields.String(required=True)
    name_en = ma.fields.String(required=True)


class SamenessOut(ma.Schema):
    """What a group's categories begin with: metres and days within which two findings are taken for one, and why."""

    group = ma.fields.Enum(Group, by_value=True, required=True)
    radius_m = ma.fields.Integer(required=True)
    days = ma.fields.Integer(required=True)
    why = ma.fields.String(required=True)


class CatalogOut(ma.Schema):
    """The whole catalogue; it is one page."""

    edition = ma.fields.String(required=True)
    matter_standard = ma.fields.String(required=True)
    legacy_standard = ma.fields.String(required=True)
    disorders = ma.fields.List(ma.fields.Nested(DisorderOut), required=True)
    duplicates = ma.fields.List(ma.fields.Nested(SamenessOut), required=True)
    cover_types = ma.fields.List(ma.fields.Nested(CoverTypeOut), required=True)
    quick_buttons = ma.fields.List(ma.fields.String(), required=True)
    items = ma.fields.List(ma.fields.Nested(EntryOut), attribute="entries", required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})
