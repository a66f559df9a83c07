"""`make faults`: every fault campaign at full size, then one table. Exit code 0 only if every line of it is zero.

    python -m scripts.faults [pytest arguments]

Campaigns are the pytest tests with the mark `faults` or `fullsize` in `FOLDERS`. One that cannot run here (no Chromium, no
PostgreSQL, no strace) is named below the table.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.tally import FULL_ENV, Tally, kept_in, recorded, seed, table

FOLDERS = ("tests/faults", "tests/webkit", "tests/simulation", "tests/handling", "tests/e2e", "tests/test_openapi.py")
CAMPAIGNS = "faults or fullsize"
"""The marks: what `make test` runs small, and what it leaves out."""


class Outcome:
    """A pytest plugin: what failed and what was skipped, by name."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each phase of each test."""
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.skipped:
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped.append(f"{report.nodeid}: {why.removeprefix('Skipped: ')}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Called by pytest for each file it reads."""
        if report.failed:
            self.failed.append(report.nodeid)


def main(arguments: Sequence[str]) -> int:
    """Runs the campaigns one after another and prints the table."""
    os.environ[FULL_ENV] = "1"
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="xunjie-faults-") as folder:
        lines = Path(folder) / "lines"
        with kept_in(lines):
            ended = pytest.main(["-q", "-s", "-m", CAMPAIGNS, *(arguments or FOLDERS)], plugins=[outcome])
        tallies = recorded(lines)
    print(f"\nFault campaigns, seed {seed()}\n\n{table(tallies)}\n")
    for skipped in outcome.skipped:
        print(f"not run: {skipped}")
    for failed in outcome.failed:
        print(f"FAILED: {failed}")
    return verdict(tallies, failed=len(outcome.failed) or int(ended != pytest.ExitCode.OK))


def verdict(tallies: Sequence[Tally], failed: int) -> int:
    """0 when something ran, nothing failed and every line is clean; else 1."""
    return 0 if tallies and not failed and all(one.clean for one in tallies) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
