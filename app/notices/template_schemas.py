"""Shapes of templates, the basis list and number blocks on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import PersonName
from app.core.fields import Whole, Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.tables_out import FORMATS
from app.notices.rules import MAX_BLOCK, Kind

_KIND = ma.validate.OneOf([str(kind) for kind in Kind])


class TemplateTexts(ma.Schema):
    """The lines and phrases of a template; nothing in them is worked out."""

    head_lines = ma.fields.List(Words(60, 1), required=True, validate=ma.validate.Length(max=4))
    opening = Words(300, required=True)
    phrases = ma.fields.List(Words(300, 1), required=True, validate=ma.validate.Length(max=40))
    closing = Words(500, required=True)
    rights = Words(500, required=True)
    contact = Words(120, required=True)


class TemplateIn(ma.Schema):
    """A further version of a unit's template; `authorised` are categories that need no further signature."""

    unit_code = Words(40, 1, required=True)
    kind = ma.fields.String(required=True, validate=_KIND)
    mark = Words(16, required=True, metadata={"description": "机关代字; empty while it is not known"})
    issuer = Words(60, required=True)
    texts = ma.fields.Nested(TemplateTexts, required=True)
    authorised = ma.fields.List(Words(80, 1), load_default=list, validate=ma.validate.Length(max=200))
    active = YesNo(load_default=True)


class TemplateOut(TemplateIn):
    """One version of a template."""

    id = ma.fields.Integer(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "also the revision for If-Match"})
    officer = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)


class TemplatesOut(ma.Schema):
    """The newest version of every template, and what a first one may begin with."""

    items = ma.fields.List(ma.fields.Nested(TemplateOut), required=True)
    neutral = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(TemplateTexts), required=True)


class BasisIn(ma.Schema):
    """A further version of a rule that papers may quote."""

    code = Words(40, 1, required=True)
    title = Words(120, 1, required=True)
    article = Words(60, load_default="")
    text = Words(1_000, 1, required=True)
    active = YesNo(load_default=True)


class BasisOut(BasisIn):
    """One version of a rule."""

    id = ma.fields.Integer(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "also the revision for If-Match"})
    at = ma.fields.String(required=True)


class BasisListOut(ma.Schema):
    """Rules that papers may quote."""

    items = ma.fields.List(ma.fields.Nested(BasisOut), required=True)


class BasisListIn(ma.Schema):
    """The list, or with `code` every version of one rule."""

    code = Words(40, load_default=None)


class BlockIn(ma.Schema):
    """How many numbers of which template a phone wants to have along."""

    device_id = ma.fields.UUID(required=True)
    template_id = Whole(required=True, validate=ma.validate.Range(1, 2**31 - 1))
    size = Whole(load_default=10, validate=ma.validate.Range(1, MAX_BLOCK))


class BlockOut(ma.Schema):
    """Numbers of one series for one phone: those left, used and void."""

    id = ma.fields.UUID(required=True)
    device_id = ma.fields.UUID(required=True)
    template_id = ma.fields.Integer(required=True)
    series = ma.fields.String(required=True)
    first = ma.fields.Integer(required=True)
    last = ma.fields.Integer(required=True)
    left = ma.fields.List(ma.fields.Integer(), required=True)
    used = ma.fields.List(ma.fields.Integer(), required=True)
    void = ma.fields.List(ma.fields.Integer(), required=True)
    given_at = ma.fields.String(required=True)
    ends_at = ma.fields.String(required=True)
    closed_at = ma.fields.String(required=True, allow_none=True)
    closed_why = ma.fields.String(required=True, allow_none=True)


class BlocksIn(ma.Schema):
    """Of which phone."""

    device_id = ma.fields.UUID(load_default=None)
    cursor = Words(40, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class BlocksOut(ma.Schema):
    """A page of blocks."""

    items = ma.fields.List(ma.fields.Nested(BlockOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class NumbersIn(ma.Schema):
    """Which part of the register."""

    series = Words(50, load_default=None)
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(["reserved", "used", "void"]))
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class NumbersExportIn(ma.Schema):
    """The register as a file."""

    series = Words(50, load_default=None)
    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(FORMATS))


class NumberOut(ma.Schema):
    """One number that left a series."""

    number = ma.fields.String(required=True)
    series = ma.fields.String(required=True)
    running = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True)
    why = ma.fields.String(required=True, allow_none=True)
    notice_id = ma.fields.UUID(required=True, allow_none=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.String(required=True)


class NumbersOut(ma.Schema):
    """A page of the register, the newest first."""

    items = ma.fields.List(ma.fields.Nested(NumberOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
