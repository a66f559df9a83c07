"""The catalogue over HTTP: everybody reads it, an admin changes it."""

from __future__ import annotations

import re
from typing import Any

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.catalog import queries, service
from app.catalog.rules import Catalog, Entry
from app.catalog.schemas import CatalogOut, EntryChange, EntryOut, ReadRevision
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import Stale
from app.core.transaction import transactional

blp = Blueprint("catalog", __name__, url_prefix="/api/v1", description="What can be reported")
CHANGE_BODY = {"content": {"application/json": {"schema": {"allOf": [EntryChange], "minProperties": 1}}}}
"""What `EntryChange` cannot say itself: at least one member."""
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "the entry's revision; send it as If-Match"}}


@blp.get("/catalog")
@guard(Permission.READ_CATALOG)
@blp.response(200, CatalogOut)
@blp.problems(401, 403)
def read_catalog() -> Catalog:
    """All categories as this city uses them, switched-off ones included."""
    return queries.catalog()


@blp.patch("/catalog/<slug>")
@guard(Permission.EDIT_CATALOG)
@blp.arguments(ReadRevision, location="headers")
@blp.arguments(EntryChange)
@blp.doc(requestBody=CHANGE_BODY)
@blp.response(200, EntryOut, headers=ETAG)
@blp.problems(400, 401, 403, 404, 412, 422)
@transactional
def change_entry(header: dict[str, str], body: dict[str, Any], slug: str) -> tuple[Entry, int, dict[str, str]]:
    """Switch a category on or off, or change its limits, urgency or photo minimum, from now on."""
    entry = service.update_entry(actor(), slug, body, clock.now(), _revision(header["if_match"]))
    return entry, 200, {"ETag": f'"{entry.revision}"'}


def _revision(if_match: str) -> int | None:
    """The revision an If-Match header names; None for `*`, any. Raises Stale for what is no revision of ours."""
    text = if_match.strip().strip('"')
    if text == "*":
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Stale()
    return int(text)
