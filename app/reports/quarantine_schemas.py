"""Shapes of quarantine and of handing in on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import PersonName
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.reports.faults import WORDS

LONGEST_REASON = 500
LONGEST_TEXT = 128 * 1024
"""Characters; a report has at most 64 KiB, and a person should be told so rather than find the text cut off."""


class QuarantineIn(ma.Schema):
    """Which part of the list."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(["open", "settled"]))


class SettlementOut(ma.Schema):
    """What became of it, by whom (null: the operator at the server), when and why."""

    outcome = ma.fields.String(required=True, validate=ma.validate.OneOf(["filed", "dismissed"]))
    report_id = ma.fields.UUID(required=True, allow_none=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class QuarantinedOut(ma.Schema):
    """Refused bytes, without their content."""

    id = ma.fields.Integer(required=True)
    report_id = ma.fields.UUID(required=True, metadata={"description": "the id it came under"})
    reason = ma.fields.String(
        required=True, metadata={"description": "content-conflict, invalid-body, too-large, or draft for an unfinished one"}
    )
    sender = ma.fields.Nested(PersonName, required=True)
    device_id = ma.fields.String(required=True, allow_none=True)
    device_seq = ma.fields.Integer(required=True, allow_none=True)
    received_at = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True)
    settled = ma.fields.Nested(SettlementOut, required=True, allow_none=True)


class QuarantineOut(ma.Schema):
    """A page; `cursor` asks for the next one."""

    items = ma.fields.List(ma.fields.Nested(QuarantinedOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class FaultOut(ma.Schema):
    """What keeps it from being a report; line and column are from 1."""

    word = ma.fields.String(required=True, validate=ma.validate.OneOf(WORDS))
    line = ma.fields.Integer(required=True, allow_none=True)
    column = ma.fields.Integer(required=True, allow_none=True)
    errors = ma.fields.List(ma.fields.Dict(), required=True, metadata={"description": "JSON pointers to what is wrong"})


class DifferenceOut(ma.Schema):
    """A field that is not the same; JSON texts, null where that side has no such field."""

    pointer = ma.fields.String(required=True)
    filed = ma.fields.String(required=True, allow_none=True)
    sent = ma.fields.String(required=True, allow_none=True)


class FiledBesideOut(ma.Schema):
    """The report that has the id."""

    report_id = ma.fields.UUID(required=True)
    manifest_sha256 = ma.fields.String(required=True)
    received_at = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    differences = ma.fields.List(ma.fields.Nested(DifferenceOut), required=True)


class QuarantinedWholeOut(QuarantinedOut):
    """Refused bytes with everything that helps to judge and repair them."""

    cut_off = ma.fields.Boolean(required=True, metadata={"description": "more came than the first MiB that was kept"})
    text = ma.fields.String(required=True)
    masked = ma.fields.Boolean(required=True, metadata={"description": "phone numbers are masked for this reader"})
    fault = ma.fields.Nested(FaultOut, required=True, allow_none=True)
    proposal = ma.fields.String(required=True, allow_none=True, metadata={"description": "a draft, written as a report"})
    new_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "the id it would be filed under"})
    filed = ma.fields.Nested(FiledBesideOut, required=True, allow_none=True)


_REASON = [ma.validate.Length(1, LONGEST_REASON), ma.validate.Regexp(r"[\s\S]*\S", error="Say why.")]
"""A list, because only then the description tells both; the pattern reads the same in ECMAScript, which descriptions use."""


class DismissIn(ma.Schema):
    """Why nothing will come of it."""

    reason = ma.fields.String(required=True, validate=_REASON)


class FileIn(DismissIn):
    """Without `text` it is filed as it came."""

    text = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=LONGEST_TEXT))


class DraftKeptOut(ma.Schema):
    """A draft that a person can look at and file now."""

    draft_id = ma.fields.UUID(required=True)
    kept = ma.fields.Boolean(required=True)
