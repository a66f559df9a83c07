"""Decides which adapter a channel has and what has to be set for it; secrets are sealed, never told again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from types import ModuleType
from typing import Any, Final, cast

import uuid_utils

from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import InvalidBody, NotFound
from app.core.if_match import check
from app.core.wording import storable
from app.roster import queries as roster
from app.telling import people, reach
from app.telling.adapters import dingtalk_app, dingtalk_robot, gov_dingtalk, sms, webhook, wecom_app, wecom_robot
from app.telling.carrying import Adapter, Line
from app.telling.models import Channel, TellingRules
from app.telling.queries import Rules, rules_in_force
from app.telling.rules import ChannelKind

_MODULES: Final[dict[ChannelKind, ModuleType]] = {
    ChannelKind.SMS: sms,
    ChannelKind.WECOM_APP: wecom_app,
    ChannelKind.WECOM_ROBOT: wecom_robot,
    ChannelKind.DINGTALK_APP: dingtalk_app,
    ChannelKind.DINGTALK_ROBOT: dingtalk_robot,
    ChannelKind.GOV_DINGTALK: gov_dingtalk,
    ChannelKind.WEBHOOK: webhook,
}


def adapter_of(kind: str) -> Adapter:
    """What carries for this kind of channel. Raises ValueError for a kind there is none of."""
    return cast(Adapter, _MODULES[ChannelKind(kind)])


def reach_now() -> reach.Reach:
    """How far this server calls by the rules in force."""
    rules = rules_in_force()
    return reach.Reach(rules.internal_hosts, rules.allow_local)


def line_of(channel: Channel, how_far: reach.Reach) -> Line:
    """The channel for its adapter, its secrets opened. Raises InvalidTag when the row was altered."""
    return Line(channel.id, channel.config, secrets_of(channel), partial(reach.call, reach=how_far))


def secrets_of(channel: Channel) -> dict[str, str]:
    """Its secrets by name. Raises InvalidTag when the row was altered."""
    if channel.secret is None:
        return {}
    opened: dict[str, str] = json.loads(people.opened(channel.secret, _bound(channel.id)))
    return opened


def add(wanted: Mapping[str, Any], now: datetime) -> Channel:
    """Within a transaction: a new channel. Raises InvalidBody with pointers, BadAddress."""
    kind = ChannelKind(wanted["kind"])
    channel = Channel(id=str(uuid_utils.uuid7()), kind=kind, created_at=now, rev=1, config={}, secret=None)
    _set(channel, wanted, wanted.get("secrets") or {})
    db.session.add(channel)
    db.session.flush()
    note(Action.CHANNEL_SET, "channel", channel.id, kind=channel.kind, active=channel.active, carries=channel.carries)
    return channel


def change(channel_id: str, if_match: str, wanted: Mapping[str, Any]) -> Channel:
    """Within a transaction: sets it anew. Secrets that are not given stay, unless the address changes: whoever may set
    channels does not get to know them by having them sent elsewhere. Its kind stays.

    Raises NotFound, Stale, InvalidBody with pointers, BadAddress.
    """
    channel = db.session.get(Channel, channel_id, with_for_update=True)
    if channel is None:
        raise NotFound()
    check(if_match, channel.rev)
    if wanted["kind"] != channel.kind:
        raise InvalidBody("A channel keeps its kind: add another one.", errors=[{"pointer": "/kind", "detail": "other"}])
    given = {name: text for name, text in (wanted.get("secrets") or {}).items() if text}
    moved = wanted["config"].get("url") not in (channel.config["url"], None)
    _set(channel, wanted, given if moved else {**secrets_of(channel), **given})
    channel.rev += 1
    db.session.flush()
    note(Action.CHANNEL_SET, "channel", channel.id, kind=channel.kind, active=channel.active, carries=channel.carries)
    return channel


def checked_address(kind: str, text: str) -> str:
    """An address as the channel takes it. Raises InvalidBody for a number that is none."""
    return sms.number_of(text) if kind == ChannelKind.SMS else storable(text).strip()


def set_address_of(person_id: str, kind: str, text: str | None, now: datetime) -> None:
    """Within a transaction: a person is reached there from now on, or nowhere any more. Raises InvalidBody."""
    people.set_address(person_id, kind, checked_address(kind, text) if text else None, now)
    note(Action.ADDRESS_SET, "person", person_id, channel=kind, there=text is not None)


def set_rules(wanted: Rules, now: datetime) -> None:
    """Within a transaction: these rules count from now on."""
    db.session.add(TellingRules(rules=wanted.as_data(), set_at=now))
    db.session.flush()
    note(Action.TELLING_RULES_SET, "telling", "rules", **wanted.as_data())


def _set(channel: Channel, wanted: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    form = adapter_of(channel.kind).form
    given = {name: storable(str(text)).strip() for name, text in wanted["config"].items()}
    config = {name: given.get(name) or preset or "" for name, preset in form.config.items()}
    secrets = {name: storable(text).strip() for name, text in secrets.items()}
    lacking = [f"/config/{name}" for name, preset in form.config.items() if preset is None and not config[name]]
    lacking += [f"/secrets/{name}" for name in form.secrets if not secrets.get(name)]
    foreign = [f"/config/{name}" for name in sorted(set(wanted["config"]) - set(form.config))]
    foreign += [f"/secrets/{name}" for name in sorted(set(secrets) - {*form.secrets, *form.optional_secrets})]
    if wanted["unit"] and roster.unit(wanted["unit"]) is None:
        raise InvalidBody("There is no such unit: enter it first.", errors=[{"pointer": "/unit", "detail": "unknown"}])
    errors = [{"pointer": place, "detail": "needed"} for place in lacking]
    errors += [{"pointer": place, "detail": "unknown"} for place in foreign]
    if errors:
        raise InvalidBody(f"A channel of kind {channel.kind} is set otherwise: see `errors`.", errors=errors)
    reach.target_of(config["url"], reach_now())
    channel.name, channel.active, channel.carries = storable(wanted["name"]).strip(), wanted["active"], wanted["carries"]
    channel.kinds, channel.unit_code, channel.language = sorted(set(wanted["kinds"])), wanted["unit"], wanted["language"]
    channel.config = config
    channel.secret = people.seal(json.dumps(secrets), _bound(channel.id))


def _bound(channel_id: str) -> str:
    return f"channel:{channel_id}"
