"""Shapes of letters to bodies outside on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.fields import Moment, Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.dispatch.letter_rules import MAX_TEXT, LetterState, Outcome, SentHow

_CODE = ma.validate.Regexp(r"^[a-z0-9][a-z0-9._-]{0,39}$")
_NUMBER = ma.validate.Regexp(r"^[0-9]{1,19}$")


class LetterText(ma.Schema):
    """What a letter says; what is left out stays, or is written from the case."""

    facts = Words(MAX_TEXT, 1)
    wanted = Words(MAX_TEXT, 1)
    from_code = ma.fields.String(data_key="from", validate=_CODE, metadata={"description": "the unit that writes"})


class NewLetter(LetterText):
    """A letter about a case to a unit outside."""

    case_no = ma.fields.String(required=True, validate=_NUMBER)
    unit = ma.fields.String(required=True, validate=_CODE)


class SendBody(ma.Schema):
    """How a letter left; now, and due in seven days, unless said otherwise."""

    how = ma.fields.Enum(SentHow, by_value=True, required=True)
    at = Moment(load_default=None, allow_none=True)
    due_at = Moment(load_default=None, allow_none=True)


class AnswerBody(ma.Schema):
    """What came back, and when (now, unless said otherwise)."""

    what = Words(MAX_TEXT, 1, required=True)
    outcome = ma.fields.Enum(Outcome, by_value=True, required=True)
    at = Moment(load_default=None, allow_none=True)


class VoidBody(ma.Schema):
    """Why a letter is void."""

    reason = Words(500, 1, required=True)


class LetterUnit(ma.Schema):
    """A unit by code and name."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class LetterOut(ma.Schema):
    """A letter; `number` is null until it has left."""

    id = ma.fields.Integer(required=True)
    case_no = ma.fields.String(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.Enum(LetterState, by_value=True, required=True)
    unit = ma.fields.Nested(LetterUnit, required=True)
    sender = ma.fields.Nested(LetterUnit, data_key="from", attribute="from", required=True, allow_none=True)
    facts = ma.fields.String(required=True)
    wanted = ma.fields.String(required=True)
    made_at = ma.fields.String(required=True)
    sent_at = ma.fields.String(required=True, allow_none=True)
    sent_how = ma.fields.String(required=True, allow_none=True)
    due_at = ma.fields.String(required=True, allow_none=True)
    answered_at = ma.fields.String(required=True, allow_none=True)
    answer = ma.fields.String(required=True, allow_none=True)
    outcome = ma.fields.String(required=True, allow_none=True)
    voided_at = ma.fields.String(required=True, allow_none=True)
    void_reason = ma.fields.String(required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


class LetterArgs(ma.Schema):
    """Which letters, and the page."""

    state = ma.fields.Enum(LetterState, by_value=True, load_default=None)
    unit = ma.fields.String(load_default=None, validate=_CODE)
    case_no = ma.fields.String(load_default=None, validate=_NUMBER)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class LettersOut(ma.Schema):
    """A page of the register, the newest first."""

    items = ma.fields.List(ma.fields.Nested(LetterOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
