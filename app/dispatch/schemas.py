"""Shapes of rules, of the board and of giving cases away, on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import CaseOut
from app.catalog.schemas import YesNo
from app.core.api import ProblemSchema
from app.core.fields import Whole, Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.dispatch.bulk import MOST_AT_ONCE, Order
from app.dispatch.rules import MOST_RULES

_CODE = ma.validate.Length(1, 40)
_MANY = ma.validate.Length(max=500)
_TIME = ma.validate.Regexp(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
_STREET = ma.validate.Length(1, 15)


class HoursBody(ma.Schema):
    """From a time of day to another, past midnight where the end is earlier; no day means every day (1 is Monday)."""

    start = ma.fields.String(data_key="from", required=True, validate=_TIME)
    end = ma.fields.String(data_key="to", required=True, validate=_TIME)
    days = ma.fields.List(Whole(validate=ma.validate.Range(1, 7)), load_default=list, validate=ma.validate.Length(max=7))

    @ma.post_load
    def as_kept(self, data: dict[str, object], **_: object) -> dict[str, object]:
        return {"from": data["start"], "to": data["end"], "days": data["days"]}

    @ma.pre_dump
    def as_named(self, data: dict[str, object], **_: object) -> dict[str, object]:
        return {"start": data["from"], "end": data["to"], "days": data["days"]}


class PlaceBody(ma.Schema):
    """Where; empty: everywhere. `street` is what the codes of its segments and cells begin with."""

    segments = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_MANY)
    cells = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_MANY)
    street = ma.fields.String(load_default=None, allow_none=True, validate=_STREET)
    unit = ma.fields.String(required=True, validate=_CODE)


class RuleBody(PlaceBody):
    """What must hold of a case (empty: anything) and the unit it goes to then; the first rule that fits decides."""

    categories = ma.fields.List(ma.fields.String(validate=ma.validate.Length(1, 80)), load_default=list, validate=_MANY)
    groups = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_MANY)
    ownership = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=ma.validate.Length(1, 40),
        metadata={"description": "the type of the asset, which names its owner"},
    )
    zones = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_MANY)
    hours = ma.fields.Nested(HoursBody, load_default=None, allow_none=True)
    on_duty = YesNo(load_default=True)
    note = Words(200, load_default="")


class RulesBody(ma.Schema):
    """Rules to be tried or saved; what is left out beside them stays as it is."""

    rules = ma.fields.List(ma.fields.Nested(RuleBody), required=True, validate=ma.validate.Length(max=MOST_RULES))
    fallbacks = ma.fields.List(
        ma.fields.Nested(PlaceBody),
        validate=ma.validate.Length(max=100),
        metadata={"description": "which street takes what no rule fits, the first that holds"},
    )
    automatic = YesNo(metadata={"description": "whether sure cases go by themselves"})
    automatic_categories = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(1, 80)), metadata={"description": "of these only; none: of all"}
    )
    green_channel = YesNo(metadata={"description": "whether urgent cases go at once, unless rules disagree"})


class SaveBody(RulesBody):
    """A new version of the rules, and why."""

    reason = Words(500, 1, required=True)


class ByOut(ma.Schema):
    """Somebody by id and name."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class RulesOut(RulesBody):
    """A version of the rules; version 0 are none."""

    version = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.String(required=True, allow_none=True)
    by = ma.fields.Nested(ByOut, required=True, allow_none=True)


class VersionArgs(ma.Schema):
    """Which version; the newest without a number."""

    version = ma.fields.Integer(load_default=None, validate=ma.validate.Range(0, 1_000_000))


class DispatchVersionOut(ma.Schema):
    """That rules changed: when, by whom, why."""

    version = ma.fields.Integer(required=True)
    rules = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    by = ma.fields.Nested(ByOut, required=True, allow_none=True)


class PageArgs(ma.Schema):
    """The page."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class DispatchVersionsOut(ma.Schema):
    """A page of versions, the newest first."""

    items = ma.fields.List(ma.fields.Nested(DispatchVersionOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class UnitNameOut(ma.Schema):
    """A unit by code and name."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class ShareOut(ma.Schema):
    """How many cases a unit had, and would have had."""

    unit = ma.fields.Nested(UnitNameOut, required=True)
    was = ma.fields.Integer(required=True)
    would = ma.fields.Integer(required=True)


class DispatchDifferenceOut(ma.Schema):
    """A case that would have gone elsewhere, or nowhere, or that still waits."""

    case_no = ma.fields.String(required=True)
    category = ma.fields.Dict(required=True)
    was = ma.fields.Nested(UnitNameOut, required=True, allow_none=True)
    would = ma.fields.Nested(UnitNameOut, required=True, allow_none=True)
    rule = ma.fields.Integer(required=True, allow_none=True)
    sure = ma.fields.Boolean(required=True)
    outcome = ma.fields.String(required=True)


class TrialOut(ma.Schema):
    """What rules would have done with last month's cases; `nowhere`: no rule fits, `waiting`: not dispatched so far."""

    since = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True)
    cases = ma.fields.Integer(required=True)
    sure = ma.fields.Integer(required=True)
    same = ma.fields.Integer(required=True)
    elsewhere = ma.fields.Integer(required=True)
    nowhere = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True)
    units = ma.fields.List(ma.fields.Nested(ShareOut), required=True)
    differences = ma.fields.List(ma.fields.Nested(DispatchDifferenceOut), required=True)
    more = ma.fields.Boolean(required=True, metadata={"description": "whether there are differences that are not listed"})


class OrderBody(ma.Schema):
    """Which case goes to which unit."""

    case_no = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9]{1,19}$"))
    rev = Whole(required=True, validate=ma.validate.Range(1, 2**31 - 1))
    unit = ma.fields.String(required=True, validate=_CODE)

    @ma.post_load
    def make(self, data: dict[str, object], **_: object) -> Order:
        return Order(**data)  # type: ignore[arg-type]


class BulkBody(ma.Schema):
    """Several cases at once."""

    items = ma.fields.List(ma.fields.Nested(OrderBody), required=True, validate=ma.validate.Length(1, MOST_AT_ONCE))


class DispatchOutcomeOut(ma.Schema):
    """What became of one: `status` is what it alone would have been answered with."""

    case_no = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    case = ma.fields.Nested(CaseOut, required=True, allow_none=True)
    problem = ma.fields.Nested(ProblemSchema, required=True, allow_none=True)


class DispatchOutcomesOut(ma.Schema):
    """In the order of the items."""

    results = ma.fields.List(ma.fields.Nested(DispatchOutcomeOut), required=True)
