"""Shapes of pledges on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import PersonName
from app.core.fields import Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.pledges.filing import WHY_NOT
from app.pledges.rules import MOST_AT_ONCE, Doubt, How, Standing, State

_STATE = ma.validate.OneOf([str(one) for one in State])
_STANDING = ma.validate.OneOf([str(one) for one in Standing])
_DOUBTS = ma.validate.ContainsOnly([str(one) for one in Doubt])


class LedgerIn(ma.Schema):
    """Which pledges."""

    state = ma.fields.String(load_default=None, validate=_STATE)
    shop = ma.fields.UUID(load_default=None)
    doubtful = ma.fields.Boolean(load_default=False)
    cursor = Words(80, load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class PledgedShop(ma.Schema):
    """The shop of a pledge, as it is now."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    door = ma.fields.String(required=True, allow_none=True)
    street = ma.fields.String(required=True, allow_none=True)
    segment_code = ma.fields.String(required=True, allow_none=True)
    cell_code = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True)


class SignerOut(ma.Schema):
    """Who signed: name and telephone number masked."""

    name = ma.fields.String(required=True, allow_none=True)
    capacity = ma.fields.String(required=True, allow_none=True)
    phone = ma.fields.String(required=True, allow_none=True)


class PledgeBrief(ma.Schema):
    """A pledge in short; days are the city's, the last one included."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=_STATE)
    standing = ma.fields.String(required=True, validate=_STANDING)
    number = ma.fields.String(required=True, allow_none=True)
    signed_at = ma.fields.String(required=True)
    valid_from = ma.fields.String(required=True, allow_none=True)
    valid_to = ma.fields.String(required=True, allow_none=True)
    days_left = ma.fields.Integer(required=True, allow_none=True)
    supersedes = ma.fields.UUID(required=True, allow_none=True)
    superseded_by = ma.fields.UUID(required=True, allow_none=True)
    doubts = ma.fields.List(ma.fields.String(validate=_DOUBTS), required=True)
    rev = ma.fields.Integer(required=True)


class PledgeLine(PledgeBrief):
    """A line of the ledger."""

    shop = ma.fields.Nested(PledgedShop, required=True)
    signer = ma.fields.Nested(SignerOut, required=True)
    received_at = ma.fields.String(required=True)


class PledgesOut(ma.Schema):
    """A page of the ledger."""

    items = ma.fields.List(ma.fields.Nested(PledgeLine), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class PledgeSheetOut(ma.Schema):
    """A finished PDF: `signed` as it was signed, `filed` the same with its number beside it."""

    part = ma.fields.String(required=True)
    sha256 = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True)
    kid = ma.fields.String(required=True)
    signature = ma.fields.String(required=True)
    drawn_at = ma.fields.String(required=True)


class PledgeEventOut(ma.Schema):
    """An entry of what became of it."""

    kind = ma.fields.String(required=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    facts = ma.fields.Dict(required=True)


class PledgeOut(PledgeLine):
    """One pledge: what was signed, without strokes, and what became of it."""

    scheme = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{id, code, version, name}"})
    content = ma.fields.Dict(
        required=True, metadata={"description": "{scheme, items, shop, frontage, office, term, signed_at, read_aloud}"}
    )
    document_sha256 = ma.fields.String(required=True, metadata={"description": "of the document's RFC 8785 form"})
    position = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{lon, lat, accuracy_m}"})
    photos = ma.fields.Dict(required=True, metadata={"description": "{front: [sha256], paper: [sha256]}"})
    officer = ma.fields.Nested(PersonName, required=True, allow_none=True)
    confirmed = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{at, by, how}"})
    filed = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{at, by, unit_code}"})
    terminated = ma.fields.Dict(required=True, allow_none=True, metadata={"description": "{at, by, reason}"})
    sheets = ma.fields.List(ma.fields.Nested(PledgeSheetOut), required=True)
    events = ma.fields.List(ma.fields.Nested(PledgeEventOut), required=True)


class ConfirmIn(ma.Schema):
    """What made sure that it was the merchant who signed: the paper original, or a call. A code is the merchant's to say."""

    how = ma.fields.String(required=True, validate=ma.validate.OneOf([How.PAPER.value, How.PHONE.value]))


class TerminateIn(ma.Schema):
    """Why it holds no longer."""

    reason = Words(300, 1, required=True)


class FilingIn(ma.Schema):
    """What is to be filed, in the order of its numbers."""

    ids = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, MOST_AT_ONCE))


class NotFiledOut(ma.Schema):
    """One that was not filed."""

    id = ma.fields.UUID(required=True)
    why = ma.fields.String(required=True, validate=ma.validate.OneOf(WHY_NOT))


class FilingOut(ma.Schema):
    """What came of it; one that cannot be filed hinders no other."""

    filed = ma.fields.List(ma.fields.Nested(PledgeBrief), required=True)
    refused = ma.fields.List(ma.fields.Nested(NotFiledOut), required=True)


class RemindersIn(ma.Schema):
    """Shops that should sign."""

    shop_ids = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, MOST_AT_ONCE))


class RemindersOut(ma.Schema):
    """Of how many shops somebody was told, and those that are closed, not in sight, or that nobody answers for."""

    told = ma.fields.Integer(required=True)
    nobody = ma.fields.List(ma.fields.UUID(), required=True)
