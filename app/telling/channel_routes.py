"""The ways out of the house are set here, tried, and told what counts for all of them; people say where they are reached."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from uuid import uuid4

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import InvalidBody, NotFound
from app.core.if_match import ETAG_HEADER, IfMatch, etag
from app.core.transaction import end_reading, transactional
from app.telling import bodies, channels, people, queries
from app.telling.carrying import Taken
from app.telling.channel_schemas import (
    ChannelIn,
    ChannelOut,
    ChannelsOut,
    ChannelTrialIn,
    ChannelTrialOut,
    OwnAddressesOut,
    OwnAddressIn,
    TellingRulesIn,
    TellingRulesOut,
)
from app.telling.delivery import carry_now, trial_parcel
from app.telling.models import Channel
from app.telling.rules import TO_PEOPLE, ChannelKind, Quiet

blp = Blueprint("channels", __name__, url_prefix="/api/v1", description="How messages leave the house")


@blp.get("/channels")
@guard(Permission.WATCH_MESSAGES)
@blp.response(200, ChannelsOut)
@blp.problems(401, 403)
def list_channels() -> Response:
    """All channels, and what has to be set for each kind."""
    forms = {kind.value: {**asdict(channels.adapter_of(kind).form), "to_people": kind in TO_PEOPLE} for kind in ChannelKind}
    return jsonify({"items": [bodies.channel_body(one) for one in queries.channels()], "forms": forms})


@blp.post("/channels")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(ChannelIn)
@blp.response(201, ChannelOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 422, 503)
@transactional
def add_channel(body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Add a channel."""
    channel = channels.add(body, clock.now())
    return bodies.channel_body(channel), 201, etag(channel.rev)


@blp.put("/channels/<uuid:channel_id>")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ChannelIn)
@blp.response(200, ChannelOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 412, 422, 503)
@transactional
def set_channel(header: dict[str, Any], body: dict[str, Any], channel_id: Any) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Set a channel anew, or switch it off: what still waits for it is then stuck, and nothing is lost."""
    channel = channels.change(str(channel_id), header["if_match"], body)
    return bodies.channel_body(channel), 200, etag(channel.rev)


@blp.post("/channels/<uuid:channel_id>/try")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(ChannelTrialIn)
@blp.response(200, ChannelTrialOut)
@blp.problems(400, 401, 403, 404, 422)
def try_channel(body: dict[str, Any], channel_id: Any) -> Response:
    """Send a test now and say what came of it; switched off channels, too."""
    channel = queries.channel(str(channel_id))
    if channel is None:
        raise NotFound()
    address = _trial_address(channel, body["to"])
    line, kind = channels.line_of(channel, channels.reach_now()), channel.kind
    parcel = trial_parcel(clock.now(), str(uuid4()), channel.language, address)
    end_reading()  # the other side may take its time
    outcome = carry_now(parcel, kind, line)
    taken = isinstance(outcome, Taken)
    told = {"ok": taken, "why": getattr(outcome, "why", None), "provider_id": getattr(outcome, "provider_id", None)}
    return jsonify(told)


@blp.get("/telling-rules")
@guard(Permission.WATCH_MESSAGES)
@blp.response(200, TellingRulesOut)
@blp.problems(401, 403)
def read_rules() -> Response:
    """When nobody is disturbed, when the daily summary leaves, which hosts are of the house."""
    return jsonify(queries.rules_in_force().as_data())


@blp.put("/telling-rules")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(TellingRulesIn)
@blp.response(200, TellingRulesOut)
@blp.problems(400, 401, 403, 422, 503)
@transactional
def set_rules(body: dict[str, Any]) -> Response:
    """Set them anew. Whether this machine itself may be called is set at the terminal."""
    wanted = replace(
        queries.rules_in_force(),
        quiet=Quiet(body["quiet_from"], body["quiet_to"]),
        digest_at=body["digest_at"],
        internal_hosts=tuple(sorted(set(body["internal_hosts"]))),
    )
    channels.set_rules(wanted, clock.now())
    return jsonify(wanted.as_data())


@blp.get("/my-addresses")
@guard(Permission.OWN_SESSION)
@blp.response(200, OwnAddressesOut)
@blp.problems(401)
def list_addresses() -> Response:
    """Where you are reached, numbers masked."""
    return jsonify(_addresses())


@blp.put("/my-addresses/<kind>")
@guard(Permission.OWN_SESSION)
@blp.arguments(OwnAddressIn)
@blp.response(200, OwnAddressesOut)
@blp.problems(400, 401, 403, 404, 422, 503)
@transactional
def set_address(body: dict[str, Any], kind: str) -> Response:
    """Say where you are reached on a kind of channel, or nowhere any more."""
    if kind not in TO_PEOPLE:
        raise NotFound()
    channels.set_address_of(actor().id, kind, body["address"], clock.now())
    return jsonify(_addresses())


def _addresses() -> dict[str, Any]:
    who, on = actor().id, {one.kind for one in queries.active_channels()}
    items = [
        {"channel_kind": kind, "address": bodies.masked(kind, people.address(who, kind)), "available": kind in on}
        for kind in sorted(TO_PEOPLE)
    ]
    return {"items": items}


def _trial_address(channel: Channel, to: str | None) -> str:
    if channel.kind not in TO_PEOPLE:
        return ""
    address = channels.checked_address(channel.kind, to) if to else people.address(actor().id, channel.kind)
    if not address:
        raise InvalidBody(
            "Say where the test goes, or set your own address first.", errors=[{"pointer": "/to", "detail": "needed"}]
        )
    return address
