"""Decides how a shop appeals against a breach, and how that is answered; meanwhile its clock runs on. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor
from app.breaches import queries, telling, vouching
from app.breaches.deadlines import appeal_due
from app.breaches.following import APPEAL
from app.breaches.held import held_with_case
from app.breaches.journal import add_event, move
from app.breaches.laddering import count_anew
from app.breaches.models import Breach, BreachAppeal
from app.breaches.rules import (
    LONGEST_TEXT,
    Appeal,
    IllegalMove,
    OwnFinding,
    State,
    TooLateToAppeal,
    Verb,
    allowed,
    appeal_until,
    refusal,
)
from app.cases import service as cases
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import OPEN_STATES, CaseState
from app.core import clock, if_match
from app.core.db import db
from app.core.wording import storable

APPEALED, ANSWERED = "appealed", "appeal-answered"
GRANTED_EVENT = "breach-appeal-granted"
"""The entry in the timeline of a case that a unit has already: the desk decides what becomes of it."""
_VOIDABLE = frozenset({CaseState.FILED, CaseState.DISPATCHED})


def appeal(breach_id: str, appeal_id: str, reason: str, now: datetime, by: Actor | None = None) -> Breach:
    """Within a transaction: the shop says that it was no breach; once, within three days. The same id again is the same as once.
    `by` is who took it down at a desk, None where the shop said it on its page.

    Raises NotFound, InvalidBody without a reason, TooLateToAppeal, or IllegalMove when there was an appeal or it is void.
    """
    if by is not None:
        queries.breach_for(by, breach_id)
    breach, case = held_with_case(breach_id)
    known = queries.appeals_of([breach_id]).get(breach_id)
    if known is not None and known.id == appeal_id:
        return breach
    if known is not None or breach.state == State.VOID:
        said = "There was an appeal against this already: its answer stands." if known else None
        raise IllegalMove(said, state=breach.state, allowed=allowed(State(breach.state)))
    words = storable(reason).strip()[:LONGEST_TEXT]
    if not words:
        raise refusal("/reason", "Say why it was no breach.")
    until = appeal_until(breach.found_at, db.session.get_one(Report, breach.id).received_at)
    if now > until:
        raise TooLateToAppeal(until=clock.isoformat(until))
    row = BreachAppeal(breach_id=breach.id, id=appeal_id, at=now, reason=words, due_at=appeal_due(now), state=Appeal.OPEN.value)
    db.session.add(row)
    breach.appeal, breach.appeal_due_at = Appeal.OPEN.value, row.due_at
    add_event(breach, APPEALED, by, now, row)
    if case is not None and case.state in OPEN_STATES:
        cases.add_event(case, "breach-appealed", by, now, None, {"breach_id": breach.id})
    telling.appealed(breach, now)
    return breach


def answer(breach_id: str, granted: bool, text: str, revision: str | None, by: Actor, now: datetime) -> Breach:
    """Within a transaction: a supervisor who did not find it answers. Granted, it was no breach, and a case that no unit has
    claimed is void. Raises NotFound, Stale, InvalidBody without words, IllegalMove, OwnFinding.
    """
    queries.breach_for(by, breach_id)
    breach, case = held_with_case(breach_id)
    if revision is not None:
        if_match.check(revision, breach.rev)
    row = queries.appeals_of([breach_id]).get(breach_id)
    if row is None or row.state != Appeal.OPEN:
        raise IllegalMove("No appeal waits for an answer here.", state=breach.state, allowed=allowed(State(breach.state)))
    if db.session.get_one(Report, breach.id).author_id == by.id:
        raise OwnFinding()
    if not text:
        raise refusal("/answer", "Tell the shop why.")
    vouching.remember_part(row)
    row.state = (Appeal.GRANTED if granted else Appeal.REFUSED).value
    row.answer, row.answered_by_id, row.answered_at = text, by.id, now
    breach.appeal, breach.appeal_due_at = row.state, None
    add_event(breach, ANSWERED, by, now, row, reason=text, outcome=row.state)
    if granted:
        _grant(breach, case, by, now)
    telling.answered(breach, now)
    return breach


def _grant(breach: Breach, case: Case | None, by: Actor, now: datetime) -> None:
    if breach.state != State.VOID:
        move(breach, Verb.VOID, by, now, why=APPEAL)
        count_anew(breach, now)
    if case is None or case.state not in OPEN_STATES:
        return
    if case.state in _VOIDABLE:
        cases.void_case(case, by, now, None)
    else:
        cases.add_event(case, GRANTED_EVENT, by, now, None, {"breach_id": breach.id})
