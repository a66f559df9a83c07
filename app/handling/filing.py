"""Decides what becomes of reports that were accepted where filing is a step of its own (分岗): a case, or 不予立案.

Whoever files may take it back for as long as a verdict may be: then the report waits to be filed again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases import service as cases
from app.cases.announcing import announce_report
from app.cases.report_models import Report, Verdict
from app.cases.sight import visible
from app.cases.states import CaseState, IllegalMove, ReportStatus, VerdictWord, may_undo
from app.core import hooks
from app.core.db import db
from app.core.errors import AppError, NotAllowed, Stale
from app.core.hooks import Happened
from app.review import merging
from app.review.rules import TooLateToUndo, refusal
from app.review.service import caseless, file_case, opens_case

MOST_WAITING = 200
Rows = dict[str, tuple[str | None, str]]


class NothingToFile(AppError):
    """The report waits for no filing."""

    status = 409
    slug = "illegal-move"
    title = "Only a report that was accepted and has no case yet is filed: read it again."


class SomebodyElsesFiling(NotAllowed):
    """Only whoever filed or refused may take it back."""

    title = "Only the person who filed or refused this report may take it back."


class AlreadyWorkedOn(IllegalMove):
    """The case has moved on."""

    title = "The case has been dispatched already: ask for it to be voided instead."


def waiting(reader: Actor) -> list[Report]:
    """Reports that were accepted and wait for somebody to file them, the oldest first."""
    query = select(Report).where(
        visible(reader, Report),
        Report.status == ReportStatus.ACCEPTED,
        Report.case_no.is_(None),
        Report.reply_to.is_(None),
        Report.destroyed_at.is_(None),
        ~caseless(),
    )
    return list(db.session.scalars(query.order_by(Report.commit_seq).limit(MOST_WAITING)))


def file_report(report_id: str, revision: int | None, by: Actor, now: datetime) -> Report:
    """Files a report: it has its case and number from now on. Raises NotFound, Stale or NothingToFile."""
    report = _to_file(report_id, revision, by)
    was = _digest(report)
    report.rev += 1
    case = file_case(report, by, now)
    _announce(report, was, {}, by, now, Action.VERDICT, case_no=case.case_no)
    return report


def refuse_report(report_id: str, reason: str, revision: int | None, by: Actor, now: datetime) -> Report:
    """不予立案: the verdict that accepted gives way to a rejection, whose reason the author reads.

    Raises NotFound, Stale, NothingToFile, or InvalidBody without a reason.
    """
    if not reason:
        raise refusal("/reason", "Say why it is not filed: the patrol and whoever accepted it read it.")
    report = _to_file(report_id, revision, by)
    was, rows = _digest(report), {}
    accepted = queries.verdicts_of([report.id]).get(report.id)
    if accepted is not None:
        rows.update(_set_undone(accepted, now))
    refused = Verdict(report_id=report.id, verdict=VerdictWord.REJECT.value, reason=reason, by_id=by.id, at=now)
    db.session.add(refused)
    report.status = ReportStatus.REJECTED.value
    report.rev += 1
    db.session.flush()
    rows[digests.verdict_row(refused.id)] = (None, digests.verdict_digest(refused))
    _announce(report, was, rows, by, now, Action.VERDICT, verdict=refused.verdict)
    return report


def take_back(report_id: str, by: Actor, now: datetime) -> Report:
    """The report waits to be filed again: its case is void and the number gone, or the rejection no longer holds.

    Raises NotFound, NothingToTakeBack, SomebodyElsesFiling, TooLateToUndo or AlreadyWorkedOn.
    """
    report = queries.report_to_judge(by, report_id)
    was = _digest(report)
    rows = _close_again(report, by, now) if report.case_no else _accept_again(report, by, now)
    report.rev += 1
    _announce(report, was, rows, by, now, Action.VERDICT_UNDONE)
    return report


def _to_file(report_id: str, revision: int | None, by: Actor) -> Report:
    report = queries.report_to_judge(by, report_id)
    if report.status != ReportStatus.ACCEPTED or report.case_no is not None or report.reply_to is not None:
        raise NothingToFile(status_now=report.status, case_no=report.case_no)
    if not opens_case(report):
        raise NothingToFile(status_now=report.status, case_no=None)
    if revision is not None and revision != report.rev:
        raise Stale(rev=report.rev)
    return report


def _close_again(report: Report, by: Actor, now: datetime) -> Rows:
    case = queries.case_by_number(report.case_no or "")
    events = queries.events_of([report.case_no or ""]).get(report.case_no or "", [])
    if case is None or not events or case.report_id != report.id:
        raise NothingToFile(status_now=report.status)
    _check(events[0].by_id, events[0].at, by, now)
    if case.state not in {CaseState.FILED, CaseState.CLOSED} or case.dispatched_at is not None:
        raise AlreadyWorkedOn(state=case.state)
    merging.leave_behind(case, report, now)
    cases.void_case(case, by, now, None)
    report.case_no = None
    return {}


def _accept_again(report: Report, by: Actor, now: datetime) -> Rows:
    """The verdict that accepted holds again, if this person's rejection took its place."""
    refused = queries.verdicts_of([report.id]).get(report.id)
    if refused is None or refused.verdict != VerdictWord.REJECT:
        raise NothingToFile(status_now=report.status)
    _check(refused.by_id, refused.at, by, now)
    same = (Verdict.report_id == report.id, Verdict.verdict == VerdictWord.ACCEPT.value, Verdict.undone_at == refused.at)
    accepted = db.session.scalar(select(Verdict).where(*same))
    if accepted is None:
        raise NothingToFile(status_now=report.status)
    rows = {**_set_undone(refused, now), **_set_undone(accepted, None)}
    report.status = ReportStatus.ACCEPTED.value
    return rows


def _set_undone(verdict: Verdict, at: datetime | None) -> Rows:
    """Written at once: of a report's verdicts one at most is in force at any moment."""
    was, verdict.undone_at = digests.verdict_digest(verdict), at
    db.session.flush()
    return {digests.verdict_row(verdict.id): (was, digests.verdict_digest(verdict))}


def _check(by_id: str | None, at: datetime, actor: Actor, now: datetime) -> None:
    if by_id != actor.id:
        raise SomebodyElsesFiling()
    if not may_undo(at, now):
        raise TooLateToUndo()


def _announce(report: Report, was: str, rows: Rows, by: Actor, now: datetime, action: Action, **facts: str) -> None:
    announce_report(report, now)
    named = {digests.report_row(report.id): (was, _digest(report)), **rows}
    note(action, digests.REPORT, report.id, by=by, rows=named, **facts)
    hooks.tell(Happened.REPORT_JUDGED, report, by, now)


def _digest(report: Report) -> str:
    db.session.flush()
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))
