"""Shapes of a verdict on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.cases.rules import VerdictWord
from app.cases.wording import storable
from app.review.rules import Decision

LONGEST_REASON = 1000


class VerdictIn(ma.Schema):
    """A verdict: a rejection needs `reason`, a duplicate `duplicate_of` (a report's id or a case number)."""

    verdict = ma.fields.Enum(VerdictWord, by_value=True, required=True)
    reason = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=LONGEST_REASON))
    duplicate_of = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=36))
    segment_choice = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=40))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Decision:
        texts = {name: _text(data[name]) for name in ("reason", "duplicate_of", "segment_choice")}
        return Decision(data["verdict"], **texts)


class ReadRevision(ma.Schema):
    """The revision that was read, as a header."""

    if_match = ma.fields.String(
        data_key="If-Match", load_default=None, metadata={"description": 'the report\'s revision, for example "3"'}
    )


def _text(value: str | None) -> str | None:
    return (storable(value).strip() or None) if value else None
