"""Decides what is written when a whistle is blown, answered or ended (吹哨, 报到), and who is told. Flushes, never commits.

The machine has said before that the move is possible and who may make it; timeline and feed are its business as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.models import Case, CaseUnit
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.handling.whistle_models import Whistle, WhistleUnit
from app.handling.whistle_queries import open_of, units_called
from app.handling.whistle_rules import check_call, comes_for, kind_of, refusal
from app.roster import queries as roster
from app.telling.service import tell

PART: Final = "whistled"
_BATCH: Final = 100
Facts = dict[str, Any]


def blow(
    case: Case, by: Actor, now: datetime, *, units: Sequence[str], reason: str, reply_by: datetime | None
) -> Facts:  # fmt: skip
    """Calls units to a case; they see it from now on and are told. What the timeline says of it.

    Raises InvalidBody with pointers.
    """
    called = list(dict.fromkeys(units))
    known = {code for code, unit in roster.tree().units.items() if unit.active and not unit.outside}
    until = check_call(called, known, reply_by, now)
    whistle = Whistle(
        case_no=case.case_no, kind=kind_of(by.roles).value, by_id=by.id, at=now, reason=reason, reply_by=until, ended_at=None
    )
    db.session.add(whistle)
    db.session.flush()
    there = set(db.session.scalars(select(CaseUnit.unit_code).where(*_called_to(case.case_no))))
    for code in called:
        db.session.add(WhistleUnit(whistle_id=whistle.id, unit_code=code))
        if code not in there:
            db.session.add(CaseUnit(case_no=case.case_no, unit_code=code, part=PART, since=now))
    case.whistled += 1
    db.session.flush()
    told = {"reason": reason, "reply_by": until, "segment": case.segment_name, "category": case.category.get("name_zh")}
    tell(now, "whistle", unit_codes=called, case_no=case.case_no, facts=told, urgent=case.urgent)
    return {"whistle": whistle.id, "kind": whistle.kind, "co_units": _named(called), "reply_by": clock.isoformat(until)}


def arrive(
    case: Case, by: Actor, now: datetime, *, whistle_id: int | None = None, unit: str | None = None,
    note: str | None = None, report_id: str | None = None,
) -> Facts:  # fmt: skip
    """Units that a whistle called have come: those of the person's that have not yet. What the timeline says of it.

    Without a number it answers the oldest whistle that waits for them. Raises InvalidBody with pointers.
    """
    reached = roster.units_of(by)
    for whistle in open_of(case.case_no, whistle_id):
        waiting = {row.unit_code: row for row in units_called([whistle.id]) if row.arrived_at is None}
        codes = comes_for(waiting, by.scope.units, reached, unit)
        for code in codes:
            row = waiting[code]
            row.arrived_at, row.arrived_by, row.note, row.report_id = now, by.id, note, report_id
        if codes:
            db.session.flush()
            named = _named(codes)
            told = {"unit": "、".join(unit["name"] for unit in named), "at": now}
            tell(now, "whistle-arrived", person_ids=[whistle.by_id], case_no=case.case_no, facts=told)
            return {"whistle": whistle.id, "unit": named[0], "units": named, "late": now > whistle.reply_by}
    raise refusal("/whistle", "No open whistle of this case waits for your unit: read the case again.")


def end(case: Case, by: Actor, now: datetime, *, whistle_id: int | None = None, note: str | None = None) -> Facts:
    """Whoever blew ends it: its units are told, and those nobody else calls no longer work on the case.

    Raises InvalidBody with pointers.
    """
    own = [whistle for whistle in open_of(case.case_no, whistle_id) if whistle.by_id == by.id]
    if not own:
        raise refusal("/whistle", "There is no open whistle of yours at this case: read the case again.")
    return _end(case, own[0], now, note)


def end_all(case: Case, now: datetime) -> None:
    """The case is over: whatever was blown for it ends."""
    for whistle in open_of(case.case_no):
        _end(case, whistle, now, None)


def called(case_no: str, by: Actor) -> bool:
    """Whether an open whistle of the case waits for a unit of this person."""
    units = roster.units_of(by)
    rows = units_called([whistle.id for whistle in open_of(case_no)]) if units else []
    return any(row.arrived_at is None and row.unit_code in units for row in rows)


def blew(case_no: str, by: Actor) -> bool:
    """Whether an open whistle of the case is this person's."""
    return any(whistle.by_id == by.id for whistle in open_of(case_no))


def tell_late() -> int:
    """Background job: units that have not come by the time, and whoever called them, are told once; how many."""
    now = clock.now()
    late = (
        Whistle.ended_at.is_(None),
        Whistle.reply_by < now,
        WhistleUnit.arrived_at.is_(None),
        WhistleUnit.late_told_at.is_(None),
    )
    if db.session.scalar(_late_rows(late).limit(1)) is None:
        return 0
    return in_transaction(lambda: sum(_tell_late(row, now) for row in db.session.scalars(_late_rows(late).limit(_BATCH))))


def _late_rows(conditions: Sequence[Any]) -> Any:
    query = select(WhistleUnit).join(Whistle, Whistle.id == WhistleUnit.whistle_id).where(*conditions)
    return query.order_by(WhistleUnit.whistle_id, WhistleUnit.unit_code)


def _tell_late(row: WhistleUnit, now: datetime) -> int:
    whistle = db.session.get_one(Whistle, row.whistle_id)
    row.late_told_at = now
    name = roster.names([row.unit_code]).get(row.unit_code, row.unit_code)
    facts = {"unit": name, "reply_by": whistle.reply_by}
    tell(now, "whistle-late", person_ids=[whistle.by_id], unit_codes=[row.unit_code], case_no=whistle.case_no, facts=facts)
    return 1


def _end(case: Case, whistle: Whistle, now: datetime, note: str | None) -> Facts:
    whistle.ended_at, whistle.note = now, note
    case.whistled = max(0, case.whistled - 1)
    db.session.flush()
    rows = units_called([whistle.id])
    still = {row.unit_code for row in units_called([other.id for other in open_of(case.case_no)])}
    over = [row.unit_code for row in rows if row.unit_code not in still]
    for link in db.session.scalars(select(CaseUnit).where(*_called_to(case.case_no), CaseUnit.unit_code.in_(over))):
        link.until = now
    db.session.flush()
    tell(now, "whistle-ended", unit_codes=[row.unit_code for row in rows], case_no=case.case_no, facts={})
    absent = [row.unit_code for row in rows if row.arrived_at is None]
    return {"whistle": whistle.id, "came": len(rows) - len(absent), "called": len(rows), "absent": _named(absent)}


def _named(codes: Sequence[str]) -> list[dict[str, str]]:
    names = roster.names(codes)
    return [{"code": code, "name": names.get(code, code)} for code in codes]


def _called_to(case_no: str) -> tuple[Any, ...]:
    return (CaseUnit.case_no == case_no, CaseUnit.part == PART, CaseUnit.until.is_(None))
