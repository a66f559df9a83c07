"""Anybody says what is wrong; whoever answers keeps the ledger."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard, public
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.complaints import bodies, queries, service
from app.complaints.door import anybody, whoever
from app.complaints.models import Complaint
from app.complaints.rules import BY_THEMSELVES, Origin
from app.complaints.schemas import (
    ComplaintAnswerIn,
    ComplaintContactOut,
    ComplaintDismissIn,
    ComplaintIn,
    ComplaintLookIn,
    ComplaintLookOut,
    ComplaintOut,
    ComplaintReceipt,
    ComplaintsIn,
    ComplaintsOut,
    OwnComplaintsIn,
    OwnComplaintsOut,
)
from app.complaints.sealing import fits
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotAllowed, NotFound
from app.core.if_match import ETAG_HEADER, IfMatch, etag
from app.core.transaction import in_transaction, transactional
from app.core.wording import storable

blp = Blueprint("complaints", __name__, url_prefix="/api/v1", description="Complaints and suggestions")
Told = tuple[dict[str, Any], int, dict[str, str]]


@blp.post("/complaints")
@public
@anybody
@blp.arguments(ComplaintIn)
@blp.response(201, ComplaintReceipt)
@blp.problems(400, 403, 413, 422, 429, 503)
@transactional
def file_complaint(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Complain, suggest or praise; signed in or not. The number is what to ask with later."""
    who = whoever()
    origin = body["origin"] or (Origin.STAFF if who else Origin.PUBLIC)
    if origin not in BY_THEMSELVES and not (who and who.may(Permission.ANSWER_COMPLAINTS)):
        raise NotAllowed("Only who answers complaints enters those of others: leave out `origin`.")
    if origin == Origin.STAFF and who is None:
        origin = Origin.PUBLIC
    return bodies.receipt_body(service.file(body, origin, who, clock.now())), 201


@blp.post("/complaint-answers")
@public
@anybody
@blp.arguments(ComplaintLookIn)
@blp.response(200, ComplaintLookOut)
@blp.problems(400, 403, 404, 413, 422, 429, 503)
def look(body: dict[str, str]) -> Response:
    """What became of a complaint, for whoever has its number and code. A wrong pair is told nothing, not even which is wrong."""
    number = storable(body["number"]).strip().upper()
    complaint = queries.by_number(number)
    if not fits(number, body["code"]) or complaint is None:
        raise NotFound("There is no complaint with this number and code: compare them with your note.")
    return jsonify(bodies.looked_body(complaint))


@blp.get("/my-complaints")
@guard(Permission.OWN_SESSION)
@blp.arguments(OwnComplaintsIn, location="query")
@blp.response(200, OwnComplaintsOut)
@blp.problems(401, 422)
def list_own(wanted: dict[str, Any]) -> Response:
    """Your own, the newest first, with what was answered."""
    page = queries.of_person(actor().id, wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.own_bodies(page.items)))


@blp.get("/complaints")
@guard(Permission.ANSWER_COMPLAINTS)
@blp.arguments(ComplaintsIn, location="query")
@blp.response(200, ComplaintsOut)
@blp.problems(401, 403, 422)
def list_complaints(wanted: dict[str, Any]) -> Response:
    """The ledger, the newest first."""
    now = clock.now()
    page = queries.ledger(wanted["state"], wanted["cursor"], wanted["limit"])
    return jsonify({**page.as_body(bodies.row_bodies(page.items, now)), "counts": queries.counts(now)})


@blp.get("/complaints/<number>")
@guard(Permission.ANSWER_COMPLAINTS)
@blp.response(200, ComplaintOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_complaint(number: str) -> Told:
    """A complaint with its answers."""
    return _told(queries.complaint(storable(number)))


@blp.get("/complaints/<number>/contact")
@guard(Permission.ANSWER_COMPLAINTS)
@blp.response(200, ComplaintContactOut)
@blp.problems(401, 403, 404, 503)
def read_contact(number: str) -> Response:
    """How who filed it may be reached. Every look is logged."""
    complaint = queries.complaint(storable(number))
    in_transaction(lambda: note(Action.CONTACT_READ, "complaint", complaint.number))
    return jsonify({"contact": bodies.contact_of(complaint)})


@blp.post("/complaints/<number>/answer")
@guard(Permission.ANSWER_COMPLAINTS)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ComplaintAnswerIn)
@blp.response(200, ComplaintOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def answer(header: dict[str, Any], body: dict[str, Any], number: str) -> Told:
    """Answer it, or add to the answer; the first one decides whether it was in time."""
    return _told(service.answer(storable(number), header["if_match"], body["text"], actor(), clock.now()))


@blp.post("/complaints/<number>/dismiss")
@guard(Permission.ANSWER_COMPLAINTS)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ComplaintDismissIn)
@blp.response(200, ComplaintOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 412, 422, 503)
@transactional
def dismiss(header: dict[str, Any], body: dict[str, Any], number: str) -> Told:
    """Note that nothing is answered, and why: it is none, or it came twice."""
    return _told(service.dismiss(storable(number), header["if_match"], body["reason"]))


def _told(complaint: Complaint) -> Told:
    return bodies.complaint_body(complaint, clock.now()), 200, etag(complaint.rev)
