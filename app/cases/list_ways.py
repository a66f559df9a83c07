"""Decides along which index a list of cases is read, so that a page takes milliseconds among a million.

Databases guess how many rows a condition leaves; with a dozen filters, two orders and a reader's scope they guess wrong
often enough. So whatever a list is narrowed to is looked up first (`width`), and the list runs along what narrows most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select, union_all

from app.accounts.rules import Actor
from app.cases import searching
from app.cases.list_filter import SUPERVISED, URGENT, CaseFilter
from app.cases.list_order import Number
from app.cases.models import Case
from app.cases.searching import Asked
from app.cases.sight import sight_parts, units_in_sight
from app.cases.states import CaseState, Origin
from app.cases.word_models import CaseWord
from app.core.among import among
from app.core.db import db

BY_NUMBER: Final = "NOT INDEXED"
"""Along the row numbers, which SQLite needs no index for."""
OPEN: Final = "ix_case_file_open"
SEVERAL: Final = 50
"""So many values of one column are read one beside the other; more are read in one go, and only where they are few rows."""
SOME: Final = 20_000
"""Rows that are read in one go in some milliseconds, also when they must be put in order."""
PROBED: Final = 1_000
"""How many of the next rows tell how densely they lie."""
_LEAST_PROBED: Final = 50
_LOOKED_AT: Final = 4
"""What it costs more to look at a row's case than to pass it by: whether it is in sight no index says."""
_NEVER: Final = 1 << 62
_CASE: Number = Case.id.expression
_CASE_OF_WORD: Number = CaseWord.case_id.expression
_PATROL: Final[ColumnElement[str]] = literal_column(f"'{Origin.PATROL}'")
_VOIDED_ONLY: Final = (str(CaseState.VOIDED),)
VOIDED: Final = Case.state == literal_column(f"'{CaseState.VOIDED}'")
"""As a constant, as also those that follow, or the indexes of these few are not used."""
NOT_OF_PATROL: Final = Case.origin != _PATROL


@dataclass(frozen=True)
class Way:
    """An index to read along: the rows that have one of `values` in `column`, or all that lie along it; `conditions` are what
    holds for all of these. `gram` is read along instead of an index. `in_sight`: all of it may be seen by the reader."""

    index: str
    column: ColumnElement[Any] | None = None
    values: tuple[str, ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()
    gram: str | None = None
    in_sight: bool = False

    @property
    def number(self) -> Number:
        """The column of the row number that the way runs along."""
        return _CASE_OF_WORD if self.gram is not None else _CASE

    @property
    def pieces(self) -> list[list[ColumnElement[bool]]]:
        """The conditions of each piece in which a way is read: one for each value, unless they are many."""
        if self.column is None:
            return [[]]
        if len(self.values) > SEVERAL:
            return [[among(self.column, self.values)]]
        return [[self.column == value] for value in self.values]


Ways = Sequence[Way]
"""Ways that lead to everything together, maybe to some of it twice."""


def ways(actor: Actor, wanted: CaseFilter, asked: Asked | None, below: int | None) -> Ways:
    """The ways along which a list is read that runs down from the row number `below`, or from the newest case."""
    if asked is not None and asked.ids is not None:
        return [Way(BY_NUMBER)]
    if wanted.open_only:
        return [Way(OPEN)]
    choices = [[way] for way in _narrowings(wanted)]
    in_sight = list(_of_reader(actor))
    if in_sight:
        choices.append(in_sight)
    if asked is not None and asked.runs:
        choices.append([Way(BY_NUMBER, gram=asked.runs[0])])
    if not choices:
        return [Way(BY_NUMBER)]
    if len(choices) == 1 and all(len(way.values) <= SEVERAL for way in choices[0]):
        return choices[0]
    top: int = below or db.session.scalar(select(func.max(Case.id))) or 0
    widths = [sum(_width(way, top) * (1 if way.in_sight or not in_sight else _LOOKED_AT) for way in each) for each in choices]
    narrowest, number = min(zip(widths, range(len(choices)), strict=True))
    return choices[number] if narrowest < _NEVER else [Way(BY_NUMBER)]


def _narrowings(wanted: CaseFilter) -> Iterator[Way]:
    for index, column, values in (
        ("ix_case_file_of_campaign", Case.campaign, wanted.campaigns),
        ("ix_case_file_of_cell", Case.cell_code, wanted.cells),
        ("ix_case_file_of_segment", Case.segment_code, wanted.segments),
        ("ix_case_file_of_unit", Case.unit_code, wanted.units),
        ("ix_case_file_of_category", Case.category_slug, wanted.categories),
        ("ix_case_file_of_category", Case.category_slug, wanted.kinds),
        ("ix_case_file_in_state", Case.state, () if wanted.states == _VOIDED_ONLY else wanted.states),
    ):
        if values or values is not None and values is wanted.kinds:
            yield Way(index, column.expression, values)
    if wanted.origins and Origin.PATROL not in wanted.origins:
        yield Way("ix_case_file_of_origin", Case.origin.expression, wanted.origins, (NOT_OF_PATROL,))
    if wanted.states == _VOIDED_ONLY:
        yield Way("ix_case_file_voided", conditions=(VOIDED,))
    if wanted.supervised:
        yield Way("ix_case_file_supervised", conditions=(SUPERVISED,))
    if wanted.urgent:
        yield Way("ix_case_file_urgent", conditions=(URGENT,))


def _of_reader(actor: Actor) -> Iterator[Way]:
    """Where that lies which a reader may see; nothing when that is everything."""
    of_part: dict[str, tuple[str, Any, Collection[str]]] = {
        "author": ("ix_case_file_of_author", Case.author_id, [actor.id]),
        "segment": ("ix_case_file_of_segment", Case.segment_code, actor.scope.segments),
        "cell": ("ix_case_file_of_cell", Case.cell_code, actor.scope.cells),
        "checker": ("ix_case_file_checker_id", Case.checker_id, [actor.id]),
        "unit": ("ix_case_file_of_unit", Case.unit_code, units_in_sight(actor)),
    }
    for name, condition in (sight_parts(actor, Case) or {}).items():
        if name in of_part:
            index, column, values = of_part[name]
            yield Way(index, column.expression, tuple(sorted(values)), in_sight=True)
        else:
            index = "ix_case_file_nowhere" if name == "nowhere" else BY_NUMBER
            yield Way(index, conditions=(condition,), in_sight=True)


def _width(way: Way, top: int) -> int:
    """About how many rows lie along a way below the row number `top`, told by how soon the next ones come; `_NEVER` for more
    values than are read one beside the other, if they are not few."""
    if way.gram is not None:
        rows = select(CaseWord.case_id).where(CaseWord.gram == way.gram)
        return 2 * _estimated([_next(rows, CaseWord.case_id, top, PROBED)], PROBED, top)  # each costs a look at its case
    if len(way.values) > SEVERAL:
        narrow = _hinted(select(Case.id).where(*way.conditions, *way.pieces[0]), way)
        counted = searching.count(narrow, SOME)
        return counted if counted < SOME else _NEVER
    probed = max(PROBED // max(len(way.values), 1), _LEAST_PROBED)
    probes = [_hinted(select(Case.id).where(*way.conditions, *piece), way) for piece in way.pieces]
    return _estimated([_next(probe, Case.id, top, probed) for probe in probes], probed, top)


def _hinted(rows: Select[int], way: Way) -> Select[int]:
    return rows if way.index == BY_NUMBER else rows.with_hint(Case, f"INDEXED BY {way.index}", "sqlite")


def _next(rows: Select[int], number: Any, top: int, probed: int) -> Select[int]:
    """The row number of the `probed`-th of these rows; nothing if there are fewer."""
    return rows.where(number <= top).order_by(number.desc()).offset(probed - 1).limit(1)


def _estimated(probes: Sequence[Select[int]], probed: int, top: int) -> int:
    if not probes:
        return 0
    found = probes[0] if len(probes) == 1 else union_all(*(select(probe.subquery().c[0]) for probe in probes))
    reached: list[int] = list(db.session.execute(found).scalars())
    dense = sum(probed * top // max(top - number, 1) for number in reached)
    return dense + probed * (len(probes) - len(reached))
