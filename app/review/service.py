"""Decides what a verdict writes, and what taking it back restores. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, false, select

from app.accounts.rules import Actor
from app.areas import queries as areas
from app.areas.queries import SegmentName
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases import service as cases
from app.cases.announcing import announce_report, move_report
from app.cases.findings import content_rev
from app.cases.models import Case
from app.cases.numbers import NO_ADCODE, adcode_of
from app.cases.replacing import follow_when_judged
from app.cases.report_models import Report, Verdict
from app.cases.states import LEADS_TO, OPEN_STATES, ReportStatus, VerdictWord
from app.catalog import queries as catalog
from app.core import hooks
from app.core.db import db
from app.core.errors import Stale
from app.core.hooks import Happened
from app.review import asking, merging, rules
from app.review.green import review_opened, stays_open
from app.review.rules import Decision
from app.telling.service import tell

FILING_GATE = "may_file"
"""Where the factory puts who says whether acceptance opens the case at once."""
CASELESS = "opens_no_case"
"""Where it puts who says, as a condition for SQL, of which reports acceptance opens no case at all."""


def judge(report_id: str, decision: Decision, revision: str | None, by: Actor, now: datetime) -> Report:
    """Gives a verdict: the report has its new status, an accepted one its case.

    `revision` is what the supervisor had read, None when they do not say. Raises NotFound, Stale (412), Outpaced
    (409), InvalidBody with pointers, or NotOpen.
    """
    report = queries.report_to_judge(by, report_id)
    _check_revision(report, revision)
    rules.check_pending(report.status, report.superseded_by)
    rules.check_said(decision)
    was = _digest(report)
    _choose_segment(report, decision, by, now)
    target = _target(report, decision, by)
    verdict = _verdict(report, decision, by, now)
    db.session.add(verdict)
    report.status = LEADS_TO[decision.verdict].value
    report.rev += 1
    if report.case_no is not None:
        review_opened(report, decision, by, now)
    elif decision.verdict is VerdictWord.ACCEPT and _files_at_once() and opens_case(report):
        file_case(report, by, now)
    if decision.verdict is VerdictWord.VERIFY:
        report.verifier_id = asking.verifier(report, decision.person)
        hooks.tell(Happened.REPORT_TO_VERIFY, report, now)
    if target is not None:
        merging.join(target, report, by, now, decision.reason)
    announce_report(report, now)
    _tell(report, decision, now)
    _note(Action.VERDICT, report, was, verdict, None, by)
    hooks.tell(Happened.REPORT_JUDGED, report, by, now)
    return report


def undo(report_id: str, revision: str | None, by: Actor, now: datetime) -> Report:
    """Takes a verdict back: the report waits again as it came, a case opened by it is void.

    Raises NotFound, Stale, Outpaced when there is no verdict, SomebodyElsesVerdict or TooLateToUndo.
    """
    report = queries.report_to_judge(by, report_id)
    _check_revision(report, revision)
    verdict = queries.verdicts_of([report.id]).get(report.id)
    if verdict is None:
        raise rules.Outpaced("This report has no verdict to take back.", status_now=report.status)
    rules.check_undo(verdict.by_id, verdict.at, by.id, now)
    was, verdict_was = _digest(report), digests.verdict_digest(verdict)
    verdict.undone_at = now
    if verdict.verdict == VerdictWord.VERIFY:
        report.verify_due_at = None
    _undo_effects(report, verdict, by, now)
    asking.return_to_inbox(report, now)
    report.rev += 1
    _restore_place(report, now)
    announce_report(report, now)
    _note(Action.VERDICT_UNDONE, report, was, verdict, verdict_was, by)
    hooks.tell(Happened.REPORT_JUDGED, report, by, now)
    return report


def caseless() -> ColumnElement[bool]:
    """The condition for reports whose acceptance opens no case: the features above know."""
    condition = current_app.extensions.get(CASELESS)
    return condition() if condition else false()


def opens_case(report: Report) -> bool:
    """Whether accepting this report opens a case, at once or when it is filed."""
    db.session.flush()
    return db.session.scalar(select(Report.id).where(Report.id == report.id, caseless())) is None


def _digest(report: Report) -> str:
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))


def _note(action: Action, report: Report, was: str, verdict: Verdict, verdict_was: str | None, by: Actor) -> None:
    db.session.flush()
    rows = {
        digests.report_row(report.id): (was, _digest(report)),
        digests.verdict_row(verdict.id): (verdict_was, digests.verdict_digest(verdict)),
    }
    note(action, digests.REPORT, report.id, by=by, rows=rows, verdict=verdict.verdict)


def _check_revision(report: Report, revision: str | None) -> None:
    """Raises Stale when an If-Match names no revision with the report's present content.

    What the checks found meanwhile refuses nothing by itself: a verdict is about what the patrol sent.
    """
    if revision is None or revision.strip() == "*":
        return
    named = {one.strip().removeprefix("W/").strip('"') for one in revision.split(",")}
    if named.isdisjoint(str(rev) for rev in range(content_rev(report), report.rev + 1)):
        raise Stale(rev=report.rev)


def _choose_segment(report: Report, decision: Decision, by: Actor, now: datetime) -> None:
    """The supervisor's segment takes the place of the computed one; status, shares and candidates stay."""
    chosen = decision.segment_choice
    segment = _segment(chosen, report.placement) if chosen else None
    rules.check_choice(decision, report.placement, segment is not None)
    if segment is None:
        return
    known = {one["code"]: one["distance_m"] for one in report.placement["candidates"] if one["kind"] == "segment"}
    was = report.placement["segment"]
    distance_m = report.placement["distance_m"] if was and was["code"] == segment.code else known.get(segment.code)
    report.corrected_placement = {
        **report.placement,
        "segment": {"code": segment.code, "name": segment.name},
        "distance_m": distance_m,
        "chosen_by": by.id,
        "chosen_why": decision.reason,
        "decided_by": None,
    }
    move_report(report, segment.code, report.cell_code, now)


def _segment(code: str, placement: dict[str, Any]) -> SegmentName | None:
    """The segment of that code in the areas in force, else in those that placed the report, else as it was chosen there."""
    then, was = areas.index_named(placement.get("version")), placement["segment"]
    offered = SegmentName(code, was["name"]) if was and was["code"] == code else None
    return areas.segment(code) or (areas.segment_in(then, code) if then else None) or offered


def _restore_place(report: Report, now: datetime) -> None:
    """As it came: without a supervisor's segment, and before a case took it along to other areas."""
    report.corrected_placement = None
    segment, cell = (report.placement[kind] for kind in ("segment", "cell"))
    move_report(report, segment and segment["code"], cell and cell["code"], now)


def _verdict(report: Report, decision: Decision, by: Actor, now: datetime) -> Verdict:
    return Verdict(
        report_id=report.id,
        verdict=decision.verdict.value,
        reason=decision.reason,
        duplicate_of=decision.duplicate_of,
        segment_choice=decision.segment_choice,
        by_id=by.id,
        at=now,
    )


def _files_at_once() -> bool:
    """Where filing is a step of its own an accepted report waits for it; the features above know."""
    gate = current_app.extensions.get(FILING_GATE)
    return gate is None or bool(gate())


def file_case(report: Report, by: Actor | None, now: datetime) -> Case:
    """Opens the case of a report; `by` None where nobody has judged it yet (the green channel).

    A category the catalogue does not know is kept as the word that came, with no code and no limit.
    """
    known = catalog.snapshot(report.category, report.subject.get("asset_type")) if report.category else None
    category: dict[str, Any] = known or {"slug": report.category}
    again = merging.closed_before(report, now)
    case = cases.open_case(report, category, category.get("limits", []), by, now, _city_adcode(report), again)
    follow_when_judged(case, report, now)
    merging.take_along(case, report, by, now)
    return case


def _tell(report: Report, decision: Decision, now: datetime) -> None:
    """The author what is missing, and the verifier what is to be looked at."""
    facts = {"report": report.id, "category": report.category, "reason": decision.reason}
    if decision.verdict is VerdictWord.AMEND:
        tell(now, "report-to-amend", person_ids=[report.author_id], facts=facts)
    elif decision.verdict is VerdictWord.VERIFY and report.verifier_id is not None:
        tell(now, "report-verify", person_ids=[report.verifier_id], facts=facts)


def _city_adcode(report: Report) -> str | None:
    """The district of the areas in force, for a place whose own codes name none."""
    if adcode_of(report.cell_code, report.segment_code) != NO_ADCODE:
        return None
    version = areas.current_version()
    return version.adcode if version else None


def _undo_effects(report: Report, verdict: Verdict, by: Actor, now: datetime) -> None:
    case = queries.case_by_number(report.case_no) if report.case_no else None
    if case is None or stays_open(report, verdict):
        return
    if verdict.verdict == VerdictWord.ACCEPT:
        merging.leave_behind(case, report, now)
        cases.void_case(case, by, now, None)
        report.case_no = None
    elif verdict.verdict == VerdictWord.DUPLICATE:
        cases.add_event(case, cases.DUPLICATE_LEFT, by, now, None, {"report_id": report.id})
        report.case_no = None


def _target(report: Report, decision: Decision, by: Actor) -> Case | None:
    """The open case a duplicate joins; None for other verdicts and for a report that is itself still waiting.

    Raises InvalidBody for the report itself, NotOpen for what is not there, not to be seen or no longer worked on.
    """
    if decision.verdict is not VerdictWord.DUPLICATE or decision.duplicate_of is None:
        return None
    name = decision.duplicate_of
    if name.lower() == report.id:
        raise rules.refusal("/duplicate_of", "A report is no duplicate of itself.")
    case = queries.case_in_sight(by, name)
    original = None if case else queries.report_in_sight(by, name.lower())
    if case is None and original is None:
        raise rules.NotOpen("There is no open report or case of this name that you may see.")
    if original is not None and original.status == ReportStatus.PENDING and original.superseded_by is None:
        return None
    case = case or _case_of(name)
    if case is None or case.state not in OPEN_STATES:
        raise rules.NotOpen()
    return case


def _case_of(name: str) -> Case | None:
    """The case with this number, or the one that the report with this id was accepted into."""
    case = queries.case_by_number(name)
    if case is not None:
        return case
    for report in queries.reports_by_id({name.lower()}):
        return queries.case_by_number(report.case_no) if report.case_no else None
    return None
