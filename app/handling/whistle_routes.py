"""Whistles over HTTP; they are blown, answered and ended as moves of their case."""

from __future__ import annotations

from typing import Any

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.paging import Page
from app.handling import whistle_queries
from app.handling.whistle_schemas import WhistleArgs, WhistlesOut

blp = Blueprint("whistles", __name__, url_prefix="/api/v1", description="Units called to a case together")


@blp.get("/whistles")
@guard(Permission.READ_CASES)
@blp.arguments(WhistleArgs, location="query")
@blp.response(200, WhistlesOut)
@blp.problems(401, 403, 422)
def list_whistles(args: dict[str, Any]) -> Page[dict[str, Any]]:
    """Whistles of the cases you may see: all, the open, those somebody is late for, or those that are over; by who blew."""
    return whistle_queries.page(actor(), args["state"], args["cursor"], args["limit"], clock.now(), args["kind"])
