"""Decides what a case is given when it is opened: whether it is urgent, and by when it has to be dispatched."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor, Permission
from app.cases import queries
from app.cases import service as cases
from app.cases.machine import Verb
from app.cases.models import Case, Report
from app.cases.rules import CaseState
from app.catalog.rules import Urgency
from app.core.db import db
from app.core.errors import NotAllowed
from app.handling import settings, stages
from app.handling.rules import DUPLICATES_SUPERVISED, Cause, Stage
from app.handling.supervision import order_by_itself


class FilingIsApart(NotAllowed):
    """Where taking in and filing are two posts (分岗)."""

    title = "Here a shift leader files cases: leave the report to one, or take it in for verification or amendment."


def case_opened(case: Case, report: Report, by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case. Raises FilingIsApart where filing is a post of its own."""
    in_force = settings.in_force()
    if in_force.separate_filing and by is not None and not by.may(Permission.FILE_CASES):
        raise FilingIsApart()
    case.urgent = case.category.get("urgency") == Urgency.URGENT
    if case.state == CaseState.FILED:
        stages.begin_stage(case, Stage.DISPATCH, report.received_at, in_force)
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
