"""Templates, the basis list, number blocks and the register of numbers over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotAllowed
from app.core.if_match import ETAG_HEADER, IfMatchOrNew, etag
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE
from app.notices import bodies, numbering, queries, templates
from app.notices.ledger import number_rows
from app.notices.models import NumberBlock
from app.notices.rules import Kind, NotReady, refusal
from app.notices.service import at_papers
from app.notices.template_schemas import (
    BasisIn,
    BasisListIn,
    BasisListOut,
    BasisOut,
    BlockIn,
    BlockOut,
    BlocksIn,
    BlocksOut,
    NumbersExportIn,
    NumbersIn,
    NumbersOut,
    TemplateIn,
    TemplateOut,
    TemplatesOut,
)
from app.notices.words import neutral_texts

blp = Blueprint("notice-templates", __name__, url_prefix="/api/v1", description="How papers look, what they quote, their numbers")


@blp.get("/notice-templates")
@guard(Permission.READ_CASES)
@blp.response(200, TemplatesOut)
@blp.problems(401, 403)
def list_templates() -> Response:
    """The newest version of every template, and the neutral texts that a first one may begin with."""
    at_papers(actor())
    items = [bodies.template_body(row) for row in queries.templates_in_force()]
    return jsonify({"items": items, "neutral": {str(kind): neutral_texts(kind) for kind in Kind}})


@blp.post("/notice-templates")
@guard(Permission.SIGN_NOTICES)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(TemplateIn)
@blp.response(201, TemplateOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422)
def save_template(header: dict[str, Any], body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Add a version of a unit's template; If-Match names the version that was read, none stands for the first one."""
    row = in_transaction(lambda: templates.save_template(body, header["if_match"], actor(), clock.now()))
    return jsonify(bodies.template_body(row)), 201, etag(row.version)


@blp.get("/notice-basis")
@guard(Permission.READ_CASES)
@blp.arguments(BasisListIn, location="query")
@blp.response(200, BasisListOut)
@blp.problems(401, 403, 422)
def list_basis(wanted: dict[str, Any]) -> Response:
    """Rules that papers may quote in their newest version, or with `code` every version of one."""
    at_papers(actor())
    rows = queries.basis_history(wanted["code"]) if wanted["code"] else queries.basis_in_force()
    return jsonify({"items": [bodies.basis_body(row) for row in rows]})


@blp.post("/notice-basis")
@guard(Permission.SIGN_NOTICES)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(BasisIn)
@blp.response(201, BasisOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422)
def save_basis(header: dict[str, Any], body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Add a version of a rule, or retire it; papers keep quoting the version that they were issued with."""
    row = in_transaction(lambda: templates.save_basis(body, header["if_match"], actor(), clock.now()))
    return jsonify(bodies.basis_body(row)), 201, etag(row.version)


@blp.post("/number-blocks")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(BlockIn)
@blp.response(201, BlockOut)
@blp.problems(400, 401, 403, 409, 422)
def give_block(body: dict[str, Any]) -> tuple[Response, int]:
    """Numbers for a phone that will be offline. While it has some left, asking again gives the same block."""
    device_id = str(body["device_id"])
    if actor().device_id not in (None, device_id):
        raise NotAllowed("A phone asks for its own numbers only.")

    def work() -> NumberBlock:
        return numbering.give_block(_template(body["template_id"]), device_id, body["size"], actor(), clock.now())

    return jsonify(bodies.block_bodies([in_transaction(work)])[0]), 201


@blp.get("/number-blocks")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(BlocksIn, location="query")
@blp.response(200, BlocksOut)
@blp.problems(401, 403, 422)
def list_blocks(wanted: dict[str, Any]) -> Response:
    """Blocks, the newest first, with the numbers that are left, used and void."""
    page = queries.blocks_page(str(wanted["device_id"]) if wanted["device_id"] else None, wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.block_bodies(page.items)))


@blp.post("/number-blocks/<uuid:block_id>/return")
@guard(Permission.DRAFT_NOTICES)
@blp.response(200, BlockOut)
@blp.problems(401, 403, 404)
def return_block(block_id: UUID) -> Response:
    """Give a block back: tell what was used first, for the rest becomes void."""
    block = in_transaction(lambda: numbering.return_block(str(block_id), actor(), clock.now()))
    return jsonify(bodies.block_bodies([block])[0])


@blp.get("/notice-numbers")
@guard(Permission.READ_CASES)
@blp.arguments(NumbersIn, location="query")
@blp.response(200, NumbersOut)
@blp.problems(401, 403, 422)
def list_numbers(wanted: dict[str, Any]) -> Response:
    """The register: every number that ever left a series, void ones with what made them so."""
    at_papers(actor())
    page = queries.numbers_page(wanted["series"], wanted["state"], wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.number_bodies(page.items)))


@blp.get("/notice-numbers/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(NumbersExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, content_type=MEDIA["xlsx"], description="The register as xlsx, or CSV if asked for")
@blp.problems(401, 403, 422)
def export_numbers(wanted: dict[str, Any]) -> Response:
    """The register of numbers as a file."""
    at_papers(actor())
    in_transaction(lambda: note(Action.NOTICES_EXPORTED, "notices", "numbers", format=wanted["format"]))
    return download(number_rows(wanted["series"]), "文书编号登记", wanted["format"], "文书编号登记")


def _template(template_id: int) -> Any:
    found = queries.template(template_id)
    if found is None:
        raise refusal("/template_id", "There is no such template: choose one from the list.")
    newest = queries.newest_template(found.unit_code, found.kind)
    if newest is None or not newest.active or not newest.mark:
        raise NotReady("This template has no mark or is retired: have it completed first.", why="template-unfinished")
    return newest
