"""Decides what a look at a suspended case writes (挂账的月度复核), which ones wait for one, and who is told that it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from app.accounts import queries as people
from app.accounts.rules import Actor, Permission
from app.cases.bodies import case_bodies
from app.cases.loop_models import CaseRequest
from app.cases.models import Case, CaseEvent
from app.cases.rules import RequestKind, Verb
from app.cases.sight import visible
from app.cases.states import CaseState
from app.cases.wording import mask_numbers
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.transaction import in_transaction
from app.handling.needs import refusal
from app.handling.rules import REVIEW_EVERY
from app.handling.work import Work
from app.telling.people import holding
from app.telling.service import tell

Body = dict[str, Any]
MOST: Final = 500
"""Suspended cases of a list: a district has some dozens."""
_BATCH: Final = 100
_looked: Final = func.coalesce(CaseRequest.reviewed_at, CaseRequest.at)


def review(work: Work) -> None:
    """Somebody has looked: it waits on, perhaps until another day. Raises InvalidBody."""
    asked = next((one for one in reversed(work.standing.requests) if _granted(one)), None)
    day = work.order.resume_on
    if day is not None and day <= city_day(work.now):
        raise refusal("/resume_on", "Say on which later day it can go on, or leave the day as it is.")
    if asked is None:
        return
    work.touch(asked)
    asked.reviewed_at, asked.review_told_at = work.now, None
    if day is not None:
        asked.resume_on, asked.reminded_at = day, None
    if asked.resume_on is not None:
        work.facts["resume_on"] = asked.resume_on.isoformat()


def suspended(reader: Actor, now: datetime) -> list[Body]:
    """What is suspended of what this person sees, the longest without a look first: {case, suspension}."""
    rows = _rows(visible(reader, Case))
    bodies = {body["case_no"]: body for body in case_bodies([row.case for row in rows], reader, evidence=False)}
    names = people.names({person for row in rows for person in (row.by, row.looked_by) if person})
    return [{"case": bodies[row.case.case_no], "suspension": row.body(names, now)} for row in rows]


def tell_review_due(now: datetime) -> int:
    """Tells, once for each month, who decides about suspensions that a case has waited for a month without a look."""
    late = (_looked < now - REVIEW_EVERY, CaseRequest.review_told_at.is_(None))
    due = db.session.scalars(_query(CaseRequest.id, *late).order_by(CaseRequest.id).limit(_BATCH)).all()
    return sum(in_transaction(partial(_tell, number, now)) for number in due)


@dataclass(frozen=True)
class _Row:
    """A suspended case with what was granted, and the last look at it."""

    case: Case
    asked: CaseRequest
    look: CaseEvent | None

    @property
    def step(self) -> Body:
        """The last step of the approval."""
        return next((dict(one) for one in reversed(self.asked.steps) if one["by"]), {})

    @property
    def by(self) -> str | None:
        """Who approved."""
        return self.step.get("by")

    @property
    def looked_by(self) -> str | None:
        """Who looked last."""
        return self.look.by_id if self.look else None

    def body(self, names: dict[str, str], now: datetime) -> Body:
        """On the wire."""
        due = (self.asked.reviewed_at or self.asked.at) + REVIEW_EVERY
        return {
            "reason": mask_numbers(self.asked.reason),
            "asked_at": clock.isoformat(self.asked.at),
            "approved_by": _named(self.by, names),
            "approved_at": self.step.get("at"),
            "resume_on": self.asked.resume_on.isoformat() if self.asked.resume_on else None,
            "reviewed_by": _named(self.looked_by, names),
            "reviewed_at": clock.isoformat(self.look.at) if self.look else None,
            "review_note": mask_numbers(self.look.reason) if self.look and self.look.reason else None,
            "review_due_at": clock.isoformat(due),
            "overdue": due < now,
        }


def _rows(seen: ColumnElement[bool]) -> Sequence[_Row]:
    asked = db.session.scalars(_query(CaseRequest, seen).order_by(_looked, CaseRequest.id).limit(MOST)).all()
    numbers = [one.case_no for one in asked]
    cases = {case.case_no: case for case in db.session.scalars(select(Case).where(Case.case_no.in_(numbers)))}
    looks = select(CaseEvent).where(CaseEvent.case_no.in_(numbers), CaseEvent.kind == Verb.REVIEW_SUSPENSION)
    last = {event.case_no: event for event in db.session.scalars(looks.order_by(CaseEvent.case_no, CaseEvent.place))}
    return [_Row(cases[one.case_no], one, _since(last.get(one.case_no), one)) for one in asked]


def _since(look: CaseEvent | None, asked: CaseRequest) -> CaseEvent | None:
    """A look at this suspension, not at one before."""
    return look if look is not None and look.at >= asked.at else None


def _query(what: Any, *conditions: ColumnElement[bool]) -> Any:
    """Of the requests that suspended cases are suspended by: the newest granted one of each."""
    granted = (CaseRequest.kind == RequestKind.SUSPENSION.value, CaseRequest.state == "approved")
    newest = select(func.max(CaseRequest.id)).where(*granted).group_by(CaseRequest.case_no)
    query = select(what).join(Case, Case.case_no == CaseRequest.case_no)
    return query.where(Case.state == CaseState.SUSPENDED, CaseRequest.id.in_(newest), *conditions)


def _granted(asked: CaseRequest) -> bool:
    return asked.kind == RequestKind.SUSPENSION and asked.state == "approved"


def _named(person_id: str | None, names: dict[str, str]) -> Body | None:
    return {"id": person_id, "name": names[person_id]} if person_id in names else None


def _tell(request_id: int, now: datetime) -> bool:
    asked = db.session.get_one(CaseRequest, request_id, with_for_update=True)
    if asked.review_told_at is not None:
        return False
    asked.review_told_at = now
    case = db.session.scalars(select(Case).where(Case.case_no == asked.case_no)).one()
    facts = {"category": case.category_slug, "segment": case.segment_name, "at": asked.reviewed_at or asked.at}
    tell(now, "suspension-review", person_ids=holding(Permission.APPROVE_HIGHER), case_no=case.case_no, facts=facts)
    return True
