"""Shapes of moves and of a city's settings on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.rules import TABLE, Who
from app.core.fields import Whole
from app.handling.rules import OrderLevel, Stage

_LONGEST = 2000
VERBS = list(dict.fromkeys(row.verb.value for row in TABLE if row.who is not Who.PROGRAM))


class MovePhoto(ma.Schema):
    """A photo that this person has uploaded."""

    sha256 = ma.fields.String(required=True, validate=ma.validate.Regexp(r"\A[0-9a-f]{64}\Z"))
    role = ma.fields.String(required=True, validate=ma.validate.Length(max=20))


class WantedIn(ma.Schema):
    """How much: of time for an extension, of anything for a campaign."""

    value = Whole(required=True, validate=ma.validate.Range(min=0, max=1_000_000))
    unit = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=20))


class MoveIn(ma.Schema):
    """What is to be done; the case's `moves` say which fields a move needs."""

    verb = ma.fields.String(required=True, validate=ma.validate.OneOf(VERBS))
    reason = ma.fields.String(validate=ma.validate.Length(max=_LONGEST))
    unit = ma.fields.String(validate=ma.validate.Length(max=40))
    co_units = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=40)), validate=ma.validate.Length(max=50))
    person = ma.fields.String(validate=ma.validate.Length(max=36))
    photos = ma.fields.List(ma.fields.Nested(MovePhoto), validate=ma.validate.Length(max=20))
    note = ma.fields.String(validate=ma.validate.Length(max=_LONGEST))
    wanted = ma.fields.Nested(WantedIn)
    resume_on = ma.fields.Date()
    request = Whole()
    answers = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.Length(max=40)),
        values=ma.fields.Boolean(),
        validate=ma.validate.Length(max=20),
    )
    order = Whole()
    whistle = Whole()
    reply_by = ma.fields.AwareDateTime(format="iso")
    level = ma.fields.String(validate=ma.validate.OneOf([*OrderLevel]))
    campaign = ma.fields.String(validate=ma.validate.Length(max=40))


class StagesBody(ma.Schema):
    """Working minutes, and natural minutes for urgent cases."""

    dispatch = ma.fields.List(Whole(), required=True, validate=ma.validate.Length(equal=2))
    arrange = ma.fields.List(Whole(), required=True, validate=ma.validate.Length(equal=2))
    check = ma.fields.List(Whole(), required=True, validate=ma.validate.Length(equal=2))
    close = ma.fields.List(Whole(), required=True, validate=ma.validate.Length(equal=2))
    verify = ma.fields.List(Whole(), load_default=lambda: [60, 60], validate=ma.validate.Length(equal=2))


class HandlingSettingsIn(ma.Schema):
    """What a city decides of handling."""

    separate_filing = ma.fields.Boolean(required=True, metadata={"description": "分岗: only who may file opens cases"})
    green_channel = ma.fields.Boolean(load_default=True, metadata={"description": "urgent reports are filed as they arrive"})
    auto_close = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "categories"})
    sampled = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Float(), required=True, metadata={"description": "percent by category"}
    )
    seven_days_exempt = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "categories"})
    stages = ma.fields.Nested(StagesBody, required=True)
    snow_stopped_at = ma.fields.AwareDateTime(
        format="iso", load_default=None, allow_none=True, metadata={"description": "the declared end of a snowfall"}
    )


class HandlingSettingsOut(ma.Schema):
    """What counts now; of the seed that draws only its hash."""

    separate_filing = ma.fields.Boolean(required=True)
    green_channel = ma.fields.Boolean(required=True)
    auto_close = ma.fields.List(ma.fields.String(), required=True)
    sampled = ma.fields.Dict(required=True)
    seven_days_exempt = ma.fields.List(ma.fields.String(), required=True)
    stages = ma.fields.Dict(required=True, metadata={"description": f"by stage: {', '.join(Stage)}"})
    snow_stopped_at = ma.fields.String(required=True, allow_none=True)
    seed_sha256 = ma.fields.String(required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


class SettingsVersionOut(ma.Schema):
    """What was set at a time. The seed of a version that draws no longer is told: anybody may draw again."""

    rev = ma.fields.Integer(required=True)
    at = ma.fields.String(required=True)
    by = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{id, name}"})
    settings = ma.fields.Dict(required=True, metadata={"description": "as they are read, without `rev`"})
    ended_seed = ma.fields.String(required=True, allow_none=True)


class SettingsVersionsOut(ma.Schema):
    """The newest versions; it is one page."""

    items = ma.fields.List(ma.fields.Nested(SettingsVersionOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})


class DrawOut(ma.Schema):
    """A draw: `value`, of ten thousand, below `percent` hundredths of a percent means a check on the spot."""

    case_no = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    category = ma.fields.String(required=True, allow_none=True)
    percent = ma.fields.Float(required=True)
    value = ma.fields.Integer(required=True)
    checked = ma.fields.Boolean(required=True)
    seed = ma.fields.String(required=True)


class DrawsOut(ma.Schema):
    """The newest draws; it is one page."""

    items = ma.fields.List(ma.fields.Nested(DrawOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})


class RefusalIn(ma.Schema):
    """Why a report is not filed."""

    reason = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=1000))
