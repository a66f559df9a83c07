"""Shapes of papers on the wire. Never touch the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import marshmallow as ma

from app.core.fields import Moment, Whole, Words, YesNo
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.tables_out import FORMATS
from app.handling.rules import OrderLevel
from app.notices.rules import MAX_PHOTOS, Kind, Means, ReceiverKind
from app.photos.rules import SHA256_HEX

_ROW = Whole(validate=ma.validate.Range(1, 2**31 - 1))
_SHA256 = ma.validate.Regexp(SHA256_HEX)
MAX_STROKES, MAX_POINTS = 200, 2_000


def one_of(words: Iterable[str], **kwargs: Any) -> ma.fields.String:
    """A field for one of these words."""
    return ma.fields.String(validate=ma.validate.OneOf([str(word) for word in words]), **kwargs)


class ReceiverIn(ma.Schema):
    """Whom the paper is for; `code` is the shop's id or the unit's code, null for a person."""

    kind = one_of(ReceiverKind, required=True)
    code = Words(40, load_default=None, allow_none=True)
    name = Words(80, 1, required=True)


class FactsIn(ma.Schema):
    """What was found: when, where, what."""

    at = Moment(required=True)
    where = Words(120, 1, required=True)
    what = Words(1_000, 1, required=True)


class NoticeIn(ma.Schema):
    """What a draft says; `level` and `reply_by` belong to supervision orders."""

    case_no = Words(19, 1, required=True)
    template_id = Whole(required=True, validate=ma.validate.Range(1, 2**31 - 1))
    receiver = ma.fields.Nested(ReceiverIn, required=True)
    address = Words(120, load_default="")
    facts = ma.fields.Nested(FactsIn, required=True)
    basis = ma.fields.List(_ROW, load_default=list, validate=ma.validate.Length(max=10))
    requirement = Words(2_000, 1, required=True)
    deadline = Moment(required=True)
    photos = ma.fields.List(ma.fields.String(validate=_SHA256), load_default=list, validate=ma.validate.Length(max=MAX_PHOTOS))
    level = one_of(OrderLevel, load_default=None, allow_none=True)
    reply_by = Moment(load_default=None, allow_none=True)
    cc = ma.fields.List(Words(60, 1), load_default=list, validate=ma.validate.Length(max=10))
    order_ref = Words(40, load_default=None, allow_none=True)


class NewNoticeIn(NoticeIn):
    """A new draft under an id of the client's own, so that sending it twice makes one."""

    id = ma.fields.UUID(required=True)


class OfflineNumberIn(ma.Schema):
    """A number that a phone gave from its block, and when."""

    block_id = ma.fields.UUID(required=True)
    running = Whole(required=True, validate=ma.validate.Range(1, 2**31 - 1))
    at = Moment(required=True)


class IssueIn(ma.Schema):
    """Issue now, or tell what was issued offline."""

    offline = ma.fields.Nested(OfflineNumberIn, load_default=None, allow_none=True)


_FRACTION = ma.fields.Float(validate=ma.validate.Range(0, 1))
_POINT = ma.fields.List(_FRACTION, validate=ma.validate.Length(equal=2))
_STROKE = ma.fields.List(_POINT, validate=ma.validate.Length(1, MAX_POINTS))


class ServeIn(ma.Schema):
    """How it was served: in person (signer, capacity, strokes or photo) or left (witness, reason, photo)."""

    means = one_of([Means.IN_PERSON, Means.LEFT], required=True)
    at = Moment(load_default=None, allow_none=True)
    signer = Words(80, load_default=None, allow_none=True)
    capacity = Words(40, load_default=None, allow_none=True)
    strokes = ma.fields.List(_STROKE, load_default=None, allow_none=True, validate=ma.validate.Length(1, MAX_STROKES))
    photo = ma.fields.String(load_default=None, allow_none=True, validate=_SHA256)
    witness = Words(80, load_default=None, allow_none=True)
    reason = Words(500, load_default=None, allow_none=True)


class AnswerIn(ma.Schema):
    """What the receiver did about it, and when they said so."""

    text = Words(2_000, 1, required=True)
    at = Moment(load_default=None, allow_none=True)


class ReviewIn(ma.Schema):
    """Whether it was put right; a text is needed when not."""

    passed = YesNo(required=True)
    text = Words(2_000, load_default="")


class ArchiveIn(ma.Schema):
    """Under which number it is filed away."""

    archive_no = Words(60, 1, required=True)


class VoidIn(ma.Schema):
    """Why it no longer holds."""

    reason = Words(500, 1, required=True)


class _Ledger(ma.Schema):
    kind = one_of(Kind, load_default=None)
    state = ma.fields.String(load_default="", metadata={"description": "one or several states, with commas between"})
    unit = Words(40, load_default=None)
    segment = Words(40, load_default=None)
    case_no = Words(19, load_default=None)
    overdue = ma.fields.Boolean(load_default=False)
    since = ma.fields.Date(load_default=None, metadata={"description": "first day of issuing"})
    until = ma.fields.Date(load_default=None, metadata={"description": "last day of issuing"})
    words = Words(80, load_default=None)


class LedgerIn(_Ledger):
    """What the ledger is narrowed to."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class LedgerExportIn(_Ledger):
    """The same ledger as a file."""

    format = one_of(FORMATS, load_default="xlsx")


class ProposalIn(ma.Schema):
    """For which case."""

    case_no = Words(19, 1, required=True)
