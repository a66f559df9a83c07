"""Holds the product's answers against the oracle's and counts; what hangs on a millimetre is listed apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.areas.datum import Datum
from app.areas.index import AreaIndex
from app.areas.placement import Placement
from scripts.placement_oracle.oracle import Oracle, Question

DECIDES = ("status", "segment_status", "cell_status", "segment", "cell")
"""Codes and statuses; they have to be the same."""
TIE_M = 0.001
AROUND = [(TIE_M * math.cos(turn * math.pi / 4), TIE_M * math.sin(turn * math.pi / 4)) for turn in range(8)]


@dataclass
class Verdict:
    """Counts of one city; `ties` and `wrong` are (question, ours, the oracle's)."""

    asked: int = 0
    same_codes: int = 0
    same_whole: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    ties: list[tuple[Question, Any, Any]] = field(default_factory=list)
    wrong: list[tuple[Question, Any, Any]] = field(default_factory=list)

    def add(self, other: Verdict) -> None:
        """Sums up two."""
        self.asked += other.asked
        self.same_codes += other.same_codes
        self.same_whole += other.same_whole
        self.statuses += other.statuses
        self.decided += other.decided
        self.ties += other.ties
        self.wrong += other.wrong


def judge(index: AreaIndex, oracle: Oracle, questions: Iterable[Question]) -> Verdict:
    """Asks both everything."""
    found = Verdict()
    for asked in questions:
        _judge(found, index, oracle, asked)
    return found


def _judge(found: Verdict, index: AreaIndex, oracle: Oracle, asked: Question) -> None:
    own = frozenset(asked.own)
    ours = compact(index.place(asked.lon, asked.lat, asked.accuracy_m, Datum(asked.datum), own, asked.heading_deg))
    theirs = oracle.place(asked)
    found.asked += 1
    found.statuses[theirs["status"]] += 1
    found.decided[theirs["decided_by"] or "measure"] += 1
    if ours == theirs:
        found.same_whole += 1
    if decided(ours) == decided(theirs):
        found.same_codes += 1
        return
    told = (asked, decided(ours), decided(theirs))
    near = any(decided(oracle.place(asked, shift)) == decided(ours) for shift in AROUND)
    (found.ties if near else found.wrong).append(told)


def decided(answer: dict[str, Any]) -> tuple[Any, ...]:
    """The part of an answer that somebody acts on."""
    return tuple(answer[name] for name in DECIDES)


def compact(placement: Placement) -> dict[str, Any]:
    """A placement in the oracle's words: lengths in whole millimetres, no flags."""
    answer = placement.as_dict()
    told = {name: answer[name] for name in ("status", "segment_status", "cell_status", "decided_by")}
    told |= {kind: answer[kind] and answer[kind]["code"] for kind in ("segment", "cell")}
    told["distance_mm"] = _mm(answer["distance_m"])
    told["candidates"] = [(one["kind"], one["code"], _mm(one["distance_m"]), one["share"]) for one in answer["candidates"]]
    if "nearest" in answer:
        near = answer["nearest"]
        told["nearest"] = near and (near["code"], _mm(near["distance_m"]))
    return told


def _mm(metres: float | None) -> int | None:
    return None if metres is None else round(metres * 1000)
