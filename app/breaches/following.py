"""Decides what becomes of a breach when its report is judged and when its case is opened, moved or ended.

Listens; flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.accounts.rules import Actor
from app.breaches.held import held, held_of_case
from app.breaches.journal import add_event, move
from app.breaches.laddering import count_anew
from app.breaches.models import Breach
from app.breaches.papers import draft_notice, give_up
from app.breaches.reviewing import RECTIFIED, end_with
from app.breaches.rules import LIVE, State, Step, Verb
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import UNDECIDED, CaseState, ReportStatus
from app.core.db import db
from app.shops.models import Shop

REJECTED, DUPLICATE, APPEAL, CASE_VOIDED = "rejected", "duplicate", "appeal", "case-voided"
ON_SPOT, CASE_CLOSED = "on-spot", "case-closed"
"""Why a breach ended."""
_TAKEN_BACK: Final = frozenset({REJECTED, DUPLICATE, CASE_VOIDED, ON_SPOT, CASE_CLOSED})
"""What ended with a verdict begins again when the verdict is taken back."""
_VOIDING: Final = {ReportStatus.REJECTED: REJECTED, ReportStatus.DUPLICATE: DUPLICATE}
TIED, MERGED = "case-opened", "shop-merged"
"""Entries that say: there is a case for it; its shop goes on as another."""


def opens_no_case() -> ColumnElement[bool]:
    """Of reports those whose acceptance opens no case: the shop was only reminded, or its appeal was granted."""
    reminded = and_(Breach.step == Step.REMIND, Breach.escalated_at.is_(None))
    return exists().where(Breach.id == Report.id, or_(reminded, Breach.why == APPEAL))


def report_judged(report: Report, by: Actor | None, now: datetime) -> None:
    """Within the verdict's transaction: what is rejected was no breach; what waits again, or is accepted, is one again."""
    breach = held(report.id)
    if breach is None:
        return
    why = _VOIDING.get(ReportStatus(report.status))
    if why is not None:
        if breach.state != State.VOID:
            move(breach, Verb.VOID, by, now, why=why)
            count_anew(breach, now)
        return
    if _begins_again(breach, report):
        breach.case_no = report.case_no
        breach.rectified_at = None
        move(breach, Verb.RESTORE, by, now)
        count_anew(breach, now)
    if report.status == ReportStatus.ACCEPTED and report.handled_on_spot and breach.state in LIVE:
        breach.rectified_at = breach.found_at
        move(breach, Verb.CLOSE, by, now, why=ON_SPOT)


def case_opened(case: Case, report: Report, by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case: the breach of its report knows it."""
    breach = held(report.id)
    if breach is None or breach.state == State.VOID:
        return
    breach.case_no = case.case_no
    add_event(breach, TIED, by, now, case_no=case.case_no)
    if case.state == CaseState.FILED and breach.why == RECTIFIED:
        end_with(case, breach, by, now)
    elif case.state == CaseState.FILED and breach.step == Step.NOTICE and breach.escalated_at is None:
        draft_notice(breach, case, report, by, now)


def case_moved(case: Case, _kind: str, by: Actor | None, now: datetime) -> None:
    """A case that ends ends its breaches with it."""
    if case.state not in {CaseState.CLOSED, CaseState.VOIDED}:
        return
    for breach in held_of_case(case.case_no):
        if case.state == CaseState.CLOSED and breach.state in LIVE:
            breach.rectified_at = breach.rectified_at or case.disposed_at or case.closed_at
            move(breach, Verb.CLOSE, by, now, why=CASE_CLOSED)
        elif case.state == CaseState.VOIDED and breach.state != State.VOID:
            give_up(breach, by, now)
            move(breach, Verb.VOID, by, now, why=CASE_VOIDED)
            count_anew(breach, now)


def shop_merged(shop: Shop, into: Shop, by: Actor | None, now: datetime) -> None:
    """The shop that goes on has the breaches of the other."""
    for breach_id in db.session.scalars(select(Breach.id).where(Breach.shop_id == shop.id).order_by(Breach.id)).all():
        breach = held(breach_id)
        if breach is not None:
            breach.shop_id = into.id
            add_event(breach, MERGED, by, now, was=shop.id)
            count_anew(breach, now)


def _begins_again(breach: Breach, report: Report) -> bool:
    """Whether it had ended with what was taken back now: its verdict, or a case that its report no longer has."""
    if breach.state not in {State.CLOSED, State.VOID} or breach.why not in _TAKEN_BACK:
        return False
    return report.status in UNDECIDED or breach.why in {REJECTED, DUPLICATE} or report.case_no != breach.case_no
