"""Decides how open cases follow a new area version, or one that was undone: in small steps, each of them whole.

What is still to do is written in the cases themselves (`area_version`), so a run that was killed goes on where the last
transaction ended, one that a newer version overtakes leaves nothing undone, and a case that was opened meanwhile is
found. `area_replacing` only tells how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from app.areas import queries as areas
from app.areas.datum import Datum
from app.areas.index import AreaIndex
from app.cases.answers import Spot, answers, choice_ended, moves_to
from app.cases.models import Case, Replacing
from app.cases.moving import Answer, Movement, answers_of
from app.cases.present import shown_placement
from app.cases.report_models import Report
from app.cases.spots import spot_of
from app.cases.states import OPEN_STATES
from app.core import clock
from app.core.db import db
from app.core.transaction import end_reading, in_transaction

AT_ONCE = 200
"""Cases per transaction: on SQLite others wait to write meanwhile, some tens of milliseconds."""
ACTIVATED, UNDONE = "activated", "undone"


@dataclass(frozen=True, slots=True)
class _Target:
    """The version that cases are to follow; `undone` are the names of those that count no longer if it restores one."""

    id: int
    index: AreaIndex
    undone: frozenset[str]

    @property
    def cause(self) -> str:
        """Why a case moves."""
        return UNDONE if self.undone else ACTIVATED


def replace_open_cases() -> int:
    """Background job: looks at some open cases with the areas in force; returns how many, at least 1 until a run ends."""
    newest = areas.current_version_id()
    if newest == areas.NOTHING or _ended(newest):
        return 0
    for version_id in {newest, *_behind(newest)}:
        areas.index_of(version_id)  # takes seconds in a large city, so not while others wait to write
    end_reading()
    return in_transaction(lambda: _step(newest, clock.now()))


def follow_when_judged(case: Case, report: Report, now: datetime) -> None:
    """Gives a case that was just opened to whom the areas name that are responsible for when it happened.

    Its report kept the answer of its arrival; since then areas may have been undone, or activated for that time, too. A
    chosen segment stays, flagged if the areas in force do not have it.
    """
    spot = spot_of(case, report)
    to = _answer_since_arrival(spot, report, now)
    ended = spot.chosen and choice_ended(spot, areas.current_index())
    if to is None and not ended:
        return
    movement = Movement([case], now)
    if to is not None:
        movement.move(case, report, answers_of([case], {report.id: report})[case.case_no], to)
    movement.mark_choice(case, ended, areas.version_name(areas.current_version_id()))
    movement.write()


def _answer_since_arrival(spot: Spot, report: Report, now: datetime) -> Answer | None:
    """The answer of the areas responsible for when it happened; None while that is the one the report is shown with."""
    version_id = areas.version_at(report.happened_at, areas.current_version_id())
    placed_by = shown_placement(report).get("version")
    if placed_by == areas.version_name(version_id):
        return None
    index = areas.index_of(version_id)
    (before,) = answers(areas.index_named(placed_by) or areas.index_of(areas.NOTHING), [spot])
    (after,) = answers(index, [spot])
    if moves_to(spot, before, after) is None:
        return None
    undone = frozenset(version.name for version in areas.versions() if version.undone and version.name == placed_by)
    return _new_answer(spot, _Target(version_id, index, undone), now)


def latest_run() -> Replacing | None:
    """How far the newest run is; None while areas were never imported."""
    return db.session.scalar(select(Replacing).order_by(Replacing.version_id.desc()).limit(1))


def _ended(version_id: int) -> bool:
    ended = select(Replacing.ended_at).where(Replacing.version_id == version_id)
    return db.session.scalar(ended) is not None and not _behind(version_id)


def _waiting(newest: int) -> ColumnElement[bool]:
    return Case.state.in_(OPEN_STATES) & (Case.area_version < newest)


def _behind(newest: int) -> list[int]:
    """The versions that open cases were last looked at with, the newest aside."""
    return list(db.session.scalars(select(Case.area_version).where(_waiting(newest)).distinct()))


def _step(newest: int, now: datetime) -> int:
    """Within a transaction."""
    if areas.current_version_id() != newest:
        return 1  # the next round follows the newer one
    run = _run(newest, now)
    cases = _next(newest, run.reached) or _next(newest, 0)
    if not cases:
        run.ended_at = now
        db.session.flush()
        return 1
    run.reached, run.ended_at = cases[-1].id, None
    run.done += len(cases)
    _follow(cases, _target(newest), run, now)
    db.session.flush()
    return len(cases)


def _run(newest: int, now: datetime) -> Replacing:
    """The run for this version; one for an older version ends with it."""
    run = db.session.get(Replacing, newest, with_for_update=True, populate_existing=True)
    if run is not None:
        return run
    db.session.execute(update(Replacing).where(Replacing.ended_at.is_(None)).values(ended_at=now))
    total = db.session.scalar(select(func.count()).select_from(Case).where(_waiting(newest))) or 0
    counts = {"done": 0, "moved": 0, "choices_ended": 0, "reached": 0}
    run = Replacing(version_id=newest, total=total, started_at=now, ended_at=None, **counts)
    db.session.add(run)
    db.session.flush()
    return run


def _next(newest: int, reached: int) -> list[Case]:
    """The next cases, held until the transaction ends: reports first, as whoever judges one holds them."""
    wanted = select(Case.id, Case.report_id).where(_waiting(newest), Case.id > reached).order_by(Case.id).limit(AT_ONCE)
    named = db.session.execute(wanted).all()
    if not named:
        return []
    reports = select(Report.id).where(Report.id.in_([row.report_id for row in named])).order_by(Report.id)
    db.session.execute(reports.with_for_update())
    held = select(Case).where(Case.id.in_([row.id for row in named]), _waiting(newest)).order_by(Case.id)
    return list(db.session.scalars(held.with_for_update().execution_options(populate_existing=True)))


def _target(newest: int) -> _Target:
    known = areas.versions()
    undone = {version.name for version in known if version.undone} if known[-1].restores else set()
    return _Target(newest, areas.index_of(newest), frozenset(undone))


def _follow(cases: Sequence[Case], target: _Target, run: Replacing, now: datetime) -> None:
    query = select(Report).where(Report.id.in_([case.report_id for case in cases]))
    reports = {report.id: report for report in db.session.scalars(query.execution_options(populate_existing=True))}
    spots = [spot_of(case, reports[case.report_id]) for case in cases]
    had = answers_of(cases, reports)
    movement = Movement(cases, now)
    for case, spot, goes in zip(cases, spots, _going(cases, spots, target.index), strict=True):
        to = _answer(spot, had[case.case_no], goes, target, now)
        if to is not None:
            movement.move(case, reports[case.report_id], had[case.case_no], to)
            run.moved += 1
        ended = choice_ended(spot, target.index)
        movement.mark_choice(case, ended, target.index.version)
        run.choices_ended += ended
    movement.write()
    db.session.execute(update(Case).where(Case.id.in_([case.id for case in cases])).values(area_version=target.id))


def _going(cases: Sequence[Case], spots: Sequence[Spot], index: AreaIndex) -> list[bool]:
    """Which of them the areas move since each was last looked at."""
    after = answers(index, spots)
    going = [False] * len(cases)
    for base in {case.area_version for case in cases}:
        at = [row for row, case in enumerate(cases) if case.area_version == base]
        before = answers(areas.index_of(base), [spots[row] for row in at])
        for row, was in zip(at, before, strict=True):
            going[row] = moves_to(spots[row], was, after[row]) is not None
    return going


def _answer(spot: Spot, had: Sequence[Answer], goes: bool, target: _Target, now: datetime) -> Answer | None:
    """The answer that takes the place of the last one; None when that stays.

    What an undone version moved gets back what it had before, whatever anybody else would now answer.
    """
    if had[-1].version in target.undone and len(had) > 1:
        before = next((one for one in reversed(had) if one.version not in target.undone), None)
        if before is not None:
            again = Answer(before.version, *_place(before), before.status, now, UNDONE)
            return None if again.codes == spot.held else again
    return _new_answer(spot, target, now) if goes else None


def _new_answer(spot: Spot, target: _Target, now: datetime) -> Answer | None:
    """What the areas say; whoever has the case keeps it where two are equally near."""
    if spot.lon is None or spot.lat is None:
        return None
    own = frozenset({spot.held.segment} if spot.held.segment else ())
    placed = target.index.place(spot.lon, spot.lat, spot.accuracy_m, Datum.WGS84, own)
    segment = placed.segment
    code, name = (segment.code, segment.name) if segment else (None, None)
    if spot.chosen:
        code, name = spot.held.segment, spot.segment_name
    answer = Answer(target.index.version, code, name, placed.cell, placed.status.value, now, target.cause)
    return None if answer.codes == spot.held else answer


def _place(answer: Answer) -> tuple[str | None, str | None, str | None]:
    return answer.segment_code, answer.segment_name, answer.cell_code
