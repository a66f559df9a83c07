"""Decides who is reminded that a shop should sign: before a pledge ends, when a changed shop has a week left, and when a desk
asks for it. Each thing is told once, to whoever had it signed or patrols there, else to the street's office."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import select

from app.accounts.models import ScopeEntry
from app.accounts.rules import Actor, Permission
from app.core import clock
from app.core.days import city_day, day_ends
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.pledges import queries
from app.pledges.models import Pledge
from app.pledges.queries import ends_by
from app.pledges.rules import notice_from
from app.shops.models import Shop
from app.shops.queries import in_sight, shops_of
from app.telling.people import active, holding
from app.telling.service import tell

WEEK: Final = timedelta(days=7)
_LONGEST_NOTICE: Final = timedelta(days=180)
"""A scheme may not ask for more (`scheme_schemas`)."""
_AT_ONCE: Final = 50
_DONE: Final = "pledge-reminders"
"""The fact that names the last day on which everything was told."""
_NAMED: Final = 5
"""Shops that a message names; it counts the others."""
_MINUTE: Final = timedelta(minutes=1)


class Receivers(NamedTuple):
    """Whom a reminder is for."""

    person_ids: tuple[str, ...]
    unit_codes: tuple[str, ...]


class Asked(NamedTuple):
    """What came of a desk's reminder: how many shops somebody was told of, and those that nobody answers for."""

    told: int
    nobody: list[str]


def remind_daily() -> int:
    """Background job: once a day tells of the pledges that end soon and of shops that have a week left to sign anew; how
    many."""
    now = clock.now()
    day = city_day(now).isoformat()
    if recalled(_DONE) == day:
        return 0
    told = in_transaction(lambda: _remind_some(now))
    if told == 0:
        in_transaction(lambda: _finish(day, now))
    return told


def remind(shop_ids: Collection[str], by: Actor, now: datetime) -> Asked:
    """Within a transaction: asks those who patrol there to have these shops sign; the same again on one day tells nobody
    twice. Shops outside of the scope, closed ones and those that nobody answers for are named."""
    shops = [one for one in shops_of(shop_ids).values() if one.status == "open" and one.id in _seen(shop_ids, by)]
    groups: dict[Receivers, list[Shop]] = defaultdict(list)
    for shop in shops:
        groups[_receivers(shop, None)].append(shop)
    told: set[str] = set()
    for receivers, theirs in groups.items():
        if receivers.person_ids or receivers.unit_codes:
            _tell_of_several(receivers, theirs, now)
            told |= {shop.id for shop in theirs}
    return Asked(len(told), sorted(set(shop_ids) - told))


def _remind_some(now: datetime) -> int:
    today = city_day(now)
    query = select(Pledge).where(ends_by(today + _LONGEST_NOTICE), Pledge.valid_to >= today, Pledge.reminded_at.is_(None))
    due = [row for row in db.session.scalars(query.order_by(Pledge.valid_to, Pledge.row)) if _is_due(row, today)][:_AT_ONCE]
    shops = shops_of({row.shop_id for row in due})
    for pledge in due:
        shop = shops[pledge.shop_id]
        pledge.reminded_at = now
        if shop.status == "open":
            _tell(shop, pledge, "pledge-expiring", pledge.valid_to or today, f"pledge-expiring:{pledge.id}", now)
    return len(due)


def _is_due(pledge: Pledge, today: date) -> bool:
    return pledge.valid_to is not None and notice_from(pledge.valid_to, pledge.notice_days) <= today


def _finish(day: str, now: datetime) -> None:
    """The shops with a week left are few; they are told in one go, each once by its key."""
    today = city_day(now)
    soon = (Shop.resign_by >= today, Shop.resign_by <= today + WEEK, Shop.status == "open")
    for shop in db.session.scalars(select(Shop).where(*soon).order_by(Shop.id)).all():
        until = shop.resign_by or today
        pledge = next(iter(queries.pledges_of_shop(shop.id)), None)
        _tell(shop, pledge, "pledge-resign", until, f"pledge-resign:{shop.id}:{until.isoformat()}", now)
    remember(_DONE, day)


def _tell(shop: Shop, pledge: Pledge | None, kind: str, last: date, key: str, now: datetime) -> None:
    receivers = _receivers(shop, pledge)
    facts = {"place": _place(shop), "number": pledge.number if pledge else None, "due_at": day_ends(last) - _MINUTE}
    tell(now, kind, person_ids=receivers.person_ids, unit_codes=receivers.unit_codes, facts=facts, key=key)


def _tell_of_several(receivers: Receivers, shops: Sequence[Shop], now: datetime) -> None:
    named = sorted(_place(shop) for shop in shops)
    facts = {"count": len(shops), "place": "、".join(named[:_NAMED])}
    which = hashlib.sha256("\n".join(sorted(shop.id for shop in shops)).encode()).hexdigest()
    key = f"pledge-visit:{city_day(now).isoformat()}:{which}"
    tell(now, "pledge-visit", person_ids=receivers.person_ids, unit_codes=receivers.unit_codes, facts=facts, key=key)


def _receivers(shop: Shop, pledge: Pledge | None) -> Receivers:
    """Who had it signed, with those who patrol the segment; the street's office when there is nobody."""
    may = set(holding(Permission.SIGN_PLEDGES))
    there = select(ScopeEntry.person_id).where(ScopeEntry.kind == "segment", ScopeEntry.code == shop.segment_code)
    people = set(db.session.scalars(there)) if shop.segment_code else set()
    if pledge is not None:
        people.add(pledge.officer_id)
    found = tuple(active(people & may))
    return Receivers(found, () if found or shop.street_unit is None else (shop.street_unit,))


def _seen(shop_ids: Collection[str], by: Actor) -> set[str]:
    return set(db.session.scalars(select(Shop.id).where(Shop.id.in_(shop_ids), in_sight(by))))


def _place(shop: Shop) -> str:
    return f"{shop.name}（{shop.door}）" if shop.door else shop.name
