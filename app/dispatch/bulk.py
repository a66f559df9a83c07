"""Decides how several cases are given away at once: each by itself is whole or nothing, and one refusal stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts.rules import Actor
from app.cases.rules import Verb
from app.core.errors import AppError
from app.core.transaction import in_transaction
from app.handling import service as handling
from app.handling.rules import MoveOrder

MOST_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Order:
    """Which case goes to which unit; `rev` is the revision that was read."""

    case_no: str
    rev: int
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What became of one order; `refusal` is None when the case was given away."""

    case_no: str
    refusal: AppError | None


def dispatch_each(orders: Sequence[Order], by: Actor, now: datetime) -> list[Outcome]:
    """Gives cases away in the order given, each in a transaction of its own. Must not be called within a transaction."""
    return [_dispatch(order, by, now) for order in orders]


def _dispatch(order: Order, by: Actor, now: datetime) -> Outcome:
    move = MoveOrder(Verb.DISPATCH.value, unit=order.unit)
    try:
        in_transaction(lambda: handling.move(order.case_no, move, order.rev, by, now))
    except AppError as refusal:
        return Outcome(order.case_no, refusal)
    return Outcome(order.case_no, None)
