"""Shapes of the merchants' page on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.core.fields import Words
from app.merchants.rules import asked_for

_TOKEN = {"description": "what follows the # in the address on the plate"}


class TokenIn(ma.Schema):
    """A plate's token; whatever its form, a wrong one gets the same answer."""

    token = ma.fields.String(required=True, metadata=_TOKEN)


class UnlockIn(TokenIn):
    """A token and either the code that a patrol told or the last four digits of the registered number."""

    code = Words(40, load_default=None, allow_none=True)
    last4 = Words(40, load_default=None, allow_none=True)

    @ma.validates_schema
    def _one_of_both(self, data: dict[str, str | None], **_kwargs: object) -> None:
        asked_for(data["code"], data["last4"])


class UnlockOut(ma.Schema):
    """What opens the shop, as the header X-Merchant, until then."""

    key = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)


class KeyedIn(ma.Schema):
    """Nothing more is needed than the key; a token that comes along must be of the same plate."""

    token = ma.fields.String(load_default=None, allow_none=True, metadata=_TOKEN)


class PlateItemOut(ma.Schema):
    """One item of what shops here promise."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    name_en = ma.fields.String(required=True)
    do = ma.fields.String(required=True)
    dont = ma.fields.String(required=True)


class PlateSchemeOut(ma.Schema):
    """What shops here promise."""

    name = ma.fields.String(required=True)
    items = ma.fields.List(ma.fields.Nested(PlateItemOut), required=True)


class PlateOfficeOut(ma.Schema):
    """The street's office, and its telephone where the city has entered one."""

    name = ma.fields.String(required=True)
    phone = ma.fields.String(required=True, allow_none=True)


class PublicPlateOut(ma.Schema):
    """What anybody at the door may see: nothing of the shop."""

    door = ma.fields.String(required=True)
    street = ma.fields.String(required=True)
    scheme = ma.fields.Nested(PlateSchemeOut, required=True, allow_none=True)
    office = ma.fields.Nested(PlateOfficeOut, required=True, allow_none=True)


class CodeOut(ma.Schema):
    """A code to be told to the merchant, good once and until then."""

    code = ma.fields.String(required=True)
    expires_at = ma.fields.String(required=True)
    valid_s = ma.fields.Integer(required=True, metadata={"description": "seconds from now on, for a phone whose clock is wrong"})


class PieceIn(ma.Schema):
    """Where a piece begins, and how many bytes the whole photo has."""

    offset = ma.fields.Integer(required=True, validate=ma.validate.Range(0))
    bytes = ma.fields.Integer(required=True, validate=ma.validate.Range(1))


class HeldOut(ma.Schema):
    """How many bytes of the photo are here, and whether it is whole and stored."""

    held = ma.fields.Integer(required=True)
    stored = ma.fields.Boolean(required=True)
