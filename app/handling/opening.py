"""Decides whether a verdict files, and what a case is given when it is opened: whether it is urgent, by when it is dispatched."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, loop, queries
from app.cases import service as cases
from app.cases.loop_models import CaseRequest
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.rules import Verb
from app.cases.states import CaseState
from app.catalog import queries as catalog
from app.catalog.rules import Urgency
from app.core.db import db
from app.handling import settings, stages, whistle_rows, whistles
from app.handling.rules import DUPLICATES_SUPERVISED, Cause, Stage
from app.handling.supervision import order_by_itself


def may_file() -> bool:
    """Whether accepting a report opens its case at once; where filing is a step of its own (分岗) it waits for that."""
    return not settings.in_force().separate_filing


def report_to_verify(report: Report, now: datetime) -> None:
    """Within the transaction that asks for it: by when somebody has looked on the spot whether it is so."""
    category = catalog.entry(report.category)
    urgent = category is not None and category.urgency is Urgency.URGENT
    report.verify_due_at = stages.ends_at(Stage.VERIFY, urgent, now, settings.in_force())
    report.verified_in_time = None


def case_opened(case: Case, report: Report, _by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case."""
    case.urgent = case.category.get("urgency") == Urgency.URGENT
    if case.state == CaseState.FILED:
        stages.begin_stage(case, Stage.DISPATCH, report.received_at, settings.in_force())
    db.session.flush()


def case_moved(case: Case, kind: str, by: Actor | None, now: datetime) -> None:
    """What others did to a case: it is supervised when many report the same thing; one that is over waits for nothing."""
    if kind == cases.DUPLICATE_JOINED:
        kinds = [event.kind for event in queries.events_of([case.case_no]).get(case.case_no, [])]
        if kinds.count(cases.DUPLICATE_JOINED) - kinds.count(cases.DUPLICATE_LEFT) >= DUPLICATES_SUPERVISED:
            order_by_itself(case, Cause.DUPLICATES, now)
    elif kind in {Verb.VOID, Verb.RECTIFIED}:
        _let_go(case, kind, by, now)


def _let_go(case: Case, kind: str, by: Actor | None, now: datetime) -> None:
    """A case that a verdict has voided or a shop's rectification closed: requests lapse, orders and whistles end, the desk
    has nothing to do with it."""
    before = _hanging(case.case_no)
    for _case_no, row in loop.rows_of([case.case_no]):
        if isinstance(row, CaseRequest):
            row.state = "withdrawn" if row.state == "open" else row.state
        else:
            row.ended_at = row.ended_at or now
    case.stage_due_at, case.supervised = None, 0
    if case.whistled:
        whistles.end_all(case, now)
    rows = {name: (before[name], value) for name, value in _hanging(case.case_no).items() if before[name] != value}
    if rows:
        note(Action.CASE_EVENT, digests.CASE, case.case_no, by=by, rows=rows, kind=str(kind), state=case.state)


def _hanging(case_no: str) -> dict[str, str]:
    """What belongs to the case beside its timeline: by row its digest."""
    db.session.flush()
    rows = {digests.loop_row(row): digests.loop_digest(row) for _case_no, row in loop.rows_of([case_no])}
    return rows | whistle_rows.digests_of(case_no)
