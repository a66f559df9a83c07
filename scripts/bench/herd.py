"""`make herd`: many phones that were offline come back in the same moment, against the real server on this machine.

    python -m scripts.bench.herd [--phones 1000] [--reports 20] [--photos 3] [--photo-bytes 6000] [--spread 20]

Photos are scaled down, so what is measured is the server's work per request and not the pipe; docs/operations.md has
the arithmetic for real sizes. Exit code 1 when anything was lost, doubled, refused to an honest phone or answered with
an error, when the texts missed the limit, or when memory did not stay flat.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.bench import ingest
from scripts.bench.herd_checks import Found, find, people, server_app
from scripts.bench.herd_phones import Plan
from scripts.bench.table import show
from scripts.processes import Cost, Memory, cost, remembering
from scripts.serving import ROOT, Server, serving

REAL_SPREAD_S = 20.0
CALIBRATION = (16, 12)
"""Phones and reports each whose texts alone tell how fast texts can come in here and now."""
SLACK = 2.0
"""The limit for all texts: as long as that rate needs, twice, because photos begin to come meanwhile."""
FLAT_BYTES = 64 * 1024**2
"""A serving process may end this much larger than it was after its first work; caches fill in the beginning."""


@dataclass(frozen=True)
class Size:
    """How large the herd is."""

    phones: int = 1000
    reports: int = 20
    photos: int = 3
    photo_bytes: int = 6000
    spread_s: float = REAL_SPREAD_S
    cap_away_s: float = 300.0


@dataclass
class Outcome:
    """What came of it."""

    size: Size
    per_s: float
    said: dict[str, Any]
    memory: list[Memory]
    found: Found
    spent: Cost

    @property
    def limit_s(self) -> float:
        """Until when all texts should be in."""
        return SLACK * self.size.phones * self.size.reports / self.per_s

    @property
    def refused(self) -> int:
        """429 to honest phones, and errors to anybody: must be 0."""
        return sum(count for status, count in self.said["statuses"].items() if status not in {"200", "201", "202", "503"})

    def faults(self) -> list[str]:
        """What is wrong beyond doubt, in words; how long it took is not among it."""
        wrong = [*self.said["wrong"][:5], *self.found.faults()]
        return wrong + ([f"{self.refused} requests were refused or failed: {self.said['statuses']}"] if self.refused else [])


def measure(size: Size, folder: Path) -> Outcome:
    """Runs a herd against a server of its own below `folder`."""
    env = ingest.prepare(folder / "data")
    calibration = Size(*CALIBRATION, photos=0, spread_s=0.0)
    cookies = people(env, size.phones + calibration.phones)
    with serving(env) as server:
        first = send(calibration, server, cookies[size.phones :], folder)
        per_s = calibration.phones * calibration.reports / first["texts_s"]
        with remembering(server.pid) as memory:
            before = cost(server.pid)
            said = send(size, server, cookies[: size.phones], folder)
            spent = cost(server.pid) - before
    found = find(server_app(env), first["reports"] | said["reports"])
    return Outcome(size, per_s, said, memory.processes(), found, spent)


def send(size: Size, server: Server, phones: list[tuple[str, str, str]], folder: Path) -> dict[str, Any]:
    """Lets all phones deliver at once, in a process of their own; what that process says in the end."""
    plan = Plan(server.port, size.reports, size.photos, size.photo_bytes, size.spread_s, size.cap_away_s, phones)
    file = folder / "plan.json"
    file.write_text(json.dumps(asdict(plan)))
    command = [sys.executable, "-m", "scripts.bench.herd_phones", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        said, _ = client.communicate("go\n")
    if client.returncode:
        raise ingest.BenchFailed("the phones' process failed; its complaint is above")
    result: dict[str, Any] = json.loads(said.splitlines()[-1])
    return result


def tell(outcome: Outcome) -> bool:
    """Prints the tables; whether everything is as it should be."""
    size, said, found = outcome.size, outcome.said, outcome.found
    reports = size.phones * size.reports
    texts_kept, flat = said["texts_s"] <= outcome.limit_s, all(one.flat(FLAT_BYTES) for one in outcome.memory)
    rows = [
        [f"all {reports} texts in after", f"{said['texts_s']:.0f} s", f"≤ {outcome.limit_s:.0f} s", _ok(texts_kept)],
        ["texts per second alone, just before", f"{outcome.per_s:.0f}", "", ""],
        ["95 of 100 reports with all their photos after", f"{said['most_whole_s']:.0f} s", "", ""],
        [f"all {reports * size.photos} photos in after", f"{said['whole_s']:.0f} s", "", ""],
        ["processor ms per report, answering", f"{1000 * outcome.spent.serving_s / reports:.1f}", "", ""],
        ["lost / twice / not whole", f"{found.lost} / {found.doubled} / {found.not_whole}", "0", _ok(not found.faults())],
        ["503, come again", str(said["statuses"].get("503", 0)), "", ""],
        ["429 and errors", str(outcome.refused), "0", _ok(not outcome.refused)],
        ["connections broken", str(said["broken"]), "", ""],
    ]
    title = f"Herd: {size.phones} phones × {size.reports} reports × {size.photos} photos of {size.photo_bytes} bytes at once"
    show(title, ["", "", "limit", ""], rows)
    kinds = [[kind, *(str(value) for value in told.values())] for kind, told in said["latency_ms"].items()]
    show("Answers, ms (refusals not counted)", ["", "count", "p50", "p95", "p99"], kinds)
    processes = [[one.name, *one.megabytes(), _ok(one.flat(FLAT_BYTES))] for one in outcome.memory]
    show("Resident memory, MB", ["process", "start", "peak", "end", ""], processes)
    for fault in outcome.faults():
        print(f"  WRONG: {fault}")
    return texts_kept and flat and not outcome.faults()


def _ok(good: bool) -> str:
    return "ok" if good else "MISSED"


def main() -> None:
    """Runs one herd and tells of it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--phones", type=int, default=Size.phones)
    options.add_argument("--reports", type=int, default=Size.reports)
    options.add_argument("--photos", type=int, default=Size.photos)
    options.add_argument("--photo-bytes", type=int, default=Size.photo_bytes)
    options.add_argument("--spread", type=float, default=Size.spread_s)
    chosen = options.parse_args()
    size = Size(chosen.phones, chosen.reports, chosen.photos, chosen.photo_bytes, chosen.spread)
    with tempfile.TemporaryDirectory(prefix="xunjie-herd-") as folder:
        kept = tell(measure(size, Path(folder)))
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
