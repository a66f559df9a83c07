"""Shapes of tasks on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import CaseOut, ReportOut


class TasksOut(ma.Schema):
    """What waits for a person: cases in the order they should be done, and reports."""

    items = ma.fields.List(ma.fields.Nested(CaseOut), required=True)
    reports = ma.fields.List(
        ma.fields.Nested(ReportOut),
        required=True,
        metadata={"description": "to be verified on the spot (`verifying`), or the own ones that miss something (`to-amend`)"},
    )
