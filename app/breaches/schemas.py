"""Shapes of breaches and their settings on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.breaches.rules import LONGEST_TEXT, MOST_PHOTOS, Appeal, State, Step
from app.cases.evidence_schemas import PersonName, PhotoOut
from app.core.fields import Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.photos.rules import SHA256_HEX

_STEP = ma.validate.OneOf([*Step])


class BreachesIn(ma.Schema):
    """What the list is narrowed to; `state` may name several with commas between."""

    state = Words(80, load_default="")
    shop = ma.fields.UUID(load_default=None)
    segment = Words(40, load_default=None)
    item = Words(40, load_default=None)
    appeal = ma.fields.String(load_default=None, validate=ma.validate.OneOf([*Appeal]))
    case_no = Words(19, load_default=None)
    overdue = ma.fields.Boolean(load_default=False)
    cursor = Words(200, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ShopName(ma.Schema):
    """A shop as lists name it."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    door = ma.fields.String(required=True, allow_none=True)
    street = ma.fields.String(required=True, allow_none=True)


class BreachLineOut(ma.Schema):
    """A breach in the list; nobody is named."""

    id = ma.fields.UUID(required=True, metadata={"description": "that of the report that found it"})
    rev = ma.fields.Integer(required=True, metadata={"description": "also the ETag"})
    shop = ma.fields.Nested(ShopName, required=True)
    segment = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{code, name}"})
    cell_code = ma.fields.String(required=True, allow_none=True)
    category = ma.fields.String(required=True, allow_none=True)
    pledge_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "the pledge in force when it was found"})
    item = ma.fields.String(required=True)
    item_name = ma.fields.Dict(required=True, metadata={"description": "{zh, en}"})
    nth = ma.fields.Integer(required=True, metadata={"description": "the how manyth time of this item within the window"})
    step = ma.fields.String(required=True, validate=_STEP)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    why = ma.fields.String(required=True, allow_none=True, metadata={"description": "the word for why it ended"})
    found_at = ma.fields.String(required=True)
    deadline = ma.fields.String(required=True)
    overdue = ma.fields.Boolean(required=True)
    rectified_at = ma.fields.String(required=True, allow_none=True)
    in_time = ma.fields.Boolean(required=True, allow_none=True, metadata={"description": "null until it is put right"})
    closed_at = ma.fields.String(required=True, allow_none=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    notice_id = ma.fields.UUID(required=True, allow_none=True)
    report_status = ma.fields.String(required=True)
    appeal_state = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf([*Appeal, None]))
    appeal_due_at = ma.fields.String(required=True, allow_none=True)
    handed_in = ma.fields.Integer(required=True, metadata={"description": "how often"})
    doubts = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "shop-closed, no-pledge, item-not-pledged, earlier-open; others may come"},
    )


class BreachesOut(ma.Schema):
    """A page of breaches."""

    items = ma.fields.List(ma.fields.Nested(BreachLineOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class HandInOut(ma.Schema):
    """What was handed in, and what a reviewer said of it."""

    id = ma.fields.UUID(required=True)
    by = ma.fields.String(required=True, metadata={"description": "merchant or patrol"})
    person = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    photos = ma.fields.List(ma.fields.Nested(PhotoOut), required=True)
    verdict = ma.fields.String(required=True, allow_none=True, metadata={"description": "passed or failed"})
    reason = ma.fields.String(required=True, allow_none=True)
    judged_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    judged_at = ma.fields.String(required=True, allow_none=True)


class AppealOut(ma.Schema):
    """The shop's appeal and its answer."""

    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*Appeal]))
    answer = ma.fields.String(required=True, allow_none=True)
    answered_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    answered_at = ma.fields.String(required=True, allow_none=True)


class BreachEventOut(ma.Schema):
    """One entry of what became of a breach."""

    kind = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    facts = ma.fields.Dict(required=True)


class BreachOut(BreachLineOut):
    """One breach with its pictures before and after and all that became of it. People are named to who sees others' work."""

    note = ma.fields.String(required=True)
    before = ma.fields.List(ma.fields.Nested(PhotoOut), required=True)
    hand_ins = ma.fields.List(ma.fields.Nested(HandInOut), required=True)
    appeal = ma.fields.Nested(AppealOut, required=True, allow_none=True)
    appeal_until = ma.fields.String(required=True)
    events = ma.fields.List(ma.fields.Nested(BreachEventOut), required=True)
    moves = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "hand-in, verdict, escalation, appeal-answer: what is yours"}
    )


class HandInIn(ma.Schema):
    """That it is put right, by a patrol who has looked: photos (SHA-256, uploaded before) of how it looks now."""

    id = ma.fields.UUID(required=True, metadata={"description": "made by the client: the same again is the same as once"})
    photos = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp(SHA256_HEX)), required=True, validate=ma.validate.Length(1, MOST_PHOTOS)
    )
    note = Words(LONGEST_TEXT, load_default="")


class BreachVerdictIn(ma.Schema):
    """Whether what was handed in is right; a failure says why."""

    verdict = ma.fields.String(required=True, validate=ma.validate.OneOf(["pass", "fail"]))
    reason = Words(LONGEST_TEXT, load_default="")


class AppealIn(ma.Schema):
    """Why the shop says that it was no breach."""

    id = ma.fields.UUID(required=True, metadata={"description": "made by the client: the same again is the same as once"})
    reason = Words(LONGEST_TEXT, 1, required=True)


class AppealAnswerIn(ma.Schema):
    """Whether the shop is right, and why: the shop reads it."""

    granted = YesNo(required=True)
    answer = Words(LONGEST_TEXT, 1, required=True)


class BreachFiguresIn(ma.Schema):
    """Of which days: a month, quarter, year or week, or two days with .. between."""

    period = Words(30, 1, required=True)


class BreachShareOut(ma.Schema):
    """How many of how many; the share is null of none."""

    numerator = ma.fields.Integer(required=True)
    denominator = ma.fields.Integer(required=True)
    share = ma.fields.Float(required=True, allow_none=True)


class ItemFiguresOut(ma.Schema):
    """Of one item."""

    item = ma.fields.String(required=True)
    item_name = ma.fields.Dict(required=True, metadata={"description": "{zh, en}"})
    found = ma.fields.Integer(required=True)
    in_time = ma.fields.Nested(BreachShareOut, required=True)


class BreachFiguresOut(ma.Schema):
    """Breaches by item, and how many were put right in time, of those whose deadline is over. Never by shop or person."""

    period = ma.fields.String(required=True)
    found = ma.fields.Integer(required=True)
    in_time = ma.fields.Nested(BreachShareOut, required=True)
    items = ma.fields.List(ma.fields.Nested(ItemFiguresOut), required=True)


class PictureIn(ma.Schema):
    """Which rendering."""

    size = ma.fields.String(load_default="thumb", validate=ma.validate.OneOf(["screen", "thumb"]))
