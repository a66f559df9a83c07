"""Export files of phones are handed in here, one sealed entry at a time."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.schemas import DESTROYED, ReceiptOut
from app.core.errors import TooLarge
from app.core.transfers import file_in_body
from app.photos.rules import MAX_PHOTO_BYTES, LengthRequired
from app.reports import handing_in
from app.reports.description import SHA256_IN_PATH, SyncBlueprint
from app.reports.envelope import OVERHEAD
from app.reports.quarantine_schemas import DraftKeptOut
from app.reports.rules import MAX_QUARANTINED_BYTES

blp = SyncBlueprint("handed-in", __name__, url_prefix="/api/v1", description="Export files, handed in")

LARGEST_TEXT: Final = MAX_QUARANTINED_BYTES + OVERHEAD
"""A report over its own limit is still opened and kept in quarantine, as if its phone had sent it."""
LARGEST_PHOTO: Final = MAX_PHOTO_BYTES + OVERHEAD
_ENVELOPE: Final = file_in_body("The entry of the export file as it is: `XJX1`, kid, wrapped key, nonce, ciphertext.")


@blp.put("/handed-in/reports/<uuid:report_id>")
@guard(Permission.REPAIR_REPORTS)
@blp.doc(requestBody=_ENVELOPE)
@blp.response(201, ReceiptOut, description="New, and nothing is missing")
@blp.alt_response(200, schema=ReceiptOut, description="This report was here already")
@blp.alt_response(202, schema=ReceiptOut, description="Filed; the photos in `missing` are still waited for")
@blp.problems(400, 401, 403, 409, 411, 413, 422, 429)
def hand_in_report(report_id: UUID) -> tuple[Response, int]:
    """Hand in a sealed report. You are its courier, its author stays its author; again is the same as once."""
    filed = handing_in.hand_in_report(_envelope(LARGEST_TEXT), report_id, actor())
    return jsonify(filed.receipt), filed.status


@blp.put("/handed-in/photos/<sha256>")
@guard(Permission.REPAIR_REPORTS)
@blp.doc(requestBody=_ENVELOPE, parameters=[SHA256_IN_PATH])
@blp.response(201, description="Stored")
@blp.alt_response(200, description="You, or your device, had brought it already")
@blp.alt_response(410, **DESTROYED)
@blp.problems(401, 403, 411, 413, 415, 422, 507)
def hand_in_photo(sha256: str) -> Response:
    """Hand in a sealed photo. It counts for every report you may see that waits for it."""
    stored = handing_in.hand_in_photo(_envelope(LARGEST_PHOTO), sha256, actor())
    return Response(status=201 if stored.created else 200)


@blp.put("/handed-in/drafts/<uuid:draft_id>")
@guard(Permission.REPAIR_REPORTS)
@blp.doc(requestBody=_ENVELOPE)
@blp.response(200, DraftKeptOut, description="It lies in quarantine, where it can be looked at and filed")
@blp.problems(401, 403, 411, 413, 422, 429)
def hand_in_draft(draft_id: UUID) -> Response:
    """Hand in what a patrol had not finished. `kept` is false when it was here already."""
    kept = handing_in.hand_in_draft(_envelope(LARGEST_TEXT), draft_id, actor())
    return jsonify({"draft_id": str(draft_id), "kept": kept})


def _envelope(largest: int) -> bytes:
    """The body. Raises LengthRequired or TooLarge before anything is read."""
    length = request.content_length
    if length is None:
        raise LengthRequired("Send the entry with Content-Length.")
    if length > largest:
        raise TooLarge(f"An entry of this kind has at most {largest} bytes, this one announces {length}.", limit=largest)
    return request.get_data(cache=False)
