"""Decides what a person may do with a breach as it stands now. Reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts.rules import Actor, Permission
from app.breaches.models import Breach, BreachHandIn
from app.breaches.rules import Appeal, State, Verb, allowed
from app.cases.report_models import Report

HAND_IN, JUDGE, ESCALATE, ANSWER = "hand-in", "verdict", "escalation", "appeal-answer"


def moves(breach: Breach, report: Report, handed: Sequence[BreachHandIn], who: Actor, now: datetime) -> list[str]:
    """The routes that are this person's now, as far as it can be told beforehand."""
    state, last = State(breach.state), handed[-1] if handed else None
    possible = allowed(state)
    judges = who.may(Permission.JUDGE_REPORTS)
    may = {
        HAND_IN: Verb.HAND_IN.value in possible and who.may(Permission.CHECK_CASES),
        JUDGE: state is State.HANDED_IN and judges and (last is None or last.by_id != who.id),
        ESCALATE: state is State.OPEN and breach.deadline < now and who.may(Permission.FILE_CASES) and breach.case_no is None,
        ANSWER: breach.appeal == Appeal.OPEN and judges and report.author_id != who.id,
    }
    return [name for name, holds in may.items() if holds]
