"""Shapes of redaction on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import PersonName
from app.core.fields import Whole
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.photos.rendering import LONG_EDGE
from app.redaction.links import LONGEST
from app.redaction.rules import MAX_BOXES, BoxKind, State

_FRACTION = ma.validate.Range(0, 1)
LONGEST_S = int(LONGEST.total_seconds())


class _Number(ma.fields.Float):
    """A number of JSON: "0.5" and true are none."""

    def _validated(self, value: object) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class RedactionBoxIn(ma.Schema):
    """A rectangle on the upright photo, as fractions of its width and height."""

    left = _Number(required=True, validate=_FRACTION)
    top = _Number(required=True, validate=_FRACTION)
    width = _Number(required=True, validate=_FRACTION)
    height = _Number(required=True, validate=_FRACTION)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*BoxKind]))


class RedactionIn(ma.Schema):
    """All boxes that are in force from now on, and what is decided."""

    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    boxes = ma.fields.List(ma.fields.Nested(RedactionBoxIn), required=True, validate=ma.validate.Length(max=MAX_BOXES))


class RedactionRevision(ma.Schema):
    """The revision that was looked at."""

    class Meta:
        unknown = ma.EXCLUDE

    if_match = ma.fields.String(data_key="If-Match", required=True, metadata={"description": "the ETag of what was read"})


class RedactionBoxOut(RedactionBoxIn):
    """A box with its history; `undone_at` is null for those in force."""

    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    undone_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    undone_at = ma.fields.String(required=True, allow_none=True)


class DetectorOut(ma.Schema):
    """What proposes boxes, and how much it found on photos that people had marked."""

    name = ma.fields.String(required=True)
    recall = ma.fields.Float(required=True)
    marked = ma.fields.Integer(required=True)
    photos = ma.fields.Integer(required=True)


class RedactionOut(ma.Schema):
    """What was decided about a photo."""

    sha256 = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    rev = ma.fields.Integer(required=True, metadata={"description": "0 while nobody has decided; also the ETag"})
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True, allow_none=True)
    boxes = ma.fields.List(ma.fields.Nested(RedactionBoxIn), required=True, metadata={"description": "those in force"})
    history = ma.fields.List(
        ma.fields.Nested(RedactionBoxOut), required=True, metadata={"description": "every box there ever was"}
    )
    width = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "upright pixels of the original"})
    height = ma.fields.Integer(required=True, allow_none=True)
    detector = ma.fields.Nested(DetectorOut, required=True, allow_none=True, metadata={"description": "null: no box is proposed"})
    proposed = ma.fields.List(
        ma.fields.Nested(RedactionBoxIn), required=True, metadata={"description": "by the detector, decided by nobody"}
    )


class RedactionsIn(ma.Schema):
    """Which pictures: those that wait for redaction, or with `case_no` all of a case, whatever was decided."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))
    case_no = ma.fields.String(load_default=None, validate=ma.validate.Length(max=40))


class PhotoToRedactOut(ma.Schema):
    """A picture of a report."""

    sha256 = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    report_id = ma.fields.UUID(required=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    category = ma.fields.String(required=True, allow_none=True)
    role = ma.fields.String(required=True, allow_none=True)
    captured_at = ma.fields.String(required=True, allow_none=True)


class RedactionsOut(ma.Schema):
    """A page of pictures."""

    items = ma.fields.List(ma.fields.Nested(PhotoToRedactOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class PublicPictureIn(ma.Schema):
    """Which size."""

    size = ma.fields.String(load_default="screen", validate=ma.validate.OneOf(sorted(LONG_EDGE)))


class PublicLinkIn(ma.Schema):
    """Which picture, and for how long."""

    size = ma.fields.String(load_default="screen", validate=ma.validate.OneOf(sorted(LONG_EDGE)))
    seconds = Whole(load_default=LONGEST_S, validate=ma.validate.Range(1, LONGEST_S))


class PublicLinkOut(ma.Schema):
    """An address that opens one redacted picture for whoever has it, until it expires."""

    url = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)


class UnmaskedReportOut(ma.Schema):
    """What is masked in a report, as it was written."""

    note = ma.fields.String(required=True)
    phone_numbers = ma.fields.List(ma.fields.String(), required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class UnmaskedCaseOut(ma.Schema):
    """The reasons of the entries of a case's timeline, in its order; null for entries without one."""

    reasons = ma.fields.List(ma.fields.String(allow_none=True), required=True)
