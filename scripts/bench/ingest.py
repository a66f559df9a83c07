"""Measures how fast reports with two 250 KB photos come in, beside a yardstick that only keeps the same bytes.

Ours and the yardstick run at the same time on the same machine and are loaded in turns, in several rounds, so that
whatever else the machine does hits both.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import city, phones
from scripts.bench.table import show, verdict
from scripts.commands import settle
from scripts.processes import Cost, cost
from scripts.serving import ROOT, Server, environment, free_port, serving

CONNECTIONS = (1, 8, 32)
ROUNDS = 3
REPORTS = {1: 60, 8: 120, 32: 160}
"""Per round: a few seconds each."""
SECONDS = 15.0
"""A round ends after this time even if not everything was sent."""
AIM_CPU = 3.0
WAYS = {"ours": "this server", "puts": "bare: 3 PUTs, fsync", "multipart": "bare: 1 multipart, fsync"}
BARE = (sys.executable, "-m", "gunicorn", "-c", "python:scripts.bench.bare_conf", "scripts.bench.bare:app")


class BenchFailed(Exception):
    """What was measured was not what should have been measured."""


@dataclass
class Measured:
    """All rounds of one way at one number of connections."""

    seconds: float = 0.0
    told_to_wait: int = 0
    times_s: list[float] = field(default_factory=list)
    spent: list[Cost] = field(default_factory=list)

    @property
    def reports(self) -> int:
        """How many were sent and answered."""
        return len(self.times_s)

    @property
    def per_s(self) -> float:
        """Reports per second."""
        return self.reports / self.seconds

    @property
    def p95_ms(self) -> float:
        """Time from the first byte to the last answer of a report, 95th percentile."""
        return statistics.quantiles(self.times_s, n=20)[-1] * 1000

    @property
    def serving_ms(self) -> float:
        """Processor time of the answering processes per report."""
        return sum(one.serving_s for one in self.spent) / self.reports * 1000

    @property
    def decoding_ms(self) -> float:
        """Processor time of drawing pictures afterwards, per report."""
        return sum(one.drawing_s for one in self.spent) / self.reports * 1000


def measure(folder: Path) -> bool:
    """Runs everything, prints the table, says whether the aim was kept. Leaves a filled DATA_DIR in folder/ours."""
    with _ours(folder / "ours") as ours, _bare(folder / "bare") as bare:
        servers = {"ours": ours, "puts": bare, "multipart": bare}
        measured = {(way, number): Measured() for number in CONNECTIONS for way in WAYS}
        for number in CONNECTIONS:
            for _ in range(ROUNDS):
                for way in WAYS:
                    _round(way, servers[way], number, measured[way, number])
    return _show(measured)


def prepare(data_dir: Path, size: city.City = city.SMALL) -> dict[str, str]:
    """A migrated DATA_DIR with a city and the bench's account; the environment to run it with."""
    data_dir.mkdir(parents=True, exist_ok=True)
    env = environment(data_dir, free_port())
    segments, cells = city.write(size, data_dir.parent)
    settle(
        env,
        ("areas", "import", str(segments), "--layer", "segments", "--datum", "wgs84"),
        ("areas", "import", str(cells), "--layer", "cells", "--datum", "wgs84"),
        ("people", "add", phones.USERNAME, "--role", "patrol", "--password", phones.PASSWORD),
    )
    return env


@contextmanager
def _ours(data_dir: Path) -> Iterator[Server]:
    with serving(prepare(data_dir)) as server:
        yield server


@contextmanager
def _bare(data_dir: Path) -> Iterator[Server]:
    with serving(environment(data_dir, free_port()), BARE, "/ready") as server:
        yield server


def _round(way: str, server: Server, connections: int, measured: Measured) -> None:
    command = [sys.executable, "-m", "scripts.bench.phones", way, str(server.port)]
    command += [str(connections), str(REPORTS[connections]), str(SECONDS)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdin
        assert client.stdout
        if client.stdout.readline().strip() != "ready":
            raise BenchFailed(f"the client for {way} did not get ready; its complaint is above")
        before = cost(server.pid)
        client.stdin.write("go\n")
        client.stdin.flush()
        said = client.stdout.readline()
        spent = cost(server.pid) - before
    result = json.loads(said)
    if result["errors"]:
        raise BenchFailed(f"{way}, {connections} connections: {result['errors'][0]}")
    measured.seconds += result["seconds"]
    measured.told_to_wait += result["told_to_wait"]
    measured.times_s += result["times_s"]
    measured.spent.append(spent)


def _show(measured: dict[tuple[str, int], Measured]) -> bool:
    rows, kept = [], True
    for (way, number), one in measured.items():
        yardstick = measured["puts", number].serving_ms
        ratio = one.serving_ms / yardstick
        last = ["", ""]
        if way == "ours":
            kept = kept and ratio <= AIM_CPU
            last = [f"≤ {AIM_CPU:.0f}×", verdict(ratio, AIM_CPU)]
        rows.append(
            [WAYS[way], str(number), str(one.reports), f"{one.per_s:.0f}", f"{1000 / one.serving_ms:.0f}"]
            + [f"{one.p95_ms:.0f}", str(one.told_to_wait)]
            + [f"{one.serving_ms:.1f}", f"{ratio:.2f}×", *last, f"{one.decoding_ms:.1f}"]
        )
    heads = [
        "ingest: 1 report, 2 photos of 250 KB",
        "connections",
        "sent",
        "reports/s",
        "reports/CPU s",
        "p95 ms",
        "told to wait",
    ]
    heads += ["CPU ms/report", "of bare PUTs", "aim", "", "+ drawing CPU ms"]
    show("Ingest (login, database, placement, receipt included; pictures are drawn afterwards, by other processes)", heads, rows)
    return kept
