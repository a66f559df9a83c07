"""Decides who hears of what becomes of a breach: who reviews in its place, and whoever found it. Shops read it on their page."""

from __future__ import annotations

from datetime import datetime

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Permission
from app.breaches.models import Breach, BreachHandIn
from app.breaches.rules import Appeal
from app.cases.queries import reports_by_id
from app.cases.report_models import Report
from app.shops.queries import shop
from app.telling.people import active, holding
from app.telling.service import tell


def handed_in(breach: Breach, now: datetime) -> None:
    """Somebody has to look whether it is put right."""
    _reviewers(breach, "breach-handed-in", now)


def judged(breach: Breach, last: BreachHandIn, now: datetime) -> None:
    """Whoever found it hears what the review said."""
    _finder(breach, "breach-passed" if last.verdict == "passed" else "breach-failed", now, reason=last.reason)


def overdue(breach: Breach, now: datetime) -> None:
    """Its time is over and nothing was handed in."""
    _reviewers(breach, "breach-overdue", now)


def escalated(breach: Breach, now: datetime) -> None:
    """It is a case now."""
    _finder(breach, "breach-escalated", now)


def appealed(breach: Breach, now: datetime) -> None:
    """The shop says that it was none: somebody answers within two working days."""
    _reviewers(breach, "breach-appealed", now)


def appeal_due(breach: Breach, now: datetime) -> None:
    """The answer is due soon."""
    _reviewers(breach, "appeal-due", now)


def answered(breach: Breach, now: datetime) -> None:
    """Whoever found it hears what became of the appeal."""
    _finder(breach, "appeal-granted" if breach.appeal == Appeal.GRANTED else "appeal-refused", now)


def _reviewers(breach: Breach, kind: str, now: datetime) -> None:
    report = next(iter(reports_by_id([breach.id])))
    due = breach.appeal_due_at if kind in {"breach-appealed", "appeal-due"} else breach.deadline
    people = [one for one in holding(Permission.JUDGE_REPORTS) if _watches(one, report)]
    _tell(breach, report, kind, people, now, due_at=due)


def _watches(person_id: str, report: Report) -> bool:
    person = person_by_id(person_id)
    return person is not None and actor_of(person).scope.covers(report.segment_code, report.cell_code)


def _finder(breach: Breach, kind: str, now: datetime, reason: str | None = None) -> None:
    report = next(iter(reports_by_id([breach.id])))
    _tell(breach, report, kind, active([report.author_id]), now, reason=reason)


def _tell(breach: Breach, report: Report, kind: str, people: list[str], now: datetime, **more: object) -> None:
    if not people:
        return
    named = shop(breach.shop_id)
    place = f"{named.name} {named.door or ''}".strip() if named else None
    facts = {"place": place, "category": report.category, "report": breach.id, **more}
    tell(now, kind, person_ids=people, case_no=breach.case_no, facts=facts, key=f"breach:{breach.id}:{breach.rev}:{kind}")
