"""Gives about half of the demo's shops a pledge of their own, so that the register looks like a city's: signed on the page
behind their plate, as a renewal is, and filed by their street a day later.

They are written in one go: told one by one, as `pledging` tells of the visits, they would hold up everybody's start.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import uuid5

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.days import CITY_ZONE, city_day
from app.core.db import db
from app.demo.papers import document_of
from app.demo.people import SUPERVISOR
from app.demo.sealing import CITY
from app.demo.settling import shop_id
from app.demo.shops import SEED, Shop, shops
from app.pledges import queries, schemes
from app.pledges.arriving import SIGNED
from app.pledges.document import read_document
from app.pledges.models import Pledge, PledgeEvent, PledgeScheme
from app.pledges.rules import How, Move, State, last_day, number_of, series_of
from app.pledges.sealing import DOCUMENT, SIGNER, sealed_bytes, sealed_json
from app.pledges.sketching import sketch_of
from app.pledges.standings import settle
from app.pledges.vouching import NAME, pledge_rows
from app.roster import queries as roster
from app.shops import queries as shop_queries
from app.shops.models import Shop as Entry

SHARE = 0.58
"""Of the shops that nobody visited: with those that are not filed yet or over again, half of all hold."""
LATELY = timedelta(days=2)
"""What was signed lately still waits for the street's next batch, which it files on the morning after."""
HOURS, FILING = (9, 20), time(10, 30)
AGES_D = ((0, 18, 0.8), (21, 38, 0.14), (40, 42, 0.06))
"""How many days ago they signed, and what part of them: one row for each version of the scheme, the newest first."""


Told = tuple[str, str | None, datetime, dict[str, Any]]
"""What became of a pledge: kind, by whom, when, facts."""


@dataclass(frozen=True)
class Signed:
    """Who signed when."""

    shop: Shop
    entry: Entry
    at: datetime


def enrol(visited: Collection[str], people: Mapping[str, Actor], code: str, now: datetime) -> int:
    """Within a transaction: the shops that are missing, those `visited` (by key) left out; how many."""
    given: Counter[str] = Counter()
    new = 0
    for one in _signed(visited, now):
        scheme = next((row for row in schemes.in_force(one.at) if row.code == code), None)
        if scheme is not None and queries.pledge_by_id(_id(one.shop)) is None:
            _keep(one, scheme, people, given, now)
            new += 1
    return new


def _signed(visited: Collection[str], now: datetime) -> list[Signed]:
    entries = shop_queries.shops_of([shop_id(shop) for shop in shops()])
    chance = Random(f"{SEED} enrolled")
    found = [
        Signed(shop, entries[shop_id(shop)], _in_the_day(now - age, chance))
        for shop, age in _chosen(chance)
        if shop_id(shop) in entries
    ]
    return sorted((one for one in found if one.shop.key not in visited and one.entry.street_unit), key=lambda one: one.at)


def _chosen(chance: Random) -> Iterator[tuple[Shop, timedelta]]:
    for shop in shops():
        [(first, last, _)] = chance.choices(AGES_D, [part for *_, part in AGES_D])
        age = timedelta(days=chance.uniform(first, last))
        if chance.random() < SHARE and shop.open:
            yield shop, age


def _in_the_day(at: datetime, chance: Random) -> datetime:
    """An hour of the day before at which a shop is open."""
    hour, minute = chance.randrange(*HOURS), chance.randrange(60)
    return datetime.combine((at - timedelta(days=1)).astimezone(CITY_ZONE).date(), time(hour, minute), CITY_ZONE).astimezone(UTC)


def _next_morning(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(CITY_ZONE).date() + timedelta(days=1), FILING, CITY_ZONE).astimezone(UTC)


def _id(shop: Shop) -> str:
    return str(uuid5(CITY, f"own pledge of {shop.key}"))


def _keep(one: Signed, scheme: PledgeScheme, people: Mapping[str, Actor], given: Counter[str], now: datetime) -> None:
    pledge_id, desk = _id(one.shop), people[SUPERVISOR]
    signing = read_document(document_of(pledge_id, one.shop, one.entry, scheme, one.at))
    pledge = Pledge(
        id=pledge_id, shop_id=one.entry.id, scheme_id=scheme.id, state=State.CONFIRMED, rev=0,
        document=sealed_bytes(pledge_id, DOCUMENT, signing.canonical), document_sha256=signing.sha256,
        signer=sealed_json(pledge_id, SIGNER, dict(signing.signer)), officer_id=desk.id, signed_at=one.at, received_at=one.at,
        doubts=[], term_months=scheme.term_months, notice_days=scheme.notice_days, photos={"front": [], "paper": []},
        confirmed_at=one.at, confirmed_how=How.CODE,
    )  # fmt: skip
    events: list[Told] = [
        (SIGNED, None, one.at, {"doubts": [], "sketch": sketch_of(one.entry)}),
        (str(Move.CONFIRM), None, one.at, {"how": str(How.CODE)}),
    ]
    if one.at < now - LATELY:
        _file(pledge, one, desk, given)
        events.append((str(Move.FILE), desk.id, _next_morning(one.at), {"number": pledge.number}))
    _write(pledge, events)


def _file(pledge: Pledge, one: Signed, desk: Actor, given: Counter[str]) -> None:
    unit = roster.unit(str(one.entry.street_unit))
    assert unit is not None  # the street that the shop was entered for
    at = _next_morning(one.at)
    series = series_of(str(unit.word), at)
    given[series] = (given[series] or queries.last_running(series)) + 1
    pledge.series, pledge.running, pledge.number = series, given[series], number_of(series, given[series])
    pledge.state, pledge.unit_code, pledge.filed_at, pledge.filed_by_id = State.FILED, unit.code, at, desk.id
    pledge.valid_from = city_day(one.at)
    pledge.valid_to = last_day(pledge.valid_from, pledge.term_months)


def _write(pledge: Pledge, events: list[Told]) -> None:
    """With one entry in the log for all that became of it."""
    pledge.rev = len(events)
    told = [
        PledgeEvent(pledge_id=pledge.id, place=place, kind=kind, by_id=by, at=at, facts=facts)
        for place, (kind, by, at, facts) in enumerate(events, start=1)
    ]
    db.session.add(pledge)
    db.session.flush()
    db.session.add_all(told)
    db.session.flush()
    rows = [pledge_rows(pledge, event) for event in told]
    with clock.stopped_at(told[-1].at):
        facts: dict[str, Any] = {"kind": told[-1].kind, "state": pledge.state, "number": pledge.number}
        facts["document"] = pledge.document_sha256
        note(Action.PLEDGE, NAME, pledge.id, rows={name: pair for part in reversed(rows) for name, pair in part.items()}, **facts)
    settle(pledge.shop_id)
