"""Permits over HTTP: everybody at work reads them, whoever may manage them enters them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import uuid_utils

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.catalog import queries as catalog
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatch, IfMatchOrNew, etag, revision
from app.core.transaction import transactional
from app.permits import queries, reading, service
from app.permits.models import Permit
from app.permits.rules import UNIT_DEGREES, PermitKind, checked
from app.permits.schemas import Collection, ImportArgs, ImportedOut, LookedOut, PermitArgs, PermitBody, PermitOut, PermitsOut
from app.permits.weekly import stored

blp = Blueprint("permits", __name__, url_prefix="/api/v1", description="Where something is permitted that is disorder elsewhere")


@blp.get("/permits")
@guard(Permission.READ_AREAS)
@blp.arguments(PermitArgs, location="query")
@blp.response(200, PermitsOut)
@blp.problems(401, 403, 422)
def list_permits(args: dict[str, Any]) -> dict[str, Any]:
    """Permits, the newest first."""
    page = queries.page(**args)
    return page.as_body([_body(row) for row in page.items])


@blp.get("/permits/<uuid:permit_id>")
@guard(Permission.READ_AREAS)
@blp.response(200, PermitOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_permit(permit_id: UUID) -> tuple[dict[str, Any], int, dict[str, str]]:
    """One permit that was not taken back."""
    row = queries.read_row(str(permit_id))
    return _body(row), 200, etag(row.rev)


@blp.put("/permits/<uuid:permit_id>")
@guard(Permission.MANAGE_PERMITS)
@blp.arguments(IfMatchOrNew, location="headers")
@blp.arguments(PermitBody)
@blp.response(200, PermitOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 412, 422)
@transactional
def put_permit(
    header: dict[str, str | None], body: dict[str, Any], permit_id: UUID
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Enter a permit under an id of your own (without If-Match), or change one, from now on."""
    read = None if header["if_match"] is None else revision(header["if_match"])
    row = service.put_permit(str(permit_id), checked(body, _known()), actor(), read, new=header["if_match"] is None)
    return _body(row), 200, etag(row.rev)


@blp.delete("/permits/<uuid:permit_id>")
@guard(Permission.MANAGE_PERMITS)
@blp.arguments(IfMatch, location="headers")
@blp.response(204)
@blp.problems(401, 403, 404, 412, 422)
@transactional
def take_back(header: dict[str, str], permit_id: UUID) -> None:
    """Take a permit back; what reports met of it stays on record."""
    service.take_back(str(permit_id), actor(), revision(header["if_match"]))


@blp.post("/permits/import")
@guard(Permission.MANAGE_PERMITS)
@blp.arguments(ImportArgs, location="query")
@blp.arguments(Collection)
@blp.response(201, ImportedOut)
@blp.problems(400, 401, 403, 413, 422)
@transactional
def import_permits(args: dict[str, Any], document: dict[str, Any]) -> dict[str, int]:
    """Bring permits as GeoJSON polygons; all or none of them."""
    found = reading.read(document, args["datum"], _known())
    rows = service.put_all([(str(uuid_utils.uuid7()), facts) for facts in found], actor())
    return {"added": len(rows)}


@blp.post("/permits/import/look")
@guard(Permission.MANAGE_PERMITS)
@blp.arguments(ImportArgs, location="query")
@blp.arguments(Collection)
@blp.response(200, LookedOut)
@blp.problems(400, 401, 403, 413, 422)
def look_at_permits(args: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """What a GeoJSON file would bring, and which of its features are wrong. Nothing is entered."""
    found, wrong = reading.sort_out(document, args["datum"], _known())
    return {"found": [_found(one) for one in found], "wrong": [one._asdict() for one in wrong]}


def _known() -> set[str]:
    return {entry.slug for entry in catalog.catalog().entries}


def _found(one: reading.Found) -> dict[str, Any]:
    told = {name: getattr(one.facts, name) for name in ("kind", "name", "from_day", "to_day")}
    return {"number": one.number, **told, "polygon": _closed(one.facts.ring)}


def _closed(ring: Iterable[Sequence[int]]) -> list[list[float]]:
    degrees = [[lon / UNIT_DEGREES, lat / UNIT_DEGREES] for lon, lat in ring]
    return [*degrees, degrees[0]]


def _body(row: Permit) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("id", "name", "holder", "categories", "from_day", "to_day", "rev")},
        "kind": PermitKind(row.kind),
        "polygon": _closed(row.ring),
        "hours": [span.as_dict() for span in stored(row.hours)],
    }
