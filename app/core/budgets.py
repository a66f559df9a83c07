"""Decides how much one phone may ask for, so that a runaway client does not take the server from all others.

Token buckets by device, or by person for a login session without one; never by address, because a whole carrier may
share one. They are in memory and per server process: with two processes a client gets up to twice of it, and a restart
fills them. What is refused is not lost, the phone keeps it and comes again.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from app.core.errors import TooManyRequests

REQUESTS = 2_000
"""At once, unless REQUEST_BUDGET says otherwise.

An honest week offline is 20 reports × 7 days × (2 manifests + 3 photos) = 700, and as many for retries.
"""
REQUESTS_PER_S = 5.0
PHOTO_BYTES = 4 * 1024**3
"""At once, and again in a day. The worst honest week is 420 originals of 3.5 MB, each sent twice: 2.9 GB."""
PHOTO_BYTES_PER_S = PHOTO_BYTES / 86_400
JITTER_S = 5
LONGEST_WAIT_S = 3600
_REMEMBERED = 10_000
"""Above so many buckets those that are full again are forgotten: full is where a bucket starts."""


class Buckets:
    """One token bucket per key; `clock` gives seconds that never go back. May be used from several threads."""

    def __init__(self, capacity: float, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity, self._per_s, self._clock = capacity, per_s, clock
        self._levels: dict[str, tuple[float, float]] = {}
        self._left = 0  # after the last look through all: the next is worth it once there are twice as many
        self._lock = threading.Lock()

    def take(self, key: str, amount: float = 1.0) -> float:
        """Takes what is asked for if it is there; else takes nothing and says in how many seconds it will be."""
        with self._lock:
            level, now = self._level(key)
            if level < amount:
                return (amount - level) / self._per_s
            self._keep(key, level - amount, now)
            return 0.0

    def owe(self, key: str, amount: float) -> None:
        """Takes what was already used; the level may fall below nothing."""
        with self._lock:
            level, now = self._level(key)
            self._keep(key, level - amount, now)

    def __len__(self) -> int:
        return len(self._levels)

    def _level(self, key: str) -> tuple[float, float]:
        now = self._clock()
        level, then = self._levels.get(key, (self._capacity, now))
        return min(self._capacity, level + (now - then) * self._per_s), now

    def _keep(self, key: str, level: float, now: float) -> None:
        self._levels[key] = level, now
        if len(self._levels) > max(_REMEMBERED, 2 * self._left):
            self._levels = {name: kept for name, kept in self._levels.items() if not self._full(kept, now)}
            self._left = len(self._levels)

    def _full(self, kept: tuple[float, float], now: float) -> bool:
        return kept[0] + (now - kept[1]) * self._per_s >= self._capacity


@dataclass
class Budgets:
    """What every device has."""

    requests: Buckets
    photo_bytes: Buckets

    def pay_request(self, key: str) -> None:
        """One request. Raises TooManyRequests when the device has made too many."""
        _wait(self.requests.take(key))

    def check_bytes(self, key: str) -> None:
        """Before a photo is read. Raises TooManyRequests while the device owes; a photo under way is never broken off."""
        _wait(self.photo_bytes.take(key, 0.0))

    def pay_bytes(self, key: str, count: int) -> None:
        """Photo bytes that were read, whatever became of them."""
        self.photo_bytes.owe(key, count)


def new_budgets(requests: int = REQUESTS) -> Budgets:
    """Full buckets for everybody; `requests` may be made at once."""
    return Budgets(Buckets(requests, REQUESTS_PER_S), Buckets(PHOTO_BYTES, PHOTO_BYTES_PER_S))


def _wait(seconds: float) -> None:
    if seconds > 0:
        raise TooManyRequests(retry_after_s=min(LONGEST_WAIT_S, ceil(seconds)) + random.randint(0, JITTER_S))
