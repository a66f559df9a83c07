"""Shapes of channels, rules and addresses on the wire. Never touch the database."""

from __future__ import annotations

import re

import marshmallow as ma

from app.core.fields import Whole
from app.telling.rules import KINDS, TO_PEOPLE, Carries, ChannelKind
from app.telling.texts import LANGUAGES

_WORD = ma.validate.Regexp(re.compile(r"[a-z_]{1,40}"), error="a name of a setting")
_VALUE = ma.validate.Length(max=500)
_MINUTE = ma.validate.Range(0, 24 * 60 - 1)


class ChannelIn(ma.Schema):
    """A channel; which settings and secrets it needs is in `forms`. A secret left out stays, unless `url` changes."""

    kind = ma.fields.String(required=True, validate=ma.validate.OneOf([*ChannelKind]))
    name = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=60))
    active = ma.fields.Boolean(load_default=True)
    carries = ma.fields.String(load_default=Carries.EACH.value, validate=ma.validate.OneOf([*Carries]))
    kinds = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(sorted(KINDS))), load_default=[])
    unit = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(max=40))
    language = ma.fields.String(load_default="zh", validate=ma.validate.OneOf([*LANGUAGES]))
    config = ma.fields.Dict(ma.fields.String(validate=_WORD), ma.fields.String(validate=_VALUE), load_default={})
    secrets = ma.fields.Dict(ma.fields.String(validate=_WORD), ma.fields.String(validate=_VALUE), load_default={})


class ChannelOut(ma.Schema):
    """A channel; of its secrets only the names are told."""

    id = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    active = ma.fields.Boolean(required=True)
    carries = ma.fields.String(required=True)
    kinds = ma.fields.List(ma.fields.String(), required=True)
    unit = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True)
    config = ma.fields.Dict(required=True)
    secrets = ma.fields.List(ma.fields.String(), required=True)
    callback = ma.fields.String(required=True, allow_none=True, metadata={"description": "where a gateway tells what arrived"})
    waiting = ma.fields.Integer(required=True, metadata={"description": "messages that are still to leave by it"})
    rev = ma.fields.Integer(required=True)


class ChannelFormOut(ma.Schema):
    """What is set for a kind of channel: settings with their preset values (null: has to be given), names of secrets."""

    config = ma.fields.Dict(required=True)
    secrets = ma.fields.List(ma.fields.String(), required=True)
    optional_secrets = ma.fields.List(ma.fields.String(), required=True)
    to_people = ma.fields.Boolean(required=True)


class ChannelsOut(ma.Schema):
    """All channels, and the kinds there are."""

    items = ma.fields.List(ma.fields.Nested(ChannelOut), required=True)
    forms = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(ChannelFormOut), required=True)


class ChannelTrialIn(ma.Schema):
    """To whom a test goes: a number or work-chat id for channels that reach people; null otherwise, or for yourself."""

    to = ma.fields.String(required=True, allow_none=True, validate=ma.validate.Length(max=100))


class ChannelTrialOut(ma.Schema):
    """What came of a test."""

    ok = ma.fields.Boolean(required=True)
    why = ma.fields.String(required=True, allow_none=True)
    provider_id = ma.fields.String(required=True, allow_none=True)


class TellingRulesIn(ma.Schema):
    """Minutes of the city's day from midnight on."""

    quiet_from = Whole(required=True, validate=_MINUTE)
    quiet_to = Whole(required=True, validate=_MINUTE)
    digest_at = Whole(required=True, validate=_MINUTE)
    internal_hosts = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp(re.compile(r"[A-Za-z0-9.:-]{1,253}"), error="a host name or address")),
        required=True,
        validate=ma.validate.Length(max=50),
    )


class TellingRulesOut(ma.Schema):
    """The rules in force; `allow_local` is set at the terminal only."""

    quiet_from = ma.fields.Integer(required=True)
    quiet_to = ma.fields.Integer(required=True)
    digest_at = ma.fields.Integer(required=True)
    internal_hosts = ma.fields.List(ma.fields.String(), required=True)
    allow_local = ma.fields.Boolean(required=True)


class OwnAddressIn(ma.Schema):
    """Where one is reached; null forgets it."""

    address = ma.fields.String(required=True, allow_none=True, validate=ma.validate.Length(min=1, max=100))


class OwnAddressOut(ma.Schema):
    """Where one is reached on a kind of channel, numbers masked."""

    channel_kind = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(TO_PEOPLE)))
    address = ma.fields.String(required=True, allow_none=True)
    available = ma.fields.Boolean(required=True, metadata={"description": "whether the city has such a channel switched on"})


class OwnAddressesOut(ma.Schema):
    """One's addresses, one entry for each kind of channel."""

    items = ma.fields.List(ma.fields.Nested(OwnAddressOut), required=True)
