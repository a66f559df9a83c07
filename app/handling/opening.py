"""Decides what a case is given when it is opened: whether it is urgent, and by when it has to be dispatched."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor, Permission
from app.cases.models import Case, Report
from app.cases.rules import CaseState
from app.catalog.rules import Urgency
from app.core.db import db
from app.core.errors import NotAllowed
from app.handling import settings, stages
from app.handling.rules import Stage


class FilingIsApart(NotAllowed):
    """Where taking in and filing are two posts (分岗)."""

    title = "Here a shift leader files cases: leave the report to one, or take it in for verification or amendment."


def case_opened(case: Case, report: Report, by: Actor, now: datetime) -> None:
    """Within the transaction that opens a case. Raises FilingIsApart where filing is a post of its own."""
    in_force = settings.in_force()
    if in_force.separate_filing and not by.may(Permission.FILE_CASES):
        raise FilingIsApart()
    case.urgent = case.category.get("urgency") == Urgency.URGENT
    if case.state == CaseState.FILED:
        stages.begin_stage(case, Stage.DISPATCH, report.received_at, in_force)
    db.session.flush()
