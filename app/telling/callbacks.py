"""What gateways tell afterwards: whether a text message arrived. Outside the API, because they are no browser of ours.

    POST /callbacks/sms/<channel>/<token>   {"id": "…", "state": "DELIVRD", "why": "…"}, or a list of such

The token is the channel's secret `callback`; without it, and for any other, there is nothing here.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from flask import Blueprint, Response, jsonify, request

from app.accounts.guard import public
from app.core import clock
from app.core.errors import MalformedBody, NotFound, TooLarge
from app.core.transaction import in_transaction
from app.core.wording import mask_numbers, storable
from app.telling import queries
from app.telling.channels import secrets_of
from app.telling.rules import ChannelKind
from app.telling.settling import reported

blp = Blueprint("callbacks", __name__)
PATH: Final = "/callbacks/sms"
LONGEST: Final = 64 * 1024
ARRIVED: Final = frozenset({"delivrd", "delivered", "success", "ok", "0"})
UNDER_WAY: Final = frozenset({"sent", "accepted", "acceptd", "enroute", "pending"})
MOST: Final = 200


@blp.post(f"{PATH}/<uuid:channel_id>/<token>")
@public
def sms_reported(channel_id: UUID, token: str) -> Response:
    """A gateway tells what became of text messages; how many of them were ours."""
    _check(str(channel_id), token)
    body = request.stream.read(LONGEST + 1)
    if len(body) > LONGEST:
        raise TooLarge(limit=LONGEST)
    told = [one for one in _reports(body) if _word(one) not in UNDER_WAY]
    now = clock.now()

    def noted() -> int:
        return sum(
            reported(str(channel_id), storable(str(one.get("id")))[:100], _word(one) in ARRIVED, _why(one), now) for one in told
        )

    return jsonify({"noted": in_transaction(noted) if told else 0})


def _check(channel_id: str, token: str) -> None:
    channel = queries.channel(channel_id)
    if channel is None or channel.kind != ChannelKind.SMS:
        raise NotFound()
    try:
        expected = secrets_of(channel).get("callback")
    except InvalidTag as error:
        raise NotFound() from error
    if not expected or not hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")):
        raise NotFound()


def _reports(body: bytes) -> list[dict[str, Any]]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody("The body is not JSON: send an object with id and state, or a list of such.") from error
    many = value if isinstance(value, list) else [value]
    return [one for one in many[:MOST] if isinstance(one, dict)]


def _word(one: dict[str, Any]) -> str:
    return str(one.get("state")).strip().lower()


def _why(one: dict[str, Any]) -> str:
    return mask_numbers(storable(str(one.get("why") or one.get("state"))))[:300]
