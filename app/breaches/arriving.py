"""Decides which report is a breach, the how manyth it is, how the city answers and by when it is put right.

Nothing about it refuses the report: what is odd becomes a word among its doubts. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.breaches.held import held
from app.breaches.journal import add_event, move
from app.breaches.laddering import answer, count_anew, still_open, take_turns, time_of
from app.breaches.models import Breach
from app.breaches.pledged import pledge_in_force
from app.breaches.rules import NO_PLEDGE, NOT_PLEDGED, SHOP_CLOSED, STILL_OPEN, State, Verb
from app.cases.report_models import Report
from app.cases.states import ReportStatus
from app.catalog import queries as catalog
from app.core.db import db
from app.pledges.models import Pledge, PledgeScheme
from app.shops import queries as shops
from app.shops.models import Shop
from app.shops.rules import ShopStatus

FOUND: Final = "found"
"""The entry that says: a report found it."""
CORRECTED: Final = "corrected"
"""Why a breach is void whose report was replaced."""


def report_arrived(report: Report, now: datetime) -> None:
    """Within the transaction that files a report: one that names an item of a shop's pledge is a breach of it."""
    changed = _given_up(report, now), _found(report, now)
    for breach in changed:
        if breach is not None:
            count_anew(breach, now)


def _found(report: Report, now: datetime) -> Breach | None:
    item = report.subject.get("pledge_item")
    if item is None or report.status != ReportStatus.PENDING or report.superseded_by is not None:
        return None
    shop = _shop(report.subject.get("shop_id"))
    if shop is None:
        return None
    take_turns(shop.id)
    breach = _breach(report, shop, item)
    db.session.add(breach)
    db.session.flush()
    add_event(breach, FOUND, None, now, nth=breach.nth)
    return breach


def _given_up(report: Report, now: datetime) -> Breach | None:
    """A corrected report's breach gives way to the correction's, if that is one."""
    if report.supersedes is None:
        return None
    old = held(report.supersedes)
    replaced = db.session.scalar(select(Report.superseded_by).where(Report.id == report.supersedes))
    if old is None or replaced != report.id or old.state == State.VOID:
        return None
    move(old, Verb.VOID, None, now, why=CORRECTED)
    return old


def _shop(shop_id: str | None) -> Shop | None:
    """The shop, or the one that goes on in its place."""
    shop = shops.shop(shop_id)
    return shops.shop(shop.merged_into) or shop if shop is not None and shop.merged_into else shop


def _breach(report: Report, shop: Shop, item: str) -> Breach:
    found_at = report.happened_at
    nth = time_of(shop.id, item, found_at)
    step, until = answer(nth, found_at, catalog.entry(report.category))
    pledge = pledge_in_force(shop.id, found_at)
    return Breach(
        id=report.id, shop_id=shop.id, item=item, found_at=found_at, deadline=until, nth=nth, step=step.value,
        state=State.OPEN.value, doubts=_doubts(report, shop, pledge, item),
        pledge_id=pledge.id if pledge else None, scheme_id=pledge.scheme_id if pledge else None, rev=0,
    )  # fmt: skip


def _doubts(report: Report, shop: Shop, pledge: Pledge | None, item: str) -> list[str]:
    scheme = db.session.get(PledgeScheme, pledge.scheme_id) if pledge and pledge.scheme_id else None
    told = {
        SHOP_CLOSED: shop.status == ShopStatus.CLOSED,
        NO_PLEDGE: pledge is None,
        NOT_PLEDGED: scheme is not None and item not in {one["code"] for one in scheme.items},
        STILL_OPEN: still_open(shop.id, item, report.happened_at, report.id),
    }
    return [word for word, holds in told.items() if holds]
