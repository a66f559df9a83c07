"""What an allowed move does to a case on paper. `facts` are what the move said, and numbers that the program gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.oracle import REWORKS_SUPERVISED, Asked, Order, Told, Whistle
from tests.simulation.posts import Person
from tests.simulation.working_minutes import ends

Facts = dict[str, Any]


def take(told: Told, verb: str, by: Person | None, now: int, **facts: Any) -> None:
    """Writes down a move; `by` is None for what a rule of the city does by itself."""
    EFFECTS[verb](told, by.id if by else None, now, facts)


def end(told: Told, now: int, state: str) -> None:
    """Nobody works on it any more: what was asked for, ordered or called for ends with it."""
    told.state, told.closed_at, told.asked, told.stage_out = state, now, None, None
    for one in (*told.orders, *told.whistles):
        one.ended = True


def _dispatch(told: Told, by: str | None, now: int, facts: Facts) -> None:
    told.before_dispatch = (told.stage_out, told.filed_in_time, told.dispatched_in_time)
    out = told.stage_out
    in_time = told.desk_ends(now)
    if in_time is not None and out is not None:
        told.dispatched_in_time = in_time
        told.filed_in_time = told.filed_at <= out if told.filed_in_time is None else told.filed_in_time
    told.state, told.unit, told.dispatched_at, told.dispatched_by = "dispatched", facts["unit"], now, by
    told.along = frozenset(facts.get("co_units", ())) - {told.unit}
    told.dispatches += 1
    told.rework_missed, told.disposed_at, told.spared = False, None, False  # the unit that has it now missed nothing
    told.runs_out, told.resting_since, told.rework_out, told.rested = ends(now, told.limit, told.hours), None, None, 0
    told.steps_done = {}


def _redispatch(told: Told, by: str | None, now: int, facts: Facts) -> None:
    told.asked = None
    _dispatch(told, by, now, facts)


def _recall(told: Told, _by: str | None, _now: int, _facts: Facts) -> None:
    """As if it had not been dispatched; what its unit asked for meanwhile has no meaning any more."""
    _no_unit(told)
    told.dispatches -= 1
    told.stage_out, told.filed_in_time, told.dispatched_in_time = told.before_dispatch
    if told.asked is not None and told.asked.kind != "void":
        told.asked = None


def _no_unit(told: Told) -> None:
    told.state, told.unit, told.along = "filed", None, frozenset()
    told.dispatched_at = told.runs_out = told.resting_since = None


def _claim(told: Told, by: str | None, _now: int, _facts: Facts) -> None:
    told.state = "claimed"
    _handled(told, by)


def _hand_over(told: Told, _by: str | None, _now: int, facts: Facts) -> None:
    told.unit = facts.get("unit") or told.unit
    _handled(told, facts.get("person"))


def _progress(told: Told, by: str | None, now: int, facts: Facts) -> None:
    _handled(told, by)
    for step in facts.get("steps", ()):
        told.steps_done.setdefault(step, now)


def _handled(told: Told, person: str | None) -> None:
    if person is not None:
        told.handlers.add(person)


def _dispose(told: Told, by: str | None, now: int, facts: Facts) -> None:
    told.rework_missed |= told.rework_out is not None and now > told.rework_out
    told.state, told.disposed_at, told.resting_since = "disposed", now, now
    told.spared = facts.get("spared", False)
    for step, _allowed in told.category.steps:
        told.steps_done.setdefault(step, now)
    told.desk_begins("arrange", now)
    _handled(told, by)
    told.asked = None


def _send_check(told: Told, _by: str | None, now: int, facts: Facts) -> None:
    told.state, told.checker = "checking", facts["checker"]
    told.arranged.append(bool(told.desk_ends(now)))
    told.desk_begins("check", now)


def _check_ends(told: Told, now: int) -> None:
    in_time = bool(told.desk_ends(now))
    if told.state == "checking":
        told.checks.append(in_time)


def _check_pass(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    _check_ends(told, now)
    told.desk_begins("close", now)
    assert told.disposed_at is not None
    assert told.runs_out is not None
    told.state, told.on_time = "checked", told.disposed_at <= told.runs_out and not told.rework_missed
    if told.category.closes_itself:
        _close(told, None, now, {})


def _check_fail(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    _check_ends(told, now)
    _back_to_work(told, now)


def _send_back(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    told.on_time = None
    told.desk_ends(now)
    _back_to_work(told, now)


def _back_to_work(told: Told, now: int) -> None:
    _run_again(told, now)
    told.state, told.rework_out, told.checker = "rework", ends(now, told.limit.half(), told.hours), None
    told.reworks += 1
    if told.reworks >= REWORKS_SUPERVISED:
        told.order("rework")


def _run_again(told: Told, now: int) -> None:
    assert told.resting_since is not None
    told.runs_out, told.rework_out = told.due(now), told.rework_due(now)
    told.rested += now - told.resting_since
    told.resting_since = None


def _close(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    told.closed_in_time = told.desk_ends(now)
    end(told, now, "closed")


def _ask(kind: str, *posts: str) -> Callable[[Told, str | None, int, Facts], None]:
    def asked(told: Told, by: str | None, now: int, _facts: Facts) -> None:
        told.asked = Asked(kind, by or "", now, list(posts))

    return asked


def _ask_extension(told: Told, by: str | None, now: int, facts: Facts) -> None:
    steps = ["leader", "dispatcher"] if told.extensions == 0 else ["centre"]
    told.asked = Asked("extension", by or "", now, steps, facts["allowed"])


def _refuse(told: Told, _by: str | None, _now: int, _facts: Facts) -> None:
    assert told.asked is not None
    told.returns += told.asked.kind == "return"
    told.asked = None


def _withdraw(told: Told, _by: str | None, _now: int, _facts: Facts) -> None:
    told.asked = None


def _approve(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    assert told.asked is not None
    asked = told.asked
    asked.steps.pop(0)
    if asked.steps:
        return
    told.asked = None
    if asked.kind == "return":
        _no_unit(told)
        told.desk_begins("dispatch", now)
    elif asked.kind == "extension":
        assert asked.allowed is not None
        assert told.runs_out is not None
        told.extensions += 1
        told.runs_out = ends(told.runs_out, asked.allowed, told.hours)
    elif asked.kind == "void":
        end(told, now, "voided")
    else:
        told.before_suspension, told.state, told.resting_since = told.state, "suspended", asked.at


def _resume(told: Told, _by: str | None, now: int, _facts: Facts) -> None:
    _run_again(told, now)
    told.state = told.before_suspension


def _supervise(told: Told, _by: str | None, _now: int, facts: Facts) -> None:
    told.orders.append(Order("by-hand", number=facts["number"]))


def _answer(told: Told, _by: str | None, _now: int, facts: Facts) -> None:
    waiting = [one for one in told.open_orders if not one.answered]
    next(one for one in waiting if one.cause == facts["cause"] and one.number in {None, facts["number"]}).answered = True


def _blow(told: Told, by: str | None, _now: int, facts: Facts) -> None:
    told.whistles.append(Whistle(facts["number"], by or "", dict.fromkeys(facts["units"])))


def _arrive(told: Told, _by: str | None, now: int, facts: Facts) -> None:
    whistle, units = facts["answers"]
    whistle.came |= dict.fromkeys(units, now)


def _end_whistle(told: Told, _by: str | None, _now: int, facts: Facts) -> None:
    next(one for one in told.open_whistles if one.number == facts["number"]).ended = True


def _tag(told: Told, _by: str | None, _now: int, facts: Facts) -> None:
    told.campaign, told.quantity = facts["campaign"], told.quantity + facts["quantity"]


def _annotate(_told: Told, _by: str | None, _now: int, _facts: Facts) -> None:
    """Nothing but a note."""


EFFECTS: dict[str, Callable[[Told, str | None, int, Facts], None]] = {
    "dispatch": _dispatch,
    "redispatch": _redispatch,
    "recall": _recall,
    "claim": _claim,
    "hand-over": _hand_over,
    "progress": _progress,
    "dispose": _dispose,
    "send-check": _send_check,
    "check-pass": _check_pass,
    "check-fail": _check_fail,
    "send-back": _send_back,
    "close": _close,
    "ask-return": _ask("return", "leader"),
    "ask-suspension": _ask("suspension", "centre"),
    "ask-void": _ask("void", "leader"),
    "ask-extension": _ask_extension,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "approve": _approve,
    "review-suspension": _annotate,
    "resume": _resume,
    "supervise": _supervise,
    "answer-supervision": _answer,
    "blow-whistle": _blow,
    "arrive": _arrive,
    "end-whistle": _end_whistle,
    "tag": _tag,
    "annotate": _annotate,
}
