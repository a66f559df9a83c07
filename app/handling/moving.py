"""Decides how a case that the transaction holds is moved: what the machine allows whom, what it needs, what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.accounts.rules import Actor
from app.cases import digests
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import TABLE, Row, Verb, Who, leads_to, refusal
from app.cases.states import CaseState
from app.core.errors import NotAllowed
from app.core.wording import storable
from app.handling import checks, effects, needs, requests, settings, supervision, suspending, whistles
from app.handling.legality import concerns, hindrance, is_theirs, moves
from app.handling.rules import MoveOrder
from app.handling.standing import Reader, Standing, gather
from app.handling.work import Effect, Work

WHOSE: Final = {
    Who.HOLDER: "somebody at the desk whose right it is",
    Who.UNIT: "people of the unit that has the case",
    Who.WORKING_UNIT: "people of a unit that works on the case",
    Who.HOLDER_OR_UNIT: "somebody at the desk whose right it is, or people of the unit that has the case",
    Who.DISPATCHER: "whoever dispatched it",
    Who.CHECKER: "whom the check was given to, if they did not handle the case",
    Who.DECIDER: "whoever decides the request's next step and did not ask for it",
    Who.ASKER: "whoever asked",
    Who.BLOWER: "whoever blew the whistle",
    Who.CALLED: "people of a unit that was called and has not come",
    Who.PROGRAM: "nobody",
}


def make_move(case: Case, verb: str, order: MoveOrder, by: Actor, now: datetime) -> Case:
    """Makes a move; its photos are evidence already (`order.report_id`). Flushes, never commits.

    Raises IllegalMove (409), NotAllowed (403) or InvalidBody with pointers.
    """
    standing, row = allowed(case, verb, order, by, now)
    make(standing, row, order, by, now)
    return case


def allowed(case: Case, verb: str, order: MoveOrder, by: Actor, now: datetime) -> tuple[Standing, Row]:
    """How the case stands, and the row of the machine for this move, if it is legal and says what it needs.

    Raises as `make_move`.
    """
    standing = gather([case])[case.case_no]
    row = _row(standing, _verb(verb), Reader.of(by), now)
    needs.check(row, order)
    return standing, row


def dispatch_by_rule(case: Case, unit: str, facts: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Gives a case that waits to the unit that the city's rules name; `facts` say which rule, `by` is whose act led to it.

    Nobody's move in the timeline. Raises IllegalMove, or InvalidBody for a unit that is not at work.
    """
    standing = gather([case])[case.case_no]
    row = next(row for row in TABLE if row.verb is Verb.DISPATCH)
    if standing.state not in row.starts:
        raise refusal(standing.state, row.verb, ())
    make(standing, row, MoveOrder(row.verb.value, unit=unit), by, now, rule=facts)


def make(standing: Standing, row: Row, order: MoveOrder, by: Actor, now: datetime, rule: Mapping[str, Any] | None = None) -> None:
    """Writes an allowed move: its effect, the new state, the entry in the timeline, and what follows by itself.

    What a `rule` of the city does is nobody's move.
    """
    case = standing.case
    was, before = digests.case_digest(case), (case.clock or {}).get("before")
    work = Work(standing, row, order, by, Reader.of(by), now, settings.in_force(), facts=dict(rule or {}))
    effects.note_of(work)
    if order.report_id:
        work.facts["report_id"] = order.report_id
    EFFECTS[row.verb](work)
    case.state = work.to or leads_to(row, standing.state, CaseState(before) if before else None)
    reason = storable(order.reason.strip()) if order.reason and order.reason.strip() else None
    cases.record_move(case, was, row.verb.value, by if rule is None else None, now, reason, work.facts, work.rows())
    _follow(work)


def _follow(work: Work) -> None:
    """What a move brings about by itself, as entries of their own."""
    case, now = work.case, work.now
    if work.row.verb is Verb.CHECK_PASS and checks.closes_by_itself(work):
        was = digests.case_digest(case)
        closing = Work(gather([case])[case.case_no], _closing(), work.order, work.by, work.reader, now, work.settings)
        effects.close(closing)
        case.state = CaseState.CLOSED
        cases.record_move(case, was, Verb.CLOSE.value, None, now, None, closing.facts, closing.rows())
    cause = checks.too_often(work) if work.row.verb in {Verb.CHECK_FAIL, Verb.SEND_BACK} else None
    if cause is not None:
        supervision.order_by_itself(case, cause, now)


def _row(standing: Standing, verb: Verb, reader: Reader, now: datetime) -> Row:
    """The row of the table for this move. Raises IllegalMove or NotAllowed."""
    found = [row for row in TABLE if row.verb is verb and standing.state in row.starts]
    fitting = [row for row in found if concerns(row, standing)] or found
    allowed = moves(standing, reader, now)
    if not fitting or all(row.who is Who.PROGRAM for row in fitting):
        raise refusal(standing.state, verb, allowed)
    row = next((one for one in fitting if is_theirs(one, standing, reader)), fitting[0])
    why = hindrance(row, standing, now)
    if why is not None:
        raise refusal(standing.state, verb, allowed, why)
    if not is_theirs(row, standing, reader):
        rights = " or ".join(right.value for right in row.permissions)
        whose = WHOSE[row.who] + (f" ({rights})" if rights else "")
        said = f"'{verb.value}' is for {whose}: ask them, or do what is yours."
        raise NotAllowed(said, who=row.who.value, allowed=[one.value for one in allowed])
    return row


def _closing() -> Row:
    return next(row for row in TABLE if row.verb is Verb.CLOSE)


def _verb(word: str) -> Verb:
    try:
        return Verb(word)
    except ValueError:
        raise needs.refusal("/verb", f"There is no move '{word}': the case names those that are possible.") from None


def _blow(work: Work) -> None:
    work.touch_whistles()
    order = work.order
    reason = work.said(order.reason) or ""
    facts = whistles.blow(work.case, work.by, work.now, units=order.co_units, reason=reason, reply_by=order.reply_by)
    work.facts.update(facts)


def _arrive(work: Work) -> None:
    work.touch_whistles()
    order = work.order
    told = {"unit": order.unit, "note": work.said(order.note), "report_id": order.report_id}
    work.facts.update(whistles.arrive(work.case, work.by, work.now, whistle_id=order.whistle, **told))


def _end_whistle(work: Work) -> None:
    work.touch_whistles()
    work.facts.update(whistles.end(work.case, work.by, work.now, whistle_id=work.order.whistle, note=work.said(work.order.note)))


EFFECTS: Final[dict[Verb, Effect]] = {
    Verb.DISPATCH: effects.dispatch,
    Verb.RECALL: effects.recall,
    Verb.REDISPATCH: effects.redispatch,
    Verb.CLAIM: effects.claim,
    Verb.HAND_OVER: effects.hand_over,
    Verb.PROGRESS: effects.progress,
    Verb.DISPOSE: effects.dispose,
    Verb.SEND_CHECK: checks.send_check,
    Verb.CHECK_PASS: checks.check_pass,
    Verb.CHECK_FAIL: checks.check_fail,
    Verb.CLOSE: effects.close,
    Verb.SEND_BACK: checks.check_fail,
    Verb.ASK_EXTENSION: requests.ask_extension,
    Verb.ASK_RETURN: requests.ask_return,
    Verb.ASK_SUSPENSION: requests.ask_suspension,
    Verb.ASK_VOID: requests.ask_void,
    Verb.APPROVE: requests.approve,
    Verb.REFUSE: requests.refuse,
    Verb.WITHDRAW: requests.withdraw,
    Verb.REVIEW_SUSPENSION: suspending.review,
    Verb.RESUME: effects.resume,
    Verb.SUPERVISE: supervision.supervise,
    Verb.ANSWER_SUPERVISION: supervision.answer,
    Verb.BLOW_WHISTLE: _blow,
    Verb.ARRIVE: _arrive,
    Verb.END_WHISTLE: _end_whistle,
    Verb.TAG: effects.tag,
    Verb.ANNOTATE: effects.annotate,
}
