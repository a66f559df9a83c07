"""Placement of a position and the area pack."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, json, request

from app.accounts.guard import guard
from app.accounts.rules import Permission
from app.areas import queries
from app.areas.pack import area_part
from app.areas.schemas import PackOut, PlacementOut, PlaceQuery
from app.core.api import Blueprint

blp = Blueprint("areas", __name__, url_prefix="/api/v1", description="Road segments and grid cells")


@blp.get("/placement")
@guard(Permission.READ_AREAS)
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, PlacementOut)
@blp.problems(401, 403, 422)
def read_placement(place: dict[str, Any]) -> dict[str, Any]:
    """Which segment and which cell a position belongs to, and how surely."""
    return queries.current_index().place(place["lon"], place["lat"], place["accuracy_m"], place["datum"]).as_dict()


@blp.get("/areas/pack")
@guard(Permission.READ_AREAS)
@blp.response(200, PackOut)
@blp.alt_response(304, description="the pack with this ETag is still the one in force")
@blp.problems(401, 403)
def read_pack() -> Response:
    """Everything a phone needs to place and to categorise without signal. No phone numbers, no persons."""
    body = json.dumps(
        area_part() | {"assets": []} | {name: part() for name, part in current_app.extensions["pack_parts"].items()}
    )
    response = Response(body, content_type="application/json")
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
