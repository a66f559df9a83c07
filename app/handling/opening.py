"""Decides who files a report, and what a case is given when it is opened: whether it is urgent, by when it is dispatched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases import service as cases
from app.cases.announcing import announce_report
from app.cases.models import Case, Report
from app.cases.rules import Verb
from app.cases.sight import visible
from app.cases.states import CaseState, ReportStatus
from app.catalog.rules import Urgency
from app.core.db import db
from app.core.errors import AppError
from app.handling import settings, stages
from app.handling.rules import DUPLICATES_SUPERVISED, Cause, Stage
from app.handling.supervision import order_by_itself
from app.review.service import file_case

MOST_WAITING = 200


class NothingToFile(AppError):
    """The report waits for no filing."""

    status = 409
    slug = "illegal-move"
    title = "Only a report that was accepted and has no case yet is filed: read it again."


def may_file() -> bool:
    """Whether accepting a report opens its case at once; where filing is a step of its own (分岗) it waits for that."""
    return not settings.in_force().separate_filing


def waiting(reader: Actor) -> list[Report]:
    """Reports that were accepted and wait for somebody to file them, the oldest first."""
    query = select(Report).where(
        visible(reader, Report),
        Report.status == ReportStatus.ACCEPTED,
        Report.case_no.is_(None),
        Report.reply_to.is_(None),
        Report.destroyed_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Report.commit_seq).limit(MOST_WAITING)))


def file_report(report_id: str, by: Actor, now: datetime) -> Report:
    """Files a report that was accepted: it has its case and number from now on. Raises NotFound or NothingToFile."""
    report = queries.report_to_judge(by, report_id)
    if report.status != ReportStatus.ACCEPTED or report.case_no is not None or report.reply_to is not None:
        raise NothingToFile(status_now=report.status, case_no=report.case_no)
    was = _digest(report)
    report.rev += 1
    case = file_case(report, by, now)
    announce_report(report, now)
    note(Action.VERDICT, digests.REPORT, report.id, by=by, rows={digests.report_row(report.id): (was, _digest(report))},
         case_no=case.case_no)  # fmt: skip
    return report


def case_opened(case: Case, report: Report, _by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case."""
    case.urgent = case.category.get("urgency") == Urgency.URGENT
    if case.state == CaseState.FILED:
        stages.begin_stage(case, Stage.DISPATCH, report.received_at, settings.in_force())
    db.session.flush()


def case_moved(case: Case, kind: str, _by: Actor | None, now: datetime) -> None:
    """What others did to a case: it is supervised when many report the same thing; a voided one waits for nothing."""
    if kind == cases.DUPLICATE_JOINED:
        kinds = [event.kind for event in queries.events_of([case.case_no]).get(case.case_no, [])]
        if kinds.count(cases.DUPLICATE_JOINED) - kinds.count(cases.DUPLICATE_LEFT) >= DUPLICATES_SUPERVISED:
            order_by_itself(case, Cause.DUPLICATES, now)
    elif kind == Verb.VOID:
        case.stage_due_at = None
        db.session.flush()


def _digest(report: Report) -> str:
    db.session.flush()
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))
