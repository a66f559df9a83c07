"""Decides which report is a breach, the how manyth it is, how the city answers and by when it is put right.

Nothing about it refuses the report: what is odd becomes a word among its doubts. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.breaches import settings
from app.breaches.deadlines import deadline
from app.breaches.held import held
from app.breaches.journal import add_event, move
from app.breaches.models import Breach
from app.breaches.pledged import pledge_in_force
from app.breaches.rules import LIVE, NO_PLEDGE, NOT_PLEDGED, SHOP_CLOSED, STILL_OPEN, State, Verb, step_of
from app.cases.report_models import Report
from app.cases.states import ReportStatus
from app.catalog import queries as catalog
from app.catalog.rules import Entry, Urgency
from app.core.db import db
from app.core.locks import hold
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
    _give_up_replaced(report, now)
    item = report.subject.get("pledge_item")
    if item is None or report.status != ReportStatus.PENDING or report.superseded_by is not None:
        return
    shop = _shop(report.subject.get("shop_id"))
    if shop is None:
        return
    hold(f"breach:{shop.id}")
    breach = _breach(report, shop, item)
    db.session.add(breach)
    db.session.flush()
    add_event(breach, FOUND, None, now, nth=breach.nth)


def _give_up_replaced(report: Report, now: datetime) -> None:
    """A corrected report's breach gives way to the correction's, if that is one."""
    if report.supersedes is None:
        return
    old = held(report.supersedes)
    replaced = db.session.scalar(select(Report.superseded_by).where(Report.id == report.supersedes))
    if old is not None and replaced == report.id and old.state != State.VOID:
        move(old, Verb.VOID, None, now, why=CORRECTED)


def _shop(shop_id: str | None) -> Shop | None:
    """The shop, or the one that goes on in its place."""
    shop = shops.shop(shop_id)
    return shops.shop(shop.merged_into) or shop if shop is not None and shop.merged_into else shop


def _breach(report: Report, shop: Shop, item: str) -> Breach:
    said, found_at = settings.in_force(), report.happened_at
    category = catalog.entry(report.category)
    nth = 1 + _before(shop.id, item, found_at, said.window_days)
    step = step_of(nth, said, urgent=_urgent(category))
    pledge = pledge_in_force(shop.id, found_at)
    return Breach(
        id=report.id, shop_id=shop.id, item=item, found_at=found_at,
        deadline=deadline(found_at, said.deadlines[step], category), nth=nth, step=step.value, state=State.OPEN.value,
        doubts=_doubts(shop, pledge, item, found_at),
        pledge_id=pledge.id if pledge else None, scheme_id=pledge.scheme_id if pledge else None, rev=0,
    )  # fmt: skip


def _doubts(shop: Shop, pledge: Pledge | None, item: str, found_at: datetime) -> list[str]:
    scheme = db.session.get(PledgeScheme, pledge.scheme_id) if pledge and pledge.scheme_id else None
    told = {
        SHOP_CLOSED: shop.status == ShopStatus.CLOSED,
        NO_PLEDGE: pledge is None,
        NOT_PLEDGED: scheme is not None and item not in {one["code"] for one in scheme.items},
        STILL_OPEN: _still_open(shop.id, item, found_at),
    }
    return [word for word, holds in told.items() if holds]


def _still_open(shop_id: str, item: str, found_at: datetime) -> bool:
    query = select(Breach.row).where(
        Breach.shop_id == shop_id, Breach.item == item, Breach.state.in_(LIVE),
        Breach.found_at <= found_at, Breach.deadline >= found_at,
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None


def _before(shop_id: str, item: str, found_at: datetime, window_days: int) -> int:
    """How many times the same item of the shop was found before, within the window."""
    query = select(func.count()).select_from(Breach).where(
        Breach.shop_id == shop_id, Breach.item == item, Breach.state != State.VOID,
        Breach.found_at > found_at - timedelta(days=window_days), Breach.found_at <= found_at,
    )  # fmt: skip
    return db.session.scalar(query) or 0


def _urgent(category: Entry | None) -> bool:
    return category is not None and category.urgency is Urgency.URGENT
