"""Decides which numbers of a phone's chain arrived, wait, were lost or are missing. Knows no table and no clock.

A phone numbers its reports from 1 without a break, so a number that neither arrived nor waits is the cheapest sign of
a loss. Runs are closed ranges (first, last); a `Runs` is sorted and no two of its runs touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Run: TypeAlias = tuple[int, int]
Runs: TypeAlias = tuple[Run, ...]

HIGHEST_NUMBER: Final = 10_000_000
"""A phone that sent a report every minute would need nineteen years for it; beyond, a number is no number of a chain."""
MOST_RUNS: Final = 500
"""More breaks than anybody's outbox has; of a longer list the lowest ones count."""


@dataclass(frozen=True)
class Chain:
    """Every number up to `end`, each in exactly one of the four; `asked` are those of `missing` that somebody asked about."""

    end: int
    arrived: Runs
    waiting: Runs
    lost: Runs
    missing: Runs
    asked: Runs

    @property
    def unexplained(self) -> int:
        """How many numbers are missing and nobody has asked about them yet."""
        return size(without(self.missing, self.asked))


def account(arrived: Runs, told: Runs | None, lost: Runs, asked: Runs, *, given: int, judged_to: int) -> Chain:
    """The chain of a phone whose highest number is `given` and that can be judged up to `judged_to`.

    What arrived arrived, whatever the phone said before; `told` are the numbers it says it still has, None when it never
    said: then all that is not here may wait there. Beyond `judged_to` the phone has not had its say, so that waits too.
    """
    end = max([given, judged_to, *(last for _, last in (*arrived, *(told or ())))])
    absent = without(((1, end),) if end else (), arrived)
    held = told if told is not None else absent
    waiting = joined([*common(absent, held), *without(absent, ((1, judged_to),) if judged_to else ())])
    gone = without(absent, waiting)
    reported = common(gone, lost)
    missing = without(gone, reported)
    return Chain(end, without(((1, end),) if end else (), absent), waiting, reported, missing, common(missing, asked))


def joined(runs: Iterable[Run]) -> Runs:
    """The same numbers as runs in order that do not touch."""
    result: list[Run] = []
    for first, last in sorted(runs):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def without(runs: Runs, others: Runs) -> Runs:
    """The numbers of `runs` that are not among `others`."""
    result: list[Run] = []
    for first, last in runs:
        for start, end in others:
            if end < first or start > last:
                continue
            if start > first:
                result.append((first, start - 1))
            first = end + 1
        if first <= last:
            result.append((first, last))
    return tuple(result)


def common(runs: Runs, others: Runs) -> Runs:
    """The numbers that are in both."""
    return without(runs, without(runs, others))


def gaps(runs: Runs) -> Runs:
    """The numbers from 1 up to the last of `runs` that are not among them."""
    return without(((1, runs[-1][1]),), runs) if runs else ()


def known_runs(unbroken_to: int | None, beyond: list[list[int]] | None) -> Runs:
    """Runs as they are kept: everything up to a number, and ranges beyond it."""
    return joined([*([(1, unbroken_to)] if unbroken_to else []), *((first, last) for first, last in beyond or ())])


def size(runs: Runs) -> int:
    """How many numbers."""
    return sum(last - first + 1 for first, last in runs)


def read_runs(value: Any) -> Runs | None:
    """Runs from a list of numbers and [first, last] pairs of unknown origin; what is neither is left out, None for no list."""
    if not isinstance(value, list):
        return None
    return joined(run for one in value if (run := _run(one)) is not None)[:MOST_RUNS]


def _run(value: Any) -> Run | None:
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2 or not all(isinstance(one, int) and not isinstance(one, bool) for one in pair):
        return None
    first, last = max(pair[0], 1), min(pair[1], HIGHEST_NUMBER)
    return (first, last) if first <= last else None
