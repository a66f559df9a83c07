"""Decides what is written when a pledge is confirmed, ends, or a praise is agreed to. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime

from app.accounts.rules import Actor
from app.core.errors import NotFound
from app.pledges import queries
from app.pledges.journal import move
from app.pledges.models import Pledge
from app.pledges.rules import How, IllegalMove, Move
from app.pledges.standings import take_turns
from app.pledges.vouching import remember


def confirm(pledge_id: str, how: How, by: Actor | None, now: datetime) -> Pledge:
    """It was the merchant who signed: by a code (`by` is None, the merchant said so), the paper original or a call.

    Raises NotFound, IllegalMove where nothing waits for that.
    """
    pledge = held(pledge_id)
    if pledge.superseded_by is not None:
        raise IllegalMove("Another pledge has taken the place of this one.", state=pledge.state, allowed=[])
    remember(pledge)
    pledge.confirmed_at, pledge.confirmed_by_id, pledge.confirmed_how = now, by.id if by else None, how
    move(pledge, Move.CONFIRM, by, now, how=str(how))
    return pledge


def terminate(pledge_id: str, reason: str, by: Actor | None, now: datetime) -> Pledge:
    """It holds no longer; its number stays its own. Raises NotFound, IllegalMove."""
    pledge = held(pledge_id)
    remember(pledge)
    pledge.terminated_at, pledge.terminated_by_id, pledge.terminated_why = now, by.id if by else None, reason
    move(pledge, Move.TERMINATE, by, now)
    return pledge


def held(pledge_id: str) -> Pledge:
    """Within a transaction: the pledge, nobody else changes it or its shop's others until it ends. Raises NotFound."""
    shop_id = queries.shops_of([pledge_id]).get(pledge_id)
    if shop_id is None:
        raise NotFound()
    take_turns(shop_id)
    return queries.held([pledge_id])[pledge_id]
