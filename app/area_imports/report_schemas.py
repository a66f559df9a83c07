"""Shapes of what is said about a file. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.areas.import_report import Kind


class SentenceOut(ma.Schema):
    """A sentence that a program can translate: its slug and facts, and its English."""

    slug = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)


class RemarkOut(ma.Schema):
    """What happened to some of the records: `what` is the English of slug and facts."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*Kind]))
    slug = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)
    what = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)
    examples = ma.fields.List(ma.fields.Nested(SentenceOut), required=True)


class FileReportOut(ma.Schema):
    """What became of the records of a file."""

    read = ma.fields.Integer(required=True)
    imported = ma.fields.Integer(required=True)
    skipped = ma.fields.Integer(required=True)
    notes = ma.fields.List(ma.fields.Nested(SentenceOut), required=True)
    remarks = ma.fields.List(ma.fields.Nested(RemarkOut), required=True)
