"""Hiding what must be hidden, and handing out the pictures on which it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard, public
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases.queries import case_for, may_see_photo, report_for
from app.cases.routes import ETAG
from app.cases.schemas import DESTROYED
from app.cases.wording import storable
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.transaction import in_transaction
from app.core.transfers import FILE, unkept
from app.photos.rules import SHA256_HEX
from app.redaction import bodies, links, queries, service, unmasked
from app.redaction.pictures import boxes_outside, forget, public_picture
from app.redaction.rules import Box, NotRedacted
from app.redaction.schemas import (
    PublicLinkIn,
    PublicLinkOut,
    PublicPictureIn,
    RedactionIn,
    RedactionOut,
    RedactionRevision,
    RedactionsIn,
    RedactionsOut,
    UnmaskedCaseOut,
    UnmaskedReportOut,
)

blp = Blueprint("redaction", __name__, url_prefix="/api/v1", description="What is hidden on photos that leave")

PUBLIC_CSP = "default-src 'none'; sandbox"
_LINK = [
    {"name": name, "in": "query", "required": True, "description": said, "schema": {"type": "string"}}
    for name, said in (("expires", "seconds since 1970"), ("kid", "which key signed"), ("sig", "hex HMAC-SHA256 of all else"))
]


@blp.get("/redactions")
@guard(Permission.REDACT)
@blp.arguments(RedactionsIn, location="query")
@blp.response(200, RedactionsOut)
@blp.problems(401, 403, 404, 422)
def list_redactions(wanted: dict[str, Any]) -> Response:
    """Pictures of accepted reports that nobody has decided about, the newest first; or all pictures of one case."""
    if wanted["case_no"] is not None:
        shown = queries.pictures_of(case_for(actor(), storable(wanted["case_no"])))
        return jsonify({"items": bodies.listed(shown), "cursor": None, "has_more": False})
    page = queries.waiting_page(actor(), wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items)))


@blp.get("/photos/<sha256>/redaction")
@guard(Permission.REDACT)
@blp.response(200, RedactionOut, headers=ETAG)
@blp.problems(401, 403, 404, 409)
def read_redaction(sha256: str) -> Response:
    """What was decided about a photo, and every box that was ever drawn on it."""
    return _told(_named(sha256))


@blp.put("/photos/<sha256>/redaction")
@guard(Permission.REDACT)
@blp.arguments(RedactionRevision, location="headers")
@blp.arguments(RedactionIn)
@blp.response(200, RedactionOut, headers=ETAG)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
def put_redaction(header: dict[str, Any], body: dict[str, Any], sha256: str) -> Response:
    """Say which boxes are in force and what is decided; If-Match names the revision that was read. The original stays."""
    boxes = [Box(**box) for box in body["boxes"]]
    named = _named(sha256)
    in_transaction(lambda: service.decide(named, body["state"], boxes, header["if_match"], actor(), clock.now()))
    forget(named)
    return _told(named)


@blp.get("/photos/<sha256>/public")
@guard(Permission.REDACT)
@blp.arguments(PublicPictureIn, location="query")
@blp.response(200, FILE, content_type="image/jpeg", description="What outsiders see")
@blp.problems(401, 403, 404, 422, 503)
def show_public(wanted: dict[str, Any], sha256: str) -> Response:
    """The picture as it would leave; there is none while nobody has decided."""
    if not may_see_photo(actor(), _named(sha256)):
        raise NotFound()
    return _picture(sha256, wanted["size"])


@blp.post("/photos/<sha256>/links")
@guard(Permission.REDACT)
@blp.arguments(PublicLinkIn)
@blp.response(201, PublicLinkOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def make_link(body: dict[str, Any], sha256: str) -> tuple[Response, int]:
    """An address that shows the redacted picture to whoever has it, for at most ten minutes. Every one is logged."""
    service.photo_to_redact(_named(sha256), actor())
    if boxes_outside(sha256) is None:
        raise NotRedacted(photos=[sha256], why="not-redacted")
    expires_at = (clock.now() + timedelta(seconds=body["seconds"])).replace(microsecond=0)
    url = links.signed(f"{blp.url_prefix}/public/{sha256}-{body['size']}.jpg", expires_at)
    said = {"size": body["size"], "expires_at": clock.isoformat(expires_at)}
    in_transaction(lambda: note(Action.LINK_MADE, "photo", sha256, **said))
    return jsonify({"url": url, "expires_at": said["expires_at"]}), 201


@blp.get("/public/<sha256>-<any(screen, thumb):size>.jpg")
@public
@blp.doc(parameters=_LINK)
@blp.response(200, FILE, content_type="image/jpeg", description="The redacted picture")
@blp.problems(404, 503)
def open_link(sha256: str, size: str) -> Response:
    """The picture a link was made for. One that expired, was altered or never made is simply not there."""
    expires, kid, sig = (request.args.get(name, "") for name in ("expires", "kid", "sig"))
    if not links.holds(request.path, expires, kid, sig, clock.now()):
        raise NotFound()
    response = _picture(sha256, size)
    response.headers["Content-Security-Policy"] = PUBLIC_CSP
    response.headers["Content-Disposition"] = "inline"
    return response


@blp.get("/reports/<uuid:report_id>/unmasked")
@guard(Permission.OPEN_ORIGINALS)
@blp.response(200, UnmaskedReportOut)
@blp.alt_response(410, **DESTROYED)
@blp.problems(401, 403, 404)
def read_unmasked_report(report_id: UUID) -> Response:
    """The telephone numbers that are masked in a report: its note, its list, the reason of its verdict. Every look is logged."""
    report = report_for(actor(), str(report_id))
    return _unmasked("report", report.id, unmasked.of_report(report))


@blp.get("/cases/<case_no>/unmasked")
@guard(Permission.OPEN_ORIGINALS)
@blp.response(200, UnmaskedCaseOut)
@blp.problems(401, 403, 404)
def read_unmasked_case(case_no: str) -> Response:
    """The reasons in a case's timeline with the telephone numbers that are masked in them. Every look is logged."""
    case = case_for(actor(), storable(case_no))
    return _unmasked("case", case.case_no, unmasked.of_case(case))


def _unmasked(kind: str, object_id: str, body: dict[str, Any]) -> Response:
    """What is shown is noted first."""
    in_transaction(lambda: note(Action.UNMASKED_READ, kind, object_id))
    return unkept(jsonify(body))


def _picture(sha256: str, size: Any) -> Response:
    picture = public_picture(sha256, size)
    if picture is None:
        raise NotFound()
    return unkept(Response(picture, mimetype="image/jpeg"))


def _named(sha256: str) -> str:
    if not SHA256_HEX.fullmatch(sha256):
        raise NotFound()
    return sha256


def _told(sha256: str) -> Response:
    body = bodies.redaction_body(service.photo_to_redact(sha256, actor()))
    response = jsonify(body)
    response.set_etag(str(body["rev"]))
    return response
