"""Counts how much of a street has signed: valid pledges of open shops, each share with its numerator and denominator.

It goes by segments, units and streets and enters no score: a rate that is scored would press shops to sign. Reads only.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, null, select

from app.accounts.rules import Actor
from app.areas import queries as areas
from app.core.days import city_day
from app.core.db import db
from app.pledges.models import ShopStanding
from app.pledges.rules import State
from app.pledges.standings import is_valid
from app.roster import queries as roster
from app.shops.models import Shop
from app.shops.queries import in_sight

Body = dict[str, Any]
OPEN: Final = Shop.status == "open"


class By(StrEnum):
    """Along what shares are told: road segments, street offices (街道办), or roads by name."""

    SEGMENT = "segment"
    UNIT = "unit"
    STREET = "street"


_COLUMNS: Final = {By.SEGMENT: Shop.segment_code, By.UNIT: Shop.street_unit, By.STREET: Shop.street}
COUNTED: Final = ("valid", "shops", "closed", "refused", "waiting", "expiring", "expired")


def coverage(actor: Actor, by: By, now: datetime) -> Body:
    """By group, by name: {code, name, share, valid, shops, …}, and the whole; shops in no group have the code null.

    `shops` are the open ones, the denominator; `closed` are left out of it. Who refused, and what waits to be filed, has not
    signed. The share of no shops is null.
    """
    group = func.coalesce(_COLUMNS[by], null())  # not along an index of the groups: that would jump about in the table
    rows = [row._asdict() for row in db.session.execute(_counts(actor, city_day(now), group).group_by(group))]
    named = _names(by, [row["code"] for row in rows if row["code"] is not None])
    items = [{"name": named.get(row["code"]), **row, "share": share(row["valid"], row["shops"])} for row in rows]
    items.sort(key=lambda one: (one["code"] is None, one["name"] or "", one["code"] or ""))
    whole = {name: sum(row[name] for row in rows) for name in COUNTED}
    return {"by": by, "items": items, **whole, "share": share(whole["valid"], whole["shops"])}


def today_counts(actor: Actor, now: datetime) -> Body:
    """The whole of `coverage` alone: {valid, shops, …, share}."""
    row = db.session.execute(_counts(actor, city_day(now), None)).one()._asdict()
    counted = {name: int(row[name] or 0) for name in COUNTED}
    return {**counted, "share": share(counted["valid"], counted["shops"])}


def share(numerator: int, denominator: int) -> float | None:
    """Of one, to four places; None of none."""
    return round(numerator / denominator, 4) if denominator else None


def _counts(actor: Actor, today: date, group: Any) -> Any:
    valid = is_valid(today)
    parts = {
        "valid": and_(OPEN, valid),
        "shops": OPEN,
        "closed": ~OPEN,
        "refused": and_(OPEN, ShopStanding.refused_at.is_not(None)),
        "waiting": and_(OPEN, ShopStanding.waiting_id.is_not(None)),
        "expiring": and_(OPEN, valid, ShopStanding.notice_from <= today),
        "expired": and_(OPEN, ShopStanding.state == State.FILED, ShopStanding.valid_to < today),
    }
    counted = [_number(condition).label(name) for name, condition in parts.items()]
    keyed = [] if group is None else [group.label("code")]
    query = select(*keyed, *counted).select_from(Shop).join(ShopStanding, ShopStanding.shop_id == Shop.id, isouter=True)
    return query.where(Shop.merged_into.is_(None), in_sight(actor))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _names(by: By, codes: list[str]) -> dict[str, str | None]:
    if by is By.UNIT:
        return dict(roster.names(codes))
    if by is By.STREET:
        return {code: code for code in codes}
    index = areas.current_index()
    found = {code: areas.segment_in(index, code) for code in codes}
    return {code: one.name if one else None for code, one in found.items()}
