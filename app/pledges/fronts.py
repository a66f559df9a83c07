"""Decides which pictures of its front a shop has: what a desk named, and before those what was photographed at a signing.

Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.pledges import queries
from app.pledges.models import Pledge
from app.pledges.rules import BARS_FILING, Doubt
from app.shops.journal import add_event
from app.shops.queries import going_on
from app.shops.rules import MAX_PHOTOS

_UNTRUE: Final = frozenset({*BARS_FILING, Doubt.AUTHOR_UNCONFIRMED, Doubt.NOT_ALLOWED, Doubt.SHOP_CLOSED})
"""What leaves open whether this is the shop's front at all."""
PHOTOGRAPHED: Final = "photographed"


def report_whole(report_id: str, now: datetime) -> None:
    """Within a transaction: with its last photo in place, the front of a signed pledge is the shop's newest one.

    A pledge that came late is not newer than one that was signed after it.
    """
    pledge = queries.pledge_by_id(report_id)
    if pledge is None or not pledge.photos.get("front") or not _UNTRUE.isdisjoint(pledge.doubts):
        return
    shop = going_on(pledge.shop_id)
    if shop is None or _newer(pledge) is not None:
        return
    kept = list(dict.fromkeys([*pledge.photos["front"], *shop.photos]))[:MAX_PHOTOS]
    if kept == shop.photos:
        return
    shop.photos = kept
    shop.rev += 1
    add_event(shop, PHOTOGRAPHED, None, now, {"pledge_id": pledge.id})


def _newer(pledge: Pledge) -> Pledge | None:
    others = (one for one in queries.pledges_of_shop(pledge.shop_id) if one.photos.get("front"))
    return next((one for one in others if one.signed_at > pledge.signed_at), None)
