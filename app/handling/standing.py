"""Decides how a case stands for whoever wants to move it: what is open of it, who handled it, what time forbids by now.

Gathers for many cases at once and answers for one row of the machine at a time. Writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor, Permission
from app.cases import loop, queries
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.models import Case, CaseEvent, CaseUnit
from app.cases.rules import Verb
from app.cases.states import CaseState
from app.core.db import db
from app.handling.whistle_models import Whistle, WhistleUnit
from app.roster import queries as roster

HANDLED: Final = frozenset({Verb.CLAIM, Verb.PROGRESS, Verb.DISPOSE})
"""Whoever does one of these has handled the case, and never checks it."""


@dataclass(frozen=True)
class Standing:
    """A case with what the machine asks of it."""

    case: Case
    events: Sequence[CaseEvent] = ()
    requests: Sequence[CaseRequest] = ()
    orders: Sequence[SupervisionOrder] = ()
    whistles: Sequence[tuple[Whistle, Sequence[WhistleUnit]]] = ()
    """Those that whoever blew them has not ended."""
    co_units: frozenset[str] = frozenset()
    handlers: frozenset[str] = field(default=frozenset())

    @property
    def state(self) -> CaseState:
        """Where the case is."""
        return CaseState(self.case.state)

    @property
    def open_request(self) -> CaseRequest | None:
        """What was asked for and is not decided; one at most."""
        return next((one for one in self.requests if one.state == "open"), None)

    @property
    def unanswered(self) -> list[SupervisionOrder]:
        """Orders that wait for an answer."""
        return [order for order in self.orders if order.answered_at is None and order.ended_at is None]

    @property
    def dispatcher_id(self) -> str | None:
        """Who gave it to the unit that has it."""
        given = (one.by_id for one in reversed(self.events) if one.kind in {Verb.DISPATCH, Verb.REDISPATCH})
        return next(given, None)

    @property
    def spared(self) -> bool:
        """Whether the draw of the last feedback spared the case a check on the spot."""
        handed_in = next((one for one in reversed(self.events) if one.kind == Verb.DISPOSE), None)
        return handed_in is not None and not handed_in.facts.get("draw", {}).get("checked", True)


@dataclass(frozen=True)
class Reader:
    """Somebody who would move a case, with the units they work for."""

    actor: Actor
    units: frozenset[str]

    @classmethod
    def of(cls, actor: Actor) -> Reader:
        """The person, with the units of their scope and all under them."""
        return cls(actor, roster.units_of(actor))

    def acts_for(self, unit_code: str | None) -> bool:
        """Whether this person acts for a unit; for one outside, which has no accounts, whoever dispatches does."""
        if unit_code is None:
            return False
        if unit_code in self.units:
            return self.actor.may(Permission.HANDLE_CASES)
        unit = roster.unit(unit_code)
        return unit is not None and unit.outside and self.actor.may(Permission.DISPATCH_CASES)


def gather(cases: Sequence[Case]) -> dict[str, Standing]:
    """How these cases stand, by number; six reads however many they are."""
    numbers = [case.case_no for case in cases]
    events, requests, orders = queries.events_of(numbers), loop.requests_of(numbers), loop.orders_of(numbers)
    whistles = _open_whistles(numbers)
    along: dict[str, set[str]] = defaultdict(set)
    for row in db.session.scalars(select(CaseUnit).where(CaseUnit.case_no.in_(numbers), CaseUnit.until.is_(None))):
        if row.part != "lead":
            along[row.case_no].add(row.unit_code)
    return {
        case.case_no: Standing(
            case,
            events.get(case.case_no, []),
            requests.get(case.case_no, ()),
            orders.get(case.case_no, ()),
            whistles.get(case.case_no, ()),
            frozenset(along[case.case_no]),
            _handlers(events.get(case.case_no, [])),
        )
        for case in cases
    }


def _handlers(events: Iterable[CaseEvent]) -> frozenset[str]:
    found = {one.by_id for one in events if one.kind in HANDLED}
    found |= {(one.facts.get("person") or {}).get("id") for one in events if one.kind == Verb.HAND_OVER}
    return frozenset(person for person in found if person)


def _open_whistles(numbers: Sequence[str]) -> dict[str, list[tuple[Whistle, Sequence[WhistleUnit]]]]:
    query = select(Whistle).where(Whistle.case_no.in_(numbers), Whistle.ended_at.is_(None)).order_by(Whistle.id)
    blown = db.session.scalars(query).all()
    units: dict[int, list[WhistleUnit]] = defaultdict(list)
    called = select(WhistleUnit).where(WhistleUnit.whistle_id.in_([one.id for one in blown]))
    for unit in db.session.scalars(called) if blown else ():
        units[unit.whistle_id].append(unit)
    grouped: dict[str, list[tuple[Whistle, Sequence[WhistleUnit]]]] = defaultdict(list)
    for one in blown:
        grouped[one.case_no].append((one, units[one.id]))
    return grouped
