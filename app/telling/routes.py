"""What one was told, and that one has read it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.transaction import transactional
from app.core.wording import storable
from app.telling import queries, service, settling
from app.telling.bodies import message_body, stuck_bodies
from app.telling.schemas import (
    MessageOut,
    MessagesIn,
    MessagesOut,
    SettleMessageIn,
    StuckMessageOut,
    StuckMessagesIn,
    StuckMessagesOut,
)

blp = Blueprint("messages", __name__, url_prefix="/api/v1", description="What people are told")


@blp.get("/messages")
@guard(Permission.OWN_SESSION)
@blp.arguments(MessagesIn, location="query")
@blp.response(200, MessagesOut)
@blp.problems(401, 422)
def list_messages(wanted: dict[str, Any]) -> Response:
    """What you were told, the newest first."""
    who = actor().id
    page = queries.messages_of(who, wanted["unread"], wanted["cursor"], wanted["limit"])
    items = [message_body(one) for one in page.items]
    return jsonify({**page.as_body(items), "unread": queries.unread_count(who)})


@blp.post("/messages/<uuid:message_id>/read")
@guard(Permission.OWN_SESSION)
@blp.response(200, MessageOut)
@blp.problems(401, 403, 404, 503)
@transactional
def mark_read(message_id: Any) -> Response:
    """You have read it. Again is the same as once."""
    return jsonify(message_body(service.read(actor(), str(message_id), clock.now())))


@blp.get("/messages/stuck")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(StuckMessagesIn, location="query")
@blp.response(200, StuckMessagesOut)
@blp.problems(401, 403, 422)
def list_stuck(wanted: dict[str, Any]) -> Response:
    """What did not arrive and nobody has settled, the newest first."""
    page = queries.stuck(wanted["cursor"], wanted["limit"])
    return jsonify({**page.as_body(stuck_bodies(page.items)), "count": queries.stuck_count()})


@blp.post("/messages/<uuid:message_id>/again")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(SettleMessageIn)
@blp.response(200, StuckMessageOut)
@blp.problems(400, 401, 403, 404, 422, 503)
@transactional
def send_again(body: dict[str, Any], message_id: Any) -> Response:
    """Try a message that did not arrive once more, for another day; one that arrived stays as it is."""
    message = settling.again(str(message_id), storable(body["reason"].strip()), clock.now())
    return jsonify(stuck_bodies([message])[0])


@blp.post("/messages/<uuid:message_id>/drop")
@guard(Permission.WATCH_MESSAGES)
@blp.arguments(SettleMessageIn)
@blp.response(200, StuckMessageOut)
@blp.problems(400, 401, 403, 404, 422, 503)
@transactional
def drop(body: dict[str, Any], message_id: Any) -> Response:
    """Note that nothing more is done about a message that did not arrive; one that arrived stays as it is."""
    message = settling.drop(str(message_id), storable(body["reason"].strip()), clock.now())
    return jsonify(stuck_bodies([message])[0])
