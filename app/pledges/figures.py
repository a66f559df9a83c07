"""Counts what became of pledges in a period, and how many shops stand under which version of a scheme. Reads only.

Every share has its numerator and its denominator; none is of a person, and none enters a score.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.rules import Actor
from app.core.days import city_day, day_begins, day_ends
from app.core.db import db
from app.core.periods import Period
from app.pledges import schemes
from app.pledges.coverage import OPEN, share, today_counts
from app.pledges.models import Pledge, PledgeRefusal, PledgeScheme, ShopStanding
from app.pledges.rules import State, notice_from
from app.pledges.standings import is_valid
from app.shops.models import Shop
from app.shops.queries import in_sight

Body = dict[str, Any]
_PARTS: Final = ("filed", "renewed", "after_refusal")


def figures(actor: Actor, period: Period | None, now: datetime) -> Body:
    """Of all shops in sight: how they stand today, under which versions, and what became of pledges in the period.

    {valid, shops, …, resign, day, versions: [{code, version, name, newest, valid}], period: {first, last, filed, renewed,
    after_refusal} or null}; each part of the period is {numerator, denominator, share or null}.
    """
    resign = select(func.count()).select_from(Shop).where(in_sight(actor), OPEN, Shop.resign_by.is_not(None))
    return {
        **today_counts(actor, now),
        "resign": db.session.scalar(resign) or 0,
        "day": city_day(now).isoformat(),
        "versions": _versions(actor, now),
        "period": None if period is None else _of_period(actor, period, now),
    }


def under_version(code: str, version: int, today: date) -> ColumnElement[bool]:
    """The condition for shops whose pledge holds and was signed under this version of a scheme."""
    of_shop = exists().where(ShopStanding.shop_id == Shop.id, is_valid(today), Pledge.id == ShopStanding.pledge_id)
    return of_shop.where(PledgeScheme.id == Pledge.scheme_id, PledgeScheme.code == code, PledgeScheme.version == version)


def _versions(actor: Actor, now: datetime) -> list[Body]:
    """By code, the newest first; `newest` are those that somebody would sign today."""
    counted = select(Pledge.scheme_id, func.count()).join(ShopStanding, ShopStanding.pledge_id == Pledge.id)
    counted = counted.join(Shop, Shop.id == ShopStanding.shop_id)
    counted = counted.where(OPEN, Shop.merged_into.is_(None), is_valid(city_day(now)), in_sight(actor))
    numbers = {row[0]: row[1] for row in db.session.execute(counted.group_by(Pledge.scheme_id))}
    signed_today = {one.id for one in schemes.in_force(now)}
    query = select(PledgeScheme).where(PledgeScheme.id.in_({*numbers, *signed_today} - {None}))
    rows = db.session.scalars(query.order_by(PledgeScheme.code, PledgeScheme.version.desc()))
    return [
        {
            **{name: getattr(row, name) for name in ("code", "version", "name")},
            "newest": row.id in signed_today,
            "valid": numbers.get(row.id, 0),
        }
        for row in rows
    ]


def _of_period(actor: Actor, period: Period, now: datetime) -> Body:
    begins, ends = day_begins(period.first), day_ends(period.last)
    counted = {"filed": _filed, "renewed": _renewed, "after_refusal": _after_refusal}
    parts = {name: counted[name](actor, period, (begins, ends), city_day(now)) for name in _PARTS}
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), **parts}


def _filed(actor: Actor, _period: Period, span: tuple[datetime, datetime], _today: date) -> Body:
    """Of the pledges signed in the period those that were filed since; one that a correction replaced is none."""
    lasting = or_(Pledge.superseded_by.is_(None), Pledge.number.is_not(None))
    query = _seen(actor, select(func.count(), func.count(Pledge.number)).select_from(Pledge))
    signed, filed = db.session.execute(query.where(*_within(Pledge.signed_at, span), lasting)).one()
    return _part(filed, signed)


def _renewed(actor: Actor, period: Period, _span: tuple[datetime, datetime], today: date) -> Body:
    """Of the filed pledges whose term ran out in the period those whose shop had signed the next one by then.

    One that gave way long before, because its shop had changed, did not run out.
    """
    successor = aliased(Pledge)
    columns = (Pledge.valid_to, Pledge.notice_days, successor.signed_at)
    query = _seen(actor, select(*columns).select_from(Pledge)).outerjoin(successor, successor.id == Pledge.superseded_by)
    over = (Pledge.state == State.FILED, Pledge.valid_to >= period.first, Pledge.valid_to <= period.last, Pledge.valid_to < today)
    ran_out = [
        (row.valid_to, city_day(row.signed_at) if row.signed_at else None)
        for row in db.session.execute(query.where(*over, OPEN))
        if row.signed_at is None or city_day(row.signed_at) >= notice_from(row.valid_to, row.notice_days)
    ]
    return _part(sum(signed is not None and signed <= last for last, signed in ran_out), len(ran_out))


def _after_refusal(actor: Actor, _period: Period, span: tuple[datetime, datetime], _today: date) -> Body:
    """Of the shops that would not sign in the period those that have signed since."""
    refusals = select(PledgeRefusal.shop_id, func.min(PledgeRefusal.at).label("at")).where(PledgeRefusal.superseded_by.is_(None))
    first = refusals.where(*_within(PledgeRefusal.at, span)).group_by(PledgeRefusal.shop_id).subquery()
    signed = exists().where(Pledge.shop_id == Shop.id, Pledge.signed_at > first.c.at, Pledge.state != State.TERMINATED)
    shops = select(Shop.id).join(first, first.c.shop_id == Shop.id).where(in_sight(actor))
    return _part(_count(shops.where(signed)), _count(shops))


def _seen(actor: Actor, query: Any) -> Any:
    return query.join(Shop, Shop.id == Pledge.shop_id).where(in_sight(actor))


def _within(column: Any, span: tuple[datetime, datetime]) -> Collection[ColumnElement[bool]]:
    return (and_(column >= span[0], column < span[1]),)


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _part(numerator: int, denominator: int) -> Body:
    return {"numerator": numerator, "denominator": denominator, "share": share(numerator, denominator)}
