"""Shapes of complaints on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.complaints.rules import LONGEST_ANSWER, LONGEST_TEXT, Kind, Origin, State
from app.core.fields import Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT


class ComplaintIn(ma.Schema):
    """What somebody has to say. `contact` is kept sealed; `origin` counts from whoever answers complaints only."""

    id = ma.fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "a name of the client's own: told again, it is the same one"}
    )
    kind = ma.fields.String(load_default=Kind.COMPLAINT.value, validate=ma.validate.OneOf([*Kind]))
    text = Words(LONGEST_TEXT, 1, required=True)
    place = Words(200, load_default="")
    case_no = Words(40, load_default="")
    contact = Words(100, load_default="")
    origin = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.OneOf([*Origin]))


class ComplaintReceipt(ma.Schema):
    """Its number, the code that opens its answer together with it, and until when it is answered."""

    number = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)


class ComplaintLookIn(ma.Schema):
    """A number and the code that came with it; blanks and small letters do not matter."""

    number = Words(40, 1, required=True)
    code = Words(40, 1, required=True)


class ComplaintAnswerLine(ma.Schema):
    """What was answered, and when."""

    text = ma.fields.String(required=True)
    at = ma.fields.String(required=True)


class ComplaintLookOut(ma.Schema):
    """What became of a complaint; nothing of what was said, and nobody's name."""

    number = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    at = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)
    dismissed_because = ma.fields.String(required=True, allow_none=True)
    answers = ma.fields.List(ma.fields.Nested(ComplaintAnswerLine), required=True)


class ComplaintsIn(ma.Schema):
    """Which part of the ledger."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf([*State]))


class OwnComplaintsIn(ma.Schema):
    """Which page."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ComplaintRow(ma.Schema):
    """A line of the ledger; telephone numbers in the text are masked."""

    number = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*Kind]))
    origin = ma.fields.String(required=True, validate=ma.validate.OneOf([*Origin]))
    text = ma.fields.String(required=True)
    place = ma.fields.String(required=True, allow_none=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    has_contact = ma.fields.Boolean(required=True)
    at = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)
    answered_at = ma.fields.String(required=True, allow_none=True)
    in_time = ma.fields.Boolean(required=True, allow_none=True)
    overdue = ma.fields.Boolean(required=True)
    rev = ma.fields.Integer(required=True)


class ComplaintCounts(ma.Schema):
    """Of all complaints."""

    open = ma.fields.Integer(required=True)
    overdue = ma.fields.Integer(required=True)
    answered = ma.fields.Integer(required=True)
    in_time = ma.fields.Integer(required=True)


class ComplaintsOut(ma.Schema):
    """A page of the ledger."""

    items = ma.fields.List(ma.fields.Nested(ComplaintRow), required=True)
    counts = ma.fields.Nested(ComplaintCounts, required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class OwnComplaintAnswerOut(ma.Schema):
    """What was answered."""

    text = ma.fields.String(required=True)
    at = ma.fields.String(required=True)


class ComplaintAnswererOut(ma.Schema):
    """Who answered."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ComplaintAnswerOut(OwnComplaintAnswerOut):
    """What was answered, and by whom."""

    by = ma.fields.Nested(ComplaintAnswererOut, required=True)


class ComplaintOut(ComplaintRow):
    """A complaint with its answers."""

    answers = ma.fields.List(ma.fields.Nested(ComplaintAnswerOut), required=True)
    dismissed_because = ma.fields.String(required=True, allow_none=True)


class OwnComplaintOut(ma.Schema):
    """One's own complaint."""

    number = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    place = ma.fields.String(required=True, allow_none=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    due_at = ma.fields.String(required=True)
    answers = ma.fields.List(ma.fields.Nested(OwnComplaintAnswerOut), required=True)


class OwnComplaintsOut(ma.Schema):
    """A page of one's own complaints."""

    items = ma.fields.List(ma.fields.Nested(OwnComplaintOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class ComplaintAnswerIn(ma.Schema):
    """What is answered."""

    text = Words(LONGEST_ANSWER, 1, required=True)


class ComplaintDismissIn(ma.Schema):
    """Why nothing is answered."""

    reason = Words(500, 1, required=True)


class ComplaintContactOut(ma.Schema):
    """How who filed it may be reached; null when they did not say."""

    contact = ma.fields.String(required=True, allow_none=True)
