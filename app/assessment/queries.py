"""Reads of figures: whole months from their sums, the rest from the tallies, so that a year among a million is quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from app.accounts.rules import Actor
from app.assessment import counting
from app.assessment.definitions import DEFINITIONS, Base, Definition
from app.assessment.models import CaseTally, FigureMonth, FigureSum
from app.assessment.rules import By, Counted, Period, day_number, days_of
from app.assessment.tallying import SUMMED
from app.cases.models import Case, Report
from app.cases.numbers import day_begins, day_ends
from app.cases.sight import visible
from app.cases.states import CaseState
from app.core.db import db

ALL: Final = "all"
Sums = dict[str, dict[str, Counted]]
"""By indicator and key; the whole has the key of nothing."""
WHOLE: Final = ""
_CASE_BASES: Final = tuple(base for base in Base if base is not Base.REPORTED)


def figures(actor: Actor, period: Period, by: By | None, now: datetime) -> Sums:
    """Every indicator in a period, in all or told apart; keys are codes, and rows without one are left out when told apart."""
    found: Sums = defaultdict(lambda: defaultdict(lambda: Counted(0, 0)))
    _count_reports(actor, period, by, now, found)
    stretches = [(day_number(period.first), day_number(period.last))]
    if _sees_all(actor):
        months = _summed(period.whole_months)
        _add_sums(months, by, found)
        stretches = without(stretches[0], months)
    for first, last in stretches:
        add_tallies(first, last, by, now, _scope(actor), found)
    return found


def without(days: tuple[int, int], months: Collection[int]) -> list[tuple[int, int]]:
    """What is left of these days, yyyymmdd, when whole months are taken out."""
    left, (first, last) = [], days
    for begin, end in sorted(days_of(month) for month in months):
        if first < begin:
            left.append((first, begin - 1))
        first = max(first, end + 1)
    return [*left, *([(first, last)] if first <= last else [])]


def add_tallies(first: int, last: int, by: By | None, now: datetime, scope: ColumnElement[bool], found: Sums) -> None:
    """Adds what the tallies of these days say, a statement for each way of counting in."""
    for base in _CASE_BASES:
        wanted = [one for one in DEFINITIONS if one.base is base]
        key = counting.key_of(base, by) if by else None
        query = _sums_of(wanted, key, now).where(counting.between(base, first, last), scope)
        _collect(query, wanted, key, found)


def cases_behind(
    actor: Actor, figure: Definition, period: Period, part: str, now: datetime, by: By | None = None, key: str | None = None
) -> Select[Any]:
    """The cases, or reports, of an indicator's numerator or denominator that this person may see."""
    numerator, denominator = counting.parts(figure, now)
    column = counting.key_of(figure.base, by) if by else None
    told = [] if by is None or column is None else [column == key]
    condition = and_(numerator if part == "numerator" else denominator, counting.within(figure.base, period), *told)
    if figure.of_reports:
        return select(Report).where(condition, visible(actor, Report))
    return select(Case).join(CaseTally, CaseTally.case_id == Case.id).where(condition, visible(actor, Case))


def has_public_channel(actor: Actor, period: Period) -> bool:
    """Whether anything came from the public in the period: without, nothing can be said of what patrols missed."""
    days = counting.within(Base.FILED, period)
    return db.session.scalar(select(CaseTally.case_id).where(days, CaseTally.public, _scope(actor)).limit(1)) is not None


def own_counts(actor: Actor, period: Period) -> dict[str, int]:
    """How much a person reported in a period and what came of it; for themselves alone."""
    began, ended = day_begins(period.first), day_ends(period.last)
    mine = select(func.count()).select_from(Report).where(Report.author_id == actor.id, Report.reply_to.is_(None))
    reports = mine.where(Report.received_at >= began, Report.received_at < ended)
    cases = select(Case.state, func.count()).where(Case.author_id == actor.id, Case.opened_at >= began, Case.opened_at < ended)
    states = {row[0]: row[1] for row in db.session.execute(cases.group_by(Case.state))}
    filed = sum(states.values())
    closed = states.get(CaseState.CLOSED, 0)
    return {"reports": db.session.scalar(reports) or 0, "filed": filed, "closed": closed}


def _sees_all(actor: Actor) -> bool:
    return not (actor.scope.segments or actor.scope.cells)


def _scope(actor: Actor) -> ColumnElement[bool]:
    """What lies in no segment and no cell is in everybody's scope."""
    if _sees_all(actor):
        return true()
    segment, cell = CaseTally.segment_code, CaseTally.cell_code
    nowhere = and_(segment.is_(None), cell.is_(None))
    return or_(segment.in_(actor.scope.segments), cell.in_(actor.scope.cells), nowhere)


def _count_reports(actor: Actor, period: Period, by: By | None, now: datetime, found: Sums) -> None:
    key = counting.key_of(Base.REPORTED, by) if by else None
    if by is not None and key is None:
        return
    wanted = [one for one in DEFINITIONS if one.of_reports]
    query = _sums_of(wanted, key, now).where(counting.within(Base.REPORTED, period), visible(actor, Report))
    _collect(query, wanted, key, found)


def _sums_of(wanted: Sequence[Definition], key: ColumnElement[Any] | None, now: datetime) -> Select[Any]:
    sums = [func.sum(counting.total(part)) for one in wanted for part in counting.parts(one, now)]
    columns: list[Any] = sums if key is None else [key, *sums]
    query: Select[Any] = select(*columns)
    if key is None:
        return query
    return query.where(key.is_not(None)).group_by(key)


def _collect(query: Select[Any], wanted: Sequence[Definition], key: ColumnElement[Any] | None, found: Sums) -> None:
    for row in db.session.execute(query):
        group, sums = (WHOLE, row) if key is None else (row[0], row[1:])
        for place, one in enumerate(wanted):
            found[one.id][group] += Counted(sums[2 * place] or 0, sums[2 * place + 1] or 0)


def _summed(months: Sequence[int]) -> list[int]:
    if not months:
        return []
    return list(db.session.scalars(select(FigureMonth.month).where(FigureMonth.month.in_(months), FigureMonth.state == SUMMED)))


def _add_sums(months: Sequence[int], by: By | None, found: Sums) -> None:
    if not months:
        return
    sums = (func.sum(FigureSum.numerator), func.sum(FigureSum.denominator))
    query = select(FigureSum.figure, FigureSum.key, *sums).where(FigureSum.month.in_(months), FigureSum.by == (by or ALL))
    for figure, key, numerator, denominator in db.session.execute(query.group_by(FigureSum.figure, FigureSum.key)):
        found[figure][key] += Counted(numerator, denominator)
