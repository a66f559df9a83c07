"""Reads: which rules are in force, what became of evidence, and whose time is over. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import exists, or_, select

from app.breaches import ending as breaches
from app.cases import deletions
from app.cases.models import Case
from app.cases.queries import case_by_number, reports_by_id, verdicts_of
from app.cases.report_models import Report, Verdict
from app.cases.states import UNDECIDED, CaseState, ReportStatus, VerdictWord
from app.core.days import city_day, day_ends
from app.core.db import db
from app.lifecycle.models import RetentionRules
from app.lifecycle.rules import DEFAULT, Fate, Rule, latest_start, read_rules, rule_for
from app.pledges.models import Pledge, PledgeRefusal
from app.reports.models import Quarantine
from app.reports.quarantine import DISMISSED, FILED


class Ending(NamedTuple):
    """What became of evidence, when, as which category, and the case it belongs to; `held` if nothing of that may go."""

    fate: Fate
    since: datetime
    category: str | None
    case_no: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Due:
    """Evidence whose time is over; `since` and `until` are days of the city, `until` the last one it was to be kept."""

    kind: str
    object_id: str
    rule: Rule
    since: date
    until: date
    category: str | None = None
    case_no: str | None = None


def rules_in_force() -> tuple[Rule, ...]:
    """The rules that were set last, else those a city begins with."""
    kept = db.session.scalars(select(RetentionRules.rules).order_by(RetentionRules.id.desc()).limit(1)).first()
    return DEFAULT if kept is None else read_rules(kept)


def all_due(rules: Sequence[Rule], today: date) -> Iterator[Due]:
    """Everything whose time is over on this day: reports, then refused bytes. Each is looked at when its turn comes."""
    for report_id in _candidates(rules, today):
        for report in reports_by_id({report_id}):
            due = due_report(report, rules, today)
            db.session.expunge(report)
            if due is not None:
                yield due
    for row_id in _settled_bytes(rules, today):
        row = db.session.get_one(Quarantine, row_id)
        due = due_quarantine(row, rules, today)
        if due is not None:
            yield due


def due_report(report: Report, rules: Sequence[Rule], today: date) -> Due | None:
    """Why and since when the report's time is over; None while it is kept, or when it was destroyed already."""
    ending = None if report.destroyed_at is not None else ending_of(report)
    if ending is None or ending.held:
        return None
    return due_of(deletions.REPORT, report.id, ending, rules, today)


def due_quarantine(row: Quarantine, rules: Sequence[Rule], today: date) -> Due | None:
    """As `due_report`, for refused bytes: dismissed ones have a time of their own, filed ones go with their report."""
    if row.destroyed_at is not None or row.settled_at is None:
        return None
    if row.outcome == DISMISSED:
        return due_of(deletions.QUARANTINE, str(row.id), Ending(Fate.QUARANTINE, row.settled_at, None), rules, today)
    filed = next(iter(reports_by_id({row.filed_as or ""})), None)
    record = deletions.deletions_of(deletions.REPORT, [filed.id]).get(filed.id) if filed else None
    if record is None:
        return None
    day = city_day(record.at)
    return Due(deletions.QUARANTINE, str(row.id), Rule(record.rule, Fate.QUARANTINE, None), day, day)


def ending_of(report: Report) -> Ending | None:
    """What became of a report, None while somebody still works on it.

    Accepted without a case it only reminded a shop, and ended when that had put it right (or it waits to be filed). A
    duplicate goes with what it repeats, a corrected report with its correction, an answer with what it answers: they are
    evidence of the same thing.
    """
    seen: set[str] = set()
    at: Report | None = report
    while at is not None and at.id not in seen:
        seen.add(at.id)
        if at.case_no is not None:
            return _of_case(at.case_no)
        if at.reply_to is not None:
            at = next(iter(reports_by_id({at.reply_to})), None)
            continue
        if at.superseded_by is not None:
            at = next(iter(reports_by_id({at.superseded_by})), None)
            continue
        verdict = verdicts_of([at.id]).get(at.id)
        if verdict is None or at.status in UNDECIDED:
            return None
        if verdict.verdict == VerdictWord.ACCEPT:
            ended = breaches.ended_at(at.id)
            return Ending(Fate.NOT_FILED, max(verdict.at, ended), at.category) if ended else None
        if verdict.verdict != VerdictWord.DUPLICATE or verdict.duplicate_of is None:
            return Ending(Fate.NOT_FILED, verdict.at, at.category)
        if case_by_number(verdict.duplicate_of) is not None:
            return _of_case(verdict.duplicate_of)
        at = next(iter(reports_by_id({verdict.duplicate_of.lower()})), None)
    return None


def _of_case(case_no: str) -> Ending | None:
    case = case_by_number(case_no)
    if case is None or case.closed_at is None:
        return None
    return Ending(Fate.CASE, case.closed_at, case.category_slug, case.case_no, case.held_at is not None)


def due_of(kind: str, object_id: str, ending: Ending, rules: Sequence[Rule], today: date) -> Due | None:
    """What the first rule that fits says of such an ending, if its time is over on this day."""
    rule = rule_for(rules, ending.fate, ending.category)
    if rule is None or rule.keep is None:
        return None
    since = city_day(ending.since)
    until = rule.keep.last_day(since)
    return Due(kind, object_id, rule, since, until, ending.category, ending.case_no) if today > until else None


def _candidates(rules: Sequence[Rule], today: date) -> Iterator[str]:
    """Ids of all reports that may be due: exactly those of closed cases and rejections that are old enough, and every
    old one that goes with another. What a shop signed or refused is kept: no rule speaks of it."""
    there = select(Report.id).where(Report.destroyed_at.is_(None)).order_by(Report.commit_seq)
    case_day, other_day = (latest_start(rules, fate, today) for fate in (Fate.CASE, Fate.NOT_FILED))
    queries = []
    if case_day is not None:
        closed = (Case.state == CaseState.CLOSED, Case.closed_at < day_ends(case_day), Case.held_at.is_(None))
        queries.append(there.join(Case, Case.case_no == Report.case_no).where(*closed))
    if other_day is not None:
        old = (Verdict.undone_at.is_(None), Verdict.verdict == VerdictWord.REJECT, Verdict.at < day_ends(other_day))
        queries.append(there.join(Verdict, Verdict.report_id == Report.id).where(*old, Report.superseded_by.is_(None)))
        reminded = (Report.status == ReportStatus.ACCEPTED, Report.case_no.is_(None), breaches.over_before(day_ends(other_day)))
        queries.append(there.where(*reminded))
    signed = or_(exists().where(Pledge.id == Report.id), exists().where(PledgeRefusal.id == Report.id))
    oldest = max((day for day in (case_day, other_day) if day is not None), default=None)
    if oldest is not None:
        goes_along = or_(Report.status == ReportStatus.DUPLICATE, Report.superseded_by.is_not(None), Report.reply_to.is_not(None))
        queries.append(there.where(goes_along, ~signed, Report.case_no.is_(None), Report.received_at < day_ends(oldest)))
    for query in queries:
        yield from list(db.session.scalars(query))


def _settled_bytes(rules: Sequence[Rule], today: date) -> list[int]:
    """Numbers of refused bytes that may be due."""
    there = select(Quarantine.id).where(Quarantine.destroyed_at.is_(None)).order_by(Quarantine.id)
    gone = select(Report.id).where(Report.destroyed_at.is_not(None))
    filed = (Quarantine.outcome == FILED) & Quarantine.filed_as.in_(gone)
    day = latest_start(rules, Fate.QUARANTINE, today)
    if day is None:
        return list(db.session.scalars(there.where(filed)))
    dismissed = (Quarantine.outcome == DISMISSED) & (Quarantine.settled_at < day_ends(day))
    return list(db.session.scalars(there.where(or_(filed, dismissed))))
