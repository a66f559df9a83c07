"""What a fault campaign reports: one line of the table that `make faults` prints.

A campaign is a pytest test with the mark `faults`. It asks `scaled(small, full)` for its size, counts what became of
every item, and ends with `record(Tally(…))`, which prints the line, keeps it for the table and fails unless the line
is clean.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

FILE_ENV = "XUNJIE_FAULTS_TABLE"
"""Where `record` appends its lines; unset in `make test`."""
FULL_ENV = "XUNJIE_FAULTS_FULL"
"""Set to 1 by `make faults`."""
SEED_ENV = "XUNJIE_FAULTS_SEED"
"""Another seed than the standing one, to look further or to replay."""
STANDING_SEED = 20261121
COLUMNS = ("fault", "count", "lost", "duplicated", "damaged", "stuck", "seconds")
T = TypeVar("T")


@dataclass(frozen=True)
class Tally:
    """What a campaign did and found.

    `count` says in words how often the fault struck and on how much ("140 kills, 10,000 reports"). Per item: `lost` is
    acknowledged and nowhere, `duplicated` is there twice or had its effect twice, `damaged` has other bytes than were
    sent, `stuck` never ended although the faults had stopped. `seconds` is how long the campaign took.
    """

    fault: str
    count: int | str
    lost: int = 0
    duplicated: int = 0
    damaged: int = 0
    stuck: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, duplicated, damaged or stuck."""
        return not (self.lost or self.duplicated or self.damaged or self.stuck)


class Unclean(AssertionError):
    """A campaign found a loss, a duplicate, damage or something stuck; the message is its line and its findings."""


@dataclass
class Stopwatch:
    """Seconds of a campaign, for its line and for nothing else."""

    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since it was started, to a tenth."""
        return round(time.monotonic() - self.started, 1)


def full() -> bool:
    """Whether campaigns run full size (`make faults`)."""
    return os.environ.get(FULL_ENV) == "1"


def scaled(small: T, at_full: T) -> T:
    """`small` in `make test`, `at_full` in `make faults`."""
    return at_full if full() else small


def seed() -> int:
    """The seed of this run's campaigns."""
    return int(os.environ.get(SEED_ENV) or STANDING_SEED)


def record(tally: Tally, findings: Iterable[str] = ()) -> None:
    """Keeps and prints the line. Raises Unclean with up to twenty findings unless it is clean and without findings."""
    found = list(findings)
    _keep(tally)
    print(line(tally))
    if not tally.clean or found:
        raise Unclean("\n".join([line(tally), *found[:20]]))


def recorded(path: Path) -> list[Tally]:
    """The lines kept in a file, in the order they came."""
    if not path.exists():
        return []
    return [Tally(**json.loads(text)) for text in path.read_text("utf-8").splitlines()]


def line(tally: Tally) -> str:
    """One line in words, for the output of a single campaign."""
    figures = (f"{name} {getattr(tally, name)}" for name in COLUMNS[2:])
    return f"{tally.fault}: {tally.count}: {', '.join(figures)}"


def table(tallies: Iterable[Tally]) -> str:
    """The one table, columns aligned; lines of one fault that only count are added up."""
    rows = [COLUMNS, *((one.fault, *(_text(getattr(one, name)) for name in COLUMNS[1:])) for one in _added_up(tallies))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join(_aligned(row, widths) for row in rows)


@contextmanager
def kept_in(path: Path) -> Iterator[None]:
    """Lines of campaigns that run inside the block are kept in this file."""
    before = os.environ.get(FILE_ENV)
    os.environ[FILE_ENV] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ[FILE_ENV]
        else:
            os.environ[FILE_ENV] = before


def _keep(tally: Tally) -> None:
    path = os.environ.get(FILE_ENV)
    if not path:
        return
    with Path(path).open("a", encoding="utf-8") as file:  # one short append: whole also from two processes at once
        file.write(json.dumps(asdict(tally), ensure_ascii=False) + "\n")


def _added_up(tallies: Iterable[Tally]) -> list[Tally]:
    lines: dict[object, Tally] = {}
    for one in tallies:
        key = one.fault if isinstance(one.count, int) else one
        before = lines.get(key)
        if before is None:
            lines[key] = one
        else:
            sums = {name: round(getattr(before, name) + getattr(one, name), 1) for name in COLUMNS[1:]}
            lines[key] = Tally(one.fault, **sums)
    return list(lines.values())


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    first, second, *figures = row
    cells = [first.ljust(widths[0]), second.ljust(widths[1])]
    cells += [figure.rjust(width) for figure, width in zip(figures, widths[2:], strict=True)]
    return "  ".join(cells).rstrip()
