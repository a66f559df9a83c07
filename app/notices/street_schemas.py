"""Shapes of what phones take along for papers, and of papers given out. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.fields import Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.notices.template_schemas import BasisOut, TemplateTexts

_STATES = ("waiting", "draft", "unusable", "filed")


class KitIn(ma.Schema):
    """Which phone asks, and whether it wants numbers where it has none left."""

    device_id = ma.fields.UUID(required=True)
    numbers = YesNo(load_default=True)
    blocks = ma.fields.List(
        ma.fields.UUID(),
        load_default=list,
        validate=ma.validate.Length(max=100),
        metadata={"description": "those the phone still has; of others it has forgotten which numbers are out"},
    )


class KitBlock(ma.Schema):
    """The numbers that a phone may still give, and until when."""

    id = ma.fields.UUID(required=True)
    form = ma.fields.String(required=True, metadata={"description": "how a number is written; {n} is the running one"})
    left = ma.fields.List(ma.fields.Integer(), required=True)
    ends_at = ma.fields.String(required=True)


class KitTemplate(ma.Schema):
    """A template in force whose `authorised` categories need no further signature; `officer` stands under the paper."""

    id = ma.fields.Integer(required=True)
    unit_code = ma.fields.String(required=True)
    issuer = ma.fields.String(required=True)
    officer = ma.fields.String(required=True)
    texts = ma.fields.Nested(TemplateTexts, required=True)
    authorised = ma.fields.List(ma.fields.String(), required=True)
    block = ma.fields.Nested(KitBlock, required=True, allow_none=True)


class KitOut(ma.Schema):
    """Everything a phone needs to give out papers without signal."""

    templates = ma.fields.List(ma.fields.Nested(KitTemplate), required=True)
    basis = ma.fields.List(ma.fields.Nested(BasisOut), required=True)
    disclaimer = ma.fields.String(required=True, metadata={"description": "what every paper says of itself"})


class HandedOutIn(ma.Schema):
    """Which of them; without `state` all that ask for something."""

    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(_STATES))
    cursor = Words(40, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class HandedOutOut(ma.Schema):
    """A paper given out: what stands on it, with which report it came, and why a person has to look."""

    id = ma.fields.UUID(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    report_id = ma.fields.UUID(required=True)
    report_status = ma.fields.String(required=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(_STATES))
    why = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.String(required=True)


class HandedOutListOut(ma.Schema):
    """A page of them."""

    items = ma.fields.List(ma.fields.Nested(HandedOutOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
