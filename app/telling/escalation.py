"""Decides who hears of an urgent case that nobody claims: the unit by text message, then the duty telephone is shown.

It runs from the dispatch until the case is claimed or goes another way. Every step is told with a key of its own, so a
step that runs twice tells once. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import select

from app.accounts.queries import names
from app.accounts.rules import Permission
from app.core.clock import isoformat
from app.core.db import db
from app.roster import queries as roster
from app.telling import queries
from app.telling.bodies import unit_body
from app.telling.models import Escalation, Message
from app.telling.people import holding
from app.telling.rules import UNCLAIMED_AFTER
from app.telling.service import tell

DISPATCHED: Final = "dispatched"
TOLD, TEXTED, DUTY_PHONE = 0, 1, 2
_AT_ONCE: Final = 50


class UrgentCase(Protocol):
    """What has to be known of a case."""

    case_no: str
    state: str
    urgent: bool
    unit_code: str | None
    dispatched_at: datetime | None
    category_slug: str | None
    segment_name: str | None


def case_moved(case: UrgentCase, _kind: str, _by: object, now: datetime) -> None:
    """Listens to every move: begins with an urgent dispatch, ends with whatever follows."""
    watched = db.session.get(Escalation, case.case_no)
    waits = case.urgent and case.state == DISPATCHED and case.unit_code is not None
    if not waits:
        if watched is not None and watched.ended_at is None:
            watched.ended_at, watched.next_at = now, None
        return
    since, unit = case.dispatched_at or now, str(case.unit_code)
    if watched is not None and watched.ended_at is None and (watched.since, watched.unit_code) == (since, unit):
        return
    if watched is None:
        watched = Escalation(case_no=case.case_no, unit_code=unit, facts={}, round=0, step=TOLD, since=since)
        db.session.add(watched)
    watched.unit_code, watched.since, watched.round = unit, since, watched.round + 1
    watched.facts = {"category": case.category_slug, "segment": case.segment_name}
    watched.step, watched.next_at, watched.ended_at = TOLD, since + UNCLAIMED_AFTER, None
    db.session.flush()


def escalate(now: datetime) -> int:
    """Within a transaction: the next step of every case whose time has come; how many."""
    due = select(Escalation).where(Escalation.ended_at.is_(None), Escalation.next_at <= now).order_by(Escalation.next_at)
    found = db.session.scalars(due.limit(_AT_ONCE).with_for_update(skip_locked=True)).all()
    for one in found:
        _step(one, now)
    db.session.flush()
    return len(found)


def reached(case_no: str) -> dict[str, Any] | None:
    """Who was told of an urgent case and whether it reached them; None for a case that never was urgent and unclaimed.

    {since, unit, step: told|texted|duty-phone, ended_at, duty_phone: {unit, name, phone}|null, told: [{person, unit: {code,
    name}|null, channel, state, at, why}]}; the telephone is shown from its step on, of the nearest unit above that has one.
    """
    one = db.session.get(Escalation, case_no)
    if one is None:
        return None
    rows = [row for row in queries.of_case(case_no) if row.urgent and row.created_at >= one.since]
    called = names({row.person_id for row in rows if row.person_id})
    units = roster.names({row.unit_code for row in rows if row.unit_code})
    return {
        "since": isoformat(one.since),
        "unit": one.unit_code,
        "step": ("told", "texted", "duty-phone")[one.step],
        "ended_at": isoformat(one.ended_at) if one.ended_at else None,
        "duty_phone": _duty_phone(one.unit_code) if one.step == DUTY_PHONE else None,
        "told": [_told(row, called, units) for row in rows],
    }


def _step(one: Escalation, now: datetime) -> None:
    one.step += 1
    one.next_at = now + UNCLAIMED_AFTER if one.step == TEXTED else None
    unit = roster.names([one.unit_code]).get(one.unit_code, one.unit_code)
    facts = {**one.facts, "unit": unit}
    key = f"unclaimed:{one.case_no}:{one.round}:{one.step}"
    told: dict[str, Any] = {"case_no": one.case_no, "facts": facts, "urgent": True, "key": key}
    if one.step == TEXTED:
        tell(now, "case-unclaimed", unit_codes=[one.unit_code], **told)
    else:
        tell(now, "call-duty-phone", person_ids=holding(Permission.DISPATCH_CASES), **told)


def _duty_phone(unit_code: str) -> dict[str, str] | None:
    tree = roster.tree()
    for code in tree.path(unit_code):
        unit = tree.units[code]
        if unit.duty_phone:
            return {"unit": code, "name": unit.name, "phone": unit.duty_phone}
    return None


def _told(row: Message, called: dict[str, str], units: dict[str, str]) -> dict[str, Any]:
    person = {"id": row.person_id, "name": called.get(row.person_id)} if row.person_id else None
    at = row.read_at or row.done_at or row.created_at
    return {
        "person": person,
        "unit": unit_body(row.unit_code, units),
        "channel": row.channel,
        "state": row.state,
        "at": isoformat(at),
        "why": row.why,
    }
