"""What the rules of 数字城管 say about a case, written down from their text and from nothing of the program.

One `Told` is one case as somebody would keep it on paper: who had it, since when, what was asked and answered. `may` says
whether a move is allowed, `taking.take` makes it, `due` reckons when its time is over. Times are whole minutes since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.simulation.posts import GRANTED_IN, POSTS, WHO_WHERE, WITH_UNIT, Person
from tests.simulation.working_minutes import OFFICE, Allowed, Hours, ends, moved_on

RETURN_WITHIN = Allowed(2, "working_hours")
URGENT_RETURN_WITHIN = 15
MAX_EXTENSIONS = 2
A_WEEK = 7 * 24 * 60
DESK_MINUTES = {"dispatch": (30, 10), "arrange": (30, 10), "check": (60, 60), "close": (30, 30)}
"""What the desk has for its own steps: minutes of office time, and natural minutes for what is urgent."""
REWORKS_SUPERVISED, JOINED_SUPERVISED = 2, 3


@dataclass(frozen=True)
class Category:
    """What the city's catalogue, calendar and settings say of a category."""

    slug: str
    group: str
    urgent: bool
    limit: Allowed
    hours: Hours
    steps: tuple[tuple[str, Allowed], ...] = ()
    radius_m: float = 0
    same_days: int = 0
    sampled: float | None = None
    closes_itself: bool = False
    week_exempt: bool = False
    goes_to: str | None = None
    """The unit that the rules of dispatch are sure of."""

    @property
    def always_checked(self) -> bool:
        """Of safety, or not on the city's list."""
        return self.urgent or self.group == "manhole" or self.sampled is None


@dataclass
class Asked:
    """Something a unit or the desk asks for: `steps` are the posts that decide, one after the other."""

    kind: str
    by: str
    at: int
    steps: list[str]
    allowed: Allowed | None = None


@dataclass
class Order:
    """A supervision order; `number` where it was given by hand."""

    cause: str
    answered: bool = False
    ended: bool = False
    number: int | None = None


@dataclass
class Whistle:
    """Who blew, and by unit when it came."""

    number: int
    by: str
    came: dict[str, int | None]
    ended: bool = False


@dataclass
class Told:
    """One case on paper."""

    case_no: str
    category: Category
    report_id: str
    state: str = "filed"
    unit: str | None = None
    along: frozenset[str] = frozenset()
    handlers: set[str] = field(default_factory=set)
    checker: str | None = None
    dispatched_at: int | None = None
    dispatched_by: str | None = None
    disposed_at: int | None = None
    runs_out: int | None = None
    resting_since: int | None = None
    rested: int = 0
    rework_out: int | None = None
    rework_missed: bool = False
    steps_done: dict[str, int] = field(default_factory=dict)
    spared: bool = False
    reworks: int = 0
    returns: int = 0
    extensions: int = 0
    dispatches: int = 0
    joined: int = 0
    on_time: bool | None = None
    before_suspension: str = ""
    asked: Asked | None = None
    orders: list[Order] = field(default_factory=list)
    whistles: list[Whistle] = field(default_factory=list)
    campaign: str | None = None
    quantity: int = 0
    recurs: bool = False
    public: bool = False
    on_spot: bool = False
    reported_at: int = 0
    filed_at: int = 0
    closed_at: int | None = None
    stage_out: int | None = None
    filed_in_time: bool | None = None
    dispatched_in_time: bool | None = None
    closed_in_time: bool | None = None
    checks: list[bool] = field(default_factory=list)
    arranged: list[bool] = field(default_factory=list)
    before_dispatch: tuple[int | None, bool | None, bool | None] = (None, None, None)

    @property
    def limit(self) -> Allowed:
        """What the unit has."""
        return self.category.limit

    @property
    def hours(self) -> Hours:
        """When its time counts."""
        return self.category.hours

    @property
    def over(self) -> bool:
        """Nobody works on it any more."""
        return self.state in {"closed", "voided"}

    @property
    def open_whistles(self) -> list[Whistle]:
        """Those that nobody has ended, the oldest first."""
        return [one for one in self.whistles if not one.ended]

    @property
    def open_orders(self) -> list[Order]:
        """Orders that still stand."""
        return [one for one in self.orders if not one.ended]

    def file(self, reported_at: int, now: int) -> None:
        """Taken in: what was reported then is to be filed and dispatched within half an hour of the desk's time."""
        self.reported_at, self.filed_at = reported_at, now
        self.desk_begins("dispatch", reported_at)

    def desk_begins(self, stage: str, at: int) -> None:
        """The desk has this to do from now on."""
        normal, urgent = DESK_MINUTES[stage]
        self.stage_out = at + urgent if self.category.urgent else OFFICE.after(at, normal)

    def desk_ends(self, now: int) -> bool | None:
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

    def step_due(self, allowed: Allowed, now: int) -> int:
        """When a step of an urgent limit is over; nothing extends it, all rests count."""
        assert self.dispatched_at is not None
        resting = 0 if self.resting_since is None else now - self.resting_since
        return self.dispatched_at + round(allowed.amount * 60) + self.rested + resting

    def return_until(self) -> int:
        """Until when the unit may say that it is not its business."""
        assert self.dispatched_at is not None
        if self.category.urgent:
            return self.dispatched_at + URGENT_RETURN_WITHIN
        return ends(self.dispatched_at, RETURN_WITHIN, self.hours)

    # ---- supervision

    def order(self, cause: str) -> None:
        """What the program sees calls for an order: once for each cause."""
        if all(one.cause != cause for one in self.orders):
            self.orders.append(Order(cause))

    def look_at_the_clock(self, now: int) -> None:
        """What the program orders by itself when it looks: the unit's time is over, or a week has passed (立刻办)."""
        if self.state in WITH_UNIT and self.runs_out is not None:
            late = self.runs_out < now or (self.state == "rework" and self.rework_out is not None and self.rework_out < now)
            if late:
                self.order("overdue")
        old = self.reported_at < now - A_WEEK and not self.category.week_exempt
        if old and not self.over and self.state != "suspended":
            self.order("seven-days")

    # ---- who may do what

    def may(self, verb: str, by: Person, now: int) -> bool:
        """Whether the text allows it now."""
        allowed = any(self.state in states and self._is(by, whose) for whose, states in WHO_WHERE[verb])
        return allowed and self._in_time(verb, now)

    def called(self, by: Person) -> list[tuple[Whistle, list[str]]]:
        """The whistles that wait for units of this person, with those units: their own one before those below it."""
        found = []
        for one in self.open_whistles:
            waiting = {code for code, came in one.came.items() if came is None and code in by.units}
            if waiting:
                found.append((one, [by.unit] if by.unit in waiting else sorted(waiting)))
        return found  # type: ignore[return-value]

    def _is(self, by: Person, whose: str) -> bool:
        match whose:
            case "unit":
                return self.unit in by.units
            case "working unit":
                return bool(by.units & {self.unit, *self.along, *(code for one in self.open_whistles for code in one.came)})
            case "checker":
                return by.id == self.checker and by.id not in self.handlers
            case "who dispatched":
                return by.id == self.dispatched_by
            case "who asked":
                return self.asked is not None and self.asked.by == by.id
            case "who decides":
                return self.asked is not None and self.asked.by != by.id and by.post in POSTS[self.asked.steps[0]]
            case "called":
                return bool(self.called(by))
            case "who blew":
                return any(one.by == by.id for one in self.open_whistles)
        post, _comma, more = whose.partition(", ")
        if more == "if spared":
            return self.spared and by.post in POSTS[post]
        return by.post in POSTS[post] or more == "or unit" and self.unit in by.units

    def _in_time(self, verb: str, now: int) -> bool:
        if verb.startswith("ask-") and self.asked is not None:
            return False
        match verb:
            case "recall":
                return now == self.dispatched_at  # half a minute, and all happens at whole minutes
            case "ask-return":
                return now <= self.return_until()
            case "ask-extension":
                assert self.runs_out is not None
                return now <= self.runs_out and self.extensions < MAX_EXTENSIONS
            case "approve":
                return self.asked is not None and self.state in GRANTED_IN[self.asked.kind]
            case "answer-supervision":
                return any(not one.answered for one in self.open_orders)
        return True
