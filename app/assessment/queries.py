"""Reads of figures: whole months from their sums, the rest from the tallies, so that a year among a million is quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from app.accounts.rules import Actor
from app.assessment import counting
from app.assessment.definitions import DEFINITIONS, OF_REPORTS, Base, Definition
from app.assessment.models import CaseTally, FigureMonth, FigureSum
from app.assessment.rules import By, Counted, day_number, days_of
from app.assessment.tallying import SUMMED
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.sight import visible
from app.cases.states import CaseState
from app.core.among import among
from app.core.days import day_begins, day_ends
from app.core.db import db
from app.core.periods import Period

ALL: Final = "all"
Sums = dict[str, dict[str, Counted]]
"""By indicator and key; the whole has the key of nothing."""
_MANY_DAYS: Final = 300
"""As a difference of days written yyyymmdd: three months."""
WHOLE: Final = ""
_CASE_BASES: Final = tuple(base for base in Base if base not in OF_REPORTS)


def figures(actor: Actor, period: Period, by: By | None, now: datetime) -> Sums:
    """Every indicator in a period, in all and, with `by`, told apart, too; keys are codes, and of rows without one only the
    whole knows."""
    found = nothing()
    _count_reports(actor, period, by, now, found)
    stretches = [(day_number(period.first), day_number(period.last))]
    if _sees_all(actor):
        months = _summed(period.whole_months)
        _add_sums(months, by, found)
        stretches = without(stretches[0], months)
    for first, last in stretches:
        add_tallies(first, last, by, now, _scope(actor, CaseTally), found)
    return found


def nothing() -> Sums:
    """Sums to add to."""
    return defaultdict(lambda: defaultdict(lambda: Counted(0, 0)))


def without(days: tuple[int, int], months: Collection[int]) -> list[tuple[int, int]]:
    """What is left of these days, yyyymmdd, when whole months are taken out."""
    left, (first, last) = [], days
    for begin, end in sorted(days_of(month) for month in months):
        if first < begin:
            left.append((first, begin - 1))
        first = max(first, end + 1)
    return [*left, *([(first, last)] if first <= last else [])]


def add_tallies(first: int, last: int, by: By | None, now: datetime, scope: ColumnElement[bool], found: Sums) -> None:
    """Adds what the tallies of these days say, in all and told apart: a statement for each way of counting in, but for many
    days one for all of them, along the rows."""
    if last - first >= _MANY_DAYS:
        _add_in_one_pass(first, last, by, now, scope, found)
        return
    for base in _CASE_BASES:
        wanted = [one for one in DEFINITIONS if one.base is base]
        key = counting.key_of(base, by) if by else None
        query = _sums_of(wanted, key, now).where(counting.between(base, first, last), scope)
        _collect(query, wanted, key, found)


def _add_in_one_pass(first: int, last: int, by: By | None, now: datetime, scope: ColumnElement[bool], found: Sums) -> None:
    """Nearly every row of a year counts by each of its days; whether it is in the scope is then asked once and not six times."""
    wanted = [one for one in DEFINITIONS if one.base in _CASE_BASES]
    key = counting.key_of(Base.FILED, by) if by else None
    sums: list[Any] = [
        func.sum(counting.total(and_(counting.between(one.base, first, last), part)))
        for one in wanted
        for part in counting.parts(one, now)
    ]
    query: Select[Any] = select(*sums) if key is None else select(key, *sums).group_by(key)
    counts = or_(*(counting.between(base, first, last) for base in _CASE_BASES))
    _collect(query.with_hint(CaseTally, "NOT INDEXED", "sqlite").where(counts, scope), wanted, key, found)


def cases_behind(
    actor: Actor, figure: Definition, period: Period, part: str, now: datetime, by: By | None = None, key: str | None = None
) -> Select[int]:
    """The row numbers of the cases, or the arrival numbers of the reports, of an indicator's numerator or denominator in this
    person's scope, as the column `number`."""
    numerator, denominator = counting.parts(figure, now)
    column = counting.key_of(figure.base, by) if by else None
    told = [] if by is None or column is None else [column == key]
    counted = and_(numerator if part == "numerator" else denominator, counting.within(figure.base, period), *told)
    if figure.of_reports:
        reports = _along(figure.base, select(Report.commit_seq.label("number")))
        return reports.where(counted, _scope(actor, Report))
    first, last = _rows_of(figure.base, period)
    cases = select(CaseTally.case_id.label("number")).with_hint(CaseTally, "NOT INDEXED", "sqlite")
    return cases.where(CaseTally.case_id.between(first, last), counted, _scope(actor, CaseTally))


def _rows_of(base: Base, period: Period) -> tuple[int, int]:
    """The first and the last case row that counts in a period by this event."""
    number = CaseTally.case_id + 0  # of the plain column PostgreSQL would walk along the rows until a day fits
    first, last = db.session.execute(select(func.min(number), func.max(number)).where(counting.within(base, period))).one()
    return first or 0, last or 0


def in_campaign(actor: Actor, name: str, figures: Sequence[Definition], now: datetime) -> dict[str, Counted]:
    """These indicators of the cases that carry a campaign's name, whenever they counted."""
    found = nothing()
    for base in {one.base for one in figures}:
        wanted = [one for one in figures if one.base is base]
        query = _sums_of(wanted, None, now).select_from(CaseTally).join(Case, Case.id == CaseTally.case_id)
        _collect(query.where(*_of_campaign(actor, name, base)), wanted, None, found)
    return {one.id: found[one.id][WHOLE] for one in figures}


def cases_in_campaign(actor: Actor, name: str, figure: Definition, part: str, now: datetime) -> Select[int]:
    """As `cases_behind`, of the cases that carry a campaign's name."""
    numerator, denominator = counting.parts(figure, now)
    query = select(CaseTally.case_id.label("number")).join(Case, Case.id == CaseTally.case_id)
    return query.where(numerator if part == "numerator" else denominator, *_of_campaign(actor, name, figure.base))


def _of_campaign(actor: Actor, name: str, base: Base) -> tuple[ColumnElement[bool], ...]:
    return Case.campaign == name, visible(actor, Case), counting.happened(base)


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


def _scope(actor: Actor, table: type[CaseTally] | type[Report]) -> ColumnElement[bool]:
    """What lies in no segment and no cell is in everybody's scope."""
    if _sees_all(actor):
        return true()
    scope = actor.scope
    nowhere = and_(table.segment_code.is_(None), table.cell_code.is_(None))
    of_segments = [among(table.segment_code, scope.segments)] if scope.segments else []
    of_cells = [among(table.cell_code, scope.cells)] if scope.cells else []
    return or_(*of_segments, *of_cells, nowhere)


def _count_reports(actor: Actor, period: Period, by: By | None, now: datetime, found: Sums) -> None:
    for base in OF_REPORTS:
        key = counting.key_of(base, by) if by else None
        wanted = [one for one in DEFINITIONS if one.base is base]
        query = _along(base, _sums_of(wanted, key, now))
        _collect(query.where(counting.within(base, period), _scope(actor, Report)), wanted, key, found)


def _along(base: Base, query: Select[Any]) -> Select[Any]:
    """Those to be verified are few and have an index of their own, which any database finds."""
    return query.with_hint(Report, "INDEXED BY ix_report_figures", "sqlite") if base is Base.REPORTED else query


def _sums_of(wanted: Sequence[Definition], key: ColumnElement[Any] | None, now: datetime) -> Select[Any]:
    sums: list[Any] = [func.sum(counting.total(part)) for one in wanted for part in counting.parts(one, now)]
    query: Select[Any] = select(*sums) if key is None else select(key, *sums).group_by(key)
    return query


def _collect(query: Select[Any], wanted: Sequence[Definition], key: ColumnElement[Any] | None, found: Sums) -> None:
    for row in db.session.execute(query):
        group, sums = (None, row) if key is None else (row[0], row[1:])
        for place, one in enumerate(wanted):
            counted = Counted(sums[2 * place] or 0, sums[2 * place + 1] or 0)
            found[one.id][WHOLE] += counted
            if group is not None:
                found[one.id][group] += counted


def _summed(months: Sequence[int]) -> list[int]:
    if not months:
        return []
    return list(db.session.scalars(select(FigureMonth.month).where(FigureMonth.month.in_(months), FigureMonth.state == SUMMED)))


def _add_sums(months: Sequence[int], by: By | None, found: Sums) -> None:
    if not months:
        return
    sums = (func.sum(FigureSum.numerator), func.sum(FigureSum.denominator))
    wanted = FigureSum.by.in_([ALL, *([by] if by else [])])  # the whole has the key of nothing
    query = select(FigureSum.figure, FigureSum.key, *sums).where(FigureSum.month.in_(months), wanted)
    for figure, key, numerator, denominator in db.session.execute(query.group_by(FigureSum.figure, FigureSum.key)):
        found[figure][key] += Counted(numerator, denominator)
