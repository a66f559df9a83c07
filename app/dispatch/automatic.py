"""Decides which cases go to their unit by themselves: urgent ones at once (绿色通道), sure ones where the city wants it.

The others go when the verdict that opened them can no longer be taken back.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor
from app.cases.models import Case, CaseEvent
from app.cases.report_models import Report
from app.cases.service import OPENED
from app.cases.states import UNDO_WITHIN, CaseState
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.dispatch import queries
from app.dispatch.rules import RuleSet, Suggestion, evaluate, goes_by_itself
from app.handling.moving import dispatch_by_rule

GREEN, SURE = "green-channel", "sure"
_BATCH: Final = 50
_MOST: Final = 5_000
"""Cases looked at in one turn."""


def case_opened(case: Case, report: Report, by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case: an urgent one is dispatched with it, unless rules disagree about it."""
    if case.urgent and case.state == CaseState.FILED:
        acting = by or _author(report)
        if acting is not None:
            _let_go(case, acting, now)


def dispatch_waiting() -> int:
    """Background job: gives cases that wait for their first unit to the one that rules are sure of; how many went."""
    if not queries.in_force().automatic:
        return 0
    now = clock.now()
    return sum(in_transaction(partial(_dispatch, number, now)) for number in _sure(now))


def _sure(now: datetime) -> list[str]:
    """Cases that rules would let go, the longest waiting first. Looked at before any is held: most that wait are unsure."""
    rules, at_work = queries.in_force(), queries.at_work()
    waiting = (Case.state == CaseState.FILED, Case.dispatch_count == 0, Case.opened_at < now - UNDO_WITHIN)
    cases = db.session.scalars(select(Case).where(*waiting).order_by(Case.id).limit(_MOST))
    goes = (case.case_no for case in cases if _unit(rules, at_work, case, now) is not None)
    return list(islice(goes, _BATCH))


def _dispatch(case_no: str, now: datetime) -> bool:
    """Whether the case went."""
    held = select(Case).where(Case.case_no == case_no, Case.state == CaseState.FILED).with_for_update()
    case = db.session.scalar(held.execution_options(populate_existing=True))
    opener = None if case is None else _opener(case)
    return case is not None and opener is not None and _let_go(case, opener, now)


def _let_go(case: Case, by: Actor, now: datetime) -> bool:
    rules = queries.in_force()
    found = _unit(rules, queries.at_work(), case, now)
    if found is None or found.unit is None:
        return False
    facts = {"rule": found.rule, "rules_version": rules.version, "by_itself": GREEN if case.urgent else SURE}
    dispatch_by_rule(case, found.unit, facts, by, now)
    return True


def _unit(rules: RuleSet, at_work: frozenset[str], case: Case, now: datetime) -> Suggestion | None:
    """What rules say of a case that goes by itself; None when a person decides."""
    found = evaluate(rules, queries.facts_of(case, now), at_work)
    return found if found.unit is not None and goes_by_itself(rules, found, case.category_slug, case.urgent) else None


def _author(report: Report) -> Actor | None:
    """Whose report opened the case before anybody had judged it."""
    person = person_by_id(report.author_id)
    return actor_of(person) if person else None


def _opener(case: Case) -> Actor | None:
    """Whose verdict opened the case, or whose report where nobody gave one."""
    query = select(CaseEvent.by_id).where(CaseEvent.case_no == case.case_no, CaseEvent.kind == OPENED)
    return _person(db.session.scalar(query.order_by(CaseEvent.place).limit(1)) or case.author_id)


def _person(person_id: str) -> Actor | None:
    person = person_by_id(person_id)
    return actor_of(person) if person else None
