"""The log is read here."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify

from app.accounts import queries as people
from app.accounts.guard import guard
from app.accounts.rules import Permission
from app.audit import queries
from app.audit.rules import Entry, line_of, moment
from app.cases.wording import storable
from app.core.api import Blueprint
from app.core.paging import cursor_number, cut_page, encode_cursor
from app.proof.roots import roots_page
from app.proof.schemas import AuditEntriesOut, AuditIn, RootsIn, RootsOut

PERSON = "person"
blp = Blueprint("proof", __name__, url_prefix="/api/v1", description="What was done, and proof that nothing was altered")


@blp.get("/audit")
@guard(Permission.READ_AUDIT)
@blp.arguments(AuditIn, location="query")
@blp.response(200, AuditEntriesOut)
@blp.problems(401, 403, 422)
def list_entries(wanted: dict[str, Any]) -> Response:
    """The log, the newest entry first."""
    before = cursor_number(wanted["cursor"]) if wanted["cursor"] else None
    found = queries.entries_before(before, wanted["limit"] + 1, _narrowed(wanted))
    page = cut_page(found, wanted["limit"], lambda entry: encode_cursor(entry.seq))
    acting = {entry.actor_id for entry in page.items if entry.actor_id}
    about = {entry.object_id for entry in page.items if entry.object_kind == PERSON}
    return jsonify({**page.as_body([_told(entry) for entry in page.items]), "people": people.names(acting | about)})


@blp.get("/audit/roots")
@guard(Permission.READ_AUDIT)
@blp.arguments(RootsIn, location="query")
@blp.response(200, RootsOut)
@blp.problems(401, 403, 422)
def list_roots(wanted: dict[str, Any]) -> Response:
    """The signed end of the chain of each day: kept elsewhere, it shows later that nothing up to it was replaced."""
    page = roots_page(wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(list(page.items)))


def _narrowed(wanted: dict[str, Any]) -> queries.Wanted:
    kind, _, object_id = storable(wanted["object"] or "").partition(":")
    actor_id = wanted["person"] and storable(wanted["person"]).strip()
    named = people.person_by_username(actor_id.lower()) if actor_id else None
    return queries.Wanted((kind, object_id) if kind else None, wanted["action"], named.id if named else actor_id)


def _told(entry: Entry) -> dict[str, Any]:
    return {**entry._asdict(), "at": moment(entry.at), "facts": json.loads(entry.facts), "line": line_of(entry)}
