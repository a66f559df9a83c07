"""Decides which move leads a case from which state to which: one table. Knows no request, no table of the database, no clock.

Who may make a move and what it needs stand in the same row; `docs/case-machine.md` is drawn from it. Words and rules are
those of a city's 数字城管: 回退 (a unit gives a case back), 返工 (a check failed), 挂账 (it waits, its clock stands), 作废.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.accounts.rules import Permission
from app.cases.states import OPEN_STATES, CaseState, IllegalMove


class Verb(StrEnum):
    """What can be done with a case; each is also the kind of the entry it leaves in the timeline."""

    DISPATCH = "dispatch"
    RECALL = "recall"
    REDISPATCH = "redispatch"
    CLAIM = "claim"
    HAND_OVER = "hand-over"
    PROGRESS = "progress"
    DISPOSE = "dispose"
    SEND_CHECK = "send-check"
    CHECK_PASS = "check-pass"
    CHECK_FAIL = "check-fail"
    CLOSE = "close"
    SEND_BACK = "send-back"
    ASK_EXTENSION = "ask-extension"
    ASK_RETURN = "ask-return"
    ASK_SUSPENSION = "ask-suspension"
    ASK_VOID = "ask-void"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVIEW_SUSPENSION = "review-suspension"
    RESUME = "resume"
    SUPERVISE = "supervise"
    ANSWER_SUPERVISION = "answer-supervision"
    BLOW_WHISTLE = "blow-whistle"
    ARRIVE = "arrive"
    END_WHISTLE = "end-whistle"
    TAG = "tag"
    ANNOTATE = "annotate"
    CLOSE_ON_SPOT = "closed-on-spot"
    """By the verdict: the patrol had put it right."""
    RECTIFIED = "rectified"
    """By whoever reviewed what the shop handed in: it is put right before a unit had to go."""
    VOID = "voided"
    """By a verdict that was taken back, or that came after the green channel."""


class Who(StrEnum):
    """Whom a permission alone does not name."""

    HOLDER = "holder"
    """Anybody with one of the permissions who sees the case."""
    UNIT = "unit"
    """Of those, people of the unit that has the case."""
    WORKING_UNIT = "working-unit"
    """Of those, people of the unit that has it or of one that works along."""
    HOLDER_OR_UNIT = "holder-or-unit"
    """A holder, or people of the unit that has the case."""
    DISPATCHER = "dispatcher"
    """Of those, who gave it to the unit."""
    CHECKER = "checker"
    """Of those, whom it was given to for the check; never somebody who handled it."""
    DECIDER = "decider"
    """Whoever holds the permission that the request's next step asks for; never who asked."""
    ASKER = "asker"
    """Who asked."""
    BLOWER = "blower"
    """Who blew the whistle."""
    CALLED = "called"
    """People of a unit that the whistle called and that has not come yet."""
    PROGRAM = "program"
    """No move of a person: it follows from something else."""


class Way(StrEnum):
    """Where a move leads that names no state."""

    STAYS = "stays"
    BACK = "back"
    """To where the case was before it was suspended."""


class RequestKind(StrEnum):
    """What a unit, or the desk, may ask for and somebody else decides."""

    EXTENSION = "extension"
    RETURN = "return"
    SUSPENSION = "suspension"
    VOID = "void"


class Only(StrEnum):
    """A further condition of a row."""

    SPARED = "spared"
    """The draw has spared the case a check on the spot: photos are enough."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `needs` are fields of the request, a trailing `?` marks one that may be left out; `writes`
    says in words what changes beside the state; `about` the kind of request that the row decides."""

    verb: Verb
    starts: frozenset[CaseState]
    to: CaseState | Way
    who: Who
    permissions: tuple[Permission, ...]
    needs: tuple[str, ...]
    writes: str
    about: RequestKind | None = None
    only: Only | None = None


S, P = CaseState, Permission


def _row(verb: Verb, starts: Iterable[CaseState], to: CaseState | Way, who: Who, *permissions: Permission, **more: object) -> Row:
    return Row(verb, frozenset(starts), to, who, permissions, **more)  # type: ignore[arg-type]


_IN_WORK: Final = (S.CLAIMED, S.REWORK)
_WITH_UNIT: Final = (S.DISPATCHED, *_IN_WORK)
_UNDECIDED: Final = (S.FILED, *_WITH_UNIT)
_ASKED: Final = ("reason", "note?")
_DESK: Final = (P.FILE_CASES, P.DISPATCH_CASES, P.SUPERVISE_CASES)

TABLE: Final[tuple[Row, ...]] = (
    _row(Verb.DISPATCH, [S.FILED], S.DISPATCHED, Who.HOLDER, P.DISPATCH_CASES,
         needs=("unit", "co_units?", "note?"), writes="unit, dispatched_at; the unit's clock starts; stage dispatch ends"),
    _row(Verb.RECALL, [S.DISPATCHED], S.FILED, Who.DISPATCHER, P.DISPATCH_CASES,
         needs=("note?",), writes="no unit, no clock; only within 30 seconds, as if it had not been dispatched"),
    _row(Verb.REDISPATCH, _WITH_UNIT, S.DISPATCHED, Who.HOLDER, P.DISPATCH_CASES,
         needs=("unit", "reason", "co_units?"), writes="another unit, whose clock starts anew; counted as dispatched wrongly"),
    _row(Verb.CLAIM, [S.DISPATCHED], S.CLAIMED, Who.UNIT, P.HANDLE_CASES,
         needs=("note?",), writes="handler, claimed_at"),
    _row(Verb.HAND_OVER, _WITH_UNIT, Way.STAYS, Who.UNIT, P.HANDLE_CASES,
         needs=("person?", "unit?", "note?"), writes="another handler of the unit, or a unit below it; the clock runs on"),
    _row(Verb.PROGRESS, _IN_WORK, Way.STAYS, Who.WORKING_UNIT, P.HANDLE_CASES,
         needs=("note?", "photos?", "answers?"), writes="evidence; steps of the limit that were done"),
    _row(Verb.DISPOSE, _IN_WORK, S.DISPOSED, Who.UNIT, P.HANDLE_CASES,
         needs=("photos", "note?"), writes="handler, disposed_at; the clock rests; the draw for the check; open requests lapse"),
    _row(Verb.SEND_CHECK, [S.DISPOSED], S.CHECKING, Who.HOLDER, P.ARRANGE_CHECKS,
         needs=("person", "note?"), writes="checker; stage arrange ends"),
    _row(Verb.CHECK_PASS, [S.CHECKING], S.CHECKED, Who.CHECKER, P.CHECK_CASES,
         needs=("photos", "note?", "answers?"), writes="checked_at, on_time; stage check ends; may close by itself"),
    _row(Verb.CHECK_PASS, [S.DISPOSED], S.CHECKED, Who.HOLDER, P.ARRANGE_CHECKS,
         needs=("note?",), writes="checked_at, on_time; stage arrange ends; may close by itself", only=Only.SPARED),
    _row(Verb.CHECK_FAIL, [S.CHECKING], S.REWORK, Who.CHECKER, P.CHECK_CASES,
         needs=("reason", "photos", "answers?"), writes="rework_count; the clock goes on, the rework's starts; stage check ends"),
    _row(Verb.CHECK_FAIL, [S.DISPOSED], S.REWORK, Who.HOLDER, P.ARRANGE_CHECKS,
         needs=("reason",), writes="rework_count; the clock goes on, the rework's starts; stage arrange ends", only=Only.SPARED),
    _row(Verb.CLOSE, [S.CHECKED], S.CLOSED, Who.HOLDER, P.CLOSE_CASES,
         needs=("note?",), writes="closed_at; stage close ends; supervision orders end"),
    _row(Verb.SEND_BACK, [S.CHECKED], S.REWORK, Who.HOLDER, P.CLOSE_CASES,
         needs=("reason",), writes="rework_count; on_time is open again; clock and rework as above; stage close ends"),
    _row(Verb.ASK_EXTENSION, _WITH_UNIT, Way.STAYS, Who.UNIT, P.HANDLE_CASES,
         needs=("reason", "wanted"), writes="a request, before the limit ends; at most two, the first no longer than the limit"),
    _row(Verb.ASK_RETURN, [S.DISPATCHED, S.CLAIMED], Way.STAYS, Who.UNIT, P.HANDLE_CASES,
         needs=_ASKED, writes="a request, within 2 working hours of the dispatch, 15 minutes when urgent; for a listed reason"),
    _row(Verb.ASK_SUSPENSION, _IN_WORK, Way.STAYS, Who.UNIT, P.HANDLE_CASES,
         needs=("reason", "resume_on"), writes="a request"),
    _row(Verb.ASK_VOID, [S.FILED, S.DISPATCHED], Way.STAYS, Who.HOLDER_OR_UNIT, P.FILE_CASES, P.DISPATCH_CASES,
         needs=("reason",), writes="a request"),
    _row(Verb.APPROVE, _WITH_UNIT, Way.STAYS, Who.DECIDER, about=RequestKind.EXTENSION,
         needs=("request", "reason?"), writes="a step of the request; the last one adds to the limit, extension_count"),
    _row(Verb.APPROVE, [S.DISPATCHED, S.CLAIMED], S.FILED, Who.DECIDER, about=RequestKind.RETURN,
         needs=("request", "reason?"), writes="no unit, no clock; the next dispatch is counted as a second one"),
    _row(Verb.APPROVE, _IN_WORK, S.SUSPENDED, Who.DECIDER, about=RequestKind.SUSPENSION,
         needs=("request", "reason?"), writes="paused_at: the clock stands since the moment it was asked for"),
    _row(Verb.APPROVE, [S.FILED, S.DISPATCHED], S.VOIDED, Who.DECIDER, about=RequestKind.VOID,
         needs=("request", "reason?"), writes="closed_at; all evidence stays"),
    _row(Verb.REFUSE, _UNDECIDED, Way.STAYS, Who.DECIDER,
         needs=("request", "reason"), writes="the request ends; a return refused is counted as unreasonable, return_count"),
    _row(Verb.WITHDRAW, _UNDECIDED, Way.STAYS, Who.ASKER,
         needs=("request", "note?"), writes="the request ends"),
    _row(Verb.REVIEW_SUSPENSION, [S.SUSPENDED], Way.STAYS, Who.HOLDER, P.APPROVE, P.APPROVE_HIGHER,
         needs=("reason", "resume_on?"), writes="that somebody has looked why it still waits, and until when"),
    _row(Verb.RESUME, [S.SUSPENDED], Way.BACK, Who.HOLDER_OR_UNIT, P.DISPATCH_CASES, P.APPROVE_HIGHER,
         needs=("note?",), writes="the clock goes on"),
    _row(Verb.SUPERVISE, OPEN_STATES, Way.STAYS, Who.HOLDER, P.SUPERVISE_CASES,
         needs=("reason", "reply_by", "level?"), writes="a supervision order, supervised"),
    _row(Verb.ANSWER_SUPERVISION, OPEN_STATES, Way.STAYS, Who.HOLDER_OR_UNIT, P.DISPATCH_CASES,
         needs=("order", "note"), writes="the order's answer"),
    _row(Verb.BLOW_WHISTLE, OPEN_STATES, Way.STAYS, Who.HOLDER, P.BLOW_WHISTLE,
         needs=("co_units", "reason", "reply_by"), writes="a whistle with its units and a time to come, whistled"),
    _row(Verb.ARRIVE, OPEN_STATES, Way.STAYS, Who.CALLED, P.HANDLE_CASES,
         needs=("whistle?", "unit?", "note?", "photos?"), writes="that the unit has come"),
    _row(Verb.END_WHISTLE, OPEN_STATES, Way.STAYS, Who.BLOWER, P.BLOW_WHISTLE,
         needs=("whistle?", "note?"), writes="the whistle ends, whistled"),
    _row(Verb.TAG, set(CaseState) - {S.VOIDED}, Way.STAYS, Who.HOLDER, *_DESK,
         needs=("campaign", "wanted?"), writes="the campaign, and how much was done for it"),
    _row(Verb.ANNOTATE, CaseState, Way.STAYS, Who.HOLDER_OR_UNIT, P.SEE_SCOPE,
         needs=("note",), writes="nothing but the timeline"),
    _row(Verb.CLOSE_ON_SPOT, [S.FILED], S.CLOSED, Who.PROGRAM,
         needs=(), writes="closed_at: accepted, and handled on the spot"),
    _row(Verb.RECTIFIED, [S.FILED], S.CLOSED, Who.PROGRAM,
         needs=(), writes="closed_at: the shop put it right itself, and a review passed; what was asked for and ordered ends"),
    _row(Verb.VOID, [S.FILED, S.DISPATCHED, S.CLOSED], S.VOIDED, Who.PROGRAM,
         needs=(), writes="closed_at: its verdict was taken back, or its report rejected after the green channel"),
)  # fmt: skip
"""The state machine: a further state or move is a further row."""


def rows_from(state: CaseState) -> list[Row]:
    """What the table allows in a state, in its order."""
    return [row for row in TABLE if state in row.starts]


def legal(state: CaseState, may: Callable[[Row], bool]) -> list[Verb]:
    """The verbs of a person in a state, each once; `may` says whether a row is theirs and its conditions hold."""
    return list(dict.fromkeys(row.verb for row in rows_from(state) if row.who is not Who.PROGRAM and may(row)))


def leads_to(row: Row, state: CaseState, before: CaseState | None = None) -> CaseState:
    """The state after the row's move; `before` is the one a suspended case was in. Raises ValueError without it."""
    if row.to is Way.STAYS:
        return state
    if row.to is Way.BACK:
        if before is None:
            raise ValueError("nobody knows where this case was before it was suspended")
        return before
    return CaseState(row.to)


def after(state: CaseState, verb: Verb) -> CaseState:
    """The state that a verb of one row leads to. Raises IllegalMove with the verbs that the state has."""
    for row in TABLE:
        if row.verb is verb and state in row.starts:
            return leads_to(row, state)
    raise refusal(state, verb, legal(state, lambda row: True))


def refusal(state: CaseState, verb: Verb, allowed: Iterable[Verb], why: str | None = None) -> IllegalMove:
    """409: the move is not possible now; names the ones that are."""
    names = [one.value for one in allowed]
    said = why or f"A case that is {state.value} cannot be given '{verb.value}'."
    then = f" What you can do now: {', '.join(names)}." if names else " There is nothing for you to do with it now."
    return IllegalMove(said + then, state=state.value, allowed=names)
