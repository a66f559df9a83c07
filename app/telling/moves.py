"""Decides who hears of which move of a case. Listens to the timeline; supervision and whistles tell for themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from app.accounts.rules import Permission
from app.roster import queries as roster
from app.telling.people import holding
from app.telling.service import tell


class MovedCase(Protocol):
    """What has to be known of a case."""

    case_no: str
    rev: int
    urgent: bool
    author_id: str
    unit_code: str | None
    handler_id: str | None
    checker_id: str | None
    category_slug: str | None
    segment_name: str | None
    due_at: datetime | None
    rework_due_at: datetime | None


class Mover(Protocol):
    """Who moved it."""

    id: str


def case_moved(case: MovedCase, kind: str, by: Mover | None, now: datetime) -> None:
    """Tells whom a move concerns; a move that concerns nobody but who made it tells nobody."""
    telling = MOVES.get(kind)
    if telling is None:
        return
    what, whom = telling
    receivers = whom(case)
    people = [one for one in receivers.get("person_ids", ()) if one and (by is None or one != by.id)]
    units = [one for one in receivers.get("unit_codes", ()) if one]
    if people or units:
        key = f"move:{case.case_no}:{case.rev}:{kind}"
        told: dict[str, Any] = {"case_no": case.case_no, "facts": _facts(case, kind), "key": key}
        tell(now, what, person_ids=people, unit_codes=units, urgent=case.urgent, **told)
    if kind == "dispatch" and by is None and case.urgent:
        leaders = holding(Permission.FILE_CASES)
        key = f"green:{case.case_no}:{case.rev}"
        tell(now, "green-channel", person_ids=leaders, case_no=case.case_no, facts=_facts(case, kind), urgent=True, key=key)


def _facts(case: MovedCase, kind: str) -> dict[str, Any]:
    unit = roster.names([case.unit_code]).get(case.unit_code) if case.unit_code else None
    due = case.rework_due_at if kind in _REWORK and case.rework_due_at else case.due_at
    request = kind.removeprefix("ask-") if kind.startswith("ask-") else None
    outcome = {"approve": "approved", "refuse": "refused"}.get(kind)
    facts = {"category": case.category_slug, "segment": case.segment_name, "unit": unit, "due_at": due}
    return {**facts, "request": request, "outcome": outcome}


_Whom = Callable[[MovedCase], dict[str, list[str | None]]]
_REWORK: Final = frozenset({"check-fail", "send-back"})


def _unit(case: MovedCase) -> dict[str, list[str | None]]:
    return {"unit_codes": [case.unit_code]}


def _handler(case: MovedCase) -> dict[str, list[str | None]]:
    return {"person_ids": [case.handler_id], "unit_codes": [] if case.handler_id else [case.unit_code]}


def _checker(case: MovedCase) -> dict[str, list[str | None]]:
    return {"person_ids": [case.checker_id]}


def _author(case: MovedCase) -> dict[str, list[str | None]]:
    return {"person_ids": [case.author_id]}


def _author_and_unit(case: MovedCase) -> dict[str, list[str | None]]:
    return {"person_ids": [case.author_id], "unit_codes": [case.unit_code]}


def _deciders(_case: MovedCase) -> dict[str, list[str | None]]:
    return {"person_ids": [*holding(Permission.APPROVE)]}


MOVES: Final[dict[str, tuple[str, _Whom]]] = {
    "dispatch": ("case-dispatched", _unit),
    "redispatch": ("case-dispatched", _unit),
    "hand-over": ("case-handed-over", _handler),
    "send-check": ("check-arranged", _checker),
    "check-fail": ("case-rework", _unit),
    "send-back": ("case-rework", _unit),
    "resume": ("case-resumed", _unit),
    "close": ("case-closed", _author),
    "rectified": ("case-closed", _author),
    "voided": ("case-voided", _author_and_unit),
    **dict.fromkeys(("ask-extension", "ask-return", "ask-suspension", "ask-void"), ("request-asked", _deciders)),
    **dict.fromkeys(("approve", "refuse"), ("request-decided", _unit)),
}
"""By the move's kind: what is told, and to whom. Who made the move is not told of it."""
