"""Who does what in which state, written down from the text of the rules (`domain.md` §4, `practice.md` §1, §2, §11)."""

from __future__ import annotations

from dataclasses import dataclass

ALL_STATES = frozenset(
    {"filed", "dispatched", "claimed", "disposed", "checking", "checked", "rework", "suspended", "closed", "voided"}
)
OPEN = ALL_STATES - {"closed", "voided"}
WITH_UNIT = frozenset({"dispatched", "claimed", "rework"})
IN_WORK = frozenset({"claimed", "rework"})
NOT_HANDED_IN = frozenset({"filed"}) | WITH_UNIT
POSTS = {
    "dispatcher": {"dispatcher", "supervisor", "admin"},
    "leader": {"shift-leader", "supervisor", "admin"},
    "centre": {"centre", "admin"},
    "arranger": {"receptionist", "dispatcher", "supervisor", "admin"},
    "leader or dispatcher": {"shift-leader", "dispatcher", "supervisor", "admin"},
    "leader or centre": {"shift-leader", "centre", "supervisor", "admin"},
    "centre or dispatcher": {"centre", "dispatcher", "supervisor", "admin"},
    "who supervises": {"shift-leader", "oversight", "centre", "supervisor", "admin"},
    "whistler": {"street", "chief", "admin"},
    "who tags": {"shift-leader", "dispatcher", "oversight", "centre", "supervisor", "admin"},
    "who looks on": {
        *("receptionist", "shift-leader", "dispatcher", "supervisor", "admin"),
        *("street", "chief", "oversight", "centre"),
    },
}
Whose = tuple[str, frozenset[str]]
WHO_WHERE: dict[str, tuple[Whose, ...]] = {
    "dispatch": (("dispatcher", frozenset({"filed"})),),
    "recall": (("who dispatched", frozenset({"dispatched"})),),
    "redispatch": (("dispatcher", WITH_UNIT),),
    "claim": (("unit", frozenset({"dispatched"})),),
    "hand-over": (("unit", WITH_UNIT),),
    "progress": (("working unit", IN_WORK),),
    "dispose": (("unit", IN_WORK),),
    "send-check": (("arranger", frozenset({"disposed"})),),
    "check-pass": (("checker", frozenset({"checking"})), ("arranger, if spared", frozenset({"disposed"}))),
    "check-fail": (("checker", frozenset({"checking"})), ("arranger, if spared", frozenset({"disposed"}))),
    "close": (("leader", frozenset({"checked"})),),
    "send-back": (("leader", frozenset({"checked"})),),
    "ask-return": (("unit", frozenset({"dispatched", "claimed"})),),
    "ask-extension": (("unit", WITH_UNIT),),
    "ask-suspension": (("unit", IN_WORK),),
    "ask-void": (("leader or dispatcher, or unit", frozenset({"filed", "dispatched"})),),
    "review-suspension": (("leader or centre", frozenset({"suspended"})),),
    "resume": (("centre or dispatcher, or unit", frozenset({"suspended"})),),
    "approve": (("who decides", NOT_HANDED_IN),),
    "refuse": (("who decides", NOT_HANDED_IN),),
    "withdraw": (("who asked", NOT_HANDED_IN),),
    "supervise": (("who supervises", OPEN),),
    "answer-supervision": (("dispatcher, or unit", OPEN),),
    "blow-whistle": (("whistler", OPEN),),
    "arrive": (("called", OPEN),),
    "end-whistle": (("who blew", OPEN),),
    "tag": (("who tags", ALL_STATES - {"voided"}),),
    "annotate": (("who looks on, or unit", ALL_STATES),),
}
GRANTED_IN = {
    "return": frozenset({"dispatched", "claimed"}),
    "extension": WITH_UNIT,
    "suspension": IN_WORK,
    "void": frozenset({"filed", "dispatched"}),
}
"""Where what was asked for can still be granted: a case that somebody has begun with is not voided, for example."""


@dataclass(frozen=True)
class Person:
    """Somebody with a post; `unit` where they work for one, `units` that one and those below it."""

    name: str
    id: str
    post: str
    unit: str | None = None
    units: frozenset[str] = frozenset()
