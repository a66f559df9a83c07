"""Decides which street office (街道办) answers for a segment, also where no shop stands yet. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import func, select

from app.accounts.models import Person, ScopeEntry
from app.areas import queries as areas
from app.areas.index import AreaIndex
from app.core.db import db
from app.roster import queries as roster
from app.roster.rules import UnitKind
from app.shops.models import Shop


def offices() -> dict[str, str]:
    """By segment the unit of its street office: the one whose people have it in their scope, else the one that most of its
    shops have, else the one that both neighbours on its road have. A segment of which none of these tells is left out."""
    streets = {code for code, unit in roster.tree().units.items() if unit.kind is UnitKind.STREET and unit.active}
    told = _by_shops(streets) | _by_scope(streets)
    return told | dict(_between(areas.current_index(), told))


def _by_shops(streets: set[str]) -> dict[str, str]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    rows = select(Shop.segment_code, Shop.street_unit, func.count()).where(Shop.street_unit.in_(streets))
    for segment, unit, count in db.session.execute(rows.group_by(Shop.segment_code, Shop.street_unit)):
        if segment and unit:
            told[segment][unit] += count
    return {segment: max(sorted(units), key=units.__getitem__) for segment, units in told.items()}


def _by_scope(streets: set[str]) -> dict[str, str]:
    theirs, places = ScopeEntry.__table__.alias(), ScopeEntry.__table__.alias()
    scopes = select(places.c.code, theirs.c.code).join(theirs, theirs.c.person_id == places.c.person_id)
    scopes = scopes.join(Person, Person.id == places.c.person_id).where(Person.active)
    scopes = scopes.where(places.c.kind == "segment", theirs.c.kind == "unit", theirs.c.code.in_(streets))
    scoped: dict[str, set[str]] = defaultdict(set)
    for segment, unit in db.session.execute(scopes):
        scoped[segment].add(unit)
    return {segment: min(units) for segment, units in scoped.items() if len(units) == 1}


def _between(index: AreaIndex, told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Segments that nobody told, with the office of the next ones before and behind on their road that somebody told, where
    these agree. A road has one name, and its segments' codes differ in their last part only, which counts along it."""
    named = zip(index.segments.codes, index.segments.names, strict=True)
    roads = groupby(sorted((code.rpartition("-")[0], name, code) for code, name in named if name), lambda one: one[:2])
    for _road, stretch in roads:
        codes = [code for _prefix, _name, code in stretch]
        before, behind = _last_told(codes, told), _last_told(reversed(codes), told)
        for code in codes:
            agreed = {one for one in (before.get(code), behind.get(code)) if one}
            if code not in told and len(agreed) == 1:
                yield code, min(agreed)


def _last_told(codes: Iterable[str], told: Mapping[str, str]) -> dict[str, str | None]:
    """By segment the office of the last one that somebody told up to it."""
    found, last = {}, None
    for code in codes:
        last = found[code] = told.get(code, last)
    return found
