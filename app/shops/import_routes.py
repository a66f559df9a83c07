"""Tables of shops over HTTP: brought, looked at, entered."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.areas.datum import Datum
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import Stale
from app.core.transaction import end_reading, in_transaction
from app.core.transfers import brought_file, file_in_body
from app.shops import bodies, importing, queries
from app.shops.import_schemas import ShopImportOut, ShopTableIn
from app.shops.models import ShopImport

blp = Blueprint("shop-imports", __name__, url_prefix="/api/v1/shops/imports", description="Tables of shops on their way in")
_TABLE = file_in_body("A CSV or xlsx file of at most 10 MiB and 50,000 rows; docs/operations.md has its columns.")
_TRIES: Final = 3
"""Looking takes seconds, in which somebody may enter a shop."""


@blp.post("")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(ShopTableIn, location="query")
@blp.doc(requestBody=_TABLE)
@blp.response(201, ShopImportOut, description="It was read; nothing is entered yet")
@blp.problems(400, 401, 403, 411, 413, 422)
def upload_shops(wanted: dict[str, Any]) -> tuple[Response, int]:
    """Bring a table. Every cell that cannot be used is told, and what the rest would change."""
    content = brought_file(importing.MAX_BYTES)
    row = importing.upload(content, wanted["name"], Datum(wanted["datum"]), actor(), clock.now())
    end_reading()
    return _told(in_transaction(lambda: importing.keep(row))), 201


@blp.get("/<uuid:import_id>")
@guard(Permission.KEEP_SHOPS)
@blp.response(200, ShopImportOut)
@blp.problems(401, 403, 404)
def read_shop_import(import_id: UUID) -> Response:
    """One table with what is wrong with it."""
    return _told(queries.import_of(str(import_id)))


@blp.post("/<uuid:import_id>/activation")
@guard(Permission.KEEP_SHOPS)
@blp.response(200, ShopImportOut)
@blp.problems(401, 403, 404, 409, 412)
def enter_shops(import_id: UUID) -> Response:
    """Enter the good rows of a table, all of them at once. Sent twice it is entered once."""
    for _ in range(_TRIES - 1):
        try:
            return _entered(str(import_id))
        except Stale:
            continue
    return _entered(str(import_id))


def _entered(import_id: str) -> Response:
    """Looking takes seconds and holds nothing; writing what was seen is short."""
    looked = importing.look_again(import_id, actor())
    end_reading()
    return _told(in_transaction(lambda: importing.enter(import_id, looked, actor(), clock.now())))


def _told(row: ShopImport) -> Response:
    return jsonify(bodies.import_body(row))
