"""What one was told, and that one has read it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.transaction import transactional
from app.telling import queries, service
from app.telling.bodies import message_body
from app.telling.schemas import MessageOut, MessagesIn, MessagesOut

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
    return jsonify({"items": items, "unread": queries.unread_count(who), "cursor": page.cursor, "has_more": page.has_more})


@blp.post("/messages/<uuid:message_id>/read")
@guard(Permission.OWN_SESSION)
@blp.response(200, MessageOut)
@blp.problems(401, 403, 404, 503)
@transactional
def mark_read(message_id: Any) -> Response:
    """You have read it. Again is the same as once."""
    return jsonify(message_body(service.read(actor(), str(message_id), clock.now())))
