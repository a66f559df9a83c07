"""Pictures of shops' fronts over HTTP, for whoever sees the shop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.transfers import FILE
from app.photos.rendering import LONG_EDGE
from app.reports.description import SHA256_IN_PATH
from app.reports.pictures import picture
from app.shops import queries as shops

blp = Blueprint("shop-fronts", __name__, url_prefix="/api/v1", description="Pictures of shops' fronts")


class FrontIn(ma.Schema):
    """Which rendering."""

    size = ma.fields.String(load_default="thumb", validate=ma.validate.OneOf(sorted(LONG_EDGE)))


@blp.get("/shops/<uuid:shop_id>/photos/<sha256>")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(FrontIn, location="query")
@blp.doc(parameters=[SHA256_IN_PATH])
@blp.response(200, FILE, content_type="image/jpeg", description="Upright JPEG without metadata")
@blp.problems(401, 403, 404, 422, 503)
def show_front(wanted: dict[str, Any], shop_id: UUID, sha256: str) -> Response:
    """A picture of a shop's front. It never leaves the city's own desks: merchants and passers-by are shown none."""
    if sha256 not in shops.shop_for(actor(), str(shop_id)).photos:
        raise NotFound()
    return picture(sha256, wanted["size"])
