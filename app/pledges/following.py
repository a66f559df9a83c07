"""Decides what follows for pledges when a shop changes or is merged into another one. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.days import city_day
from app.core.db import db
from app.core.locks import hold
from app.pledges import plate_service as plates
from app.pledges import queries, schemes
from app.pledges.journal import REPLACED, add_event
from app.pledges.models import PledgeRefusal, ShopStanding
from app.pledges.plate_rules import Ended
from app.pledges.rules import VALID, State
from app.pledges.service import terminate
from app.pledges.standings import settle, turn_of, word_of
from app.pledges.vouching import REFUSAL, refusal_rows, remember
from app.shops.journal import RESIGN
from app.shops.journal import add_event as add_shop_event
from app.shops.models import Shop
from app.shops.rules import ShopStatus

_PARTIES: Final = frozenset({"name", "door", "street", "contact", "credit_code"})
"""Who promised, and for which front: when one of these changes the shop signs anew."""
_MOVED: Final = "moved"
_CLOSED, _REOPENED = "closed", "reopened"
SHOP_CLOSED: Final = "shop-closed"
"""Why a pledge ended, where nobody wrote a reason."""


def shop_changed(shop: Shop, fields: Collection[str], by: Actor | None, now: datetime) -> None:
    """What follows for the pledge and the plates of a shop: one that closes has none any more, opened again it has to sign.

    A shop whose pledge holds signs anew within its scheme's days when who promised, or where, has changed.
    """
    if "status" in fields:
        if shop.status == ShopStatus.CLOSED:
            _end_with(shop, by, now)
        else:
            add_shop_event(shop, _REOPENED, by, now, {"pledges": _end_pledges(shop, by, now)})
        return
    if _PARTIES.isdisjoint(fields) or shop.resign_by is not None:
        return
    today = city_day(now)
    stands = db.session.get(ShopStanding, shop.id)
    if stands is None or word_of(stands, today) not in VALID:
        return
    pledge = queries.pledge_by_id(str(stands.pledge_id))
    scheme = schemes.scheme(pledge.scheme_id) if pledge else None
    if scheme is not None:
        shop.resign_by = today + timedelta(days=scheme.renewal_days_on_change)
        add_shop_event(shop, RESIGN, by, now, {"until": shop.resign_by.isoformat()})


def shop_merged(shop: Shop, into: Shop, by: Actor | None, now: datetime) -> None:
    """What a double has signed belongs to the shop that goes on; of two pledges that hold the one filed last does."""
    hold(turn_of(shop.id), turn_of(into.id))
    moving = list(queries.held(queries.ids_of_shop(shop.id)).values())
    for pledge in moving:
        remember(pledge)
        pledge.shop_id = into.id
        add_event(pledge, _MOVED, by, now, shop_was=shop.id)
    for refusal in db.session.scalars(select(PledgeRefusal).where(PledgeRefusal.shop_id == shop.id)).all():
        remember(refusal)
        refusal.shop_id = into.id
        db.session.flush()
        note(Action.PLEDGE_REFUSED, REFUSAL, refusal.id, by=by, rows=refusal_rows(refusal), shop_was=shop.id)
    filed = [row for row in queries.pledges_of_shop(into.id) if row.state == State.FILED and row.superseded_by is None]
    newest = max(filed, key=lambda row: (row.filed_at or row.signed_at, row.row), default=None)
    for pledge in filed:
        if newest is not None and pledge.id != newest.id:
            remember(pledge)
            pledge.superseded_by = newest.id
            add_event(pledge, REPLACED, by, now, replaced_by=newest.id)
    settle(shop.id)
    settle(into.id)
    if into.status == ShopStatus.CLOSED:
        _end_with(into, by, now)
    else:
        plates.join_lines(into.id, now)


def _end_with(shop: Shop, by: Actor | None, now: datetime) -> None:
    """A shop that closes: whatever was signed and lasted ends, and so do the plates at its door."""
    ended = {"pledges": _end_pledges(shop, by, now), "plates": plates.end_all(shop.id, Ended.CLOSED, by, now)}
    add_shop_event(shop, _CLOSED, by, now, ended)


def _end_pledges(shop: Shop, by: Actor | None, now: datetime) -> int:
    """How many ended; what is signed while a shop is closed ends when it opens again."""
    hold(turn_of(shop.id))
    shop.resign_by = None
    lasting = [one for one in queries.pledges_of_shop(shop.id) if one.superseded_by is None and one.state != State.TERMINATED]
    for pledge in lasting:
        terminate(pledge.id, SHOP_CLOSED, by, now)
    return len(lasting)
