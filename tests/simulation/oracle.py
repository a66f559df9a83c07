"""What the rules of 数字城管 say about a case, written down from their text and from nothing of the program.

One `Told` is one case as somebody would keep it on paper: who had it, since when, what was asked and answered. `may` says
whether a move is allowed, `take` makes it, `due` reckons when its time is over. Times are whole minutes since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.simulation.working_minutes import OFFICE, Allowed, Hours, ends, moved_on

RETURN_WITHIN = Allowed(2, "working_hours")
URGENT_RETURN_WITHIN = 15
MAX_EXTENSIONS = 2
A_WEEK = 7 * 24 * 60
FILE_AND_DISPATCH, ARRANGE, CHECK, CLOSE = 30, 30, 60, 30
"""Minutes of office time that the desk has for its own steps."""
ANYWHERE = frozenset(
    {"filed", "dispatched", "claimed", "disposed", "checking", "checked", "rework", "suspended", "closed", "voided"}
)
WITH_UNIT = frozenset({"dispatched", "claimed", "rework"})
POSTS = {
    "dispatcher": {"dispatcher", "supervisor", "admin"},
    "leader": {"shift-leader", "supervisor", "admin"},
    "centre": {"centre", "admin"},
    "arranger": {"receptionist", "dispatcher", "supervisor", "admin"},
    "leader or dispatcher": {"shift-leader", "dispatcher", "supervisor", "admin"},
    "centre or dispatcher": {"centre", "dispatcher", "supervisor", "admin"},
}
WHO_WHERE = {
    "dispatch": ("dispatcher", {"filed"}),
    "redispatch": ("dispatcher", WITH_UNIT),
    "claim": ("unit", {"dispatched"}),
    "progress": ("unit", {"claimed", "rework"}),
    "dispose": ("unit", {"claimed", "rework"}),
    "send-check": ("arranger", {"disposed"}),
    "check-pass": ("checker", {"checking"}),
    "check-fail": ("checker", {"checking"}),
    "close": ("leader", {"checked"}),
    "send-back": ("leader", {"checked"}),
    "ask-return": ("unit", {"dispatched", "claimed"}),
    "ask-extension": ("unit", WITH_UNIT),
    "ask-suspension": ("unit", {"claimed", "rework"}),
    "ask-void": ("leader or dispatcher, or unit", {"filed", "dispatched"}),
    "resume": ("centre or dispatcher, or unit", {"suspended"}),
    "approve": ("who decides", ANYWHERE),
    "refuse": ("who decides", ANYWHERE),
}
"""Who does what in which state, read from the text of the rules."""


@dataclass(frozen=True)
class Person:
    """Somebody with a post; `unit` where they work for one."""

    name: str
    id: str
    post: str
    unit: str | None = None


@dataclass
class Asked:
    """Something a unit or the desk asks for: `steps` are the posts that decide, one after the other."""

    kind: str
    by: str
    at: int
    steps: list[str]
    allowed: Allowed | None = None


@dataclass
class Told:
    """One case on paper."""

    case_no: str
    limit: Allowed
    hours: Hours
    urgent: bool
    state: str = "filed"
    unit: str | None = None
    handlers: set[str] = field(default_factory=set)
    checker: str | None = None
    dispatched_at: int | None = None
    dispatched_by: str | None = None
    disposed_at: int | None = None
    runs_out: int | None = None
    resting_since: int | None = None
    rework_out: int | None = None
    rework_missed: bool = False
    reworks: int = 0
    returns: int = 0
    extensions: int = 0
    dispatches: int = 0
    on_time: bool | None = None
    before_suspension: str = ""
    asked: Asked | None = None
    reported_at: int = 0
    filed_at: int = 0
    stage_out: int | None = None
    filed_in_time: bool | None = None
    dispatched_in_time: bool | None = None
    closed_in_time: bool | None = None
    checks: list[bool] = field(default_factory=list)
    supervised_for: set[str] = field(default_factory=set)

    def filed(self, reported_at: int, now: int) -> None:
        """Taken in: what was reported then is to be filed and dispatched within half an hour of the desk's time."""
        self.reported_at, self.filed_at = reported_at, now
        self._desk_begins(reported_at, FILE_AND_DISPATCH)

    def _desk_begins(self, at: int, minutes: int) -> None:
        self.stage_out = OFFICE.after(at, minutes)

    def _desk_ends(self, now: int) -> bool | None:
        """Whether it was done in time; None when nothing was to be done."""
        out, self.stage_out = self.stage_out, None
        return None if out is None else now <= out

    # ---- time

    def due(self, now: int) -> int | None:
        """When the unit's time is over; while the clock rests, as if it ran again at `now`. None without a clock."""
        if self.runs_out is None or self.resting_since is None:
            return self.runs_out
        return moved_on(self.runs_out, self.resting_since, now, self.limit.unit, self.hours)

    def rework_due(self, now: int) -> int | None:
        """When the rework's own time is over, likewise."""
        if self.rework_out is None or self.resting_since is None:
            return self.rework_out
        return moved_on(self.rework_out, self.resting_since, now, self.limit.unit, self.hours)

    def return_until(self) -> int:
        """Until when the unit may say that it is not its business."""
        assert self.dispatched_at is not None
        if self.urgent:
            return self.dispatched_at + URGENT_RETURN_WITHIN
        return ends(self.dispatched_at, RETURN_WITHIN, self.hours)

    def look_at_the_clock(self, now: int) -> None:
        """What the program orders by itself when it looks: the unit's time is over, or a week has passed (立刻办)."""
        if self.state in WITH_UNIT and self.runs_out is not None:
            late = self.runs_out < now or (self.state == "rework" and self.rework_out is not None and self.rework_out < now)
            if late:
                self.supervised_for.add("overdue")
        if self.state not in {"closed", "voided", "suspended"} and self.reported_at < now - A_WEEK:
            self.supervised_for.add("seven-days")

    # ---- who may do what

    def may(self, verb: str, by: Person, now: int) -> bool:
        """Whether the text allows it now."""
        posts, states = WHO_WHERE[verb]
        return self.state in states and self._is(by, posts) and self._in_time(verb, now)

    def _is(self, by: Person, posts: str) -> bool:
        if posts == "unit":
            return by.unit is not None and by.unit == self.unit
        if posts == "checker":
            return by.id == self.checker and by.id not in self.handlers
        if posts == "who decides":
            return self.asked is not None and self.asked.by != by.id and by.post in POSTS[self.asked.steps[0]]
        posts, _comma, or_unit = posts.partition(", or ")
        return by.post in POSTS[posts] or bool(or_unit) and self._is(by, or_unit)

    def _in_time(self, verb: str, now: int) -> bool:
        if verb.startswith("ask-") and self.asked is not None:
            return False
        if verb == "ask-return":
            return now <= self.return_until()
        if verb == "ask-extension":
            assert self.runs_out is not None
            return now <= self.runs_out and self.extensions < MAX_EXTENSIONS
        return True

    # ---- what it does

    def take(self, verb: str, by: Person, now: int, *, unit: str | None = None, checker: str | None = None,
             allowed: Allowed | None = None) -> None:  # fmt: skip
        """Writes down a move that is allowed."""
        getattr(self, "_" + verb.replace("-", "_"))(by, now, unit=unit, checker=checker, allowed=allowed)

    def _dispatch(self, by: Person, now: int, *, unit: str | None, **_more: object) -> None:
        in_time = self._desk_ends(now)
        if in_time is not None:
            self.dispatched_in_time = in_time
            self.filed_in_time = self._filed_in_time() if self.filed_in_time is None else self.filed_in_time
        self.state, self.unit, self.dispatched_at, self.dispatched_by = "dispatched", unit, now, by.id
        self.dispatches += 1
        self.rework_missed = False  # the unit that has it now missed nothing
        self.runs_out, self.resting_since, self.rework_out = ends(now, self.limit, self.hours), None, None

    _redispatch = _dispatch

    def _filed_in_time(self) -> bool:
        return self.filed_at <= OFFICE.after(self.reported_at, FILE_AND_DISPATCH)

    def _claim(self, by: Person, now: int, **_more: object) -> None:
        self.state = "claimed"
        self.handlers.add(by.id)

    def _progress(self, by: Person, now: int, **_more: object) -> None:
        self.handlers.add(by.id)

    def _dispose(self, by: Person, now: int, **_more: object) -> None:
        self.rework_missed |= self.rework_out is not None and now > self.rework_out
        self.state, self.disposed_at, self.resting_since = "disposed", now, now
        self._desk_begins(now, ARRANGE)
        self.handlers.add(by.id)
        self.asked = None

    def _send_check(self, by: Person, now: int, *, checker: str | None, **_more: object) -> None:
        self.state, self.checker = "checking", checker
        self._desk_ends(now)
        self._desk_begins(now, CHECK)

    def _check_pass(self, by: Person, now: int, **_more: object) -> None:
        self.checks.append(bool(self._desk_ends(now)))
        self._desk_begins(now, CLOSE)
        assert self.disposed_at is not None
        assert self.runs_out is not None
        self.state, self.on_time = "checked", self.disposed_at <= self.runs_out and not self.rework_missed

    def _check_fail(self, by: Person, now: int, **_more: object) -> None:
        self.checks.append(bool(self._desk_ends(now)))
        self._back_to_work(now)

    def _send_back(self, by: Person, now: int, **_more: object) -> None:
        self.on_time = None
        self._desk_ends(now)
        self._back_to_work(now)

    def _back_to_work(self, now: int) -> None:
        self._run_again(now)
        self.state, self.rework_out, self.checker = "rework", ends(now, self.limit.half(), self.hours), None
        self.reworks += 1
        if self.reworks >= 2:
            self.supervised_for.add("rework")

    def _run_again(self, now: int) -> None:
        self.runs_out, self.rework_out, self.resting_since = self.due(now), self.rework_due(now), None

    def _close(self, by: Person, now: int, **_more: object) -> None:
        self.state, self.closed_in_time = "closed", self._desk_ends(now)

    def _ask_return(self, by: Person, now: int, **_more: object) -> None:
        self.asked = Asked("return", by.id, now, ["leader"])

    def _ask_extension(self, by: Person, now: int, *, allowed: Allowed | None, **_more: object) -> None:
        steps = ["leader", "dispatcher"] if self.extensions == 0 else ["centre"]
        self.asked = Asked("extension", by.id, now, steps, allowed)

    def _ask_suspension(self, by: Person, now: int, **_more: object) -> None:
        self.asked = Asked("suspension", by.id, now, ["centre"])

    def _ask_void(self, by: Person, now: int, **_more: object) -> None:
        self.asked = Asked("void", by.id, now, ["leader"])

    def _refuse(self, by: Person, now: int, **_more: object) -> None:
        assert self.asked is not None
        self.returns += self.asked.kind == "return"
        self.asked = None

    def _approve(self, by: Person, now: int, **_more: object) -> None:
        assert self.asked is not None
        asked = self.asked
        asked.steps.pop(0)
        if asked.steps:
            return
        self.asked = None
        if asked.kind == "return":
            self.state, self.unit, self.dispatched_at, self.runs_out = "filed", None, None, None
            self._desk_begins(now, FILE_AND_DISPATCH)
        elif asked.kind == "extension":
            assert asked.allowed is not None
            assert self.runs_out is not None
            self.extensions += 1
            self.runs_out = ends(self.runs_out, asked.allowed, self.hours)
        elif asked.kind == "void":
            self.state = "voided"
        else:
            self.before_suspension, self.state, self.resting_since = self.state, "suspended", asked.at

    def _resume(self, by: Person, now: int, **_more: object) -> None:
        self._run_again(now)
        self.state = self.before_suspension
