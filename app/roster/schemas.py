"""Shapes of units and their people on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.catalog.schemas import YesNo
from app.core.fields import Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.roster.rules import MAX_NAME, MAX_WORD, UnitFacts, UnitKind

CODE = ma.validate.Regexp(r"^[a-z0-9][a-z0-9._-]{0,39}$")


class UnitBody(ma.Schema):
    """What is entered of a unit; `parent_code` is the one above. A `word` that is left out stays as it is."""

    name = Words(MAX_NAME, 1, required=True)
    kind = ma.fields.Enum(UnitKind, by_value=True, required=True)
    parent_code = ma.fields.String(load_default=None, allow_none=True, validate=CODE)
    outside = YesNo(load_default=False)
    active = YesNo(load_default=True, metadata={"description": "false takes it out of service"})
    duty_phone = Words(30, load_default=None, allow_none=True)
    word = Words(
        MAX_WORD,
        allow_none=True,
        metadata={"description": "what its numbered papers begin with (机关代字)"},
    )


class NewUnitBody(UnitBody):
    """A unit that is not there yet."""

    code = ma.fields.String(required=True, validate=CODE)


class UnitOut(ma.Schema):
    """A unit; `outside` ones have no accounts and are written letters to, those not `active` are retired."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    kind = ma.fields.Enum(UnitKind, by_value=True, required=True)
    parent_code = ma.fields.String(required=True, allow_none=True)
    outside = ma.fields.Boolean(required=True)
    active = ma.fields.Boolean(required=True)
    duty_phone = ma.fields.String(required=True, allow_none=True)
    word = ma.fields.String(required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


class UnitsOut(ma.Schema):
    """All units, by name; it is one page."""

    items = ma.fields.List(ma.fields.Nested(UnitOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})


class MemberOut(ma.Schema):
    """Somebody who belongs to a unit, and whether they are on duty for it now."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    on_duty = ma.fields.Boolean(required=True)


class MembersOut(ma.Schema):
    """The people of a unit, by name; it is one page."""

    items = ma.fields.List(ma.fields.Nested(MemberOut), required=True)
    cursor = ma.fields.Constant(None, metadata={"type": "null"})
    has_more = ma.fields.Constant(False, metadata={"type": "boolean"})


class PeopleArgs(ma.Schema):
    """Which people: part of the name or user name, the page."""

    words = Words(40, 1, load_default=None)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class AccountOut(ma.Schema):
    """An account, as whoever puts units together needs it."""

    id = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    units = ma.fields.List(ma.fields.String(), required=True)


class AccountsOut(ma.Schema):
    """A page of accounts, by user name."""

    items = ma.fields.List(ma.fields.Nested(AccountOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


def facts_of(body: dict[str, Any], word: str | None = None) -> UnitFacts:
    """A loaded `UnitBody` as the rules take it; `word` is the one that it keeps where none is said."""
    parent, said = body["parent_code"] or None, body.get("word", word)
    return UnitFacts(body["name"], body["kind"], parent, body["outside"], body["duty_phone"], said)
