"""Decides what is written when somebody looks at what was handed in, or makes a case of what was not. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.accounts.rules import Actor
from app.breaches import queries, telling, vouching
from app.breaches.held import held_with_case
from app.breaches.journal import move
from app.breaches.models import Breach, BreachHandIn
from app.breaches.rules import IllegalMove, NotDueYet, OwnHandIn, State, Verb, after, allowed, refusal
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import report_to_judge
from app.cases.states import OPEN_STATES, CaseState, ReportStatus, VerdictWord
from app.core import clock, if_match
from app.core.db import db
from app.handling import filing
from app.review import service as review
from app.review.rules import Decision

RECTIFIED = "rectified"
"""Why a breach ended: somebody looked at what was handed in, and it was right."""
PASSED, FAILED = "passed", "failed"
PASSED_EVENT, FAILED_EVENT = "breach-passed", "breach-failed"
"""Entries in the timeline of its case, where that goes on."""


def judge(breach_id: str, passed: bool, reason: str, revision: str | None, by: Actor, now: datetime) -> Breach:
    """Within a transaction: says whether it is put right. Passed, the breach ends, and a case that no unit has yet with it; a
    case in work has it as evidence. Failed, the shop goes on; its deadline stays.

    Raises NotFound, Stale, IllegalMove, OwnHandIn, or InvalidBody for a failure without its reason.
    """
    queries.breach_for(by, breach_id)
    breach, case = held_with_case(breach_id)
    if revision is not None:
        if_match.check(revision, breach.rev)
    last = _last(breach)
    if last.by_id == by.id:
        raise OwnHandIn()
    if not passed and not reason:
        raise refusal("/reason", "Say what is still not right, so that the shop knows what to do.")
    vouching.remember_part(last)
    last.verdict, last.reason = PASSED if passed else FAILED, reason or None
    last.judged_by_id, last.judged_at = by.id, now
    if passed:
        breach.rectified_at = last.at
        move(breach, Verb.PASS, by, now, last, reason=reason or None, why=RECTIFIED)
    else:
        move(breach, Verb.FAIL, by, now, last, reason=reason)
    _tell_case(breach, case, last, by, now)
    telling.judged(breach, last, now)
    return breach


def escalate(breach_id: str, revision: str | None, by: Actor, now: datetime) -> Breach:
    """Within a transaction: what was not put right in time is a case from now on (到期没改，立案); its report is accepted if
    nobody has judged it yet. Raises NotFound, Stale, IllegalMove, NotDueYet, or what the verdict raises.
    """
    queries.breach_for(by, breach_id)
    report = report_to_judge(by, breach_id)
    breach, case = held_with_case(breach_id)
    if revision is not None:
        if_match.check(revision, breach.rev)
    after(State(breach.state), Verb.ESCALATE)
    if case is not None:
        raise IllegalMove(
            "There is a case for it already: go on there.", state=breach.state, allowed=allowed(State(breach.state))
        )
    if breach.deadline >= now:
        raise NotDueYet(deadline=clock.isoformat(breach.deadline))
    breach.overdue_at = breach.overdue_at or now
    breach.escalated_at = now
    move(breach, Verb.ESCALATE, by, now)
    if report.status == ReportStatus.PENDING:
        review.judge(report.id, Decision(VerdictWord.ACCEPT), None, by, now)
    if report.case_no is None:
        filing.file_report(report.id, None, by, now)
    telling.escalated(breach, now)
    return breach


def end_with(case: Case, breach: Breach, by: Actor | None, now: datetime) -> None:
    """A case that no unit has yet ends, because what it is about is put right."""
    facts = {"breach_id": breach.id, "at": clock.isoformat(breach.rectified_at) if breach.rectified_at else None}
    cases.close_rectified(case, by, now, facts)


def _last(breach: Breach) -> BreachHandIn:
    query = select(BreachHandIn).where(BreachHandIn.breach_id == breach.id, BreachHandIn.verdict.is_(None))
    last = db.session.scalar(query.order_by(BreachHandIn.place.desc()).limit(1).execution_options(populate_existing=True))
    if last is None or breach.state != State.HANDED_IN:
        raise IllegalMove("Nothing waits for a review here.", state=breach.state, allowed=allowed(State(breach.state)))
    return last


def _tell_case(breach: Breach, case: Case | None, last: BreachHandIn, by: Actor, now: datetime) -> None:
    if case is None or case.state not in OPEN_STATES:
        return
    if last.verdict == PASSED and case.state == CaseState.FILED:
        end_with(case, breach, by, now)
        return
    kind = PASSED_EVENT if last.verdict == PASSED else FAILED_EVENT
    cases.add_event(case, kind, by, now, last.reason, {"breach_id": breach.id, "report_id": last.report_id})
