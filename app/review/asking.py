"""Decides who looks on the spot whether a report is so, and how a report comes back that was to be verified or amended.

Both are verdicts that end nothing: the report leaves the inbox until somebody has answered, and then waits there again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from app.accounts.models import Person
from app.accounts.queries import actor_of, people_with
from app.accounts.rules import BUNDLES, Permission, Role
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases.announcing import announce_report
from app.cases.report_models import Report
from app.cases.states import ReportStatus, VerdictWord
from app.core import clock
from app.core.changes import record_change
from app.core.db import db, table_of
from app.core.statements import Statement
from app.review.rules import refusal
from app.roster import queries as roster

ASKED: Final = {"verified": ReportStatus.VERIFYING, "supplement": ReportStatus.TO_AMEND}
"""Which answer a report in which status waits for."""
_MAY_CHECK: Final = frozenset(role for role in Role if Permission.CHECK_CASES in BUNDLES[role])
_report = table_of(Report).c
_REPLY = Statement(select(_report.reply_to, _report.reply_outcome).where(_report.id == bindparam("report_id")))


def verifier(report: Report, named: str | None) -> str:
    """Who verifies: who was named, else whoever of the inspectors responsible has the least to verify. Never the author.

    Raises InvalidBody when nobody can.
    """
    able = {one.id for one in people_with(_MAY_CHECK) if _may(one, report)}
    if named is not None:
        if named not in able:
            raise refusal("/person", "This person cannot verify here: name an active inspector of this place, not the author.")
        return named
    inspectors = {one.id for one in people_with({Role.INSPECTOR}) if one.id in able}
    if not inspectors:
        raise refusal("/person", "No inspector is responsible for this place: name the person who is to verify.")
    counts = select(Report.verifier_id, func.count()).where(Report.verifier_id.in_(inspectors)).group_by(Report.verifier_id)
    load = {row[0]: row[1] for row in db.session.execute(counts)}
    return min(inspectors, key=lambda one: (load.get(one, 0), one))


def able(report: Report) -> list[dict[str, Any]]:
    """Who may verify it, the inspectors of the place first: {id, name, inspector, units [{code, name}]}."""
    there = [(one, actor_of(one)) for one in people_with(_MAY_CHECK) if _may(one, report)]
    codes = {code for _person, actor in there for code in actor.scope.units}
    names = roster.names(codes)
    found = [
        {
            "id": person.id,
            "name": person.name,
            "inspector": Role.INSPECTOR in actor.roles,
            "units": [{"code": code, "name": names.get(code, code)} for code in sorted(actor.scope.units)],
        }
        for person, actor in there
    ]
    return sorted(found, key=lambda one: (not one["inspector"], str(one["name"]), str(one["id"])))


def take_answer(report_id: str, now: datetime) -> None:
    """Within a transaction, when a report is whole: if it answers one that was asked about, that one waits in the inbox again."""
    row = _REPLY.first(report_id=report_id)
    if row is None or row.reply_to is None or row.reply_outcome is not None:
        return
    held = select(Report).where(Report.id == row.reply_to).with_for_update().execution_options(populate_existing=True)
    asked = db.session.scalar(held)
    if asked is not None:
        _answer(db.session.get_one(Report, report_id, populate_existing=True), asked, now)


def return_to_inbox(report: Report, now: datetime) -> None:
    """The report waits for a verdict again, and whoever was to verify it no longer sees it for that."""
    if report.verifier_id is not None:
        record_change("report", report.id, report.rev, now, op="scope_out", person_id=report.verifier_id)
    report.status, report.verifier_id = ReportStatus.PENDING.value, None


def end_asking(report: Report, now: datetime) -> None:
    """The verdict that asked is answered; the report is back in the inbox with a further revision."""
    verdict = queries.verdicts_of([report.id]).get(report.id)
    was = _digest(report)
    rows: dict[str, tuple[str | None, str]] = {}
    if verdict is not None and verdict.verdict in {VerdictWord.VERIFY, VerdictWord.AMEND}:
        verdict_was, verdict.undone_at = digests.verdict_digest(verdict), now
        db.session.flush()
        rows[digests.verdict_row(verdict.id)] = (verdict_was, digests.verdict_digest(verdict))
        if verdict.verdict == VerdictWord.VERIFY and report.verify_due_at is not None:
            report.verified_in_time = now <= report.verify_due_at
    return_to_inbox(report, now)
    report.rev += 1
    announce_report(report, now)
    rows[digests.report_row(report.id)] = (was, _digest(report))
    note(Action.VERDICT_ANSWERED, digests.REPORT, report.id, rows=rows)


def _answer(reply: Report, asked: Report, now: datetime) -> None:
    verb = str((reply.reply or {}).get("verb"))
    made = ASKED.get(verb) == asked.status and asked.superseded_by is None
    if made:
        end_asking(asked, now)
    reply.reply_outcome = {"verb": verb, "made": made, "why": None if made else "illegal-move", "at": clock.isoformat(now)}
    reply.rev += 1
    announce_report(reply, now)


def _may(person: Person, report: Report) -> bool:
    scope = actor_of(person).scope
    return person.id != report.author_id and scope.covers(report.segment_code, report.cell_code)


def _digest(report: Report) -> str:
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))
