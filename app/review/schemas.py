"""Shapes of a verdict on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.cases.schemas import ReportOut
from app.cases.states import VerdictWord
from app.cases.wording import storable
from app.core.api import ProblemSchema
from app.review.rules import Decision, Order

LONGEST_REASON = 1000
MOST_AT_ONCE = 50
"""As many as one page of the inbox; a person has looked at each of them."""
_LONGEST_NAME = 36
_LONGEST_CODE = 40


def _variant(verdict: VerdictWord, *required: str) -> dict[str, Any]:
    """One kind of verdict with the texts it cannot do without."""
    longest = {"reason": LONGEST_REASON, "duplicate_of": _LONGEST_NAME, "segment_choice": _LONGEST_CODE, "person": _LONGEST_NAME}
    texts: dict[str, Any] = {name: {"type": ["string", "null"], "maxLength": length} for name, length in longest.items()}
    texts |= {name: {"type": "string", "maxLength": longest[name], "minLength": 1, "pattern": r"\S"} for name in required}
    return {
        "type": "object",
        "title": verdict.value,
        "properties": {"verdict": {"const": verdict.value}, **texts},
        "required": ["verdict", *required],
        "additionalProperties": False,
    }


VERDICT_BODY: dict[str, Any] = {
    "required": True,
    "description": "The decision; `segment_choice` corrects the place, outside the candidates only with a reason. `person` is "
    "who verifies; without it the inspector of the place who has the least to verify.",
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    _variant(VerdictWord.ACCEPT),
                    _variant(VerdictWord.REJECT, "reason"),
                    _variant(VerdictWord.DUPLICATE, "duplicate_of"),
                    _variant(VerdictWord.VERIFY),
                    _variant(VerdictWord.AMEND, "reason"),
                ]
            }
        }
    },
}
"""The same as `VerdictIn` for generic clients: one schema cannot say which verdict needs what."""


class VerdictIn(ma.Schema):
    """A verdict: a rejection needs `reason`, a duplicate `duplicate_of` (a report's id or a case number), an amendment
    what is missing as `reason`; a verification may name its `person`."""

    verdict = ma.fields.Enum(VerdictWord, by_value=True, required=True)
    reason = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=LONGEST_REASON))
    duplicate_of = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=_LONGEST_NAME))
    segment_choice = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=_LONGEST_CODE))
    person = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=_LONGEST_NAME))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Decision:
        texts = {name: _text(data[name]) for name in ("reason", "duplicate_of", "segment_choice", "person")}
        return Decision(data["verdict"], **texts)


class _Revision(ma.fields.Integer):
    """A whole number as JSON knows it: `3.0` is 3, `"3"` is none."""

    def _validated(self, value: Any) -> int:
        return super()._validated(int(value) if isinstance(value, float) and value.is_integer() else value)


class OrderIn(ma.Schema):
    """A rejection or a duplicate. Accepting opens a case, which is never done to several reports at once."""

    report_id = ma.fields.UUID(required=True)
    rev = _Revision(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=ma.validate.Range(1, 2**31 - 1),
        metadata={"description": "the revision that was read"},
    )
    verdict = ma.fields.String(required=True, validate=ma.validate.OneOf([VerdictWord.REJECT.value, VerdictWord.DUPLICATE.value]))
    reason = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=LONGEST_REASON))
    duplicate_of = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=_LONGEST_NAME))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Order:
        decision = Decision(VerdictWord(data["verdict"]), _text(data["reason"]), _text(data["duplicate_of"]))
        return Order(str(data["report_id"]), data["rev"], decision)


class VerdictsIn(ma.Schema):
    """Verdicts about several reports."""

    verdicts = ma.fields.List(ma.fields.Nested(OrderIn), required=True, validate=ma.validate.Length(min=1, max=MOST_AT_ONCE))


class OutcomeOut(ma.Schema):
    """What became of one verdict: `status` is what it alone would have been answered with."""

    report_id = ma.fields.UUID(required=True)
    status = ma.fields.Integer(required=True)
    report = ma.fields.Nested(ReportOut, required=True, allow_none=True, metadata={"description": "as judged"})
    problem = ma.fields.Nested(ProblemSchema, required=True, allow_none=True)


class OutcomesOut(ma.Schema):
    """In the order of the verdicts."""

    outcomes = ma.fields.List(ma.fields.Nested(OutcomeOut), required=True)


class TwinOut(ma.Schema):
    """A report or case that may be the same thing; into one that is `over` nothing is merged."""

    report_id = ma.fields.UUID(required=True, metadata={"description": "of a case the one it was opened with"})
    case_no = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True)
    over = ma.fields.Boolean(required=True)
    at = ma.fields.String(required=True)
    metres = ma.fields.Float(required=True)
    suspected = ma.fields.Boolean(required=True, metadata={"description": "found when the report arrived"})


class TwinsOut(ma.Schema):
    """The nearest first, those that are over last; and within how many metres and days was looked."""

    items = ma.fields.List(ma.fields.Nested(TwinOut), required=True)
    radius_m = ma.fields.Integer(required=True)
    days = ma.fields.Integer(required=True)


class VerifierUnit(ma.Schema):
    """A unit somebody belongs to."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class VerifierOut(ma.Schema):
    """Somebody who may look on the spot."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    inspector = ma.fields.Boolean(required=True, metadata={"description": "of these one is chosen where nobody is named"})
    units = ma.fields.List(ma.fields.Nested(VerifierUnit), required=True)


class VerifiersOut(ma.Schema):
    """The inspectors of the place first."""

    items = ma.fields.List(ma.fields.Nested(VerifierOut), required=True)


class ReadRevision(ma.Schema):
    """The revision that was read, as a header."""

    if_match = ma.fields.String(
        data_key="If-Match",
        load_default=None,
        metadata={"description": 'the report\'s revision, for example "3"; holds while nothing but its checks has changed since'},
    )


def _text(value: str | None) -> str | None:
    return (storable(value).strip() or None) if value else None
