"""Segments and cells as a map draws them."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts.guard import guard
from app.accounts.rules import Permission
from app.areas import map_queries
from app.areas.map_answer import shapes_answer
from app.areas.map_schemas import Shapes, ShapesIn
from app.core.api import Blueprint

blp = Blueprint("area-map", __name__, url_prefix="/api/v1", description="Areas as maps draw them")


@blp.get("/areas/shapes")
@guard(Permission.READ_AREAS)
@blp.arguments(ShapesIn, location="query")
@blp.response(200, Shapes)
@blp.problems(401, 403, 422)
def read_shapes(wanted: dict[str, Any]) -> Response:
    """Road segments or grid cells in sight, in force now, as fine as the zoom shows them and no more than can be drawn."""
    return shapes_answer(map_queries.shapes(wanted["layer"], wanted["bbox"], wanted["zoom"]))
