"""Shapes of the register of shops on the wire. Never touch the database."""

from __future__ import annotations

import re

import marshmallow as ma

from app.areas.datum import Datum
from app.core.fields import Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.tables_out import FORMATS
from app.shops.frontage import DEEPEST_M, LONGEST_M, SHALLOWEST_M, SHORTEST_M
from app.shops.more import STANDINGS
from app.shops.rules import MAX_DOOR, MAX_NAME, MAX_PERSON, MAX_PHOTOS, SHA256, ShopStatus, Warned

_STATUS = ma.validate.OneOf([str(status) for status in ShopStatus])
SCHEME_VERSION = re.compile(r"([a-z0-9][a-z0-9-]{0,39})@([1-9][0-9]{0,5})\Z")
EVENTS = (
    *("entered", "imported", "changed", "took-over", "merged", "resign", "photographed", "closed", "reopened"),
    "contact-destroyed",
)
_UNDER = {"description": "code@version: shops whose pledge holds and was signed under this version of a scheme"}
_DATUM = ma.validate.OneOf([str(datum) for datum in Datum])


class Metres(ma.fields.Float):
    """A length that is a number; neither a text nor infinite."""

    def _validated(self, value: object) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def _point(*, required: bool = False) -> ma.fields.List:
    """Longitude and latitude in degrees of the datum."""
    number = Metres(validate=ma.validate.Range(-180, 180))
    return ma.fields.List(number, validate=ma.validate.Length(equal=2), required=required, metadata={"description": "[lon, lat]"})


class ShopContactIn(ma.Schema):
    """Whom a shop is reached by; kept sealed, shown masked. In a change a half that is left out stays."""

    name = Words(MAX_PERSON, allow_none=True)
    phone = Words(30, allow_none=True)


class _ShopIn(ma.Schema):
    """`length_m` stands for both ends: a frontage of that length around the point."""

    street = Words(MAX_DOOR, allow_none=True)
    door = Words(MAX_DOOR, allow_none=True)
    kind = Words(MAX_DOOR, allow_none=True)
    datum = ma.fields.String(load_default=str(Datum.WGS84), validate=_DATUM)
    segment_code = Words(40, 1, allow_none=True)
    segment_from_m = Metres(allow_none=True, validate=ma.validate.Range(0, 100_000))
    segment_to_m = Metres(allow_none=True, validate=ma.validate.Range(0, 100_000))
    length_m = Metres(load_default=None, allow_none=True, validate=ma.validate.Range(SHORTEST_M, LONGEST_M))
    depth_m = Metres(allow_none=True, validate=ma.validate.Range(SHALLOWEST_M, DEEPEST_M))
    credit_code = Words(40, allow_none=True)
    contact = ma.fields.Nested(ShopContactIn, allow_none=True)
    photos = ma.fields.List(ma.fields.String(validate=ma.validate.Regexp(SHA256)), validate=ma.validate.Length(max=MAX_PHOTOS))
    street_unit = Words(40, 1, allow_none=True, metadata={"description": "the unit of the 街道办 that answers for it"})
    status = ma.fields.String(validate=_STATUS)
    praise_consent = YesNo(metadata={"description": "the shop agrees to stand in the list of those that are praised"})


class NewShopIn(_ShopIn):
    """A shop that is entered; under `id` where the client has one, so that sending it twice enters it once."""

    id = ma.fields.UUID(load_default=None, allow_none=True)
    name = Words(MAX_NAME, 1, required=True)
    point = _point(required=True)


class ShopChangeIn(_ShopIn):
    """What is different; what is left out stays."""

    name = Words(MAX_NAME, 1)
    point = _point()


class MergeIn(ma.Schema):
    """The shop that goes on."""

    into = ma.fields.UUID(required=True)


class _ShopsIn(ma.Schema):
    segment = Words(40, load_default=None)
    street = Words(MAX_DOOR, load_default=None)
    unit = Words(40, load_default=None, metadata={"description": "a street office, or a unit above some"})
    status = ma.fields.String(load_default=None, validate=_STATUS)
    standing = ma.fields.String(load_default=None, validate=ma.validate.OneOf(STANDINGS))
    item = Words(40, load_default=None, metadata={"description": "shops that have breached this item of their pledge this year"})
    scheme = ma.fields.String(load_default=None, validate=ma.validate.Regexp(SCHEME_VERSION), metadata=_UNDER)
    odd = ma.fields.Boolean(load_default=None, allow_none=True, metadata={"description": "the side of odd door numbers, or not"})
    words = Words(80, load_default=None, metadata={"description": "of name, door, street or credit code; a whole phone number"})


class ShopCountsIn(_ShopsIn):
    """What the shops that are counted are narrowed to; `standing` is passed over."""


class ShopsIn(_ShopsIn):
    """What the list is narrowed to."""

    cursor = Words(400, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ShopsExportIn(_ShopsIn):
    """The same list as a file."""

    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(FORMATS))


class ShopSegmentOut(ma.Schema):
    """A road segment; the name is null where the areas in force have none."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class ShopPledgeOut(ma.Schema):
    """How the newest pledge stands."""

    class Meta:
        unknown = ma.INCLUDE

    id = ma.fields.UUID(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    standing = ma.fields.String(required=True)
    valid_to = ma.fields.String(required=True, allow_none=True)
    days_left = ma.fields.Integer(required=True, allow_none=True)


class ShopLineOut(ma.Schema):
    """A shop of the list."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    door = ma.fields.String(required=True, allow_none=True)
    street = ma.fields.String(required=True, allow_none=True)
    segment = ma.fields.Nested(ShopSegmentOut, required=True, allow_none=True)
    cell_code = ma.fields.String(required=True, allow_none=True)
    street_unit = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True, validate=_STATUS)
    contact_hint = ma.fields.String(required=True, allow_none=True, metadata={"description": "masked: 周** 138****1234"})
    rev = ma.fields.Integer(required=True, metadata={"description": "also the ETag"})
    resign_by = ma.fields.String(required=True, allow_none=True, metadata={"description": "until when a changed shop signs anew"})
    pledge = ma.fields.Nested(ShopPledgeOut, required=True, allow_none=True)
    breaches_this_year = ma.fields.Integer(required=True)
    refused = ma.fields.Boolean(required=True)


class ShopsOut(ma.Schema):
    """A page of shops."""

    items = ma.fields.List(ma.fields.Nested(ShopLineOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class ShopCountsOut(ma.Schema):
    """How many shops the list has by how they stand; a shop may count under several words."""

    all = ma.fields.Integer(required=True, metadata={"description": "whatever `standing` says"})
    expiring = ma.fields.Integer(required=True)
    none = ma.fields.Integer(required=True)
    refused = ma.fields.Integer(required=True)
    expired = ma.fields.Integer(required=True)
    resign = ma.fields.Integer(required=True)
    signed = ma.fields.Integer(required=True)
    confirmed = ma.fields.Integer(required=True)


class ShopOfficeOut(ma.Schema):
    """The street office that answers for a shop."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ShopWarningOut(ma.Schema):
    """What a person should know about a shop, and which others it is about."""

    word = ma.fields.String(required=True, validate=ma.validate.OneOf([str(word) for word in Warned]))
    shop_ids = ma.fields.List(ma.fields.UUID(), required=True)


class ShopPersonOut(ma.Schema):
    """Who did it."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)


class ShopEventOut(ma.Schema):
    """What became of a shop: `facts` tell {changed: {fact: [was, is]}, also: [facts that are not shown]}, {into}, {shop_id},
    {import_id, row}, {until}, {pledge_id} or {pledges, plates}."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(EVENTS))
    by = ma.fields.Nested(ShopPersonOut, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)


class ShopOut(ShopLineOut):
    """A shop's page; `frontage` is a closed ring in WGS-84 degrees."""

    kind = ma.fields.String(required=True, allow_none=True)
    point = _point(required=True)
    segment_from_m = ma.fields.Float(required=True, allow_none=True)
    segment_to_m = ma.fields.Float(required=True, allow_none=True)
    length_m = ma.fields.Float(required=True, allow_none=True)
    depth_m = ma.fields.Float(required=True, allow_none=True)
    frontage = ma.fields.List(_point(), required=True, allow_none=True)
    credit_code = ma.fields.String(required=True, allow_none=True)
    photos = ma.fields.List(ma.fields.String(), required=True)
    office = ma.fields.Nested(ShopOfficeOut, required=True, allow_none=True)
    praise_consent = ma.fields.Boolean(required=True)
    merged_into = ma.fields.UUID(required=True, allow_none=True)
    merged_from = ma.fields.List(ma.fields.UUID(), required=True)
    added_at = ma.fields.String(required=True)
    warnings = ma.fields.List(ma.fields.Nested(ShopWarningOut), required=True)
    history = ma.fields.List(ma.fields.Nested(ShopEventOut), required=True, metadata={"description": "the oldest first"})
    pledges = ma.fields.List(ma.fields.Dict(), required=True)
    refusals = ma.fields.List(ma.fields.Dict(), required=True)
    breaches = ma.fields.List(ma.fields.Dict(), required=True)
    plates = ma.fields.List(ma.fields.Dict(), required=True)


class ShopContactOut(ma.Schema):
    """Whom a shop is reached by, in full."""

    name = ma.fields.String(required=True, allow_none=True)
    phone = ma.fields.String(required=True, allow_none=True)
