"""The board, the rules and giving several cases away, over HTTP."""

from __future__ import annotations

from typing import Any

from app.accounts import queries as people
from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases import queries as cases
from app.cases.bodies import case_body
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.if_match import ETAG_HEADER, IfMatch, etag, revision
from app.core.paging import cursor_number, cut_page, encode_cursor
from app.core.problems import problem_body
from app.core.transaction import transactional
from app.dispatch import board, bulk, queries, service, trying
from app.dispatch.board_schemas import BoardOut, SuggestionOut
from app.dispatch.models import DispatchRules
from app.dispatch.schemas import (
    BulkBody,
    DispatchOutcomesOut,
    DispatchVersionsOut,
    PageArgs,
    RulesBody,
    RulesOut,
    SaveBody,
    TrialOut,
    VersionArgs,
)

blp = Blueprint("dispatch", __name__, url_prefix="/api/v1/dispatch", description="Which unit gets which case")


@blp.get("/board")
@guard(Permission.DISPATCH_CASES)
@blp.response(200, BoardOut)
@blp.problems(401, 403)
def read_board() -> dict[str, Any]:
    """What waits for a unit, where the rules would send it and why, and how much units have in hand."""
    return board.board(actor(), clock.now())


@blp.get("/suggestions/<case_no>")
@guard(Permission.DISPATCH_CASES)
@blp.response(200, SuggestionOut)
@blp.problems(401, 403, 404)
def read_suggestion(case_no: str) -> dict[str, Any]:
    """Where the rules would send one case now, whatever its state."""
    return board.suggestion_of(cases.case_for(actor(), case_no), clock.now())


@blp.post("/bulk")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(BulkBody)
@blp.response(200, DispatchOutcomesOut)
@blp.problems(400, 401, 403, 422)
def dispatch_several(body: dict[str, Any]) -> dict[str, Any]:
    """Give several cases to units: each is done or refused by itself, and each has its answer."""
    outcomes = bulk.dispatch_each(body["items"], actor(), clock.now())
    return {"results": [_outcome(outcome) for outcome in outcomes]}


@blp.get("/rules")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(VersionArgs, location="query")
@blp.response(200, RulesOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404, 422)
def read_rules(args: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """The rules in force, or an older version of them."""
    row = queries.rules_row(args["version"])
    if row is None and args["version"]:
        raise NotFound()
    return _rules(row), 200, etag(row.version if row else 0)


@blp.get("/rules/versions")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(PageArgs, location="query")
@blp.response(200, DispatchVersionsOut)
@blp.problems(401, 403, 422)
def list_versions(args: dict[str, Any]) -> dict[str, Any]:
    """Who changed the rules when and why, the newest first."""
    before = cursor_number(args["cursor"]) if args["cursor"] else None
    rows = queries.versions(before, args["limit"] + 1)
    page = cut_page(rows, args["limit"], lambda row: encode_cursor(row.version))
    return page.as_body([{**_rules(row), "rules": len(row.body["rules"])} for row in page.items])


@blp.put("/rules")
@guard(Permission.EDIT_DISPATCH)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(SaveBody)
@blp.response(200, RulesOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422)
@transactional
def save_rules(header: dict[str, str], body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Put a further version of the rules into force; what is left out stays as it is."""
    row = service.save(body, body["reason"], revision(header["if_match"]), actor(), clock.now())
    return _rules(row), 200, etag(row.version)


@blp.post("/rules/try")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(RulesBody)
@blp.response(200, TrialOut)
@blp.problems(400, 401, 403, 422)
def try_rules(body: dict[str, Any]) -> dict[str, Any]:
    """What these rules would have done with last month's cases; nothing is changed."""
    return trying.try_out(body, clock.now())


def _rules(row: DispatchRules | None) -> dict[str, Any]:
    if row is None:
        return {**queries.EMPTY, "version": 0, "reason": None, "at": None, "by": None}
    names = people.names({row.by_id}) if row.by_id else {}
    by = {"id": row.by_id, "name": names[row.by_id]} if row.by_id in names else None
    return {**queries.EMPTY, **row.body, "version": row.version, "reason": row.reason, "at": clock.isoformat(row.at), "by": by}


def _outcome(outcome: bulk.Outcome) -> dict[str, Any]:
    refusal = outcome.refusal
    case = cases.case_in_sight(actor(), outcome.case_no) if refusal is None else None
    return {
        "case_no": outcome.case_no,
        "status": refusal.status if refusal else 200,
        "case": case_body(case, actor()) if case else None,
        "problem": problem_body(refusal) if refusal else None,
    }
