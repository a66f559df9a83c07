"""Shapes of the board on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import CaseOut
from app.dispatch.schemas import ByOut, UnitNameOut


class WhyOut(ma.Schema):
    """A word of the reasoning with what fills its sentence."""

    word = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)


class SuggestionOut(ma.Schema):
    """Where a case goes: `rule` counts from 1, null when none fits; not `sure` means that a person decides."""

    unit = ma.fields.Nested(UnitNameOut, required=True, allow_none=True)
    rule = ma.fields.Integer(required=True, allow_none=True)
    sure = ma.fields.Boolean(required=True)
    why = ma.fields.List(ma.fields.Nested(WhyOut), required=True)
    matching = ma.fields.List(ma.fields.Integer(), required=True)
    conflicts = ma.fields.List(ma.fields.Integer(), required=True)
    person = ma.fields.Nested(ByOut, required=True, allow_none=True, metadata={"description": "on duty there now"})


class LoadOut(UnitNameOut):
    """A unit that can be given cases, with what it has in hand and who is on duty."""

    kind = ma.fields.String(required=True)
    outside = ma.fields.Boolean(required=True)
    in_hand = ma.fields.Integer(required=True)
    due_soon = ma.fields.Integer(required=True)
    on_duty = ma.fields.Nested(ByOut, required=True, allow_none=True)


class ReturnedOut(ma.Schema):
    """That a unit gave the case back."""

    unit = ma.fields.Nested(UnitNameOut, required=True, allow_none=True)
    reason = ma.fields.String(required=True)
    note = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.String(required=True)


class BoardItemOut(ma.Schema):
    """A case that waits for a unit."""

    case = ma.fields.Nested(CaseOut, required=True)
    suggestion = ma.fields.Nested(SuggestionOut, required=True)
    candidates = ma.fields.List(ma.fields.Nested(LoadOut), required=True)
    returned = ma.fields.Nested(ReturnedOut, required=True, allow_none=True)


class BoardOut(ma.Schema):
    """What waits, urgent ones first, and every unit that can be given cases; `waiting` counts also what is not listed."""

    items = ma.fields.List(ma.fields.Nested(BoardItemOut), required=True)
    units = ma.fields.List(ma.fields.Nested(LoadOut), required=True)
    waiting = ma.fields.Integer(required=True)
    rules_version = ma.fields.Integer(required=True)
