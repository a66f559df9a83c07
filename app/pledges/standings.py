"""Decides how a shop stands with its pledges, and keeps that beside the shop so that lists and figures need no other table.

Flushes, never commits.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from app.core.db import db
from app.core.locks import hold
from app.pledges.models import Pledge, PledgeRefusal, ShopStanding
from app.pledges.rules import Standing, State, notice_from, standing


def take_turns(shop_id: str) -> None:
    """Within a transaction, before a pledge of this shop is read or written: one after another."""
    hold(turn_of(shop_id))


def turn_of(shop_id: str) -> str:
    """The name under which turns are taken at a shop."""
    return f"shop-standing:{shop_id}"


def settle(shop_id: str) -> None:
    """Within a transaction, after something became of a pledge or a refusal of this shop: works out anew how it stands."""
    db.session.flush()
    lasting = [row for row in _of(shop_id) if row.superseded_by is None]
    alive = [row for row in lasting if row.state != State.TERMINATED]
    filed = [row for row in alive if row.state == State.FILED]
    waiting = [row for row in alive if row.state != State.FILED]
    shown = next(iter([*reversed(filed), *reversed(waiting), *reversed(lasting)]), None)
    row = db.session.get(ShopStanding, shop_id) or ShopStanding(shop_id=shop_id)
    row.pledge_id, row.state = (shown.id, shown.state) if shown else (None, None)
    row.number, row.valid_to = (shown.number, shown.valid_to) if shown else (None, None)
    row.notice_from = notice_from(shown.valid_to, shown.notice_days) if shown and shown.valid_to else None
    row.waiting_id = waiting[-1].id if waiting else None
    row.refused_at = _refused_at(shop_id, alive[-1] if alive else None)
    db.session.add(row)
    db.session.flush()


def _of(shop_id: str) -> list[Pledge]:
    return list(db.session.scalars(select(Pledge).where(Pledge.shop_id == shop_id).order_by(Pledge.signed_at, Pledge.row)))


def _refused_at(shop_id: str, signed: Pledge | None) -> Any:
    """The last refusal, unless somebody has signed since."""
    query = select(PledgeRefusal.at).where(PledgeRefusal.shop_id == shop_id, PledgeRefusal.superseded_by.is_(None))
    last = db.session.scalar(query.order_by(PledgeRefusal.at.desc()).limit(1))
    return None if last is None or (signed is not None and signed.signed_at >= last) else last


def word_of(row: ShopStanding | Any | None, today: date) -> Standing | None:
    """The word for what a shop has promised; None when it never signed. Takes a row of the table or of its columns."""
    if row is None or row.pledge_id is None:
        return None
    state = State(str(row.state))
    return standing(state, superseded=False, valid_to=row.valid_to, notice_from=row.notice_from, today=today)


def is_valid(today: date) -> ColumnElement[bool]:
    """The condition that a shop's pledge holds: filed, and its term not over."""
    return and_(ShopStanding.state == State.FILED, ShopStanding.valid_to >= today)


def has_something() -> ColumnElement[bool]:
    """The condition that a shop has signed and that what it signed was not ended."""
    return and_(ShopStanding.pledge_id.is_not(None), ShopStanding.state != State.TERMINATED)


def stands(word: str, today: date) -> ColumnElement[bool]:
    """The condition for shops of this standing, where the shop is joined outwards."""
    if word in {State.SIGNED, State.CONFIRMED, State.TERMINATED}:
        return ShopStanding.state == word
    if word == Standing.EXPIRED:
        return and_(ShopStanding.state == State.FILED, ShopStanding.valid_to < today)
    expiring = ShopStanding.notice_from <= today
    return and_(is_valid(today), expiring if word == Standing.EXPIRING else ~expiring)
