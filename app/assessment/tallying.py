"""Decides what figures count of a case, and keeps it: with every entry of a timeline, in the same transaction.

What comes past the timeline, and cases from before there were figures, a background job finds by their revision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from app.accounts.rules import Actor
from app.assessment.models import CaseTally, FigureMonth
from app.assessment.rules import day_number, month_of
from app.cases.models import Case, CaseEvent
from app.cases.queries import events_of
from app.cases.report_models import Report
from app.cases.rules import Verb
from app.cases.states import CaseState, Origin
from app.core import clock, facts
from app.core.days import city_day
from app.core.db import connection, db, table_of
from app.core.locks import hold
from app.core.transaction import end_reading, in_transaction

AT_ONCE: Final = 500
_SWEPT: Final = "figures-swept"
"""Fact: up to which case row the sweep has come, and when it began, as `<row>/<moment>`."""
_AGAIN: Final = timedelta(hours=1)
_PUBLIC: Final = frozenset({Origin.HOTLINE, Origin.PUBLIC_ACCOUNT, Origin.WEBSITE})
_STREET: Final = re.compile(r"(\d{6})-(\d{3})-")
_tally = table_of(CaseTally)
_DAYS: Final = ("filed_day", "dispatched_day", "due_day", "disposed_day", "checked_day", "closed_day")
STALE, SETTLING, SUMMED = "stale", "settling", "summed"


def case_opened(case: Case, _report: Report, _by: Actor, _now: datetime) -> None:
    """A new case counts."""
    write([case], {case.case_no: events_of([case.case_no]).get(case.case_no, [])})


def case_moved(case: Case, _kind: str, _by: Actor | None, _now: datetime) -> None:
    """It counts as it is now."""
    db.session.flush()
    write([case], {case.case_no: events_of([case.case_no]).get(case.case_no, [])})


def sweep() -> int:
    """Background job: looks at the next cases once an hour and counts anew what has changed meanwhile; returns how many."""
    reached, began = _swept()
    if reached is None and clock.now() - began < _AGAIN:
        return 0
    query = select(Case.id, Case.rev, _tally.c.rev).outerjoin(_tally, _tally.c.case_id == Case.id)
    rows = db.session.execute(query.where(Case.id > (reached or 0)).order_by(Case.id).limit(AT_ONCE)).all()
    behind = [row[0] for row in rows if row[1] != row[2]]
    end_reading()
    place = str(rows[-1][0]) if rows else ""
    since = clock.isoformat(began if reached is not None else clock.now())
    in_transaction(lambda: _count_anew(behind, f"{place}/{since}"))
    return len(rows)


def _swept() -> tuple[int | None, datetime]:
    """The row that was reached, None when all were, and when that began."""
    known = facts.recalled(_SWEPT)
    if known is None:
        return 0, clock.now()
    place, began = known.split("/")
    return (int(place) if place else None), clock.parse(began)


def _count_anew(case_ids: Sequence[int], reached: str) -> None:
    cases = list(db.session.scalars(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()))
    write(cases, events_of([case.case_no for case in cases]))
    facts.remember(_SWEPT, reached)


def write(cases: Sequence[Case], events: dict[str, list[CaseEvent]]) -> None:
    """Within a transaction: counts these cases as they are now; sums of months they were or are in no longer hold."""
    if not cases:
        return
    verified = _verified(cases)
    rows = [tally_of(case, events.get(case.case_no, []), verified=case.report_id in verified) for case in cases]
    ids = [row["case_id"] for row in rows]
    had = connection().execute(select(*(_tally.c[name] for name in _DAYS)).where(_tally.c.case_id.in_(ids))).all()
    months = {month_of(day) for row in had for day in row if day}
    months |= {month_of(row[name]) for row in rows for name in _DAYS if row[name]}
    _unsettle(months)
    connection().execute(delete(_tally).where(_tally.c.case_id.in_(ids)))
    connection().execute(insert(_tally), rows)


def _unsettle(months: Iterable[int]) -> None:
    """A month that is stale already is only looked at: on PostgreSQL nobody waits for another's."""
    states = table_of(FigureMonth)
    wanted = sorted(months)
    rows = connection().execute(select(states.c.month, states.c.state).where(states.c.month.in_(wanted)))
    known = {row.month: row.state for row in rows}
    now = clock.now()
    for month in wanted:
        if month not in known:
            hold(f"figure-month-{month}")
            there = connection().execute(select(states.c.month).where(states.c.month == month)).first()
            if there is None:
                connection().execute(insert(states).values(month=month, state=STALE, since=now))
        elif known[month] != STALE:
            connection().execute(
                update(states).where(states.c.month == month, states.c.state != STALE).values(state=STALE, since=now)
            )


def _verified(cases: Sequence[Case]) -> set[str]:
    """The reports of these cases that somebody looked at on the spot; only of those the public told of it is asked."""
    told = [case.report_id for case in cases if case.origin in _PUBLIC]
    if not told:
        return set()
    looked = select(Report.id).where(Report.id.in_(told), Report.verified_in_time.is_not(None))
    return set(db.session.scalars(looked))


def tally_of(case: Case, events: Sequence[CaseEvent], *, verified: bool = False) -> dict[str, Any]:
    """What figures count of a case with this timeline."""
    checks = [event.facts["on_time"] for event in events if event.facts.get("stage") == "check"]
    dispatches = _dispatches(events)
    arranges = [event.facts["on_time"] for event in events if event.kind == Verb.SEND_CHECK and "on_time" in event.facts]
    closing = _last(events, "close")
    open_state = case.state not in (CaseState.CLOSED, CaseState.VOIDED)
    return {
        "case_id": case.id,
        "rev": case.rev,
        "unit_code": case.unit_code,
        "segment_code": case.segment_code,
        "cell_code": case.cell_code,
        "street": street_of(case.cell_code, case.segment_code),
        "category_slug": case.category_slug,
        "filed_day": _day(case.opened_at),
        "dispatched_day": _day(case.dispatched_at),
        "due_day": _day(case.due_at),
        "disposed_day": _day(case.disposed_at),
        "checked_day": _day(case.checked_at or _at_last_check(events)) if checks else None,
        "closed_day": _day(case.closed_at) if case.state == CaseState.CLOSED else None,
        "due_at": case.due_at,
        "closed": case.state == CaseState.CLOSED,
        "voided": case.state == CaseState.VOIDED,
        "suspended": case.state == CaseState.SUSPENDED,
        "on_spot": any(event.kind == Verb.CLOSE_ON_SPOT for event in events),
        "public": case.origin in _PUBLIC,
        "recurs": case.recurs_of is not None,
        "reworked": case.rework_count > 0,
        "on_time": case.on_time,
        "filed_in_time": dispatches[0]["filed_on_time"] if dispatches else None,
        "dispatched_in_time": dispatches[-1]["on_time"] if dispatches else None,
        "closed_in_time": None if open_state else closing.get("on_time"),
        "dispatches": case.dispatch_count,
        "checks": len(checks),
        "checks_in_time": sum(checks),
        "arranges": len(arranges),
        "arranges_in_time": sum(arranges),
        "verified": verified,
    }


def street_of(cell_code: str | None, segment_code: str | None) -> str | None:
    """The nine digits of district and street: of the cell, else of a segment that was numbered here."""
    if cell_code and re.match(r"\d{14,15}$", cell_code):
        return cell_code[:9]
    found = _STREET.match(segment_code or "")
    return found[1] + found[2] if found else None


def _dispatches(events: Sequence[CaseEvent]) -> list[dict[str, Any]]:
    """What ended the desk's stage of filing and dispatch: the first time, and again after each return. A dispatch that was
    recalled is none."""
    found: list[dict[str, Any]] = []
    for event in events:
        if event.facts.get("stage") == "dispatch":
            found.append(event.facts)
        elif event.kind == Verb.RECALL and found:
            found.pop()
    return found


def _last(events: Sequence[CaseEvent], stage: str) -> dict[str, Any]:
    return next((event.facts for event in reversed(events) if event.facts.get("stage") == stage), {})


def _at_last_check(events: Sequence[CaseEvent]) -> datetime | None:
    return next((event.at for event in reversed(events) if event.facts.get("stage") == "check"), None)


def _day(at: datetime | None) -> int | None:
    return day_number(city_day(at)) if at else None
