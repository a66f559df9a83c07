"""Shapes of what a merchant sees of the shop and does there. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.breaches.rules import LONGEST_TEXT, MOST_PHOTOS, Appeal, By, State, Step
from app.core.fields import Words
from app.merchants.schemas import KeyedIn, PlateOfficeOut
from app.photos.rules import SHA256_HEX
from app.pledges.rules import Capacity, Standing

_SHA256 = ma.validate.Regexp(SHA256_HEX.pattern + r"\Z")


class OwnHandInIn(KeyedIn):
    """That a breach is put right: photos that were sent before, under a name of the page's own; told again, it is the same."""

    id = ma.fields.UUID(required=True)
    photos = ma.fields.List(ma.fields.String(validate=_SHA256), required=True, validate=ma.validate.Length(1, MOST_PHOTOS))
    note = Words(LONGEST_TEXT, load_default="")


class OwnAppealIn(KeyedIn):
    """Why it was no breach."""

    id = ma.fields.UUID(required=True)
    text = Words(LONGEST_TEXT, 1, required=True)


class OwnRenewalIn(KeyedIn):
    """The offered document with `pledge_id`, `signer`, `signed_at` and `strokes`."""

    document = ma.fields.Dict(required=True)


class OwnPictureOut(ma.Schema):
    """A photo; it can be asked for once it is decided what must be hidden on it."""

    sha256 = ma.fields.String(required=True)
    shown = ma.fields.Boolean(required=True)


class OwnShopOut(ma.Schema):
    """The shop itself."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    door = ma.fields.String(required=True, allow_none=True)
    street = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True)
    point = ma.fields.List(ma.fields.Float(), required=True)
    resign_by = ma.fields.String(required=True, allow_none=True)


class OwnSignerOut(ma.Schema):
    """Who signed for the shop."""

    name = ma.fields.String(required=True, allow_none=True)
    capacity = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf([*Capacity]))


class OwnSignedItemOut(ma.Schema):
    """One item as it was signed."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    do = ma.fields.String(required=True)
    dont = ma.fields.String(required=True)


class OwnSignedForOut(ma.Schema):
    """The office with which it was signed."""

    name = ma.fields.String(required=True)


class OwnPledgeOut(ma.Schema):
    """The pledge as it was signed; nobody of the city is named."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    standing = ma.fields.String(required=True, validate=ma.validate.OneOf([*Standing]))
    signed_at = ma.fields.String(required=True)
    confirmed_at = ma.fields.String(required=True, allow_none=True)
    filed_at = ma.fields.String(required=True, allow_none=True)
    valid_from = ma.fields.String(required=True, allow_none=True)
    valid_to = ma.fields.String(required=True, allow_none=True)
    days_left = ma.fields.Integer(required=True, allow_none=True)
    office = ma.fields.Nested(OwnSignedForOut, required=True)
    signer = ma.fields.Nested(OwnSignerOut, required=True)
    items = ma.fields.List(ma.fields.Nested(OwnSignedItemOut), required=True)
    strokes = ma.fields.List(
        ma.fields.List(ma.fields.List(ma.fields.Float())), required=True, metadata={"description": "the merchant's own"}
    )
    document_sha256 = ma.fields.String(required=True)
    to_confirm = ma.fields.Boolean(required=True)
    sheet = ma.fields.Boolean(required=True)


class OwnFrontageOut(ma.Schema):
    """What the shop answers for: in the words of the pledge, and as a ring in WGS-84."""

    left = ma.fields.String(required=True, allow_none=True)
    right = ma.fields.String(required=True, allow_none=True)
    length_m = ma.fields.Float(required=True, allow_none=True)
    rule = ma.fields.String(required=True, allow_none=True)
    depth_m = ma.fields.Float(required=True, allow_none=True)
    ring = ma.fields.List(ma.fields.List(ma.fields.Float()), required=True, allow_none=True)
    sketch = ma.fields.Dict(
        required=True, allow_none=True, metadata={"description": "as drawn with the pledge: metres before the shop, next doors"}
    )


class OwnCheckOut(ma.Schema):
    """That somebody looked; which office, never who."""

    at = ma.fields.String(required=True)
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(["good", "breach"]))
    item = ma.fields.String(required=True, allow_none=True)
    unit = ma.fields.String(required=True)


class OwnHandInOut(ma.Schema):
    """What was handed in, and what became of it."""

    id = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    by = ma.fields.String(required=True, validate=ma.validate.OneOf([*By]))
    note = ma.fields.String(required=True)
    photos = ma.fields.List(ma.fields.Nested(OwnPictureOut), required=True)
    verdict = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(["passed", "failed"]))
    reason = ma.fields.String(required=True)


class OwnAppealOut(ma.Schema):
    """The shop's appeal and its answer."""

    at = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*Appeal]))
    answer = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)


class OwnItemNameOut(ma.Schema):
    """What an item is called."""

    zh = ma.fields.String(required=True)
    en = ma.fields.String(required=True)


class OwnBreachOut(ma.Schema):
    """What was found, until when and how it is put right, and what became of it."""

    id = ma.fields.String(required=True)
    item = ma.fields.String(required=True)
    item_name = ma.fields.Nested(OwnItemNameOut, required=True)
    step = ma.fields.String(required=True, validate=ma.validate.OneOf([*Step]))
    nth = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    found_at = ma.fields.String(required=True)
    deadline = ma.fields.String(required=True)
    problem = ma.fields.String(required=True)
    how_to_close = ma.fields.String(required=True)
    before = ma.fields.List(ma.fields.Nested(OwnPictureOut), required=True)
    handins = ma.fields.List(ma.fields.Nested(OwnHandInOut), required=True)
    appeal = ma.fields.Nested(OwnAppealOut, required=True, allow_none=True)
    appeal_until = ma.fields.String(required=True)


class OwnNoticeOut(ma.Schema):
    """A paper for the shop."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    issuer = ma.fields.String(required=True)
    issued_at = ma.fields.String(required=True, allow_none=True)
    problem = ma.fields.String(required=True)
    requirement = ma.fields.String(required=True)
    deadline = ma.fields.String(required=True)
    basis = ma.fields.String(required=True)
    photos = ma.fields.List(ma.fields.Nested(OwnPictureOut), required=True)
    received_at = ma.fields.String(required=True, allow_none=True)
    breach_id = ma.fields.String(required=True, allow_none=True)


class OwnRenewalOut(ma.Schema):
    """What is to be signed anew, and why."""

    why = ma.fields.String(required=True, validate=ma.validate.OneOf(["change", "expiring", "expired"]))
    document = ma.fields.Dict(required=True, metadata={"description": "sent back with who signs, when and how"})


class OwnPageOut(ma.Schema):
    """All that whoever opened the shop sees of it."""

    shop = ma.fields.Nested(OwnShopOut, required=True)
    office = ma.fields.Nested(PlateOfficeOut, required=True, allow_none=True)
    pledge = ma.fields.Nested(OwnPledgeOut, required=True, allow_none=True)
    frontage = ma.fields.Nested(OwnFrontageOut, required=True, allow_none=True)
    checks = ma.fields.List(ma.fields.Nested(OwnCheckOut), required=True)
    breaches = ma.fields.List(ma.fields.Nested(OwnBreachOut), required=True)
    notices = ma.fields.List(ma.fields.Nested(OwnNoticeOut), required=True)
    renewal = ma.fields.Nested(OwnRenewalOut, required=True, allow_none=True)
