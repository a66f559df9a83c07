"""Shapes of duty and of road chiefs on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.catalog.schemas import YesNo
from app.core.fields import Moment, Whole, Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.roster.chief_rules import LEVELS, ChiefFacts
from app.roster.duty_rules import DutyRow
from app.roster.rules import MAX_NAME
from app.roster.schemas import CODE

SEGMENT = ma.validate.Regexp(r"^[^\x00]{1,40}$")


class DutyArgs(ma.Schema):
    """Which duties: of a unit and all under it, on the days of the city's calendar from `from` to `to`, both included."""

    unit = ma.fields.String(load_default=None, validate=CODE)
    start = ma.fields.Date(data_key="from", required=True)
    end = ma.fields.Date(data_key="to", required=True)


class DutyBody(ma.Schema):
    """A duty as it is entered; a stand-in names whom they stand in for."""

    unit = ma.fields.String(required=True, validate=CODE)
    person = ma.fields.UUID(required=True)
    stand_in_for = ma.fields.UUID(load_default=None, allow_none=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class NamedOut(ma.Schema):
    """Somebody or something by id and name."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class DutyOut(ma.Schema):
    """A duty; times in UTC."""

    id = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    person = ma.fields.Nested(NamedOut, required=True)
    stand_in_for = ma.fields.Nested(NamedOut, required=True, allow_none=True)
    starts_at = ma.fields.String(required=True)
    ends_at = ma.fields.String(required=True)
    rev = ma.fields.Integer(required=True)


class DutiesOut(ma.Schema):
    """Duties by their beginning; it is one page, because the time is limited."""

    items = ma.fields.List(ma.fields.Nested(DutyOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})


class ChiefArgs(ma.Schema):
    """Which road chiefs: of a segment, of a day of the city's calendar; and the page."""

    segment = ma.fields.String(load_default=None, validate=SEGMENT)
    on = ma.fields.Date(load_default=None)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ChiefBody(ma.Schema):
    """A road chief as entered; the number is shown to others only with `number_shown`, which is the person's consent."""

    segment = ma.fields.String(required=True, validate=SEGMENT)
    level = Whole(required=True, validate=ma.validate.Range(LEVELS[0], LEVELS[-1]))
    name = Words(MAX_NAME, 1, required=True)
    duty = Words(MAX_NAME, load_default="")
    person = ma.fields.UUID(load_default=None, allow_none=True)
    number = Words(30, load_default=None, allow_none=True)
    number_shown = YesNo(load_default=False)
    from_day = ma.fields.Date(data_key="from", required=True)
    to_day = ma.fields.Date(data_key="to", load_default=None, allow_none=True)


class ChiefOut(ma.Schema):
    """A road chief; `number` is null without consent, for all but whoever keeps the roster."""

    id = ma.fields.String(required=True)
    segment = ma.fields.String(required=True)
    level = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    duty = ma.fields.String(required=True)
    person = ma.fields.String(required=True, allow_none=True)
    number = ma.fields.String(required=True, allow_none=True)
    number_shown = ma.fields.Boolean(required=True)
    from_day = ma.fields.Date(data_key="from", required=True)
    to_day = ma.fields.Date(data_key="to", required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


class ChiefsOut(ma.Schema):
    """A page of road chiefs, by segment and level."""

    items = ma.fields.List(ma.fields.Nested(ChiefOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


def duty_of(duty_id: str, body: dict[str, Any]) -> DutyRow:
    """A loaded `DutyBody` as the rules take it."""
    stand_in_for = str(body["stand_in_for"]) if body["stand_in_for"] else None
    return DutyRow(duty_id, body["unit"], str(body["person"]), stand_in_for, body["starts_at"], body["ends_at"])


def chief_of(body: dict[str, Any]) -> ChiefFacts:
    """A loaded `ChiefBody` as the rules take it."""
    return ChiefFacts(
        segment_code=body["segment"],
        person_id=str(body["person"]) if body["person"] else None,
        **{name: body[name] for name in ("level", "name", "duty", "number", "number_shown", "from_day", "to_day")},
    )
