"""Decides what is written when a case begins, moves or ends, and how readers learn of it. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.areas import queries as areas
from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, numbers
from app.cases.announcing import announce_case
from app.cases.models import Case, CaseCounter, CaseEvent
from app.cases.present import shown_placement
from app.cases.report_models import Report
from app.cases.rules import Verb, after
from app.cases.states import CaseState
from app.core import hooks
from app.core.days import city_day
from app.core.db import db
from app.core.hooks import Happened
from app.shops import queries as shops

OPENED = "filed"
DUPLICATE_JOINED = "duplicate-joined"
DUPLICATE_LEFT = "duplicate-left"
HELD, RELEASED = "held", "released"
DESTROYED = "destroyed"
COARSE_DIGITS = 3
"""Decimals of a degree that stay of a place: about 100 m, the size of a grid cell."""


def open_case(
    report: Report,
    category: dict[str, Any],
    limits: list[dict[str, Any]],
    by: Actor | None,
    at: datetime,
    adcode: str | None = None,
    recurs_of: str | None = None,
) -> Case:
    """Opens a case for a report with its own copy of the category; handled on the spot, it closes at once.

    `by` accepted it, None where the program did (the green channel). `adcode` names the district of places whose codes do
    not, `recurs_of` the closed case that had the same problem. The report then carries the case's number.
    """
    segment = shown_placement(report).get("segment") or {}
    case = Case(
        case_no=_next_number(numbers.adcode_of(report.cell_code, report.segment_code, adcode), f"{city_day(at):%Y%m%d}"),
        report_id=report.id,
        author_id=report.author_id,
        state=CaseState.FILED,
        origin=report.origin,
        recurs_of=recurs_of,
        category_slug=report.category,
        category=category,
        limits=limits,
        segment_code=report.segment_code,
        segment_name=segment.get("name"),
        cell_code=report.cell_code,
        area_version=areas.current_version_id(),
        flags=[],
        lon=report.lon,
        lat=report.lat,
        words=search_words(report, category, segment.get("name")),
        opened_at=at,
        closed_at=None,
        rev=1,
    )
    db.session.add(case)
    db.session.flush()
    report.case_no = case.case_no
    _append(case, None, OPENED, by, at, None, {"report_id": report.id})
    if report.handled_on_spot:
        was = digests.case_digest(case)
        case.state, case.closed_at = after(CaseState(case.state), Verb.CLOSE_ON_SPOT), at
        _append(case, was, Verb.CLOSE_ON_SPOT, by, at, None, {})
    announce_case(case, at)
    hooks.tell(Happened.CASE_OPENED, case, report, by, at)
    return case


def void_case(case: Case, by: Actor, at: datetime, reason: str | None) -> None:
    """Voids a case; its number stays its own. Raises IllegalMove when it is void already."""
    was = digests.case_digest(case)
    case.state = after(CaseState(case.state), Verb.VOID)
    case.closed_at = at
    _go_on(case, was, Verb.VOID, by, at, reason, {})


def close_rectified(case: Case, by: Actor | None, at: datetime, facts: dict[str, Any]) -> None:
    """Closes a case that no unit has yet, because a shop put right what it is about. Raises IllegalMove for any other."""
    was = digests.case_digest(case)
    case.state = after(CaseState(case.state), Verb.RECTIFIED)
    case.closed_at = at
    _go_on(case, was, Verb.RECTIFIED, by, at, None, facts)


def hold_case(case: Case, held: bool, by: Actor | None, at: datetime, reason: str) -> None:
    """Keeps a case whatever the retention rules say, or no longer does; the same again changes nothing."""
    if held == (case.held_at is not None):
        return
    case.held_at = at if held else None
    add_event(case, HELD if held else RELEASED, by, at, reason)


def forget_evidence(case: Case, report: Report, by: Actor | None, at: datetime, facts: dict[str, Any]) -> None:
    """The evidence of one of the case's reports is gone. Of the one it was opened with its place is now known to
    `COARSE_DIGITS` only, and searches no longer find the words of its note."""
    was = digests.case_digest(case)
    if report.id == case.report_id:
        case.lon, case.lat = (None if degrees is None else round(degrees, COARSE_DIGITS) for degrees in (case.lon, case.lat))
        case.words = search_words(report, case.category, case.segment_name)
    _go_on(case, was, DESTROYED, by, at, None, facts)


def add_event(
    case: Case, kind: str, by: Actor | None, at: datetime, reason: str | None = None, facts: dict[str, Any] | None = None
) -> None:
    """Adds an entry to the timeline, raises the case's revision and tells its readers."""
    _go_on(case, digests.case_digest(case), kind, by, at, reason, facts or {})


def record_move(
    case: Case,
    was: str,
    kind: str,
    by: Actor | None,
    at: datetime,
    reason: str | None,
    facts: dict[str, Any],
    rows: dict[str, tuple[str | None, str]],
) -> None:
    """As `add_event`, for who has changed the case: `was` is its digest before, `rows` what else was written for it."""
    _go_on(case, was, kind, by, at, reason, facts, rows)


def _go_on(
    case: Case,
    was: str,
    kind: str,
    by: Actor | None,
    at: datetime,
    reason: str | None,
    facts: dict[str, Any],
    rows: dict[str, tuple[str | None, str]] | None = None,
) -> None:
    case.rev += 1
    _append(case, was, kind, by, at, reason, facts, rows)
    announce_case(case, at)
    hooks.tell(Happened.CASE_MOVED, case, str(kind), by, at)


def _append(
    case: Case,
    was: str | None,
    kind: str,
    by: Actor | None,
    at: datetime,
    reason: str | None,
    facts: dict[str, Any],
    more: dict[str, tuple[str | None, str]] | None = None,
) -> None:
    """Adds to the timeline and notes it; `was` is the case's digest before what it tells of, `more` are further rows."""
    last = db.session.scalar(select(func.max(CaseEvent.place)).where(CaseEvent.case_no == case.case_no)) or 0
    event = CaseEvent(
        case_no=case.case_no,
        place=last + 1,
        kind=str(kind),
        state=case.state,
        by_id=by.id if by else None,
        at=at,
        reason=reason,
        facts=facts,
    )
    db.session.add(event)
    db.session.flush()
    rows = {
        digests.case_row(case.case_no): (was, digests.case_digest(case)),
        digests.event_row(case.case_no, event.place): (None, digests.event_digest(event)),
    }
    note(Action.CASE_EVENT, digests.CASE, case.case_no, by=by, rows=rows | (more or {}), kind=event.kind, state=event.state)


def _next_number(adcode: str, day: str) -> str:
    """The next number of a district's day. Counters only grow, so a number is never given twice."""
    counter = db.session.get(CaseCounter, adcode + day, with_for_update=True)
    if counter is None:
        counter = CaseCounter(series=adcode + day, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return numbers.case_number(adcode, day, counter.last)


def search_words(report: Report, category: dict[str, Any], segment_name: str | None) -> str:
    """What a search for the case of this report looks through; the name of its unit is added when it is written."""
    shop = shops.shop(report.subject.get("shop_id"))
    names = (category.get("name_zh"), category.get("name_en"), report.segment_code, segment_name, shop.name if shop else None)
    return "\n".join(str(word) for word in (*names, report.note) if word)
