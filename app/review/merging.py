"""Decides what happens when several reports are of one thing: which case they join, who is told, and what a case repeats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases import service as cases
from app.cases.announcing import announce_report
from app.cases.models import Case
from app.cases.near import box, metres
from app.cases.report_models import Report, Verdict
from app.cases.states import CaseState, VerdictWord
from app.catalog import queries as catalog
from app.core.db import db
from app.telling.service import tell


def join(case: Case, report: Report, by: Actor | None, now: datetime, reason: str | None) -> None:
    """The report is further evidence of the case: the timeline says so, and both who saw it are told."""
    report.case_no = case.case_no
    cases.add_event(case, cases.DUPLICATE_JOINED, by, now, reason, {"report_id": report.id})
    facts = {"category": case.category_slug, "place": case.segment_name, "merged_into": case.case_no}
    tell(now, "report-merged", person_ids=[report.author_id], case_no=case.case_no, facts=facts)
    if case.author_id != report.author_id:
        tell(now, "report-joined", person_ids=[case.author_id], case_no=case.case_no, facts=facts)


def take_along(case: Case, report: Report, by: Actor | None, now: datetime) -> None:
    """What was said about the report belongs to its case now, and so does what was a duplicate of it before."""
    _number(queries.answers_to([report.id]).get(report.id, []), case.case_no, now)
    named = select(Verdict.report_id).where(
        Verdict.duplicate_of.in_([report.id, report.id.upper()]),
        Verdict.undone_at.is_(None),
        Verdict.verdict == VerdictWord.DUPLICATE,
    )
    for other in queries.reports_by_id(set(db.session.scalars(named))):
        was = _digest(other)
        join(case, other, by, now, None)
        other.rev += 1
        announce_report(other, now)
        _note(other, was)


def leave_behind(case: Case, report: Report, now: datetime) -> None:
    """The case is about to be void: only the report it was opened with goes back to the inbox, the others wait as before."""
    query = select(Report).where(Report.case_no == case.case_no, Report.id != report.id)
    _number(db.session.scalars(query).all(), None, now)


def closed_before(report: Report, now: datetime) -> str | None:
    """The number of the case of the same category that was closed here last, as near and lately as its catalogue entry says."""
    category = catalog.entry(report.category)
    if category is None or report.lon is None or report.lat is None:
        return None
    lon, lat, reach = report.lon, report.lat, float(category.duplicate_radius_m)
    around = box(lon, lat, reach)
    query = select(Case.case_no, Case.lon, Case.lat).where(
        Case.state == CaseState.CLOSED,
        Case.lon.between(around.west, around.east),
        Case.lat.between(around.south, around.north),
        Case.category_slug == report.category,
        Case.closed_at.between(report.happened_at - timedelta(days=category.duplicate_days), now),
    )
    rows = db.session.execute(query.order_by(Case.closed_at.desc(), Case.id.desc()))
    return next((row.case_no for row in rows if metres(lon, lat, row.lon, row.lat) <= reach), None)


def _number(reports: Iterable[Report], case_no: str | None, now: datetime) -> None:
    for one in reports:
        was = _digest(one)
        one.case_no = case_no
        one.rev += 1
        announce_report(one, now)
        _note(one, was)


def _note(report: Report, was: str) -> None:
    db.session.flush()
    rows = {digests.report_row(report.id): (was, _digest(report))}
    note(Action.VERDICT, digests.REPORT, report.id, rows=rows, case_no=report.case_no)


def _digest(report: Report) -> str:
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))
