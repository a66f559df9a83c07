"""Decides what waits for a person out there: cases to claim, handle, check or come to, and reports to verify. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, select

from app.accounts.rules import Actor, Permission
from app.cases.models import Case, CaseUnit
from app.cases.report_models import Report
from app.cases.sight import visible
from app.cases.states import OPEN_STATES, CaseState, ReportStatus
from app.core.db import db
from app.handling.whistle_models import Whistle, WhistleUnit
from app.roster.queries import units_of

MOST: Final = 200
"""More than anybody does in a week."""
_TO_HANDLE: Final = (CaseState.DISPATCHED, CaseState.CLAIMED, CaseState.REWORK)
_ALONG: Final = (CaseState.CLAIMED, CaseState.REWORK)
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


def tasks_of(actor: Actor) -> list[Case]:
    """The cases that wait for this person or their units: urgent ones first, then by when they are due."""
    wanted: set[int] = set()
    for condition in _conditions(actor):
        wanted |= set(db.session.scalars(select(Case.id).where(condition).order_by(Case.id.desc()).limit(MOST)))
    found = db.session.scalars(select(Case).where(Case.id.in_(wanted), visible(actor, Case))) if wanted else ()
    return sorted(found, key=lambda case: (not case.urgent, due_at(case), case.case_no))[:MOST]


def to_verify(actor: Actor) -> list[Report]:
    """The reports that this person was asked to look at on the spot, and their own that miss something; oldest first."""
    there = select(Report).where(Report.superseded_by.is_(None))
    asked = there.where(Report.verifier_id == actor.id, Report.status == ReportStatus.VERIFYING)
    own = there.where(Report.author_id == actor.id, Report.status == ReportStatus.TO_AMEND)
    found = [*db.session.scalars(asked.limit(MOST)), *db.session.scalars(own.limit(MOST))]
    return sorted(found, key=lambda report: report.commit_seq)[:MOST]


def due_at(case: Case) -> datetime:
    """When the person must be done: the stage's end for a check, the nearer of the two ends for a rework."""
    if case.state == CaseState.CHECKING:
        return case.stage_due_at or case.due_at or _NEVER
    ends = (case.due_at, case.rework_due_at if case.state == CaseState.REWORK else None)
    return min((end for end in ends if end is not None), default=_NEVER)


def _conditions(actor: Actor) -> Iterator[ColumnElement[bool]]:
    yield (Case.checker_id == actor.id) & (Case.state == CaseState.CHECKING)
    open_whistles = select(Whistle.case_no).where(Whistle.ended_at.is_(None))
    if actor.may(Permission.BLOW_WHISTLE):
        yield Case.case_no.in_(open_whistles.where(Whistle.by_id == actor.id))
    units = units_of(actor) if actor.may(Permission.HANDLE_CASES) else frozenset()
    if not units:
        return
    yield Case.unit_code.in_(units) & Case.state.in_(_TO_HANDLE)
    along = select(CaseUnit.case_no).where(CaseUnit.unit_code.in_(units), CaseUnit.part == "co", CaseUnit.until.is_(None))
    yield Case.case_no.in_(along) & Case.state.in_(_ALONG)
    called = open_whistles.join(WhistleUnit, WhistleUnit.whistle_id == Whistle.id)
    called = called.where(WhistleUnit.unit_code.in_(units), WhistleUnit.arrived_at.is_(None))
    yield Case.case_no.in_(called) & Case.state.in_(sorted(OPEN_STATES))
