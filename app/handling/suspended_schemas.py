"""Shapes of suspended cases on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import CaseOut, PersonName


class SuspensionOut(ma.Schema):
    """Why a case waits, who granted it, and the last look at it."""

    reason = ma.fields.String(required=True)
    asked_at = ma.fields.String(required=True)
    approved_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    approved_at = ma.fields.String(required=True, allow_none=True)
    resume_on = ma.fields.Date(required=True, allow_none=True)
    reviewed_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    reviewed_at = ma.fields.String(required=True, allow_none=True)
    review_note = ma.fields.String(required=True, allow_none=True)
    review_due_at = ma.fields.String(required=True, metadata={"description": "30 days after the last look"})
    overdue = ma.fields.Boolean(required=True)


class SuspendedCase(ma.Schema):
    """A suspended case."""

    case = ma.fields.Nested(CaseOut, required=True)
    suspension = ma.fields.Nested(SuspensionOut, required=True)


class SuspendedOut(ma.Schema):
    """All of them, what has waited longest for a look first."""

    items = ma.fields.List(ma.fields.Nested(SuspendedCase), required=True)
