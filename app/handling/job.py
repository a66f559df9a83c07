"""Decides what the program itself sees of cases as time goes by: what is overdue, seven days old, to be taken up again.

Every look is a short transaction for each case, so that people at the desk never wait for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.cases import digests
from app.cases import service as cases
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import OPEN_STATES, CaseState
from app.catalog import calendar_queries as calendar
from app.catalog.rules import Starts
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.handling import clocks, settings, suspending
from app.handling.rules import SEVEN_DAYS, Cause
from app.handling.supervision import order_by_itself
from app.telling.service import tell

RECOUNTED: Final = "clock-recounted"
"""The entry of a timeline that says: the calendar or a time plan changed, and the clock ends at another moment."""
_BATCH: Final = 100
_RUNNING: Final = (CaseState.DISPATCHED, CaseState.CLAIMED, CaseState.REWORK)
_TOLD_UNTIL: Final = "handling-told-until"
_COUNTED_BY: Final = "handling-counted-by"


def watch_cases() -> int:
    """Background job: orders for what is overdue or a week old, reminders, clocks of a changed calendar; how many cases."""
    now = clock.now()
    looks = (supervise_late, remind_suspended, suspending.tell_review_due, tell_due, begin_snow, recount)
    return sum(look(now) for look in looks)


def supervise_late(now: datetime) -> int:
    """Orders for cases that are overdue, and for those still open seven natural days after they were reported."""
    exempt = settings.in_force().seven_days_exempt
    late = (Case.state.in_(_RUNNING), Case.paused_at.is_(None), _overdue(now), ~_ordered(Cause.OVERDUE))
    old = select(Case.case_no).join(Report, Report.id == Case.report_id).where(
        Case.closed_at.is_(None),
        Case.state.in_(OPEN_STATES - {CaseState.SUSPENDED}),
        Report.received_at < now - SEVEN_DAYS,
        or_(Case.category_slug.is_(None), Case.category_slug.not_in(exempt)),
        ~_ordered(Cause.SEVEN_DAYS),
    )  # fmt: skip
    overdue = db.session.scalars(select(Case.case_no).where(*late).order_by(Case.due_at).limit(_BATCH)).all()
    aged = db.session.scalars(old.order_by(Case.id).limit(_BATCH)).all()
    return _order(overdue, Cause.OVERDUE, now) + _order(aged, Cause.SEVEN_DAYS, now)


def remind_suspended(now: datetime) -> int:
    """Tells, once, that the day has come on which a suspended case was to go on."""
    today = city_day(now)
    query = select(CaseRequest.id).join(Case, Case.case_no == CaseRequest.case_no).where(
        CaseRequest.state == "approved", CaseRequest.resume_on <= today, CaseRequest.reminded_at.is_(None),
        Case.state == CaseState.SUSPENDED,
    )  # fmt: skip
    due = db.session.scalars(query.order_by(CaseRequest.id).limit(_BATCH)).all()
    return sum(in_transaction(partial(_remind, number, now)) for number in due)


def tell_due(now: datetime) -> int:
    """Tells units, once each, that a clock has turned yellow and that it has ended."""
    known = recalled(_TOLD_UNTIL)
    since = clock.parse(known) if known else now
    told = 0
    for kind, column in (("case-due-soon", Case.warn_at), ("case-overdue", Case.due_at)):
        turned = (column > since, column <= now, Case.state.in_(_RUNNING), Case.paused_at.is_(None))
        for number in db.session.scalars(select(Case.case_no).where(*turned).order_by(column)).all():
            in_transaction(partial(_tell_due, number, kind, now))
            told += 1
    if known is None or told:
        in_transaction(lambda: remember(_TOLD_UNTIL, clock.isoformat(now)))
    return told


def begin_snow(now: datetime) -> int:
    """Clocks that waited for the declared end of a snowfall begin with it."""
    stopped = settings.in_force().snow_stopped_at
    if stopped is None or stopped > now:
        return 0
    waiting = select(Case.case_no, Case.category).where(Case.state.in_(_RUNNING), Case.due_at.is_(None))
    numbers = [row.case_no for row in db.session.execute(waiting) if row.category.get("starts") == Starts.SNOW_STOPPED]
    return sum(in_transaction(partial(_begin, number, stopped, now)) for number in numbers)


def recount(now: datetime) -> int:
    """After a change of the calendar or of a time plan: running clocks end where they now say; how many cases changed."""
    counted_by = _calendar_mark()
    known = recalled(_COUNTED_BY)
    if known == counted_by:
        return 0
    running = (Case.closed_at.is_(None), Case.due_at.is_not(None))
    numbers = db.session.scalars(select(Case.case_no).where(*running).order_by(Case.id)).all() if known else []
    changed = sum(in_transaction(partial(_recount, number, now)) for number in numbers)
    in_transaction(lambda: remember(_COUNTED_BY, counted_by))
    return changed


def _overdue(now: datetime) -> ColumnElement[bool]:
    return or_(Case.due_at < now, and_(Case.state == CaseState.REWORK, Case.rework_due_at < now))


def _ordered(cause: Cause) -> ColumnElement[bool]:
    return exists().where(SupervisionOrder.case_no == Case.case_no, SupervisionOrder.cause == cause.value)


def _order(numbers: Iterable[str], cause: Cause, now: datetime) -> int:
    return sum(in_transaction(partial(_order_one, number, cause, now)) for number in numbers)


def _order_one(case_no: str, cause: Cause, now: datetime) -> bool:
    case = _held(case_no)
    return case.closed_at is None and order_by_itself(case, cause, now)


def _held(case_no: str) -> Case:
    query = select(Case).where(Case.case_no == case_no).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def _remind(request_id: int, now: datetime) -> bool:
    asked = db.session.get_one(CaseRequest, request_id, with_for_update=True)
    if asked.reminded_at is not None:
        return False
    asked.reminded_at = now
    case = _held(asked.case_no)
    facts = {"category": case.category.get("name_zh"), "segment": case.segment_name, "resume_on": str(asked.resume_on)}
    tell(now, "case-suspended", person_ids=_decided_by(asked), unit_codes=_unit(case), case_no=case.case_no, facts=facts)
    return True


def _decided_by(asked: CaseRequest) -> list[str]:
    return [step["by"] for step in asked.steps if step["by"]]


def _tell_due(case_no: str, kind: str, now: datetime) -> None:
    case = _held(case_no)
    facts = {"category": case.category.get("name_zh"), "segment": case.segment_name, "due_at": case.due_at}
    key = f"{kind}:{case_no}:{clocks.told(case.due_at)}"
    tell(now, kind, unit_codes=_unit(case), case_no=case_no, facts=facts, urgent=case.urgent, key=key)


def _unit(case: Case) -> Sequence[str]:
    return [case.unit_code] if case.unit_code else []


def _begin(case_no: str, stopped: datetime, now: datetime) -> bool:
    case = _held(case_no)
    if case.due_at is not None or CaseState(case.state) not in _RUNNING:
        return False
    was = digests.case_digest(case)
    clocks.begin_at(case, stopped, now)
    _recounted(case, was, now)
    return True


def _recount(case_no: str, now: datetime) -> bool:
    case = _held(case_no)
    was, before = digests.case_digest(case), (case.due_at, case.rework_due_at)
    if case.paused_at is None:
        clocks.refresh(case, now)
    if (case.due_at, case.rework_due_at) == before:
        return False
    _recounted(case, was, now)
    return True


def _recounted(case: Case, was: str, now: datetime) -> None:
    facts = {"ends_at": clocks.told(case.due_at), "rework_due_at": clocks.told(case.rework_due_at)}
    cases.record_move(case, was, RECOUNTED, None, now, None, facts, {})


def _calendar_mark() -> str:
    return hashlib.sha256(json.dumps(calendar.pack(), sort_keys=True).encode()).hexdigest()[:32]
