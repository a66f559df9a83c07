"""Foretells, applies, undoes and compares one boundary change. Every check that fails is a sentence in `faults`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.areas import queries as areas
from app.areas import service
from app.cases import replacing
from app.cases.answers import answers
from app.cases.foretelling import Moves, cases_that_would_move
from app.cases.models import Case, CaseEvent, CasePlacement
from app.cases.moving import REPLACED
from app.cases.report_models import Report
from app.cases.spots import spot_of
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from scripts.boundary_change import city

Held = dict[str, tuple[Any, ...]]
Follow = Callable[[], int]
"""Lets the open cases follow the areas in force; how often it was killed meanwhile."""
REDRAWN: tuple[tuple[str, Callable[..., Any]], ...] = (("segments", city.streets), ("cells", city.blocks))


@dataclass
class Outcome:
    """What was seen: one line a step, and what was not as it must be."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """Times a step; what is added to the list stands in its line."""
        said: list[str] = []
        began = time.perf_counter()
        yield said
        self.lines.append(f"{what:<34} {time.perf_counter() - began:8.2f} s  {', '.join(said)}")

    def check(self, right: bool, fault: str) -> None:
        """Notes a fault unless it is right."""
        if not right:
            self.faults.append(fault)


def follow_here() -> int:
    """In this process, without a kill."""
    while replacing.replace_open_cases():
        db.session.remove()
    db.session.remove()
    return 0


def run(count: int, follow: Follow = follow_here) -> Outcome:
    """The whole of it in an empty database, within an app context."""
    seen = Outcome()
    with seen.step(f"{count} open cases settled"):
        in_transaction(lambda: city.settle(count, clock.now()))
    follow_here()
    states = [_held()]
    moved = 0
    for layer, shapes in REDRAWN:
        moved += _apply(seen, layer, shapes(moved=True), follow)
        states.append(_held())
        seen.check(states[-1] != states[-2], f"no case moved with the {layer}")
    for layer, before in zip(("cells", "segments"), reversed(states[:-1]), strict=True):
        with seen.step(f"{layer} undone"):
            in_transaction(lambda: service.undo(clock.now()))
        with seen.step("  open cases follow back") as said:
            said.append(f"{follow()} kills")
        after = _held()
        lost = [case_no for case_no, was in before.items() if after.get(case_no) != was]
        seen.check(not lost, f"after the {layer} were undone {len(lost)} cases differ, for example {lost[:3]}")
    _check_history(seen, count, moved)
    return seen


def _apply(seen: Outcome, layer: str, shapes: Any, follow: Follow) -> int:
    """Foretold, activated, followed; how many cases moved."""
    newest = areas.current_version_id()
    now_segments, now_cells = areas.segments_of(newest), areas.cells_of(newest)
    with seen.step(f"{layer} foretold") as said:
        draft = (shapes, now_cells) if layer == "segments" else (now_segments, shapes)
        moves = cases_that_would_move(*draft)
        said.append(f"{moves.moved} of {moves.open} cases would move")
    with seen.step(f"{layer} activated"):
        in_transaction(lambda: city.activate(layer, shapes, clock.now()))
    with seen.step("  open cases follow") as said:
        kills = follow()
        done = replacing.latest_run()
        assert done is not None
        said.append(f"{done.done} looked at, {done.moved} moved, {kills} kills")
    seen.check(done.moved == moves.moved, f"{moves.moved} moves were foretold, {done.moved} happened")
    seen.check(done.done == done.total == moves.open, f"{done.done} of {done.total} looked at")
    _check_places(seen, layer, moves)
    moved = done.moved
    db.session.remove()
    return moved


def _check_places(seen: Outcome, layer: str, moves: Moves) -> None:
    """Every case holds what the areas in force answer at its place, asked for anew."""
    rows = db.session.execute(select(Case, Report).join(Report, Report.id == Case.report_id)).all()
    spots = [spot_of(case, report) for case, report in rows]
    wrong = [
        case.case_no
        for (case, _report), spot, answer in zip(rows, spots, answers(areas.current_index(), spots), strict=True)
        if (spot.held.cell, spot.chosen or spot.held.segment) != (answer.cell, spot.chosen or answer.segment)
    ]
    seen.check(not wrong, f"after the {layer} changed {len(wrong)} cases are elsewhere, for example {wrong[:3]}")
    seen.check(len(rows) == moves.open, f"{len(rows)} cases of {moves.open} are there")


def _held() -> Held:
    """What each case holds, with where its report is seen."""
    columns = (Case.segment_code, Case.segment_name, Case.cell_code, Case.flags, Case.words, Case.state, Case.lon, Case.lat)
    query = select(Case.case_no, *columns, Report.segment_code, Report.cell_code, Report.placement)
    found = {row[0]: tuple(row[1:]) for row in db.session.execute(query.join(Report, Report.id == Case.report_id))}
    db.session.remove()
    return found


def _check_history(seen: Outcome, count: int, moved: int) -> None:
    """Each move and each way back has its line in the timeline and its answer; nothing that was there is gone."""
    total = {
        "reports": db.session.scalar(select(func.count()).select_from(Report)),
        "cases": db.session.scalar(select(func.count()).select_from(Case)),
        "first lines": db.session.scalar(select(func.count()).where(CaseEvent.kind == "filed")),
    }
    for what, number in total.items():
        seen.check(number == count, f"{number} {what} of {count}")
    lines = db.session.scalar(select(func.count()).where(CaseEvent.kind == REPLACED))
    seen.check(lines == 2 * moved, f"{lines} lines tell of {moved} moves and as many ways back")
    movers = db.session.scalar(select(func.count(func.distinct(CasePlacement.case_no))))
    kept = db.session.scalar(select(func.count()).select_from(CasePlacement))
    seen.check(kept == 2 * moved + (movers or 0), f"{kept} answers are kept of {movers} cases that moved {moved} times")
    seen.lines.append(f"{movers} cases moved {moved} times and back: {lines} lines, {kept} answers kept")
