"""整改通知单 and 督办单 over HTTP: the ledger, drafts, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases.queries import case_for
from app.core import clock
from app.core.api import Blueprint
from app.core.days import day_begins
from app.core.errors import NotFound
from app.core.if_match import ETAG_HEADER, IfMatch, etag
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE, handed_out, unkept
from app.notices import bodies, drafting, queries, service
from app.notices.journal import NOTICE
from app.notices.ledger import ledger_rows
from app.notices.models import Notice
from app.notices.paper_schemas import NoticeOut, NoticesOut, ProposalOut, ServiceOut
from app.notices.proposing import proposal
from app.notices.rules import State, refusal
from app.notices.schemas import (
    AnswerIn,
    ArchiveIn,
    IssueIn,
    LedgerExportIn,
    LedgerIn,
    NewNoticeIn,
    NoticeIn,
    ProposalIn,
    ReviewIn,
    ServeIn,
    VoidIn,
)
from app.notices.service import OfflineNumber, at_papers
from app.notices.sheets import sheet_for

blp = Blueprint("notices", __name__, url_prefix="/api/v1", description="整改通知单, 督办单 and their ledger")
_ONE_DAY = timedelta(days=1)


@blp.get("/notices")
@guard(Permission.READ_CASES)
@blp.arguments(LedgerIn, location="query")
@blp.response(200, NoticesOut)
@blp.problems(401, 403, 422)
def list_notices(wanted: dict[str, Any]) -> Response:
    """The ledger of all papers about cases this person sees, the newest draft first."""
    at_papers(actor())
    page = queries.notices_page(actor(), _filter(wanted), wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items)))


@blp.get("/notices/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(LedgerExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, content_type=MEDIA["xlsx"], description="The ledger as xlsx, or CSV if asked for")
@blp.problems(401, 403, 422)
def export_notices(wanted: dict[str, Any]) -> Response:
    """The ledger as a file in which no cell is a formula; persons are named by the beginning of their name only."""
    at_papers(actor())
    narrowed = _filter(wanted)
    in_transaction(lambda: note(Action.NOTICES_EXPORTED, "notices", "ledger", format=wanted["format"]))
    return download(ledger_rows(queries.all_notices(actor(), narrowed)), "文书台账", wanted["format"], "文书台账")


@blp.get("/notices/proposal")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(ProposalIn, location="query")
@blp.response(200, ProposalOut)
@blp.problems(401, 403, 404, 422)
def read_proposal(wanted: dict[str, Any]) -> Response:
    """What a draft about a case can begin with: receiver, address, facts, deadline, pictures."""
    return jsonify(proposal(case_for(actor(), wanted["case_no"])))


@blp.post("/notices")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(NewNoticeIn)
@blp.response(201, NoticeOut, headers=ETAG_HEADER)
@blp.alt_response(200, schema=NoticeOut, headers=ETAG_HEADER, description="It was here already")
@blp.problems(400, 401, 403, 404, 409, 422)
def draft_notice(body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Begin a draft. It may wait for the redaction of its photos; issuing does not."""
    notice, new = in_transaction(lambda: drafting.draft(str(body["id"]), body, actor(), clock.now()))
    return _told(notice, 201 if new else 200)


@blp.get("/notices/<uuid:notice_id>")
@guard(Permission.READ_CASES)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_notice(notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """One paper with all that became of it and what this person may do with it now."""
    at_papers(actor())
    return _told(queries.notice_for(actor(), str(notice_id)))


@blp.put("/notices/<uuid:notice_id>")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(NoticeIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def change_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Let a draft say something else."""
    return _moved(lambda now: drafting.change(str(notice_id), body, header["if_match"], actor(), now))


@blp.post("/notices/<uuid:notice_id>/issue")
@guard(Permission.READ_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(IssueIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422, 503)
def issue_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Sign the paper: it gets its number and its sheet. Refused while a photo waits for redaction, with the list of those."""
    at_papers(actor())
    said = body["offline"]
    offline = OfflineNumber(str(said["block_id"]), said["running"], said["at"]) if said else None
    moved = in_transaction(lambda: service.issue(str(notice_id), header["if_match"], offline, actor(), clock.now()))
    sheet_for(moved)
    return _told(queries.notice_for(actor(), str(notice_id)))


@blp.get("/notices/<uuid:notice_id>/sheet")
@guard(Permission.READ_CASES)
@blp.response(200, FILE, content_type="application/pdf", description="The paper: the same bytes every time")
@blp.problems(401, 403, 404, 409, 410, 503)
def read_sheet(notice_id: UUID) -> Response:
    """The PDF of an issued paper. Every look is logged."""
    at_papers(actor())
    notice = queries.notice_for(actor(), str(notice_id))
    pdf = sheet_for(notice)
    in_transaction(lambda: note(Action.NOTICE_READ, NOTICE, str(notice_id)))
    return handed_out(pdf, "application/pdf", f"notice-{notice_id}.pdf", shown=True)


@blp.post("/notices/<uuid:notice_id>/serve")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ServeIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def serve_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Say that it was signed for, or left with a witness. That somebody looked at it is no service."""
    return _moved(lambda now: service.serve(str(notice_id), header["if_match"], body, actor(), now))


@blp.get("/notices/<uuid:notice_id>/service")
@guard(Permission.DRAFT_NOTICES)
@blp.response(200, ServiceOut)
@blp.problems(401, 403, 404)
def read_service(notice_id: UUID) -> Response:
    """Who signed or witnessed, with the strokes of the signature. Every look is logged."""
    notice = queries.notice_for(actor(), str(notice_id))
    if notice.service is None:
        raise NotFound()
    in_transaction(lambda: note(Action.UNMASKED_READ, NOTICE, notice.id))
    return unkept(jsonify(bodies.whole_service(notice)))


@blp.post("/notices/<uuid:notice_id>/answer")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(AnswerIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def answer_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Register what the receiver did about it."""
    return _moved(lambda now: service.answer(str(notice_id), header["if_match"], body, actor(), now))


@blp.post("/notices/<uuid:notice_id>/review")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ReviewIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def review_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Say whether it was put right."""
    return _moved(lambda now: service.review(str(notice_id), header["if_match"], body, actor(), now))


@blp.post("/notices/<uuid:notice_id>/archive")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ArchiveIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def archive_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """File it away under a number."""
    return _moved(lambda now: service.archive(str(notice_id), header["if_match"], body["archive_no"], actor(), now))


@blp.post("/notices/<uuid:notice_id>/void")
@guard(Permission.READ_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(VoidIn)
@blp.response(200, NoticeOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def void_notice(header: dict[str, str], body: dict[str, Any], notice_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Say that it no longer holds. Its number stays in the register."""
    at_papers(actor())
    return _moved(lambda now: service.void(str(notice_id), header["if_match"], body["reason"], actor(), now))


def _moved(work: Callable[[datetime], Notice]) -> tuple[Response, int, dict[str, str]]:
    return _told(in_transaction(lambda: work(clock.now())))


def _told(notice: Notice, status: int = 200) -> tuple[Response, int, dict[str, str]]:
    return jsonify(bodies.notice_body(notice, actor())), status, etag(notice.rev)


def _filter(wanted: dict[str, Any]) -> queries.NoticeFilter:
    states = tuple(word for word in wanted["state"].split(",") if word)
    if not set(states) <= set(State):
        raise refusal("/query/state", f"A state is one of {', '.join(State)}, several with commas between.")
    return queries.NoticeFilter(
        kind=wanted["kind"], states=states, unit=wanted["unit"], segment=wanted["segment"], case_no=wanted["case_no"],
        overdue_at=clock.now() if wanted["overdue"] else None,
        since=day_begins(wanted["since"]) if wanted["since"] else None,
        before=day_begins(min(wanted["until"], wanted["until"].max - 2 * _ONE_DAY) + _ONE_DAY) if wanted["until"] else None,
        words=wanted["words"],
    )  # fmt: skip
