"""Counts what was checked and keeps every miss, so that the end of a run is one table and one verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.bench.table import show

MOST_SHOWN = 20


class Findings:
    """Results by the name of the check, in the order in which the checks first ran."""

    def __init__(self) -> None:
        self._done: Counter[str] = Counter()
        self._misses: dict[str, list[str]] = {}
        self._notes: Counter[str] = Counter()

    def check(self, name: str, holds: bool, what: str) -> bool:
        """Counts one check; `what` says which case missed. Returns `holds`."""
        self._done[name] += 1
        self._misses.setdefault(name, [])
        if not holds:
            self._misses[name].append(what)
        return holds

    def note(self, what: str) -> None:
        """Counts something that is neither right nor wrong."""
        self._notes[what] += 1

    @contextmanager
    def one(self, name: str, what: str) -> Iterator[None]:
        """A step that must not fail at all; an exception is a miss and ends the step only."""
        try:
            yield
        except (OSError, ValueError, KeyError) as error:
            self.check(name, False, f"{what}: {type(error).__name__} {error}")

    @property
    def clean(self) -> bool:
        """Whether something was checked and nothing missed."""
        return bool(self._done) and not any(self._misses.values())

    def print(self) -> None:
        """The table, the notes, and the first misses in words."""
        rows = [
            [name, str(count), str(len(self._misses[name])), "ok" if not self._misses[name] else "MISSED"]
            for name, count in self._done.items()
        ]
        show("Checks", ["check", "done", "missed", ""], rows)
        if self._notes:
            show("What else was seen", ["", "times"], [[name, str(count)] for name, count in sorted(self._notes.items())])
        for name, missed in self._misses.items():
            for what in missed[:MOST_SHOWN]:
                print(f"  MISSED {name}: {what}")
            if len(missed) > MOST_SHOWN:
                print(f"  MISSED {name}: and {len(missed) - MOST_SHOWN} more")
