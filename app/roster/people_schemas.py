"""Shapes of accounts on the wire, for whoever keeps them. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.accounts.rules import Role, Scope
from app.catalog.schemas import YesNo
from app.core.fields import Words
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.roster.people_service import PersonFacts
from app.roster.people_table import MAX_NAME

_CODES = ma.validate.Length(max=500)
_CODE = ma.validate.Regexp(r"^[^\x00-\x1f]{1,60}$")
_TRUE = ("true", "1")


class AccountArgs(ma.Schema):
    """Which accounts: part of a name, a post, in work or blocked; and the page."""

    words = Words(40, 1, load_default=None)
    role = ma.fields.Enum(Role, by_value=True, load_default=None)
    active = ma.fields.Boolean(load_default=None)
    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class AccountBody(ma.Schema):
    """What is entered of a person; no segment, cell and unit at all: the whole city."""

    name = Words(MAX_NAME, load_default="")
    roles = ma.fields.List(ma.fields.Enum(Role, by_value=True), required=True, validate=ma.validate.Length(1, len(Role)))
    units = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_CODES)
    segments = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_CODES)
    cells = ma.fields.List(ma.fields.String(validate=_CODE), load_default=list, validate=_CODES)


class ChangedAccount(AccountBody):
    """A person as they are from now on."""

    active = YesNo(load_default=True, metadata={"description": "false blocks the account and signs it out everywhere"})


class NewAccount(AccountBody):
    """A person who has no account yet."""

    username = ma.fields.String(required=True, validate=ma.validate.Length(1, 64))


class KeptAccount(ma.Schema):
    """An account as whoever keeps people sees it."""

    id = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    units = ma.fields.List(ma.fields.String(), required=True)
    segments = ma.fields.List(ma.fields.String(), required=True)
    cells = ma.fields.List(ma.fields.String(), required=True)
    active = ma.fields.Boolean(required=True)
    demo = ma.fields.Boolean(required=True)
    password_given = ma.fields.Boolean(required=True, metadata={"description": "they have not chosen a password yet"})
    created_at = ma.fields.String(required=True)
    rev = ma.fields.Integer(required=True)


class KeptAccounts(ma.Schema):
    """A page of accounts, by user name."""

    items = ma.fields.List(ma.fields.Nested(KeptAccount), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class GivenOut(ma.Schema):
    """An account with the password that was made for it, shown this once."""

    person = ma.fields.Nested(KeptAccount, required=True)
    password = ma.fields.String(required=True)


class TableArgs(ma.Schema):
    """How a table of people is meant."""

    everybody = ma.fields.Boolean(
        load_default=False, metadata={"description": "the table has everybody: whoever is not in it is switched off"}
    )


class BringArgs(TableArgs):
    """The plan that somebody looked at."""

    plan = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{32}$"))


class FactsOut(ma.Schema):
    """What is known of a person before or after."""

    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    units = ma.fields.List(ma.fields.String(), required=True)
    segments = ma.fields.List(ma.fields.String(), required=True)
    cells = ma.fields.List(ma.fields.String(), required=True)
    active = ma.fields.Boolean(required=True)


class StepOut(ma.Schema):
    """What would become of one person: new, changed, same or leaves; `number` is the row of the table."""

    number = ma.fields.Integer(required=True, allow_none=True)
    username = ma.fields.String(required=True)
    what = ma.fields.String(required=True)
    was = ma.fields.Nested(FactsOut, required=True, allow_none=True)
    will = ma.fields.Nested(FactsOut, required=True)


class WrongRowOut(ma.Schema):
    """A row that cannot be used: `word` and `value` say why, `detail` in a sentence."""

    number = ma.fields.Integer(required=True)
    word = ma.fields.String(required=True)
    value = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)


class PlanOut(ma.Schema):
    """What a table would do; nothing is written. `plan` is sent back to bring it, null while a row is wrong."""

    plan = ma.fields.String(required=True, allow_none=True)
    steps = ma.fields.List(ma.fields.Nested(StepOut), required=True)
    wrong = ma.fields.List(ma.fields.Nested(WrongRowOut), required=True)


class AddedOut(ma.Schema):
    """Somebody new with their password, shown this once."""

    username = ma.fields.String(required=True)
    password = ma.fields.String(required=True)


class BroughtOut(ma.Schema):
    """What a table changed."""

    added = ma.fields.List(ma.fields.Nested(AddedOut), required=True)
    changed = ma.fields.List(ma.fields.String(), required=True)
    switched_off = ma.fields.List(ma.fields.String(), required=True)


def facts_of(body: dict[str, Any]) -> PersonFacts:
    """A loaded `AccountBody` as the service takes it."""
    scope = Scope(*(frozenset(body[name]) for name in ("segments", "cells", "units")))
    return PersonFacts(body["name"], tuple(sorted(set(body["roles"]))), scope, body.get("active", True))
