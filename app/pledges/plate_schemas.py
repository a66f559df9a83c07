"""Shapes of plates on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.fields import Words, YesNo
from app.pledges.plate_rules import MOST_AT_ONCE, Ended, SeenFrom

_NONCE = 64


class PlatesIn(ma.Schema):
    """Whose plates: some shops', or those of all open shops of a segment."""

    shop_ids = ma.fields.List(ma.fields.UUID(), load_default=list, validate=ma.validate.Length(max=MOST_AT_ONCE))
    segment = Words(40, 1, load_default=None, allow_none=True)
    large = YesNo(load_default=False, metadata={"description": "one plate on each page instead of eight"})
    lost = YesNo(load_default=False, metadata={"description": "the plates before open nothing any more, at once"})


class PlateOut(ma.Schema):
    """A plate; `mark` is printed on it. Its token is nowhere but on the plate."""

    id = ma.fields.String(required=True)
    mark = ma.fields.String(required=True)
    issued_at = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)
    first_seen_at = ma.fields.String(required=True, allow_none=True)
    uses = ma.fields.Integer(required=True)
    revoked_at = ma.fields.String(required=True, allow_none=True)
    why = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf([*Ended]))


class ShopPlatesOut(ma.Schema):
    """All plates that a shop ever had, the newest first."""

    items = ma.fields.List(ma.fields.Nested(PlateOut), required=True)


class PlateEndIn(ma.Schema):
    """Why a plate opens nothing any more."""

    reason = ma.fields.String(required=True, validate=ma.validate.OneOf([one for one in Ended if one is not Ended.REPLACED]))


class PlateAddressOut(ma.Schema):
    """The address on plates, when somebody outside last came here by it, and what to open for that."""

    address = ma.fields.String(required=True)
    checked_at = ma.fields.String(required=True, allow_none=True)
    seen_from = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf([*SeenFrom]))
    page = ma.fields.String(required=True, allow_none=True, metadata={"description": "told once, when the check begins"})
    expires_at = ma.fields.String(required=True, allow_none=True)


class PlateSeenIn(ma.Schema):
    """What followed `check=` in the address that was opened."""

    nonce = Words(_NONCE, 1, required=True)


class PlateSeenOut(ma.Schema):
    """Whether this look shows that plates lead here; one from the server's own machine does not."""

    passed = ma.fields.Boolean(required=True)
