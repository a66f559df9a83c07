"""How much has been signed, over HTTP, and the shops that agreed to be praised."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.pledges.coverage import By, coverage, figures, praised
from app.pledges.figure_schemas import CoverageIn, CoverageOut, PledgeFiguresOut, PraiseIn, PraiseOut

blp = Blueprint("pledge-figures", __name__, url_prefix="/api/v1", description="How much of a street has signed")
_PRAISED = ("id", "name", "door", "street", "segment_code")


@blp.get("/pledges/coverage")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(CoverageIn, location="query")
@blp.response(200, CoverageOut)
@blp.problems(401, 403, 422)
def read_coverage(wanted: dict[str, Any]) -> Response:
    """Shops with a pledge that holds of all open shops, by segment, office or road. It enters no score."""
    return jsonify(coverage(actor(), By(wanted["by"]), clock.now()))


@blp.get("/pledges/figures")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, PledgeFiguresOut)
@blp.problems(401, 403)
def read_figures() -> Response:
    """Today's figures of all shops in sight: valid, waiting, refused, expiring, to sign anew."""
    return jsonify(figures(actor(), clock.now()))


@blp.get("/pledges/praise")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(PraiseIn, location="query")
@blp.response(200, PraiseOut)
@blp.problems(401, 403, 422)
def list_praised(wanted: dict[str, Any]) -> Response:
    """Shops that keep their pledge and agreed to be named for it. There is no list of the others."""
    page = praised(actor(), wanted["cursor"], wanted["limit"], clock.now())
    items = [{name: getattr(one, name) for name in _PRAISED} for one in page.items]
    return jsonify({"items": items, "cursor": page.cursor, "has_more": page.has_more})
