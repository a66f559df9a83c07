"""The issue ledger over HTTP: tables brought in, issues tied to cases and written off, counts, export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.days import city_day, day_begins, day_ends
from app.core.if_match import ETAG_HEADER, IfMatch, etag
from app.core.tables_in import MAX_BYTES
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE, brought_file, file_in_body
from app.issue_ledger import bodies, importing, queries, service
from app.issue_ledger.models import Issue, IssueImport
from app.issue_ledger.schemas import (
    CountsIn,
    EnterIn,
    IssueOut,
    IssuesExportIn,
    IssuesIn,
    IssuesOut,
    LedgerCountsOut,
    LedgerImportOut,
    LedgerImportsOut,
    LedgerPageIn,
    LedgerUploadIn,
    LinkIn,
    MappingIn,
    ReopenIn,
    ReportIn,
    WriteOffIn,
)

blp = Blueprint("issue-ledger", __name__, url_prefix="/api/v1/issue-ledger", description="问题台账 that an office keeps")
_TABLE = file_in_body("A CSV or xlsx file of at most 8 MiB.")
_WEEK = timedelta(days=6)


@blp.get("")
@guard(Permission.SEE_SCOPE)
@blp.arguments(IssuesIn, location="query")
@blp.response(200, IssuesOut)
@blp.problems(401, 403, 422)
def list_issues(wanted: dict[str, Any]) -> Response:
    """The ledger, what was entered last first."""
    page = queries.issues_page(_filter(wanted), wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items, _today())))


@blp.get("/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(IssuesExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, content_type=MEDIA["xlsx"], description="The ledger as xlsx, or CSV if asked for")
@blp.problems(401, 403, 422)
def export_issues(wanted: dict[str, Any]) -> Response:
    """The ledger as a file in which no cell is a formula."""
    in_transaction(lambda: note(Action.ISSUES_EXPORTED, "issues", "ledger", format=wanted["format"]))
    return download(bodies.export_rows(queries.all_issues(_filter(wanted))), "问题台账", wanted["format"], "问题台账")


@blp.get("/counts")
@guard(Permission.SEE_SCOPE)
@blp.arguments(CountsIn, location="query")
@blp.response(200, LedgerCountsOut)
@blp.problems(401, 403, 422)
def read_counts(wanted: dict[str, Any]) -> Response:
    """What a weekly meeting asks for: open and overdue now, added and written off in these days, of all and of each unit."""
    until = wanted["until"] or _today()
    since = wanted["since"] or max(until, date.min + _WEEK) - _WEEK
    counted = queries.counts(day_begins(since), day_ends(until), _today())
    return jsonify(bodies.counts_body(counted, since, until))


@blp.post("/imports")
@guard(Permission.FILE_CASES)
@blp.arguments(LedgerUploadIn, location="query")
@blp.doc(requestBody=_TABLE)
@blp.response(201, LedgerImportOut, description="It was read; nothing is entered yet")
@blp.problems(400, 401, 403, 411, 413, 422)
def upload_table(wanted: dict[str, Any]) -> tuple[Response, int]:
    """Bring a table. Its columns are guessed, and every line that could not be entered is told with its reason."""
    content = brought_file(MAX_BYTES)
    row = in_transaction(lambda: importing.upload(content, wanted["name"], actor(), clock.now()))
    return _told(row), 201


@blp.get("/imports")
@guard(Permission.FILE_CASES)
@blp.arguments(LedgerPageIn, location="query")
@blp.response(200, LedgerImportsOut)
@blp.problems(401, 403, 422)
def list_imports(wanted: dict[str, Any]) -> Response:
    """Tables that were brought, the newest first."""
    page = queries.imports_page(wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body([bodies.import_line(row) for row in page.items]))


@blp.get("/imports/<uuid:import_id>")
@guard(Permission.FILE_CASES)
@blp.response(200, LedgerImportOut)
@blp.problems(401, 403, 404)
def read_import(import_id: UUID) -> Response:
    """One table with what would become of its lines."""
    return _told(queries.import_of(str(import_id)))


@blp.put("/imports/<uuid:import_id>/mapping")
@guard(Permission.FILE_CASES)
@blp.arguments(MappingIn)
@blp.response(200, LedgerImportOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def map_columns(body: dict[str, Any], import_id: UUID) -> Response:
    """Say which line names the columns and which column is what."""
    return _told(in_transaction(lambda: importing.map_columns(str(import_id), body["header_line"], body["mapping"])))


@blp.post("/imports/<uuid:import_id>/enter")
@guard(Permission.FILE_CASES)
@blp.arguments(EnterIn)
@blp.response(200, LedgerImportOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def enter_table(body: dict[str, Any], import_id: UUID) -> Response:
    """Enter the table, all of it at once or not at all; bad lines are left out only if that is said."""
    work = lambda: importing.enter(str(import_id), body["turn"], body["leave_out"], actor(), clock.now())  # noqa: E731
    return _told(in_transaction(work))


@blp.post("/imports/<uuid:import_id>/discard")
@guard(Permission.FILE_CASES)
@blp.response(200, LedgerImportOut)
@blp.problems(401, 403, 404, 409)
def discard_table(import_id: UUID) -> Response:
    """Give a table up that was not entered."""
    return _told(in_transaction(lambda: importing.discard(str(import_id))))


@blp.get("/<uuid:issue_id>")
@guard(Permission.SEE_SCOPE)
@blp.response(200, IssueOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_issue(issue_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """One issue with the line it came from and all that became of it."""
    return _shown(queries.issue_of(str(issue_id)))


@blp.put("/<uuid:issue_id>/case")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(LinkIn)
@blp.response(200, IssueOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 410, 412, 422)
def link_issue(header: dict[str, str], body: dict[str, Any], issue_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Tie an issue to a case, or to none."""
    return _moved(lambda now: service.link(str(issue_id), header["if_match"], body["case_no"], actor(), now))


@blp.post("/<uuid:issue_id>/report")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ReportIn)
@blp.response(200, IssueOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def report_issue(header: dict[str, str], body: dict[str, Any], issue_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Take an issue down as a report; the case that it leads to is then the issue's."""
    said = (body["category"], body["origin"])
    return _moved(lambda now: service.report(str(issue_id), header["if_match"], *said, actor(), now))


@blp.post("/<uuid:issue_id>/write-off")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(WriteOffIn)
@blp.response(200, IssueOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def write_off_issue(header: dict[str, str], body: dict[str, Any], issue_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Write an issue off: with a reason, with photos, or because its case was closed."""
    said = (body["reason"], body["photos"])
    return _moved(lambda now: service.write_off(str(issue_id), header["if_match"], *said, actor(), now))


@blp.post("/<uuid:issue_id>/reopen")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ReopenIn)
@blp.response(200, IssueOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 410, 412, 422)
def reopen_issue(header: dict[str, str], body: dict[str, Any], issue_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Open an issue again that was written off by mistake."""
    return _moved(lambda now: service.reopen(str(issue_id), header["if_match"], body["reason"], actor(), now))


def _moved(work: Callable[[datetime], Issue]) -> tuple[Response, int, dict[str, str]]:
    return _shown(in_transaction(lambda: work(clock.now())))


def _shown(issue: Issue) -> tuple[Response, int, dict[str, str]]:
    return jsonify(bodies.issue_body(issue, _today())), 200, etag(issue.rev)


def _told(row: IssueImport) -> Response:
    return jsonify(bodies.import_body(row, actor()))


def _today() -> date:
    return city_day(clock.now())


def _filter(wanted: dict[str, Any]) -> queries.IssueFilter:
    return queries.IssueFilter(
        state=wanted["state"], unit=wanted["unit"], source=wanted["source"],
        import_id=str(wanted["import_id"]) if wanted["import_id"] else None, linked=wanted["linked"],
        overdue_on=_today() if wanted["overdue"] else None, words=wanted["words"],
    )  # fmt: skip
