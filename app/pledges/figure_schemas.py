"""Shapes of how much has been signed. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import PersonName
from app.core.fields import Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.periods import NAMES
from app.core.tables_out import FORMATS
from app.pledges.coverage import By
from app.shops.schemas import ShopSegmentOut

_BY = ma.validate.OneOf([str(one) for one in By])


class CoverageIn(ma.Schema):
    """Along what."""

    by = ma.fields.String(load_default=By.SEGMENT.value, validate=_BY)


class SignedShareOut(ma.Schema):
    """`valid` of `shops`: open shops with a pledge that holds, of all open ones. Nobody else counts as signed."""

    valid = ma.fields.Integer(required=True)
    shops = ma.fields.Integer(required=True)
    share = ma.fields.Float(required=True, allow_none=True, metadata={"description": "null of no shops"})
    closed = ma.fields.Integer(required=True, metadata={"description": "in neither number"})
    refused = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True, metadata={"description": "with a pledge that is signed or waits to be filed"})
    expiring = ma.fields.Integer(required=True)
    expired = ma.fields.Integer(required=True)


class CoverageGroupOut(SignedShareOut):
    """Of one segment, office or road; the code is null of shops that belong to none."""

    code = ma.fields.String(required=True, allow_none=True)
    name = ma.fields.String(required=True, allow_none=True)


class CoverageOut(SignedShareOut):
    """Group by group, and the whole."""

    by = ma.fields.String(required=True, validate=_BY)
    items = ma.fields.List(ma.fields.Nested(CoverageGroupOut), required=True)


class PledgeFiguresIn(ma.Schema):
    """Which days; without a period only today's figures are told."""

    period = Words(30, load_default=None, metadata=NAMES)


class PledgePartOut(ma.Schema):
    """One share."""

    numerator = ma.fields.Integer(required=True)
    denominator = ma.fields.Integer(required=True)
    share = ma.fields.Float(required=True, allow_none=True, metadata={"description": "null of nothing"})


class PledgePeriodOut(ma.Schema):
    """What became of pledges in the days from `first` to `last`."""

    first = ma.fields.String(required=True)
    last = ma.fields.String(required=True)
    filed = ma.fields.Nested(PledgePartOut, required=True, metadata={"description": "filed since, of those signed in it"})
    renewed = ma.fields.Nested(
        PledgePartOut, required=True, metadata={"description": "next one signed in time, of those that ran out in it"}
    )
    after_refusal = ma.fields.Nested(
        PledgePartOut, required=True, metadata={"description": "shops that signed since, of those that refused in it"}
    )


class PledgeVersionOut(ma.Schema):
    """How many open shops have a pledge that holds and was signed under this version; `newest` is what one signs today."""

    code = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    newest = ma.fields.Boolean(required=True)
    valid = ma.fields.Integer(required=True)


class PledgeFiguresOut(SignedShareOut):
    """Today's figures and those of a period; breaches have figures of their own."""

    resign = ma.fields.Integer(required=True, metadata={"description": "open shops that changed and have to sign anew"})
    day = ma.fields.String(required=True)
    versions = ma.fields.List(ma.fields.Nested(PledgeVersionOut), required=True, metadata={"description": "of the `valid` ones"})
    period = ma.fields.Nested(PledgePeriodOut, required=True, allow_none=True)


class PraiseIn(ma.Schema):
    """Which page."""

    cursor = Words(200, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class PraiseExportIn(ma.Schema):
    """The same list as a file."""

    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(FORMATS))


class PraiseConsentOut(ma.Schema):
    """Who wrote down that the shop agrees, and when; the person is null where nobody is known for it."""

    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)


class PraisedOut(ma.Schema):
    """A shop that agreed to be named."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    door = ma.fields.String(required=True, allow_none=True)
    street = ma.fields.String(required=True, allow_none=True)
    segment_code = ma.fields.String(required=True, allow_none=True)
    segment = ma.fields.Nested(ShopSegmentOut, required=True, allow_none=True)
    rev = ma.fields.Integer(required=True, metadata={"description": "of the shop, whose consent is taken back by changing it"})
    consent = ma.fields.Nested(PraiseConsentOut, required=True)


class PraiseOut(ma.Schema):
    """A page of the praise list, in the order of streets and doors."""

    items = ma.fields.List(ma.fields.Nested(PraisedOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
