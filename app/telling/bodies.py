"""Decides how messages look to their readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.queries import names
from app.core.clock import isoformat
from app.core.wording import mask_number
from app.roster import queries as roster
from app.telling import queries
from app.telling.channels import secrets_of
from app.telling.models import Channel, Message
from app.telling.rules import ChannelKind

Body = dict[str, Any]


def message_body(message: Message) -> Body:
    """A message as its reader gets it: the program says it in the reader's language from kind and facts."""
    return {
        "id": message.id,
        "kind": message.kind,
        "case_no": message.case_no,
        "unit": message.unit_code,
        "facts": message.facts,
        "urgent": message.urgent,
        "at": isoformat(message.created_at),
        "read_at": isoformat(message.read_at) if message.read_at else None,
    }


def stuck_bodies(messages: Sequence[Message]) -> list[Body]:
    """Messages that did not arrive, for whoever finds out why."""
    called = names({one.person_id for one in messages if one.person_id})
    units = roster.names({one.unit_code for one in messages if one.unit_code})
    on = {one.id: one.name for one in queries.channels()}
    return [_stuck(one, called, units, on) for one in messages]


def unit_body(code: str | None, units: Mapping[str, str]) -> Body | None:
    """{code, name}; the name is null for a unit that is not in `units`, all of it where there is none."""
    return {"code": code, "name": units.get(code)} if code else None


def channel_body(channel: Channel) -> Body:
    """A channel without its secrets; `callback` shows where its token goes, not the token."""
    told = {name: getattr(channel, name) for name in ("id", "kind", "name", "active", "carries", "kinds", "language", "config")}
    callback = f"/callbacks/sms/{channel.id}/<callback>" if channel.kind == ChannelKind.SMS else None
    known = {"unit": channel.unit_code, "secrets": sorted(secrets_of(channel)), "callback": callback}
    return {**told, **known, "waiting": queries.waiting_on(channel.id), "rev": channel.rev}


def masked(kind: str, address: str | None) -> str | None:
    """An address as its owner is shown it again: numbers masked, work-chat ids as they are."""
    return mask_number(address.removeprefix("+86")) if address and kind == ChannelKind.SMS else address


def _stuck(one: Message, called: Mapping[str, str], units: Mapping[str, str], on: Mapping[str, str]) -> Body:
    person = {"id": one.person_id, "name": called.get(one.person_id, "")} if one.person_id else None
    told = {name: getattr(one, name) for name in ("id", "kind", "case_no", "channel", "state", "why", "attempts", "urgent")}
    return {
        **told,
        "unit": unit_body(one.unit_code, units),
        "person": person,
        "channel_name": on.get(one.channel_id) if one.channel_id else None,
        "at": isoformat(one.created_at),
        "done_at": isoformat(one.done_at) if one.done_at else None,
        "settled_at": isoformat(one.settled_at) if one.settled_at else None,
    }
