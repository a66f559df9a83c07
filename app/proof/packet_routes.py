"""The packet of a case is handed out here."""

from __future__ import annotations

from flask import Response

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests
from app.cases.queries import case_for
from app.cases.wording import storable
from app.core import clock
from app.core.api import Blueprint
from app.core.transaction import in_transaction
from app.proof.contents import gather
from app.proof.evidence_checks import points_of
from app.proof.packet import packet_of, stream

blp = Blueprint("packets", __name__, url_prefix="/api/v1", description="Evidence of a case, to be checked by others")
_ZIP = {"type": "string", "format": "binary"}


@blp.get("/cases/<case_no>/packet")
@guard(Permission.EXPORT_EVIDENCE)
@blp.response(200, _ZIP, content_type="application/zip", description="Originals, manifests, receipts, log, sums, signature")
@blp.problems(401, 403, 404, 503)
def make_packet(case_no: str) -> Response:
    """All evidence of a case as a signed zip that sha256sum and openssl check; not redacted. Every one is logged."""
    number = case_for(actor(), storable(case_no)).case_no
    in_transaction(lambda: note(Action.PACKET_MADE, digests.CASE, number))
    contents = gather(case_for(actor(), number))
    packet = packet_of(contents, points_of(contents), clock.now())
    response = Response(stream(packet), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="evidence-{number}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
