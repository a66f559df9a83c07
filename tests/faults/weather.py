"""Which request meets which fault: a pure function of the seed, the request and how often it was tried before.

So a campaign can be replayed from its seed alone, however its threads were scheduled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

HOLD_MS: Final = (50, 2000)
RETRY_AFTER_S: Final = 1
RATES: Final[Mapping[str, float]] = {
    "drop-before": 0.05,  # the request never arrives
    "drop-answer": 0.05,  # the server acts, nobody hears of it
    "duplicate": 0.03,  # the server gets it twice, the second time while it may still work on the first
    "hold": 0.05,  # 50–2000 ms: later requests overtake it
    "cut-up": 0.015,  # the line breaks inside the request's body
    "cut-down": 0.015,  # the line breaks inside the answer
    "flip": 0.01,  # one bit of the request's body arrives turned over
    "5xx": 0.02,  # something in between is ill
    "5xx-after": 0.01,  # the same, after the server acted
    "429": 0.01,
    "portal-200": 0.01,  # a Wi-Fi gateway answers with a page of its own
    "portal-302": 0.005,
    "stall": 0.002,  # taken, never passed on, never answered
    "stall-after": 0.002,
    "reset": 0.005,
    "401": 0.002,  # the login has ended
}
"""Rates per request; together a little less than a third of all requests meet something."""
WITH_BODY: Final = frozenset(("cut-up", "flip"))


@dataclass(frozen=True)
class Fault:
    """What happens to one request: `kind` of RATES or "none"; `point` in [0, 1) is where or how long."""

    kind: str
    point: float = 0.0


CLEAR: Final = Fault("none")


@dataclass
class Weather:
    """Decides the faults of a campaign."""

    seed: int
    rates: Mapping[str, float] = field(default_factory=lambda: dict(RATES))
    tried: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, method: str, path: str, has_body: bool) -> Fault:
        """The fault of this request, which from now on was tried once more."""
        nth = self.tried[method, path]
        self.tried[method, path] += 1
        dice = Random(f"{self.seed}|{method}|{path}|{nth}")
        drawn, point = dice.random(), dice.random()
        for kind, rate in self.rates.items():
            if drawn < rate:
                return CLEAR if kind in WITH_BODY and not has_body else Fault(kind, point)
            drawn -= rate
        return CLEAR
