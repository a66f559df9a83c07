"""Shapes of what a city sets for breaches. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.breaches.rules import LONGEST_DEADLINE, LONGEST_WINDOW_DAYS, MOST_STEPS, Step
from app.catalog.rules import Unit
from app.core.fields import Whole

_STEP = ma.validate.OneOf([*Step])


class DeadlineBody(ma.Schema):
    """How much time a step gives."""

    value = Whole(required=True, validate=ma.validate.Range(1, LONGEST_DEADLINE))
    unit = ma.fields.String(required=True, validate=ma.validate.OneOf([*Unit]))


class DeadlinesBody(ma.Schema):
    """The time of each step."""

    remind = ma.fields.Nested(DeadlineBody, required=True)
    notice = ma.fields.Nested(DeadlineBody, required=True)
    case = ma.fields.Nested(DeadlineBody, required=True)


class BreachSettingsIn(ma.Schema):
    """What a city decides of breaches."""

    steps = ma.fields.List(
        ma.fields.String(validate=_STEP),
        required=True,
        validate=ma.validate.Length(1, MOST_STEPS),
        metadata={"description": "the answer to the first, second … time; the last one stays"},
    )
    window_days = Whole(required=True, validate=ma.validate.Range(1, LONGEST_WINDOW_DAYS))
    deadlines = ma.fields.Nested(DeadlinesBody, required=True)


class BreachSettingsOut(BreachSettingsIn):
    """What counts now."""

    rev = ma.fields.Integer(required=True)


class BreachSettingsVersionOut(ma.Schema):
    """What was set at a time."""

    rev = ma.fields.Integer(required=True)
    at = ma.fields.String(required=True)
    by = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{id, name}"})
    settings = ma.fields.Dict(required=True, metadata={"description": "as they are read, without `rev`"})


class BreachSettingsVersionsOut(ma.Schema):
    """The newest versions; it is one page."""

    items = ma.fields.List(ma.fields.Nested(BreachSettingsVersionOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})
