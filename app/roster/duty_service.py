"""Decides what is written when a duty or a road chief is entered, changed or ended. Flushes, never commits."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from app.accounts.rules import Actor
from app.areas import queries as areas
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.core.errors import NotFound, Stale
from app.core.locks import hold
from app.roster import queries
from app.roster.chief_rules import ChiefFacts, checked_chief, days_meet
from app.roster.duty_rules import DutyIsPast, DutyRow, check_change, check_overlap, check_span
from app.roster.models import DutyTime, RoadChief
from app.roster.rules import refusal

Row = TypeVar("Row", DutyTime, RoadChief)


def put_duty(wanted: DutyRow, by: Actor | None, revision: int | None, now: datetime, *, new: bool = False) -> DutyTime:
    """Enters a duty (`new`; the same again changes nothing) or changes one that is not over.

    `revision` is the one that was read, None for any. Raises InvalidBody with pointers, NotFound, Stale or DutyIsPast.
    """
    hold(f"duty-unit:{wanted.unit_code}", f"duty-person:{wanted.person_id}")
    row = queries.duty_row(wanted.id)
    if new and row is not None and _asked(row) == wanted:
        return row
    row = _revised(row, revision, new)
    if row is None or row.starts_at > now:
        check_span(wanted, now)
    if row is not None:
        check_change(row, wanted, now)
    _check_people(wanted)
    check_overlap(wanted, queries.duties_meeting(wanted.unit_code, wanted.person_id, wanted.starts_at, wanted.ends_at))
    if row is None:
        row = DutyTime(id=wanted.id, rev=0)
        db.session.add(row)
    row.unit_code, row.person_id, row.stand_in_for = wanted.unit_code, wanted.person_id, wanted.stand_in_for
    row.starts_at, row.ends_at = wanted.starts_at, wanted.ends_at
    row.rev += 1
    db.session.flush()
    note(Action.DUTY_CHANGED, "duty", row.id, by=by, unit=row.unit_code, person=row.person_id, rev=row.rev)
    return row


def end_duty(duty_id: str, by: Actor | None, revision: int | None, now: datetime) -> None:
    """Takes a duty out of the table that has not begun. Raises NotFound, Stale or DutyIsPast."""
    row = _revised(queries.duty_row(duty_id), revision, new=False)
    if row is None:
        raise NotFound()
    if row.starts_at <= now:
        raise DutyIsPast()
    db.session.delete(row)
    db.session.flush()
    note(Action.DUTY_CHANGED, "duty", duty_id, by=by, unit=row.unit_code, person=row.person_id, removed=True)


def put_chief(
    chief_id: str, facts: ChiefFacts, by: Actor | None, revision: int | None, today: date, *, new: bool = False
) -> RoadChief:
    """Enters a road chief or changes one; `today` is the city's day. Raises InvalidBody with pointers, NotFound or Stale."""
    hold(f"road-chief:{facts.segment_code}")
    row = _revised(queries.chief_row(chief_id), revision, new)
    kept = checked_chief(facts)
    _check_chief(chief_id, kept, row, today)
    if row is None:
        row = RoadChief(id=chief_id, rev=0)
        db.session.add(row)
    for name, value in kept._asdict().items():
        setattr(row, name, value)
    row.rev += 1
    db.session.flush()
    note(Action.CHIEF_CHANGED, "road-chief", row.id, by=by, segment=row.segment_code, level=row.level, rev=row.rev)
    return row


def end_chief(chief_id: str, by: Actor | None, revision: int | None, today: date) -> None:
    """Somebody is a chief no longer: from today on; one who never was is taken out. Raises NotFound or Stale."""
    row = _revised(queries.chief_row(chief_id), revision, new=False)
    if row is None:
        raise NotFound()
    if row.from_day >= today:
        db.session.delete(row)
    else:
        row.to_day = min(row.to_day or date.max, date.fromordinal(today.toordinal() - 1))
        row.rev += 1
    db.session.flush()
    note(Action.CHIEF_CHANGED, "road-chief", chief_id, by=by, segment=row.segment_code, level=row.level, ended=True)


def _asked(row: DutyTime) -> DutyRow:
    return DutyRow(row.id, row.unit_code, row.person_id, row.stand_in_for, row.starts_at, row.ends_at)


def _revised(row: Row | None, revision: int | None, new: bool) -> Row | None:
    """The row, if it is as the caller thinks. Raises NotFound or Stale."""
    if row is None:
        if new:
            return None
        raise NotFound()
    if new or (revision is not None and revision != row.rev):
        raise Stale(rev=row.rev)
    return row


def _check_people(wanted: DutyRow) -> None:
    unit = queries.unit(wanted.unit_code)
    if unit is None or not unit.active or unit.outside:
        raise refusal("/unit", "There is no unit of this code at work that has people.")
    within = queries.subtree([unit.code])
    for pointer, person_id in (("/person", wanted.person_id), ("/stand_in_for", wanted.stand_in_for)):
        if person_id is not None and not queries.belongs(person_id, within):
            raise refusal(pointer, "This person does not belong to the unit: add them to it first.")


def _check_chief(chief_id: str, facts: ChiefFacts, row: RoadChief | None, today: date) -> None:
    if (row is None or row.segment_code != facts.segment_code) and areas.segment(facts.segment_code) is None:
        raise refusal("/segment", "There is no road segment of this code in the areas in force.")
    if (row is None or row.from_day > today) and facts.from_day < today:
        raise refusal("/from", "This day is over: a chief is entered from today on.")
    if row is not None and row.from_day <= today and facts.from_day != row.from_day:
        raise refusal("/from", "Since when somebody is a chief is not rewritten: end this entry and make a new one.")
    for other in queries.chiefs_meeting(facts.segment_code, facts.level):
        if other.id != chief_id and days_meet((other.from_day, other.to_day), (facts.from_day, facts.to_day)):
            raise refusal("/from", f"{other.name} is the chief of this level in that time: end that entry first.")
