"""Decides how a case stands for whoever wants to move it: what is open of it, who handled it, what time forbids by now.

Gathers for many cases at once and answers for one row of the machine at a time. Writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.rules import Actor, Permission
from app.cases import loop, queries
from app.cases.loop_models import CaseRequest, SupervisionOrder
from app.cases.machine import Only, Row, Verb, Who, legal
from app.cases.models import Case, CaseEvent, CaseUnit
from app.cases.rules import CaseState
from app.core.db import db
from app.handling import clocks
from app.handling.rules import MAX_EXTENSIONS, RECALL_WITHIN, RIGHT_OF, Level
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


def moves(standing: Standing, reader: Reader, now: datetime) -> list[Verb]:
    """The verbs that are legal for this person now, in the table's order."""
    return legal(standing.state, lambda row: is_theirs(row, standing, reader) and hindrance(row, standing, now) is None)


def is_theirs(row: Row, standing: Standing, reader: Reader) -> bool:
    """Whether the row is this person's to make."""
    return _WHOSE[row.who](row, standing, reader)


def concerns(row: Row, standing: Standing) -> bool:
    """Whether the row is about what is there: the kind of request that is open, a case that the draw spared."""
    if row.only is Only.SPARED:
        return standing.spared
    return row.about is None or (standing.open_request is not None and standing.open_request.kind == row.about)


def hindrance(row: Row, standing: Standing, now: datetime) -> str | None:
    """Why the row cannot be made now though the state allows it, as a sentence; None when it can."""
    if not concerns(row, standing):
        return "Nothing of this kind was asked for, or the case has to be checked on the spot."
    hinders = _HINDERS.get(row.verb)
    return hinders(standing, now) if hinders else None


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


# ---- whose a row is


def _holds(row: Row, reader: Reader) -> bool:
    return any(reader.actor.may(right) for right in row.permissions)


def _checker(row: Row, standing: Standing, reader: Reader) -> bool:
    given = standing.case.checker_id == reader.actor.id
    return given and _holds(row, reader) and reader.actor.id not in standing.handlers


def _decider(_row: Row, standing: Standing, reader: Reader) -> bool:
    asked = standing.open_request
    if asked is None or asked.by_id == reader.actor.id:
        return False
    step = next(one for one in asked.steps if one["decision"] is None)
    return reader.actor.may(RIGHT_OF[Level(step["level"])])


def _asker(_row: Row, standing: Standing, reader: Reader) -> bool:
    return standing.open_request is not None and standing.open_request.by_id == reader.actor.id


def _called(row: Row, standing: Standing, reader: Reader) -> bool:
    awaited = {unit.unit_code for _one, units in standing.whistles for unit in units if unit.arrived_at is None}
    return any(reader.acts_for(code) for code in awaited)


_WHOSE: Final[dict[Who, Callable[[Row, Standing, Reader], bool]]] = {
    Who.HOLDER: lambda row, _standing, reader: _holds(row, reader),
    Who.UNIT: lambda row, standing, reader: reader.acts_for(standing.case.unit_code),
    Who.WORKING_UNIT: lambda row, standing, reader: any(
        reader.acts_for(code) for code in {standing.case.unit_code, *standing.co_units}
    ),
    Who.HOLDER_OR_UNIT: lambda row, standing, reader: _holds(row, reader) or reader.acts_for(standing.case.unit_code),
    Who.DISPATCHER: lambda row, standing, reader: _holds(row, reader) and standing.dispatcher_id == reader.actor.id,
    Who.CHECKER: _checker,
    Who.DECIDER: _decider,
    Who.ASKER: _asker,
    Who.BLOWER: lambda row, standing, reader: any(one.by_id == reader.actor.id for one, _units in standing.whistles),
    Who.CALLED: _called,
    Who.PROGRAM: lambda row, standing, reader: False,
}


# ---- what hinders a row for now


def _recall(standing: Standing, now: datetime) -> str | None:
    given = standing.case.dispatched_at
    in_time = given is not None and now - given <= RECALL_WITHIN
    return None if in_time else "A dispatch can be taken back for 30 seconds: redispatch it instead."


def _nothing_asked(standing: Standing, _now: datetime) -> str | None:
    return None if standing.open_request is None else "Something was asked for already: wait until it is decided, or withdraw it."


def _asked(standing: Standing, _now: datetime) -> str | None:
    return "Nothing was asked for that is not decided yet." if standing.open_request is None else None


def _ask_extension(standing: Standing, now: datetime) -> str | None:
    case = standing.case
    if case.due_at is None:
        return "This case has no limit that could be extended."
    if now > case.due_at:
        return "The limit has ended: an extension is asked for before it does."
    if case.extension_count >= MAX_EXTENSIONS:
        return "The limit was extended twice: ask for a suspension if it cannot be done."
    return _nothing_asked(standing, now)


def _ask_return(standing: Standing, now: datetime) -> str | None:
    until = clocks.return_until(standing.case)
    if until is None or now > until:
        return "A case is given back within 2 working hours of its dispatch, within 15 minutes when it is urgent."
    return _nothing_asked(standing, now)


def _unanswered(standing: Standing, _now: datetime) -> str | None:
    return None if standing.unanswered else "No supervision order waits for an answer."


_HINDERS: Final[dict[Verb, Callable[[Standing, datetime], str | None]]] = {
    Verb.RECALL: _recall,
    Verb.ASK_EXTENSION: _ask_extension,
    Verb.ASK_RETURN: _ask_return,
    Verb.ASK_SUSPENSION: _nothing_asked,
    Verb.ASK_VOID: _nothing_asked,
    Verb.APPROVE: _asked,
    Verb.REFUSE: _asked,
    Verb.WITHDRAW: _asked,
    Verb.ANSWER_SUPERVISION: _unanswered,
}
