"""Decides which shops sign anew because what they promised was written anew: those that signed an older version of a
scheme, when whoever saved the new one asked for it. Several thousand may be meant, so a job asks them some at a time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.pledges import schemes
from app.pledges.models import Pledge, PledgeScheme, ShopStanding
from app.pledges.rules import State
from app.shops.journal import RESIGN, add_event
from app.shops.models import Shop

_AT_ONCE: Final = 200


def ask_for(scheme: PledgeScheme) -> None:
    """Within a transaction: whoever has signed an older version signs anew, from when this one is in force."""
    remember(_fact(scheme.code), str(scheme.version))


def ask_waiting() -> int:
    """Background job: asks some of the shops that should sign anew; how many."""
    now = clock.now()
    return in_transaction(lambda: sum(_ask_some(row.code, now) for row in schemes.in_force(now)))


def _ask_some(code: str, now: datetime) -> int:
    """A shop that owes a signature already keeps its day, and one whose pledge is over has to sign anyhow.

    Once nobody is left it looks again the next day: what a phone without signal had signed may be filed meanwhile.
    """
    today = city_day(now)
    asked, _, looked = (recalled(_fact(code)) or "").partition(" ")
    scheme = schemes.version(code, int(asked)) if asked and looked != today.isoformat() else None
    if scheme is None or scheme.in_force_from > now:
        return 0
    holds = (ShopStanding.state == State.FILED, ShopStanding.valid_to >= today)
    older = (PledgeScheme.code == code, PledgeScheme.version < scheme.version)
    shops = db.session.scalars(
        select(Shop)
        .join(ShopStanding, ShopStanding.shop_id == Shop.id)
        .join(Pledge, Pledge.id == ShopStanding.pledge_id)
        .join(PledgeScheme, PledgeScheme.id == Pledge.scheme_id)
        .where(Shop.status == "open", Shop.resign_by.is_(None), *holds, *older)
        .order_by(Shop.id)
        .limit(_AT_ONCE)
    ).all()
    for shop in shops:
        shop.resign_by = today + timedelta(days=scheme.renewal_days_on_change)
        facts = {"until": shop.resign_by.isoformat(), "scheme": code, "version": scheme.version}
        add_event(shop, RESIGN, None, now, facts)
    if not shops:
        remember(_fact(code), f"{asked} {today.isoformat()}")
    return len(shops)


def _fact(code: str) -> str:
    """Codes may be as long as the name of a fact."""
    return f"resign:{hashlib.sha256(code.encode()).hexdigest()[:24]}"
