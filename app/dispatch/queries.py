"""Reads of rules, of what they look at in a case, and of how much units have in hand. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from flask import current_app
from sqlalchemy import case as when
from sqlalchemy import func, select

from app.cases.models import Case, CasePlacement
from app.cases.states import CaseState
from app.core.db import db, table_of
from app.core.statements import Statement
from app.dispatch.models import DispatchRules
from app.dispatch.reading import rule_set
from app.dispatch.rules import CaseFacts, RuleSet
from app.permits import queries as permits
from app.permits.weekly import minute_of_week
from app.roster import queries as roster

EMPTY: Final[Mapping[str, Any]] = {
    "rules": [], "fallbacks": [], "automatic": False, "automatic_categories": [], "green_channel": True,
}  # fmt: skip
"""What is in force before anybody wrote rules."""
IN_HAND: Final = (CaseState.DISPATCHED, CaseState.CLAIMED, CaseState.REWORK)
MOST_TRIED: Final = 50_000
"""Cases of a month that rules are tried against, the newest first."""
_BATCH: Final = 1_000
_CACHE: Final = "dispatch_rules"
_rules = table_of(DispatchRules).c
_NEWEST = Statement(select(_rules.version, _rules.at).order_by(_rules.version.desc()).limit(1))


class Load(NamedTuple):
    """How many cases a unit has in hand, and how many of those are yellow or red."""

    in_hand: int
    due_soon: int


def in_force() -> RuleSet:
    """The rules of now; read anew only when there is a newer version."""
    newest = _NEWEST.first()
    mark = (newest.version, newest.at) if newest else (0, None)
    known: tuple[object, RuleSet] | None = current_app.extensions.get(_CACHE)
    if known is None or known[0] != mark:
        row = rules_row(mark[0])
        known = (mark, rule_set(mark[0], row.body if row else EMPTY))
        current_app.extensions[_CACHE] = known
    return known[1]


def rules_row(version: int | None = None) -> DispatchRules | None:
    """A version, the newest without a number."""
    query = select(DispatchRules).order_by(DispatchRules.version.desc()).limit(1)
    return db.session.scalar(query if version is None else query.where(DispatchRules.version == version))


def versions(before: int | None, limit: int) -> list[DispatchRules]:
    """Versions below a number (None: all), the newest first."""
    query = select(DispatchRules).order_by(DispatchRules.version.desc()).limit(limit)
    return list(db.session.scalars(query if before is None else query.where(DispatchRules.version < before)))


def facts_of(case: Case, at: datetime) -> CaseFacts:
    """What rules look at in a case, at a moment."""
    zones = permits.zones_around(case.lon, case.lat, at)
    category = case.category
    return CaseFacts(
        category=case.category_slug,
        group=category.get("group"),
        asset_type=category.get("asset_type"),
        segment=case.segment_code,
        cell=case.cell_code,
        zones=frozenset(zone.id for zone in zones),
        minute=minute_of_week(at),
    )


def at_work() -> frozenset[str]:
    """The units that can be given cases."""
    return frozenset(code for code, unit in roster.tree().units.items() if unit.active)


def loads(now: datetime) -> dict[str, Load]:
    """What every unit has in hand; units with nothing are not in it."""
    soon = when((Case.paused_at.is_(None) & (Case.warn_at <= now), 1), else_=0)
    query = select(Case.unit_code, func.count(), func.sum(soon)).where(Case.state.in_(IN_HAND), Case.unit_code.is_not(None))
    return {code: Load(count, int(due or 0)) for code, count, due in db.session.execute(query.group_by(Case.unit_code))}


def placed(since: datetime, until: datetime) -> Iterator[tuple[Case, CaseFacts]]:
    """Cases filed in a time that went or wait to go to a unit, the newest first, with what rules saw when they were filed.

    Their place is the one they had then; permits are those of today that held on that day.
    """
    went = (Case.unit_code.is_not(None) | (Case.state == CaseState.FILED)) & (Case.state != CaseState.VOIDED)
    reached: int | None = None
    for _ in range(MOST_TRIED // _BATCH):
        query = select(Case).where(went, Case.opened_at >= since, Case.opened_at < until).order_by(Case.id.desc()).limit(_BATCH)
        cases = db.session.scalars(query if reached is None else query.where(Case.id < reached)).all()
        first = _first_places([case.case_no for case in cases])
        for case in cases:
            facts = facts_of(case, case.opened_at)
            segment, cell = first.get(case.case_no, (case.segment_code, case.cell_code))
            yield case, facts._replace(segment=segment, cell=cell)
        if len(cases) < _BATCH:
            return
        reached = cases[-1].id


def last_month(now: datetime) -> tuple[datetime, datetime]:
    """The 31 days before a moment."""
    return now - timedelta(days=31), now


def _first_places(case_nos: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
    """By case that was ever moved to other areas, the place it was opened at."""
    if not case_nos:
        return {}
    query = select(CasePlacement).where(CasePlacement.case_no.in_(case_nos)).order_by(CasePlacement.id.desc())
    return {row.case_no: (row.segment_code, row.cell_code) for row in db.session.scalars(query)}
