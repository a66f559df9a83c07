"""Decides which moves are whose, and what hinders one for now though the state allows it. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.cases.rules import Only, Row, Verb, Who, legal
from app.handling import clocks
from app.handling.rules import MAX_EXTENSIONS, RECALL_WITHIN, RIGHT_OF, Level
from app.handling.standing import Reader, Standing


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
