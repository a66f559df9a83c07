"""Photos arrive and are shown here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import marshmallow as ma
from flask import Response, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases import queries
from app.cases.deletions import Named, check_photo_there, named_by
from app.cases.schemas import DESTROYED
from app.core.errors import NotAllowed, NotFound
from app.core.transaction import in_transaction
from app.core.transfers import FILE, handed_out
from app.photos import service as photos
from app.photos.queries import photo as photo_row
from app.photos.rendering import LONG_EDGE
from app.reports.description import PHOTO_BODY, PHOTO_TYPES, SHA256_IN_PATH, SyncBlueprint
from app.reports.photo_arrivals import take_photo
from app.reports.pictures import picture

blp = SyncBlueprint("photos", __name__, url_prefix="/api/v1", description="Photos")

ORIGINAL_CSP = "default-src 'none'; sandbox"
"""Should a browser ever open an original instead of saving it, nothing in it runs or loads."""
CHUNK_BYTES = 64 * 1024


class PictureIn(ma.Schema):
    """Which rendering; without `size` the original."""

    size = ma.fields.String(load_default=None, validate=ma.validate.OneOf(sorted(LONG_EDGE)))


@blp.route("/photos/<sha256>", methods=["HEAD"])
@guard(Permission.READ_REPORTS)
@blp.doc(parameters=[SHA256_IN_PATH])
@blp.response(200, description="The server has it, and you brought it or may see it")
@blp.alt_response(404, description="Send it")
@blp.alt_response(410, description="Its time was over: do not send it again")
@blp.alt_response(401, description="Sign in first")
@blp.alt_response(403, description="Not allowed")
def has_photo(sha256: str) -> Response:
    """Whether the server has these bytes, told only to whoever brought them or may see them."""
    if not queries.photos_known(actor(), {sha256}):
        if named_by(sha256) is Named.DESTROYED:
            check_photo_there(actor(), sha256)
        raise NotFound()
    return Response(status=200)


@blp.get("/photos/<sha256>")
@guard(Permission.READ_REPORTS)
@blp.arguments(PictureIn, location="query")
@blp.doc(parameters=[SHA256_IN_PATH])
@blp.response(200, FILE, content_type="image/jpeg", description="Upright JPEG without metadata, or the original")
@blp.alt_response(410, **DESTROYED)
@blp.problems(401, 403, 404, 422, 503)
def show_photo(wanted: dict[str, Any], sha256: str) -> Response:
    """A picture of the photo, or with the right to it the original as an attachment."""
    if not queries.may_see_photo(actor(), sha256):
        check_photo_there(actor(), sha256)
        raise NotFound()
    return picture(sha256, wanted["size"]) if wanted["size"] else _original(sha256)


@blp.put("/photos/<sha256>")
@guard(Permission.SEND_REPORTS)
@blp.doc(requestBody=PHOTO_BODY, parameters=[SHA256_IN_PATH])
@blp.response(201, description="Stored")
@blp.alt_response(200, description="You, or your device, had brought it already")
@blp.alt_response(410, **DESTROYED)
@blp.problems(401, 403, 411, 413, 415, 422, 507)
def put_photo(sha256: str) -> Response:
    """Send a photo under its SHA-256. When the answer comes, it is on the disk."""
    stored = take_photo(cast(BinaryIO, request.environ["wsgi.input"]), sha256, request.content_length, actor())
    return Response(status=201 if stored.created else 200)


def _original(sha256: str) -> Response:
    if not actor().may(Permission.OPEN_ORIGINALS):
        raise NotAllowed()
    row = photo_row(sha256)
    if row is None:
        raise NotFound()
    in_transaction(lambda: note(Action.ORIGINAL_READ, "photo", sha256))
    mime = row.mime if row.mime in PHOTO_TYPES else None
    name = f"{sha256}.{mime.partition('/')[2]}" if mime else sha256
    response = handed_out(_chunks(photos.open_original(sha256)), mime or "application/octet-stream", name)
    response.content_length = row.bytes
    response.headers["Content-Security-Policy"] = ORIGINAL_CSP
    return response


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
