"""How much has been signed, over HTTP, and the shops that agreed to be praised."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.periods import period_of
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE
from app.pledges import praise
from app.pledges.coverage import By, coverage
from app.pledges.figure_schemas import (
    CoverageIn,
    CoverageOut,
    PledgeFiguresIn,
    PledgeFiguresOut,
    PraiseExportIn,
    PraiseIn,
    PraiseOut,
)
from app.pledges.figures import figures
from app.shops.journal import NAME

blp = Blueprint("pledge-figures", __name__, url_prefix="/api/v1", description="How much of a street has signed")


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
@blp.arguments(PledgeFiguresIn, location="query")
@blp.response(200, PledgeFiguresOut)
@blp.problems(401, 403, 422)
def read_figures(wanted: dict[str, Any]) -> Response:
    """Figures of all shops in sight: how they stand today and under which versions, and what became of pledges in a period."""
    period = period_of(wanted["period"]) if wanted["period"] else None
    return jsonify(figures(actor(), period, clock.now()))


@blp.get("/pledges/praise")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(PraiseIn, location="query")
@blp.response(200, PraiseOut)
@blp.problems(401, 403, 422)
def list_praised(wanted: dict[str, Any]) -> Response:
    """Shops that keep their pledge and agreed to be named for it, with who wrote that down and when. There is no list of the
    others."""
    page = praise.praised(actor(), wanted["cursor"], wanted["limit"], clock.now())
    return jsonify(page.as_body(praise.listed(page.items)))


@blp.get("/pledges/praise/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(PraiseExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, content_type=MEDIA["xlsx"], description="The list as xlsx, or CSV if asked for")
@blp.problems(401, 403, 422)
def export_praised(wanted: dict[str, Any]) -> Response:
    """The praise list as a file in which no cell is a formula and no person is named."""
    in_transaction(lambda: note(Action.SHOPS_EXPORTED, NAME, "praise", format=wanted["format"]))
    return download(praise.export_rows(actor(), clock.now()), "表扬名单", wanted["format"], "表扬名单")
