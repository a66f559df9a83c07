"""Shapes of the city's working time on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.catalog.calendar_file import LONGEST, MOST_YEARS
from app.core.fields import Whole


class YearBody(ma.Schema):
    """The days off and made-up days of one year, as yyyy-mm-dd."""

    year = Whole(required=True)
    days_off = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=10)), required=True)
    made_up = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=10)), required=True)
    source = ma.fields.String(load_default="", validate=ma.validate.Length(max=200), metadata={"description": "who decided it"})


class YearIn(YearBody):
    """A year to load."""

    rev = Whole(
        load_default=None, allow_none=True, metadata={"description": "the revision that was read, 0 for a year nobody has loaded"}
    )


class YearOut(YearBody):
    """A year as it is known; revision 0 comes with the program."""

    rev = ma.fields.Integer(required=True)


class CalendarIn(ma.Schema):
    """Years to load; those that are not named stay."""

    years = ma.fields.List(ma.fields.Nested(YearIn), required=True, validate=ma.validate.Length(min=1, max=MOST_YEARS))


class CalendarFileIn(ma.Schema):
    """A file of years as its text."""

    text = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=LONGEST))


class CalendarFileOut(ma.Schema):
    """What a file says, beside what is known; nothing is loaded."""

    years = ma.fields.List(ma.fields.Nested(YearOut), required=True, metadata={"description": "`rev` is that of the known year"})


class DaysOut(ma.Schema):
    """Days since 1970."""

    days_off = ma.fields.List(ma.fields.Integer(), required=True)
    made_up = ma.fields.List(ma.fields.Integer(), required=True)


class CalendarOut(ma.Schema):
    """The years in words, and plans and days as a phone counts with them."""

    years = ma.fields.List(ma.fields.Nested(YearOut), required=True)
    missing = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "the next year, while nobody has loaded it"}
    )
    plans = ma.fields.List(ma.fields.Dict(), required=True)
    calendar = ma.fields.Nested(DaysOut, required=True)


class TimePlanIn(ma.Schema):
    """A time plan: `weeks` are [{from: first day or null, days: seven lists of [from, to], Monday first}]."""

    weeks = ma.fields.List(ma.fields.Dict(), required=True)
    keeps_holidays = ma.fields.Boolean(required=True)
    groups = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "category groups that run by it"})


class TimePlanOut(TimePlanIn):
    """A time plan as it is in use; revision 0 comes with the program."""

    code = ma.fields.String(required=True)
    rev = ma.fields.Integer(required=True)


class TimePlansOut(ma.Schema):
    """All time plans; it is one page."""

    items = ma.fields.List(ma.fields.Nested(TimePlanOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})
