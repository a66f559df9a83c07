"""Where a position belongs, and the pack with which a phone finds out by itself."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Response, current_app, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.areas import queries
from app.areas.pack import AreasPart, Pack, PackShelf, complete, write_areas
from app.areas.pack_schemas import CompactPack
from app.areas.schemas import AreaPack, PlacementAnswer, PlacementQuery
from app.core.api import Blueprint

blp = Blueprint("areas", __name__, url_prefix="/api/v1", description="Road segments and grid cells")
_NAMED = {
    "ETag": {"schema": {"type": "string"}, "description": "names these bytes; send it as If-None-Match"},
    "Unencoded-Digest": {
        "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
        "description": "SHA-256 of the uncompressed body, whatever Content-Encoding it travels in",
    },
}
_UNCHANGED = "the pack named by If-None-Match is still the one in force"


@blp.get("/placement")
@guard(Permission.READ_AREAS)
@blp.arguments(PlacementQuery, location="query")
@blp.response(200, PlacementAnswer)
@blp.problems(401, 403, 422)
def read_placement(query: dict[str, Any]) -> dict[str, Any]:
    """Which segment and which cell a position belongs to, by the areas in force now."""
    own = actor().scope.segments
    index = queries.current_index()
    placement = index.place(query["lon"], query["lat"], query["accuracy_m"], query["datum"], own)
    return {**placement.as_dict(), "version": index.version}


@blp.get("/areas/pack")
@guard(Permission.READ_AREAS)
@blp.response(200, AreaPack, headers=_NAMED)
@blp.alt_response(304, description=_UNCHANGED)
@blp.problems(401, 403)
def read_pack() -> Response:
    """Segments, cells, shops, assets and categories for placing and choosing without signal. No phone numbers, no persons."""
    return _answer(form=1)


@blp.get("/areas/pack/2")
@guard(Permission.READ_AREAS)
@blp.response(200, CompactPack, headers=_NAMED)
@blp.alt_response(304, description=_UNCHANGED)
@blp.problems(401, 403)
def read_compact_pack() -> Response:
    """The same pack written small (format 2): a fifth of the bytes, number for number the same places."""
    return _answer(form=2)


def _answer(form: int) -> Response:
    pack, shelf = _current_pack(form), _shelf()
    zipped = request.accept_encodings["gzip"] > 0
    # A strong ETag names bytes, and the compressed ones are others.
    etag = f"{pack.etag}-gz" if zipped else pack.etag
    response = current_app.response_class(mimetype="application/json")
    response.set_etag(etag)
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = "private, no-cache, no-transform"
    if request.if_none_match.contains(etag):
        response.status_code = 304  # without a digest: browsers hold it against the empty body and drop the answer
        return response
    response.headers["Unencoded-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(pack.sha256)).decode()}:"
    response.set_data(shelf.zipped(pack, form) if zipped else pack.body())
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _current_pack(form: int) -> Pack:
    index = queries.current_index()

    def write() -> AreasPart:
        return write_areas(index.version, index.origin, *queries.content_of(index.version), form)

    areas = _shelf().areas(index.version, form, write)
    return complete(areas, {name: part() for name, part in current_app.extensions["pack_parts"].items()})


def _shelf() -> PackShelf:
    shelf: PackShelf = current_app.extensions.setdefault("area_packs", PackShelf())
    return shelf
