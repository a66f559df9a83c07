"""Decides how several verdicts are given at once: each by itself is whole or nothing, and one refusal stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.rules import Actor
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.review import service
from app.review.rules import Order


@dataclass(frozen=True)
class Outcome:
    """What became of one verdict; `refusal` is None when it was given."""

    report_id: str
    refusal: AppError | None


def judge_each(orders: Sequence[Order], by: Actor, now: datetime) -> list[Outcome]:
    """Gives the verdicts in the order given, each in a transaction of its own.

    So the answer tells what is true even if a later one fails, and others who write wait for one verdict, not for all.
    Must not be called within a transaction.
    """
    return [_judge(order, by, now) for order in orders]


def _judge(order: Order, by: Actor, now: datetime) -> Outcome:
    revision = None if order.rev is None else str(order.rev)
    try:
        in_transaction(lambda: service.judge(order.report_id, order.decision, revision, by, now))
    except AppError as refusal:
        return Outcome(order.report_id, refusal)
    return Outcome(order.report_id, None)
