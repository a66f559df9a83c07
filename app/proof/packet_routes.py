"""The packet of a case is handed out here."""

from __future__ import annotations

from typing import Any

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
from app.core.transfers import FILE, handed_out
from app.proof.contents import gather
from app.proof.evidence_checks import points_of
from app.proof.outside import outside_packet
from app.proof.packet import Packet, packet_of, stream
from app.proof.schemas import OUTSIDE, PacketIn

blp = Blueprint("packets", __name__, url_prefix="/api/v1", description="Evidence of a case, to be checked by others")


@blp.get("/cases/<case_no>/packet")
@guard(Permission.EXPORT_EVIDENCE)
@blp.arguments(PacketIn, location="query")
@blp.response(200, FILE, content_type="application/zip", description="Originals, manifests, receipts, log, sums, signature")
@blp.problems(401, 403, 404, 409, 422, 503)
def make_packet(wanted: dict[str, Any], case_no: str) -> Response:
    """All evidence of a case as a signed zip that sha256sum and openssl check. Every one is logged.

    Not redacted; for outside it holds redacted pictures and no originals, and is refused while one is not decided about.
    """
    number, outside = case_for(actor(), storable(case_no)).case_no, wanted["reader"] == OUTSIDE
    packet = _outside(number) if outside else _whole(number)
    return handed_out(stream(packet), "application/zip", f"{'redacted' if outside else 'evidence'}-{number}.zip")


def _whole(number: str) -> Packet:
    """Noted first, so that its own log tells of it."""
    in_transaction(lambda: note(Action.PACKET_MADE, digests.CASE, number))
    contents = gather(case_for(actor(), number))
    return packet_of(contents, points_of(contents), clock.now())


def _outside(number: str) -> Packet:
    """Noted when it is known that there will be one."""
    packet = outside_packet(gather(case_for(actor(), number)), clock.now())
    in_transaction(lambda: note(Action.PACKET_MADE, digests.CASE, number, outside=True))
    return packet
