"""Shapes of figures and campaigns on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.assessment.rules import RANKED_BY, By, CampaignState
from app.core.fields import Whole, Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.periods import NAMES


class PeriodIn(ma.Schema):
    """Which days."""

    period = ma.fields.String(required=True, validate=ma.validate.Length(max=30), metadata=NAMES)


class FiguresIn(PeriodIn):
    """Which days, and what figures are told apart by."""

    by = ma.fields.Enum(By, by_value=True, load_default=None)


class RankingIn(PeriodIn):
    """Which days, and what is ranked; never people."""

    by = ma.fields.String(load_default=By.UNIT.value, validate=ma.validate.OneOf([one.value for one in RANKED_BY]))


class BehindIn(FiguresIn):
    """Which cases of a figure: its numerator or denominator, of one group or all."""

    part = ma.fields.String(load_default="denominator", validate=ma.validate.OneOf(["numerator", "denominator"]))
    key = ma.fields.String(load_default=None, validate=ma.validate.Length(max=80))
    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class MaterialIn(PeriodIn):
    """Which days, in which language."""

    language = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(["zh-CN", "en"]))


class CountedOut(ma.Schema):
    """A rate with what it was divided from; `value` is a percentage with two decimals, null when nothing was counted."""

    numerator = ma.fields.Integer(required=True)
    denominator = ma.fields.Integer(required=True)
    value = ma.fields.String(required=True, allow_none=True)


class GroupOut(CountedOut):
    """The same for one group."""

    key = ma.fields.String(required=True)
    name = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{zh, en}"})


class FigureOut(CountedOut):
    """An indicator. `definition` is {id, version, base, name, text}; `why_not` says why it does not apply, `groups` is empty
    unless told apart."""

    id = ma.fields.String(required=True)
    definition = ma.fields.Dict(required=True)
    of = ma.fields.String(required=True, validate=ma.validate.OneOf(["cases", "reports"]))
    why_not = ma.fields.String(required=True, allow_none=True)
    groups = ma.fields.List(ma.fields.Nested(GroupOut), required=True)


class FiguresOut(ma.Schema):
    """All indicators in a period."""

    first = ma.fields.Date(required=True)
    last = ma.fields.Date(required=True)
    items = ma.fields.List(ma.fields.Nested(FigureOut), required=True)
    left_out = ma.fields.List(ma.fields.Dict(), required=True, metadata={"description": "what is not counted: {name, why}"})


class PlaceOut(GroupOut):
    """A place in a ranking."""

    place = ma.fields.Integer(required=True)


class RankingOut(ma.Schema):
    """By indicator id the places, from `least` cases up, and how many had fewer."""

    least = ma.fields.Integer(required=True)
    rankings = ma.fields.Dict(required=True)


class OwnOut(ma.Schema):
    """A person's own counts; nobody else's."""

    reports = ma.fields.Integer(required=True)
    filed = ma.fields.Integer(required=True)
    closed = ma.fields.Integer(required=True)


class BehindOut(ma.Schema):
    """A page of what a figure counts."""

    of = ma.fields.String(required=True, validate=ma.validate.OneOf(["cases", "reports"]))
    items = ma.fields.List(ma.fields.Dict(), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class WantedOut(ma.Schema):
    """How much, in words of the campaign: {"value": 200, "unit": "处"}."""

    value = Whole(required=True, validate=ma.validate.Range(1, 1_000_000))
    unit = Words(most=10, required=True)


class CampaignIn(ma.Schema):
    """A campaign; `categories` empty means any."""

    first_day = ma.fields.Date(required=True)
    last_day = ma.fields.Date(required=True)
    categories = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=80)), load_default=list)
    aim = Words(most=500, load_default="")
    wanted = ma.fields.List(ma.fields.Nested(WantedOut), load_default=list, validate=ma.validate.Length(max=20))

    @ma.validates_schema
    def _in_order(self, data: dict[str, object], **_kwargs: object) -> None:
        if str(data["first_day"]) > str(data["last_day"]):
            raise ma.ValidationError("It ends before it begins.", "last_day")


class CampaignOut(CampaignIn):
    """A campaign as it is kept."""

    name = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*CampaignState]))
    rev = ma.fields.Integer(required=True)


class CampaignsOut(ma.Schema):
    """All campaigns, the newest first."""

    items = ma.fields.List(ma.fields.Nested(CampaignOut), required=True)


class SummaryOut(ma.Schema):
    """What a campaign has come to: cases in all, by state, category and unit, and what was counted of it by unit of count."""

    cases = ma.fields.Integer(required=True)
    states = ma.fields.Dict(required=True)
    categories = ma.fields.Dict(required=True)
    units = ma.fields.List(ma.fields.Dict(), required=True, metadata={"description": "{code, name, cases, closed}"})
    quantities = ma.fields.List(
        ma.fields.Dict(), required=True, metadata={"description": "{value, unit, wanted}; `wanted` null where nothing was"}
    )
    figures = ma.fields.List(ma.fields.Nested(FigureOut), required=True)


class BehindCampaignIn(ma.Schema):
    """Which cases of a campaign's figure: its numerator or denominator."""

    part = ma.fields.String(load_default="denominator", validate=ma.validate.OneOf(["numerator", "denominator"]))
    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class QuantitiesIn(ma.Schema):
    """Which entries of what was counted, by unit of count."""

    unit = ma.fields.String(load_default=None, validate=ma.validate.Length(max=20))
    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class QuantityOut(ma.Schema):
    """So much was done for the campaign with a case."""

    case_no = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    category = ma.fields.String(required=True, allow_none=True)
    value = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True)


class QuantitiesOut(ma.Schema):
    """A page of them, the newest first."""

    items = ma.fields.List(ma.fields.Nested(QuantityOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class CampaignMaterialIn(ma.Schema):
    """In which language."""

    language = ma.fields.String(load_default="zh-CN", validate=ma.validate.OneOf(["zh-CN", "en"]))
