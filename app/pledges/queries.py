"""Reads of pledges and refusals, within what a person may see. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import undefer

from app.accounts.rules import Actor
from app.core.days import city_day
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.pledges.models import Pledge, PledgeEvent, PledgeRefusal, PledgeSheet
from app.pledges.rules import Standing, State, notice_from, standing
from app.shops.models import Shop
from app.shops.queries import in_sight

SKETCH: Final = "sketch"
"""The fact of a pledge's event that holds what is drawn of its ground; rows of events never change."""


def pledge_by_id(pledge_id: str) -> Pledge | None:
    """The pledge with this id."""
    return db.session.scalar(select(Pledge).where(Pledge.id == pledge_id))


def pledge_for(actor: Actor, pledge_id: str) -> Pledge:
    """The pledge, if its shop is in the person's scope. Raises NotFound."""
    query = select(Pledge).join(Shop, Shop.id == Pledge.shop_id).where(Pledge.id == pledge_id.lower(), in_sight(actor))
    found = db.session.scalar(query.options(undefer(Pledge.document), undefer(Pledge.signer)))
    if found is None:
        raise NotFound()
    return found


def held(pledge_ids: Collection[str]) -> dict[str, Pledge]:
    """Within a transaction: these pledges by id, nobody else changes them until it ends."""
    query = select(Pledge).where(Pledge.id.in_(pledge_ids)).order_by(Pledge.row).with_for_update()
    return {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}


def shops_of(pledge_ids: Collection[str]) -> dict[str, str]:
    """By pledge the id of its shop."""
    rows = db.session.execute(select(Pledge.id, Pledge.shop_id).where(Pledge.id.in_(pledge_ids)))
    return {row.id: row.shop_id for row in rows}


def shops_in_sight(actor: Actor, pledge_ids: Collection[str]) -> dict[str, Shop]:
    """By pledge its shop, of those in the person's scope."""
    query = select(Pledge.id, Shop).join(Shop, Shop.id == Pledge.shop_id).where(Pledge.id.in_(pledge_ids), in_sight(actor))
    return {row[0]: row[1] for row in db.session.execute(query)}


def events_of(pledge_id: str) -> list[PledgeEvent]:
    """What became of a pledge, in the order it did."""
    query = select(PledgeEvent).where(PledgeEvent.pledge_id == pledge_id).order_by(PledgeEvent.place)
    return list(db.session.scalars(query))


def sketch_of(pledge_id: str) -> dict[str, Any] | None:
    """The ground and its neighbours as they were when the pledge was kept (`sketching.sketch_of`); None where nobody knew."""
    return next((event.facts[SKETCH] for event in events_of(pledge_id) if event.facts.get(SKETCH)), None)


def pledges_of_shop(shop_id: str) -> list[Pledge]:
    """All pledges of a shop, the newest first."""
    query = select(Pledge).where(Pledge.shop_id == shop_id).order_by(Pledge.signed_at.desc(), Pledge.row.desc())
    return list(db.session.scalars(query))


def ids_of_shop(shop_id: str) -> list[str]:
    """The ids of all pledges of a shop."""
    return list(db.session.scalars(select(Pledge.id).where(Pledge.shop_id == shop_id)))


def refusals_of_shop(shop_id: str) -> list[PledgeRefusal]:
    """All refusals of a shop that no correction took back, the newest first."""
    query = select(PledgeRefusal).where(PledgeRefusal.shop_id == shop_id, PledgeRefusal.superseded_by.is_(None))
    return list(db.session.scalars(query.order_by(PledgeRefusal.at.desc(), PledgeRefusal.row.desc())))


def sheet_of(pledge_id: str, part: str) -> PledgeSheet | None:
    """A sheet that was drawn, with its bytes."""
    query = select(PledgeSheet).where(PledgeSheet.pledge_id == pledge_id, PledgeSheet.part == part)
    return db.session.scalar(query.options(undefer(PledgeSheet.sealed)))


def last_running(series: str) -> int:
    """The last number given in a series, 0 before the first."""
    return db.session.scalar(select(func.max(Pledge.running)).where(Pledge.series == series)) or 0


def standing_of(pledge: Pledge, now: datetime) -> Standing:
    """The word for a pledge at this moment."""
    since = notice_from(pledge.valid_to, pledge.notice_days) if pledge.valid_to else None
    superseded = pledge.superseded_by is not None
    return standing(
        State(pledge.state), superseded=superseded, valid_to=pledge.valid_to, notice_from=since, today=city_day(now)
    )  # fmt: skip


def pledges_page(
    actor: Actor, states: Collection[str], shop_id: str | None, doubtful: bool, cursor: str | None, limit: int
) -> Page[Pledge]:
    """Pledges of the scope that nothing has replaced, the newest arrival first."""
    query = select(Pledge).join(Shop, Shop.id == Pledge.shop_id).where(in_sight(actor))
    if states:
        query = query.where(Pledge.state.in_(states), Pledge.superseded_by.is_(None))
    if shop_id:
        query = query.where(Pledge.shop_id == shop_id)
    if doubtful:
        query = query.where(Pledge.doubts != [])
    if cursor:
        query = query.where(Pledge.row < cursor_number(cursor))
    rows = db.session.scalars(query.options(undefer(Pledge.signer)).order_by(Pledge.row.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.row))


def ends_by(day: date) -> ColumnElement[bool]:
    """The condition that a filed pledge's last day is this one or before."""
    return and_(Pledge.state == State.FILED, Pledge.superseded_by.is_(None), Pledge.valid_to <= day)
