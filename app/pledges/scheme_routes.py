"""Schemes over HTTP, and what a phone takes along for signing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatchOrNew, etag
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.kit import kit, scheme_body
from app.pledges.models import PledgeScheme
from app.pledges.resigning import ask_for
from app.pledges.scheme_schemas import PledgeKitOut, SchemeIn, SchemeOut, SchemesOut

blp = Blueprint("pledge-schemes", __name__, url_prefix="/api/v1", description="What shops promise: the schemes of 门前五包")
_NAMES_BYTES = {"ETag": {"schema": {"type": "string"}, "description": "names these bytes; send it as If-None-Match"}}


@blp.get("/pledge-schemes")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, SchemesOut)
@blp.problems(401, 403)
def list_schemes() -> Response:
    """The newest version of every scheme, in force or not."""
    now = clock.now()
    return jsonify({"items": [scheme_body(row, now) for row in schemes.newest()]})


@blp.post("/pledge-schemes")
@guard(Permission.EDIT_CATALOG)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(SchemeIn)
@blp.response(201, SchemeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422)
def save_scheme(header: dict[str, Any], body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Add a version of a scheme; If-Match names the version that was read, none stands for the first one."""
    now = clock.now()
    row = in_transaction(lambda: _saved(body, header["if_match"], now))
    return jsonify(scheme_body(row, now)), 201, etag(row.version)


def _saved(body: dict[str, Any], if_match: str | None, now: datetime) -> PledgeScheme:
    row = schemes.save(body, if_match, actor(), now)
    if body["resign"]:
        ask_for(row)
    return row


@blp.get("/pledges/kit")
@guard(Permission.SIGN_PLEDGES)
@blp.response(200, PledgeKitOut, headers=_NAMES_BYTES)
@blp.alt_response(304, description="nothing has changed since the answer named by If-None-Match")
@blp.problems(401, 403)
def read_kit() -> Response:
    """Schemes in force, offices by segment and how every shop stands: what is needed to sign without signal."""
    data, name = kit(clock.now())
    response = Response(data, mimetype="application/json")
    response.set_etag(name)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
