"""Decides what the street files (备案): numbers in a row by street and year, none missing, none twice; what was filed before
gives way. Flushes, never commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.accounts.rules import Actor
from app.core.days import city_day
from app.core.db import db
from app.core.locks import hold
from app.pledges import queries
from app.pledges.journal import REPLACED, add_event, move
from app.pledges.models import Pledge
from app.pledges.rules import BARS_FILING, Move, State, last_day, number_of, series_of
from app.pledges.sketching import sketch_of
from app.pledges.standings import turn_of
from app.pledges.vouching import remember
from app.roster import queries as roster
from app.shops.journal import owes_since
from app.shops.models import Shop

NOT_FOUND, NOT_CONFIRMED, SUPERSEDED, DOUBTFUL = "not-found", "not-confirmed", "superseded", "doubtful"
CLOSED, NO_OFFICE, NO_MARK, EXPIRED = "shop-closed", "no-office", "no-mark", "expired"
WHY_NOT: Final = (NOT_FOUND, NOT_CONFIRMED, SUPERSEDED, DOUBTFUL, CLOSED, NO_OFFICE, NO_MARK, EXPIRED)
"""Why one of a batch was not filed; the others are."""


@dataclass(frozen=True)
class Batch:
    """What came of a batch: pledges filed, and by id why the others were not."""

    filed: Sequence[Pledge]
    refused: dict[str, str]


def file(ids: Sequence[str], by: Actor, now: datetime) -> Batch:
    """Files what can be filed, in the order given; each gets the next number of its street's year."""
    wanted = list(dict.fromkeys(one.lower() for one in ids))
    shops = queries.shops_in_sight(by, wanted)
    marks = {code: unit.word for code in {shop.street_unit for shop in shops.values()} if (unit := roster.unit(code)) and code}
    series = {code: series_of(mark, now) for code, mark in marks.items() if mark}
    hold(*(turn_of(shop.id) for shop in shops.values()), *(f"pledge-numbers:{one}" for one in series.values()))
    pledges = queries.held(shops.keys())
    given: Counter[str] = Counter()
    filed, refused = [], {}
    for one in wanted:
        why = _objection(pledges[one], shops[one], series, now) if one in pledges else NOT_FOUND
        if why is not None:
            refused[one] = why
            continue
        _file(pledges[one], shops[one], series[str(shops[one].street_unit)], given, by, now)
        filed.append(pledges[one])
    return Batch(filed, refused)


def _objection(pledge: Pledge, shop: Shop, series: dict[str, str], now: datetime) -> str | None:
    facts = {
        NOT_CONFIRMED: pledge.state != State.CONFIRMED,
        SUPERSEDED: pledge.superseded_by is not None,
        DOUBTFUL: not BARS_FILING.isdisjoint(pledge.doubts),
        CLOSED: shop.status == "closed",
        NO_OFFICE: shop.street_unit is None,
        NO_MARK: shop.street_unit is not None and shop.street_unit not in series,
        EXPIRED: last_day(city_day(pledge.signed_at), pledge.term_months) < city_day(now),
    }
    return next((why for why, holds in facts.items() if holds), None)


def _file(pledge: Pledge, shop: Shop, series: str, given: Counter[str], by: Actor, now: datetime) -> None:
    remember(pledge)
    if series not in given:
        given[series] = queries.last_running(series)
    given[series] += 1
    pledge.series, pledge.running, pledge.number = series, given[series], number_of(series, given[series])
    pledge.unit_code, pledge.filed_at, pledge.filed_by_id = shop.street_unit, now, by.id
    pledge.valid_from = city_day(pledge.signed_at)
    pledge.valid_to = last_day(pledge.valid_from, pledge.term_months)
    _supersede(pledge, by, now)
    unknown = queries.sketch_of(pledge.id) is None
    facts = {queries.SKETCH: sketch_of(shop)} if unknown else {}
    move(pledge, Move.FILE, by, now, number=pledge.number, **facts)
    _signed_anew(pledge, shop)


def _supersede(pledge: Pledge, by: Actor, now: datetime) -> None:
    """Whatever was filed before gives way, and so does what was signed earlier and never filed."""
    for other in queries.pledges_of_shop(pledge.shop_id):
        gives_way = other.state == State.FILED or (other.signed_at, other.row) < (pledge.signed_at, pledge.row)
        if other.id == pledge.id or other.superseded_by is not None or other.state == State.TERMINATED or not gives_way:
            continue
        if other.state == State.FILED:
            pledge.supersedes = other.id
        remember(other)
        other.superseded_by = pledge.id
        add_event(other, REPLACED, by, now, replaced_by=pledge.id)


def _signed_anew(pledge: Pledge, shop: Shop) -> None:
    """A changed shop that has signed on the day of its change or since owes nothing more, under whichever scheme."""
    changed_at = owes_since(shop.id) if shop.resign_by is not None else None
    if changed_at is not None and city_day(pledge.signed_at) >= city_day(changed_at):
        shop.resign_by = None
        db.session.flush()
