"""Shapes of schemes and of what a phone takes along for signing. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.fields import Moment, Whole, Words, YesNo
from app.pledges.rules import Standing

_CODE = ma.validate.Regexp(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ITEM_CODE = ma.validate.Regexp(r"[a-z][a-z-]{0,39}\Z")


class SchemeItem(ma.Schema):
    """One item: what is done and what is left undone, and the categories of reports that are about it."""

    seq = Whole(required=True, validate=ma.validate.Range(1, 99))
    code = ma.fields.String(required=True, validate=_ITEM_CODE)
    name_zh = Words(20, 1, required=True)
    name_en = Words(40, 1, required=True)
    do_zh = Words(300, 1, required=True)
    dont_zh = Words(300, 1, required=True)
    do_en = Words(300, load_default="", metadata={"description": "for who reads English; never signed"})
    dont_en = Words(300, load_default="")
    category_slugs = ma.fields.List(Words(80, 1), load_default=list, validate=ma.validate.Length(max=40))


class SchemeTexts(ma.Schema):
    """The sentences around the items."""

    title = Words(60, 1, required=True, metadata={"description": "{city} and {count} are filled in"})
    opening = Words(500, required=True)
    duties = ma.fields.List(Words(300, 1), required=True, validate=ma.validate.Length(max=20))
    checks = Words(500, required=True)
    change = Words(300, 1, required=True, metadata={"description": "{days} is filled in"})
    privacy = Words(1_000, 1, required=True)
    refusal = Words(1_000, 1, required=True, metadata={"description": "what the 告知书 says that is left after a refusal"})


class SchemeSaid(ma.Schema):
    """What a version of a scheme says."""

    code = ma.fields.String(required=True, validate=_CODE)
    name = Words(60, 1, required=True)
    city = Words(60, 1, required=True)
    renewal_days_on_change = Whole(required=True, validate=ma.validate.Range(1, 365))
    term_months = Whole(required=True, validate=ma.validate.Range(1, 120))
    notice_days = Whole(required=True, validate=ma.validate.Range(1, 180))
    frontage_rule = Words(300, 1, required=True)
    items = ma.fields.List(ma.fields.Nested(SchemeItem), required=True, validate=ma.validate.Length(1, 20))
    texts = ma.fields.Nested(SchemeTexts, required=True)
    active = YesNo(load_default=True)


class SchemeIn(SchemeSaid):
    """A further version of a scheme. Pledges signed under an older one keep it."""

    in_force_from = Moment(load_default=None, allow_none=True)
    resign = YesNo(
        load_default=False,
        metadata={
            "description": "whoever signed an older version signs anew, `renewal_days_on_change` days from when it is in force"
        },
    )


class SchemeOut(SchemeSaid):
    """One version of a scheme."""

    id = ma.fields.Integer(required=True)
    version = ma.fields.Integer(required=True, metadata={"description": "also the revision for If-Match"})
    title = ma.fields.String(required=True, metadata={"description": "as it stands above a pledge"})
    in_force = ma.fields.Boolean(required=True)
    in_force_from = ma.fields.String(required=True)


class SchemesOut(ma.Schema):
    """The newest version of every scheme."""

    items = ma.fields.List(ma.fields.Nested(SchemeOut), required=True)


class KitOffice(ma.Schema):
    """The 街道办 that answers for a segment."""

    unit_code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    phone = ma.fields.String(required=True, allow_none=True)


class KitShop(ma.Schema):
    """How a shop stands; no person, no telephone number."""

    id = ma.fields.UUID(required=True)
    pledge_id = ma.fields.UUID(required=True, allow_none=True)
    scheme = ma.fields.String(required=True, allow_none=True, metadata={"description": "code of the one that was signed"})
    standing = ma.fields.String(
        required=True, allow_none=True, validate=ma.validate.OneOf([str(one) for one in Standing]),
        metadata={"description": "null: never signed"},
    )  # fmt: skip
    valid_to = ma.fields.String(required=True, allow_none=True)
    resign_by = ma.fields.String(required=True, allow_none=True)
    refused = ma.fields.Boolean(required=True)
    breaches_open = ma.fields.Integer(required=True, metadata={"description": "still to be put right"})
    breaches_this_year = ma.fields.Integer(required=True, metadata={"description": "found in `year`, without void ones"})


class PledgeKitOut(ma.Schema):
    """Everything a phone needs to have a pledge signed without signal."""

    schemes = ma.fields.List(ma.fields.Nested(SchemeOut), required=True)
    streets = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(KitOffice), required=True)
    year = ma.fields.Integer(required=True, metadata={"description": "the city's year that breaches are counted in"})
    shops = ma.fields.List(ma.fields.Nested(KitShop), required=True)
