"""Reads the next rows of a list of cases along the ways that `list_ways.py` chose; where a way can be said (SQLite) it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, null, select, union_all
from sqlalchemy.exc import OperationalError

from app.accounts.rules import Actor
from app.cases import searching
from app.cases.list_filter import CaseFilter, conditions
from app.cases.list_order import Order, Stretch, placed
from app.cases.list_ways import BY_NUMBER, Way, ways
from app.cases.models import Case
from app.cases.searching import Asked
from app.cases.sight import visible
from app.cases.word_models import CaseWord
from app.core.db import AnyRow, db

_NO_WAY: Final = "no query solution"
_Query = Any
"""A SELECT of `id` and `due_at`, or several of them together."""


@dataclass(frozen=True)
class Reading:
    """A list of one reader, with its words made ready for the search."""

    actor: Actor
    wanted: CaseFilter
    asked: Asked | None

    def rows(self, stretches: Sequence[Stretch], limit: int) -> list[AnyRow]:
        """`id` and `due_at` of the next cases; the time is told only where the order goes by it."""
        found: list[AnyRow] = []
        for stretch in stretches:
            if len(found) < limit:
                found += self._read(stretch, limit - len(found))
        return found

    def states(self) -> dict[str, int]:
        """How many cases the list holds in each state: of what is still worked on, which is some ten thousand."""
        (way,) = ways(self.actor, self.wanted, self.asked, None)
        grouped = [*self._given(way), *way.conditions]
        told: list[Any] = [Case.state, func.count()]
        counted = select(*told).where(*grouped).group_by(Case.state)
        rows = _answer(lambda hinted: _hinted(counted, way, hinted))
        return {row[0]: row[1] for row in rows}

    def _read(self, stretch: Stretch, limit: int) -> list[AnyRow]:
        below = stretch.after if stretch.order is Order.NEWEST else None
        chosen = ways(self.actor, self.wanted, self.asked, below)
        found: dict[int, AnyRow] = {}
        for way in chosen:
            for row in self._along(way, stretch, limit):
                found[row.id] = row
        if len(chosen) == 1:
            return list(found.values())
        return sorted(found.values(), key=placed(stretch))[:limit]

    def _along(self, way: Way, stretch: Stretch, limit: int) -> Sequence[AnyRow]:
        given = [*self._given(way), *way.conditions]
        if way.gram is not None and searching.fenced():
            return db.session.execute(_run(way.gram, stretch).where(*given).limit(limit)).all()

        def query(hinted: bool) -> _Query:
            beginning, ordering = stretch.beginning(way.number), stretch.ordering(way.number)
            after = [*given, *beginning]
            pieces = [_piece(way, stretch, hinted).where(*after, *told).order_by(*ordering).limit(limit) for told in way.pieces]
            return pieces[0] if len(pieces) == 1 else _together(pieces, stretch, limit)

        return _answer(query) if way.pieces else []

    def _given(self, way: Way) -> list[ColumnElement[bool]]:
        """What every row of the list fulfils besides lying along the way."""
        given = [*conditions(self.wanted, without=way.values or None), *self._in_days]
        if not way.in_sight:
            given.append(visible(self.actor, Case))
        return [*given, *self._asking(way)] if self.asked is not None else given

    def _asking(self, way: Way) -> Iterator[ColumnElement[bool]]:
        assert self.asked is not None
        if self.asked.ids is not None:
            yield Case.id.in_(self.asked.ids)
        else:
            yield from (searching.has(gram) for gram in self.asked.runs if gram != way.gram)
        yield self.asked.holds

    @cached_property
    def _in_days(self) -> list[ColumnElement[bool]]:
        """The row numbers between which the days lie: lists run along row numbers, and would else begin far from them."""
        days = [Case.opened_at >= self.wanted.since] if self.wanted.since else []
        days += [Case.opened_at < self.wanted.before] if self.wanted.before else []
        if not days:
            return []
        number = Case.id + 0  # of the plain column PostgreSQL would walk along the row numbers until a day fits
        between = select(func.min(number), func.max(number)).where(*days)
        first, last = db.session.execute(between.with_hint(Case, "INDEXED BY ix_case_file_opened", "sqlite")).one()
        return [Case.id.between(first or 0, last or 0)]


def _piece(way: Way, stretch: Stretch, hinted: bool) -> Select[Any]:
    due: Any = Case.due_at if stretch.order is Order.DUE else null().label("due_at")
    if way.gram is None:
        plain: Select[Any] = select(Case.id, due)
        return _hinted(plain, way, hinted)
    words: Select[Any] = select(Case.id, due).select_from(CaseWord).join(Case, Case.id == CaseWord.case_id)
    return _hinted(words.where(CaseWord.gram == way.gram), way, hinted)


def _run(gram: str, stretch: Stretch) -> Select[Any]:
    """The cases with a gram in its own order, looked up one by one: PostgreSQL would rather sort all of them."""
    words = select(CaseWord.case_id).where(CaseWord.gram == gram, *stretch.beginning(CaseWord.case_id.expression))
    run = words.order_by(*stretch.ordering(CaseWord.case_id.expression)).offset(0).subquery()
    told: list[Any] = [Case.id, null().label("due_at")]
    rows = select(*told).select_from(run).join(Case, Case.id == run.c.case_id)
    return rows.order_by(*stretch.ordering(run.c.case_id))


def _hinted(query: Select[Any], way: Way, hinted: bool) -> Select[Any]:
    hint = way.index if way.index == BY_NUMBER else f"INDEXED BY {way.index}"
    return query.with_hint(Case, hint, "sqlite") if hinted else query


def _together(pieces: Sequence[Select[Any]], stretch: Stretch, limit: int) -> Select[Any]:
    found = union_all(*(select(piece.subquery()) for piece in pieces)).subquery()
    return select(found.c.id, found.c.due_at).order_by(*([] if stretch.order is None else [found.c.id.desc()])).limit(limit)


def _answer(query: Callable[[bool], _Query]) -> Sequence[AnyRow]:
    """SQLite refuses a partial index where it cannot prove that it may be used, as with conditions that are never true:
    then it finds its own way."""
    for hinted in (True, False):
        try:
            return db.session.execute(query(hinted)).all()
        except OperationalError as error:
            if not hinted or _NO_WAY not in str(error.orig):
                raise
    raise AssertionError("the second time there is no hint")
