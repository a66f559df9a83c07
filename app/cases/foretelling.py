"""Decides what is said of open cases before areas are activated: how many would move. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.areas import queries as areas
from app.areas.index import AreaIndex
from app.areas.shapes import Cell, Segment
from app.cases.answers import Spot, answers, choice_ended, moves_to
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.spots import spot_of
from app.cases.states import OPEN_STATES
from app.core.db import db

AT_ONCE = 2_000
Told = Callable[[int, int], None]
"""Hears how many of how many have been looked at."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Of `open` cases `moved` would go elsewhere: to another segment, to another cell (or both), out of all areas.

    `choices_ended` would keep a chosen segment that the new areas do not have.
    """

    open: int = 0
    moved: int = 0
    other_segment: int = 0
    other_cell: int = 0
    outside: int = 0
    choices_ended: int = 0


def cases_that_would_move(
    segments: Sequence[Segment], cells: Sequence[Cell], limits: Any = None, tell: Told | None = None
) -> Moves:
    """What these areas would do to the open cases if they took the place of those in force."""
    before, after = areas.current_index(), AreaIndex(segments, cells, limits)
    counts = dict.fromkeys(("moved", "other_segment", "other_cell", "outside", "choices_ended"), 0)
    total = db.session.scalar(select(func.count()).select_from(Case).where(Case.state.in_(OPEN_STATES))) or 0
    done = 0
    for spots in _open_spots():
        for spot, was, becomes in zip(spots, answers(before, spots), answers(after, spots), strict=True):
            to = moves_to(spot, was, becomes)
            if to is not None:
                counts["moved"] += 1
                counts["other_segment"] += to.segment != spot.held.segment
                counts["other_cell"] += to.cell != spot.held.cell
                counts["outside"] += to.segment is None and to.cell is None
            counts["choices_ended"] += choice_ended(spot, after)
        done += len(spots)
        if tell is not None:
            tell(done, max(done, total))
    return Moves(open=done, **counts)


def _open_spots() -> Iterator[list[Spot]]:
    reached = 0
    while True:
        query = select(Case, Report).join(Report, Report.id == Case.report_id)
        query = query.where(Case.state.in_(OPEN_STATES), Case.id > reached).order_by(Case.id).limit(AT_ONCE)
        rows = db.session.execute(query).all()
        if not rows:
            return
        reached = rows[-1][0].id
        yield [spot_of(case, report) for case, report in rows]
