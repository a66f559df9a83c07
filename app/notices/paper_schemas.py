"""Shapes in which papers are told. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import DeletedOut, PersonName, PlaceName
from app.notices.rules import Kind, Means, Move, ReceiverKind, State
from app.notices.schemas import one_of


class ReceiverOut(ma.Schema):
    """Whom a paper is for; in lists a person's name is masked."""

    kind = one_of(ReceiverKind, required=True)
    code = ma.fields.String(required=True, allow_none=True)
    name = ma.fields.String(required=True)


class NoticeLineOut(ma.Schema):
    """A line of the ledger."""

    id = ma.fields.UUID(required=True)
    kind = one_of(Kind, required=True)
    state = one_of(State, required=True)
    rev = ma.fields.Integer(required=True, metadata={"description": "also the ETag"})
    number = ma.fields.String(required=True, allow_none=True)
    case_no = ma.fields.String(required=True)
    unit_code = ma.fields.String(required=True)
    receiver = ma.fields.Nested(ReceiverOut, required=True)
    address = ma.fields.String(required=True)
    segment = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    cell_code = ma.fields.String(required=True, allow_none=True)
    deadline = ma.fields.String(required=True)
    level = ma.fields.String(required=True, allow_none=True)
    reply_by = ma.fields.String(required=True, allow_none=True)
    issued_at = ma.fields.String(required=True, allow_none=True)
    served_at = ma.fields.String(required=True, allow_none=True)
    means = one_of(Means, required=True, allow_none=True)
    passed = ma.fields.Boolean(required=True, allow_none=True)
    archive_no = ma.fields.String(required=True, allow_none=True)


class NoticesOut(ma.Schema):
    """A page of the ledger."""

    items = ma.fields.List(ma.fields.Nested(NoticeLineOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class NoticeEventOut(ma.Schema):
    """One entry of what became of a paper."""

    kind = ma.fields.String(required=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)


class SheetOut(ma.Schema):
    """The finished PDF: its hash, and a signature over it that openssl checks with the public key."""

    sha256 = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True)
    kid = ma.fields.String(required=True)
    signature = ma.fields.String(required=True)
    fingerprint = ma.fields.String(required=True)


class PaperPhotoOut(ma.Schema):
    """A picture of the paper; while `pending` nobody has decided what it must hide."""

    sha256 = ma.fields.String(required=True)
    pending = ma.fields.Boolean(required=True)
    role = ma.fields.String(allow_none=True)


class NoticeOut(NoticeLineOut):
    """One paper with all that became of it."""

    order_ref = ma.fields.String(required=True, allow_none=True)
    template = ma.fields.Dict(required=True)
    facts = ma.fields.Dict(required=True)
    basis = ma.fields.List(ma.fields.Dict(), required=True)
    outdated_basis = ma.fields.List(ma.fields.String(), required=True)
    requirement = ma.fields.String(required=True)
    photos = ma.fields.List(ma.fields.Nested(PaperPhotoOut), required=True)
    cc = ma.fields.List(ma.fields.String(), required=True)
    drafted_by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    officer = ma.fields.Nested(PersonName, required=True, allow_none=True)
    authorised = ma.fields.Boolean(required=True)
    sheet = ma.fields.Nested(SheetOut, required=True, allow_none=True)
    service = ma.fields.Dict(required=True, allow_none=True)
    events = ma.fields.List(ma.fields.Nested(NoticeEventOut), required=True)
    deleted = ma.fields.Nested(DeletedOut, required=True, allow_none=True)
    moves = ma.fields.List(one_of(Move), required=True)


class OrderOut(ma.Schema):
    """A supervision order of the case that can be put on paper."""

    id = ma.fields.String(required=True)
    level = ma.fields.String(required=True)
    reply_by = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class ProposalOut(ma.Schema):
    """What a new draft begins with."""

    case_no = ma.fields.String(required=True)
    category = ma.fields.String(required=True, allow_none=True)
    receiver = ma.fields.Nested(ReceiverOut, required=True, allow_none=True)
    address = ma.fields.String(required=True)
    segment = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    cell_code = ma.fields.String(required=True, allow_none=True)
    facts = ma.fields.Dict(required=True)
    deadline = ma.fields.String(required=True, allow_none=True)
    photos = ma.fields.List(ma.fields.Nested(PaperPhotoOut), required=True)
    orders = ma.fields.List(ma.fields.Nested(OrderOut), required=True, metadata={"description": "supervision orders in force"})


class ServiceOut(ma.Schema):
    """How it was served, with every name and the strokes."""

    class Meta:
        unknown = ma.INCLUDE
