"""Decides what a list of cases may be narrowed to, as conditions on the table. Knows no reader and no order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, literal_column, or_, true

from app.cases.models import Case
from app.cases.states import OPEN_STATES
from app.catalog.limits import Colour

SUPERVISED: Final = Case.supervised > literal_column("0")
"""As a constant, or the index of these few is not used."""
URGENT: Final = Case.urgent.is_(true())
"""In the same words as the index of these few."""
OPEN_NAMES: Final = frozenset(str(state) for state in OPEN_STATES)


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; None and empty leave everything in. `before` is exclusive.

    `kinds` are the categories of a group: like `categories`, beside them. `now` is what colours are reckoned by.
    `unfinished` leaves only what is still worked on.
    """

    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    kinds: tuple[str, ...] | None = None
    campaigns: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    urgent: bool | None = None
    supervised: bool | None = None
    unfinished: bool = False
    since: datetime | None = None
    before: datetime | None = None
    words: str | None = None
    now: datetime | None = None

    @property
    def open_only(self) -> bool:
        """Whether only cases that are still worked on can be meant."""
        return self.unfinished or bool(self.colours) or (bool(self.states) and set(self.states) <= OPEN_NAMES)


def conditions(wanted: CaseFilter, without: tuple[str, ...] | None = None) -> Iterator[ColumnElement[bool]]:
    """Everything but the words; `without` these very values, which are seen to otherwise."""
    for column, values in (
        (Case.state, wanted.states),
        (Case.unit_code, wanted.units),
        (Case.segment_code, wanted.segments),
        (Case.cell_code, wanted.cells),
        (Case.category_slug, wanted.categories),
        (Case.campaign, wanted.campaigns),
        (Case.origin, wanted.origins),
    ):
        if values and values is not without:
            yield column == values[0] if len(values) == 1 else column.in_(values)
    if wanted.kinds is not None and wanted.kinds is not without:
        yield Case.category_slug.in_(wanted.kinds)
    if wanted.open_only:
        yield Case.closed_at.is_(None)
    if wanted.colours:
        yield or_(*(_coloured(Colour(colour), wanted.now) for colour in wanted.colours))
    if wanted.urgent is not None:
        yield Case.urgent.is_(wanted.urgent)
    if wanted.supervised is not None:
        yield SUPERVISED if wanted.supervised else Case.supervised == 0
    if wanted.since:
        yield Case.opened_at >= wanted.since
    if wanted.before:
        yield Case.opened_at < wanted.before


def _coloured(colour: Colour, now: datetime | None) -> ColumnElement[bool]:
    """As the case's clock stood when it was paused, or stands now; a rework that is late is red, too."""
    moment = func.coalesce(Case.paused_at, now)
    late = or_(Case.due_at < moment, func.coalesce(Case.rework_due_at < moment, False))
    match colour:
        case Colour.RED:
            return late
        case Colour.YELLOW:
            return Case.due_at.is_not(None) & ~late & (Case.warn_at <= moment)
        case Colour.GREEN:
            return Case.due_at.is_not(None) & ~late & (Case.warn_at > moment)
