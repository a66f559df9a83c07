"""Decides how readers learn that a report or a case is another than it was. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from app.cases.models import Case, CaseUnit
from app.cases.report_models import Report
from app.core import hooks
from app.core.changes import record_change
from app.core.db import AnyRow, db, table_of
from app.core.hooks import Happened
from app.core.statements import Statement

_report = table_of(Report).c
_WHOLE = Statement(
    update(table_of(Report))
    .where(_report.id == bindparam("report_id"))
    .values(rev=bindparam("next_rev"), whole_seq=bindparam("reached"))
)


def make_whole(report: AnyRow, at: datetime) -> None:
    """The last photo of a report is in place: its readers are told, and a backup that reaches this moment holds all of it.

    For rows read by column in the same transaction: id, rev and what `announce_report` needs.
    """
    reached = announce_report(report, at, report.rev + 1)
    _WHOLE.write(report_id=report.id, next_rev=report.rev + 1, reached=reached)
    hooks.tell(Happened.REPORT_WHOLE, report.id, at)


def reopen(report: Report, at: datetime) -> None:
    """A photo of the report is no longer in the store: it is not whole, no backup vouches for it, its readers are told."""
    report.whole_seq = None
    report.rev += 1
    announce_report(report, at)


def announce_report(report: Report | AnyRow, at: datetime, rev: int | None = None) -> int:
    """Puts the report's present state into the change feed and returns the commit number; `rev` if the row is older."""
    return record_change(
        "report",
        report.id,
        report.rev if rev is None else rev,
        at,
        author_id=report.author_id,
        segment_code=report.segment_code,
        cell_code=report.cell_code,
        person_id=report.verifier_id,
    )


def move_report(report: Report, segment_code: str | None, cell_code: str | None, at: datetime) -> None:
    """Gives the report to another segment or cell; who watched only the old one is told that it has left their scope."""
    if (segment_code, cell_code) == (report.segment_code, report.cell_code):
        return
    record_change(
        "report",
        report.id,
        report.rev,
        at,
        op="scope_out",
        segment_code=report.segment_code,
        cell_code=report.cell_code,
    )
    report.segment_code, report.cell_code = segment_code, cell_code


def leave_sight(case: Case, at: datetime, *, unit_code: str | None = None, person_id: str | None = None) -> None:
    """Tells a unit or a former checker who may not see it otherwise that the case has left their hands."""
    record_change("case", case.case_no, case.rev, at, op="scope_out", unit_code=unit_code, person_id=person_id)


def announce_case(case: Case, at: datetime) -> None:
    """To everybody who sees it: a row of the feed for the one in charge and the scope, one for each other unit."""
    db.session.flush()
    record_change(
        "case",
        case.case_no,
        case.rev,
        at,
        author_id=case.author_id,
        segment_code=case.segment_code,
        cell_code=case.cell_code,
        unit_code=case.unit_code,
        person_id=case.checker_id,
    )
    if case.rev > 1:
        _to_units(case, at)


def _to_units(case: Case, at: datetime) -> None:
    """Also to units that work along, and to those that were taken off at this moment."""
    parts = select(CaseUnit.unit_code, CaseUnit.until).where(CaseUnit.case_no == case.case_no)
    rows = db.session.execute(parts.where(or_(CaseUnit.until.is_(None), CaseUnit.until == at))).all()
    staying = {row.unit_code for row in rows if row.until is None}
    for code in sorted(staying - {case.unit_code}):
        record_change("case", case.case_no, case.rev, at, unit_code=code)
    for code in sorted({row.unit_code for row in rows} - staying):
        leave_sight(case, at, unit_code=code)
