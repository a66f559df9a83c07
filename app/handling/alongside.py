"""Decides what units hear that work along with another (协办), and a unit that no longer has a case. Listens to the timeline.

The unit in charge is told by `app/telling/moves.py`, which knows only the case as it is after the move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.models import Case, CaseUnit
from app.cases.rules import Verb
from app.core.db import db
from app.handling.effects import ALONG, LEAD
from app.roster import queries as roster
from app.telling.service import tell

_GIVEN: Final = frozenset({Verb.DISPATCH, Verb.REDISPATCH})
_TAKEN: Final = frozenset({Verb.RECALL, Verb.REDISPATCH})
_OVER: Final[dict[str, str]] = {Verb.CLOSE: "case-closed", Verb.VOID: "case-voided"}


def case_moved(case: Case, kind: str, by: Actor | None, now: datetime) -> None:
    """Within the move's transaction: who was added, who was taken off, and who worked along on what is over now."""
    if kind in _GIVEN:
        _tell(case, kind, "case-along", (row.unit_code for row in _parts(case, ALONG, since=now)), now)
    if kind in _TAKEN or (kind == Verb.APPROVE and case.unit_code is None):
        _tell_taken(case, kind, now)
    over = "case-voided" if kind == Verb.APPROVE and case.closed_at == now else _OVER.get(kind)
    if over is not None:
        _tell(case, kind, over, (row.unit_code for row in _parts(case, ALONG)), now)


def _tell_taken(case: Case, kind: str, now: datetime) -> None:
    """Units whose part has just ended, but those that have a part anew."""
    still = {row.unit_code for row in _parts(case, LEAD, ALONG)}
    ended = [row for row in _parts(case, LEAD, ALONG, until=now) if row.unit_code not in still]
    asked = "request-decided" if kind == Verb.APPROVE else "case-recalled"
    facts = {"request": "return", "outcome": "approved"} if kind == Verb.APPROVE else {}
    _tell(case, kind, asked, (row.unit_code for row in ended if row.part == LEAD), now, facts)
    _tell(case, kind, "case-recalled", (row.unit_code for row in ended if row.part == ALONG), now)


def _parts(case: Case, *parts: str, since: datetime | None = None, until: datetime | None = None) -> Sequence[CaseUnit]:
    """Rows that count now (begun at `since`, if it is given), or that ended at `until`."""
    ended = CaseUnit.until.is_(None) if until is None else CaseUnit.until == until
    query = select(CaseUnit).where(CaseUnit.case_no == case.case_no, CaseUnit.part.in_(parts), ended)
    if since is not None:
        query = query.where(CaseUnit.since == since)
    return db.session.scalars(query.order_by(CaseUnit.id)).all()


def _tell(case: Case, kind: str, what: str, units: Iterable[str], now: datetime, facts: dict[str, Any] | None = None) -> None:
    codes = sorted(set(units))
    if not codes:
        return
    lead = roster.names([case.unit_code]).get(case.unit_code) if case.unit_code else None
    told = {"category": case.category_slug, "segment": case.segment_name, "unit": lead, "due_at": case.due_at, **(facts or {})}
    key = f"along:{case.case_no}:{case.rev}:{kind}:{what}"
    tell(now, what, unit_codes=codes, case_no=case.case_no, facts=told, urgent=case.urgent, key=key)
