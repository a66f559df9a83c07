"""Reads what the register, and the page behind a shop's plate, know of its breaches: how many this year and which. A shop is
told everything about its own and nobody's name; shops stand in no order of merit and on no list. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from app.accounts.rules import Actor
from app.breaches import bodies, queries
from app.breaches.models import Breach, BreachAppeal, BreachHandIn
from app.breaches.pledged import item_names, to_do
from app.breaches.queries import BreachFilter
from app.breaches.rules import LIVE, State, Verb, allowed, appeal_until
from app.cases import queries as cases
from app.cases.wording import mask_numbers
from app.core import clock
from app.core.days import CITY_ZONE, city_day
from app.core.db import db
from app.redaction.queries import pending_among
from app.shops.models import Shop
from app.shops.more import Part, Wanted

MOST_SHOWN: Final = 50
Body = dict[str, Any]


def listed(shop_ids: Collection[str]) -> dict[str, Body]:
    """By shop {breaches_this_year}, in the city's year; what was void is none. Shops without any are left out."""
    since = _year_began(clock.now())
    query = select(Breach.shop_id, func.count()).where(
        Breach.shop_id.in_(shop_ids), Breach.state != State.VOID, Breach.found_at >= since
    )
    return {row[0]: {"breaches_this_year": row[1]} for row in db.session.execute(query.group_by(Breach.shop_id))}


def carried() -> dict[str, dict[str, int]]:
    """By shop {breaches_open, breaches_this_year}: what is still to be put right, and what was found in the city's year and
    was not void. Shops without any are left out."""
    live, this_year = Breach.state.in_(LIVE), and_(Breach.state != State.VOID, Breach.found_at >= _year_began(clock.now()))
    counts = (func.sum(case((live, 1), else_=0)), func.sum(case((this_year, 1), else_=0)))
    query = select(Breach.shop_id, *counts).where(or_(live, this_year)).group_by(Breach.shop_id)
    return {row[0]: {"breaches_open": row[1], "breaches_this_year": row[2]} for row in db.session.execute(query)}


def narrowed(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    """With `item`: shops that broke this item in the city's year."""
    if wanted.item:
        since = _year_began(clock.now())
        yield exists().where(
            Breach.shop_id == Shop.id, Breach.item == wanted.item, Breach.state != State.VOID, Breach.found_at >= since
        )


def shown(shop: Shop, reader: Actor) -> Mapping[str, Any]:
    """The newest breaches of a shop that this reader may see, as the list has them."""
    page = queries.breaches_page(reader, BreachFilter(shop=shop.id), None, MOST_SHOWN)
    return {"breaches": bodies.listed(page.items)}


def for_the_shop(shop_id: str) -> list[Body]:
    """What a shop is told of its own breaches, the newest first: what is wrong, until when and how it is put right, what
    became of what it handed in. `photos` are SHA-256 with whether their redaction is pending; nobody is named.
    """
    query = select(Breach).where(Breach.shop_id == shop_id).order_by(Breach.row.desc()).limit(MOST_SHOWN)
    breaches = list(db.session.scalars(query))
    ids = [breach.id for breach in breaches]
    handed, appeals = queries.hand_ins_of(ids), queries.appeals_of(ids)
    wanted = {(breach.scheme_id, breach.item) for breach in breaches}
    names, sentences = item_names(wanted), to_do(wanted)
    links = cases.links_of([*ids, *(one.report_id for some in handed.values() for one in some if one.report_id)])
    pictures = {report_id: [link.sha256 for link in some if link.stored] for report_id, some in links.items()}
    pending = set(pending_among({sha256 for some in pictures.values() for sha256 in some}))
    arrived = {report.id: report.received_at for report in cases.reports_by_id(ids)}
    now = clock.now()

    def photos(report_id: str | None) -> list[Body]:
        return [{"sha256": sha256, "pending": sha256 in pending} for sha256 in pictures.get(report_id or "", [])]

    return [
        {
            **_told(breach, arrived[breach.id], now),
            "item_name": names[breach.scheme_id, breach.item],
            "to_do": sentences.get((breach.scheme_id, breach.item)),
            "photos": photos(breach.id),
            "hand_ins": [{**_handed(one), "photos": photos(one.report_id)} for one in handed.get(breach.id, [])],
            "appeal": _appeal(appeals[breach.id]) if breach.id in appeals else None,
        }
        for breach in breaches
    ]


def _told(breach: Breach, arrived_at: datetime, now: datetime) -> Body:
    live, until = breach.state in LIVE, appeal_until(breach.found_at, arrived_at)
    return {
        "id": breach.id,
        "item": breach.item,
        "nth": breach.nth,
        "step": breach.step,
        "state": breach.state,
        "why": breach.why,
        "found_at": clock.isoformat(breach.found_at),
        "deadline": clock.isoformat(breach.deadline),
        "overdue": breach.state in {State.OPEN, State.ESCALATED} and breach.deadline < now,
        "notice_id": breach.notice_id,
        "may_hand_in": live and Verb.HAND_IN.value in allowed(State(breach.state)),
        "may_appeal": breach.appeal is None and breach.state != State.VOID and now <= until,
        "appeal_until": clock.isoformat(until),
    }


def _handed(one: BreachHandIn) -> Body:
    return {
        "id": one.id,
        "by": one.by,
        "at": clock.isoformat(one.at),
        "note": mask_numbers(one.note),
        "verdict": one.verdict,
        "reason": mask_numbers(one.reason) if one.reason else None,
    }


def _appeal(one: BreachAppeal) -> Body:
    return {
        "at": clock.isoformat(one.at),
        "reason": one.reason,
        "due_at": clock.isoformat(one.due_at),
        "state": one.state,
        "answer": mask_numbers(one.answer) if one.answer else None,
    }


def _year_began(now: datetime) -> datetime:
    year = city_day(now).year
    return datetime(year, 1, 1, tzinfo=CITY_ZONE).astimezone(UTC)


PART: Final = Part(listed, narrowed, shown, carried)
"""What the register of shops is told."""
