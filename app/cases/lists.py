"""Decides along which index a list of cases is read, so that a page takes milliseconds among a million.

Databases guess how many rows a condition leaves; with a dozen filters, two orders and a reader's scope they guess wrong
often enough. So the way is chosen here, and where it can be said (SQLite) it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import OperationalError

from app.accounts.rules import Actor
from app.cases import searching
from app.cases.list_filter import SUPERVISED, CaseFilter, conditions
from app.cases.list_order import Number, Order, Stretch, cursor_after, placed, stretches
from app.cases.models import Case
from app.cases.searching import Asked
from app.cases.sight import sight_parts, visible
from app.cases.states import CaseState
from app.cases.word_models import CaseWord
from app.core.db import AnyRow, db
from app.core.paging import Page

COUNTED: Final = 1_000
"""Counts are exact up to here; beyond it they are told as `more`."""
_SOME: Final = 20_000
"""A narrowing to fewer is read along itself before any frequent word."""
_BY_NUMBER: Final = "NOT INDEXED"
"""Along the row numbers, which SQLite needs no index for."""
_NO_WAY: Final = "no query solution"
_CASE: Number = Case.id.expression
_CASE_OF_WORD: Number = CaseWord.case_id.expression
_OF_PART: Final = {
    "author": "ix_case_file_of_author",
    "segment": "ix_case_file_of_segment",
    "cell": "ix_case_file_of_cell",
    "nowhere": "ix_case_file_of_segment",
    "checker": "ix_case_file_checker_id",
    "unit": "ix_case_file_of_unit",
    "beside": _BY_NUMBER,
}
"""Along which index a reader's part of the cases lies."""


@dataclass(frozen=True)
class Way:
    """An index to read along. `gram` is read along instead of an index.

    `in_sight`: only what the reader may see lies along it.
    """

    index: str | None = None
    narrowing: tuple[ColumnElement[bool], ...] = ()
    gram: str | None = None
    in_sight: bool = False

    @property
    def number(self) -> Number:
        """The column of the row number that the way runs along."""
        return _CASE_OF_WORD if self.gram is not None else _CASE


def cases_page(actor: Actor, wanted: CaseFilter, order: Order, cursor: str | None, limit: int) -> Page[Case]:
    """Cases this person may see; in the order of what is due those that are still worked on."""
    if order is Order.DUE:
        wanted = replace(wanted, unfinished=True)
    rows = _rows(actor, wanted, stretches(order, cursor), limit + 1)
    has_more = len(rows) > limit
    rows = rows[:limit]
    return Page(_cases(rows), cursor_after(rows[-1], order) if has_more else None, has_more)


@dataclass(frozen=True)
class Counted:
    """How many, up to `COUNTED`, and whether there are more."""

    count: int
    more: bool


def count(actor: Actor, wanted: CaseFilter) -> Counted:
    """How many cases a list holds."""
    found = len(_rows(actor, wanted, [Stretch(None)], COUNTED + 1))
    return Counted(min(found, COUNTED), found > COUNTED)


def counts(actor: Actor, wanted: CaseFilter) -> tuple[Counted, dict[str, Counted]]:
    """How many cases a list holds, in all and in each of the states that it is not narrowed away from."""
    states = [str(state) for state in CaseState if not wanted.states or state in wanted.states]
    each = {state: count(actor, replace(wanted, states=(state,))) for state in states}
    found = sum(counted.count for counted in each.values())
    return Counted(min(found, COUNTED), found > COUNTED or any(counted.more for counted in each.values())), each


def _rows(actor: Actor, wanted: CaseFilter, stretches: Sequence[Stretch], limit: int) -> list[AnyRow]:
    """`id` and `due_at` of the next cases."""
    asked = searching.asked_for(wanted.words)
    ways = _ways(actor, wanted, asked)
    rows: list[AnyRow] = []
    for stretch in stretches:
        if len(rows) < limit:
            rows += _read(actor, wanted, asked, ways, stretch, limit - len(rows))
    return rows


def _read(
    actor: Actor, wanted: CaseFilter, asked: Asked | None, ways: Sequence[Way], stretch: Stretch, limit: int
) -> Sequence[AnyRow]:
    narrowed = [*conditions(wanted), *_in_days(wanted)]
    found: dict[int, AnyRow] = {}
    for way in ways:
        given = [*narrowed, *stretch.beginning(way.number)]
        if not way.in_sight:
            given.append(visible(actor, Case))
        if asked is not None:
            given += _asking(asked, way)
        for row in _found(way, given, stretch, limit):
            found[row.id] = row
    if len(ways) == 1:
        return list(found.values())
    return sorted(found.values(), key=placed(stretch))[:limit]


def _found(way: Way, given: Sequence[ColumnElement[bool]], stretch: Stretch, limit: int) -> Sequence[AnyRow]:
    """SQLite refuses a partial index where it cannot prove that it may be used, as with conditions that are never true:
    then it finds its own way."""
    for hinted in (True, False):
        query = _along(way, hinted=hinted).where(*given).order_by(*stretch.ordering(way.number)).limit(limit)
        try:
            return db.session.execute(query).all()
        except OperationalError as error:
            if not hinted or _NO_WAY not in str(error.orig):
                raise
    raise AssertionError("the second time there is no hint")


def _along(way: Way, *, hinted: bool) -> Select[int, datetime | None]:
    if way.gram is not None:
        words = select(Case.id, Case.due_at).select_from(CaseWord).join(Case, Case.id == CaseWord.case_id)
        words = words.where(CaseWord.gram == way.gram)
        return words.with_hint(Case, _BY_NUMBER, "sqlite") if hinted else words
    query = select(Case.id, Case.due_at).where(*way.narrowing)
    if not hinted:
        return query
    hint = way.index if way.index == _BY_NUMBER else f"INDEXED BY {way.index}"
    return query.with_hint(Case, hint, "sqlite")


def _asking(asked: Asked, way: Way) -> Iterator[ColumnElement[bool]]:
    if asked.ids is not None:
        yield Case.id.in_(asked.ids)
    else:
        yield from (searching.has(gram) for gram in asked.runs if gram != way.gram)
    yield asked.holds


def _ways(actor: Actor, wanted: CaseFilter, asked: Asked | None) -> Sequence[Way]:
    if asked is not None and asked.ids is not None:
        return [Way(_BY_NUMBER)]
    if wanted.open_only:
        return [Way("ix_case_file_open")]
    parts = sight_parts(actor, Case)
    if parts is not None:
        return [Way(_OF_PART[name], (part,), in_sight=True) for name, part in parts.items()]
    narrow = _narrowing(wanted)
    if asked is not None and asked.runs and (narrow is None or _is_wide(narrow)):
        return [Way(gram=asked.runs[0])]
    return [narrow or Way(_BY_NUMBER)]


def _narrowing(wanted: CaseFilter) -> Way | None:
    """The index of what narrows most, of those that are asked for one value."""
    for index, column, values in (
        ("ix_case_file_of_campaign", Case.campaign, wanted.campaigns),
        ("ix_case_file_of_cell", Case.cell_code, wanted.cells),
        ("ix_case_file_of_segment", Case.segment_code, wanted.segments),
        ("ix_case_file_of_unit", Case.unit_code, wanted.units),
        ("ix_case_file_of_category", Case.category_slug, wanted.categories),
    ):
        if len(values) == 1:
            return Way(index, (column == values[0],))
    return Way("ix_case_file_supervised", (SUPERVISED,)) if wanted.supervised else _in_one_state(wanted)


def _in_one_state(wanted: CaseFilter) -> Way | None:
    return Way("ix_case_file_in_state", (Case.state == wanted.states[0],)) if len(wanted.states) == 1 else None


def _is_wide(way: Way) -> bool:
    return searching.count(select(Case.id).where(*way.narrowing), _SOME) == _SOME


def _in_days(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    """The row numbers between which the days lie: lists run along row numbers, and would else begin far from them."""
    days = [Case.opened_at >= wanted.since] if wanted.since else []
    days += [Case.opened_at < wanted.before] if wanted.before else []
    if not days:
        return
    number = Case.id + 0  # of the plain column PostgreSQL would walk along the row numbers until a day fits
    first, last = db.session.execute(select(func.min(number), func.max(number)).where(*days)).one()
    yield Case.id.between(first or 0, last or 0)


def _cases(rows: Sequence[AnyRow]) -> list[Case]:
    found = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_([row.id for row in rows])))}
    return [found[row.id] for row in rows if row.id in found]
