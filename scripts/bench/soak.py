"""`make soak`: steady load for a long time, the server killed now and then; what grows, and what is lost.

    python -m scripts.bench.soak [--minutes 20]

Rounds of phones deliver their reports one round after the other. In every fifth round the server is killed (SIGKILL, all
its processes) while they do, and started again. At the end of each stretch without a kill memory and descriptors of
every process are compared with those of the stretch's first round; in the end feed, tables and store are compared with
what was sent. Exit code 1 when anything was lost or doubled, or grew.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app.core.admission import THREADS
from scripts.bench import ingest
from scripts.bench.herd import FLAT_BYTES, Size, send
from scripts.bench.herd_checks import find, people, server_app
from scripts.bench.table import show
from scripts.processes import Memory, Remembering
from scripts.serving import Server, serving

ROUND = Size(phones=20, reports=5, photos=3, spread_s=1.0, cap_away_s=4.0)
KILL_EVERY = 5
KILL_WITHIN_S = (0.6, 1.6)
MORE_DESCRIPTORS = 3 * THREADS
"""A thread that serves its first request in a later round opens a connection: the database, its log and its index. What
leaks does so with every request, of which a stretch has thousands."""


@dataclass
class Stretch:
    """The rounds between two kills."""

    rounds: int
    grown: list[str]
    memory: list[Memory]


@dataclass
class Soaked:
    """Everything that was sent and seen."""

    size: Size
    sent: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    kills: int = 0

    def take(self, said: Mapping[str, Any]) -> None:
        """What the phones of one round say."""
        self.sent |= said["reports"]
        self.wrong += said["wrong"]


def soak(minutes: float, folder: Path, size: Size = ROUND) -> tuple[Soaked, list[str]]:
    """Runs rounds for so long, the last of them with a kill; what was sent and seen, and what is wrong in the end."""
    env = ingest.prepare(folder / "data")
    soaked, ends = Soaked(size), time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        with serving(env) as server:
            soaked.stretches.append(_stretch(env, server, folder, soaked, ends))
            soaked.kills += 1
            _killed_while(env, server, folder, soaked)
    found = find(server_app(env), soaked.sent)
    grown = [what for stretch in soaked.stretches for what in stretch.grown]
    return soaked, [*soaked.wrong[:5], *found.faults(), *grown]


def _stretch(env: Mapping[str, str], server: Server, folder: Path, soaked: Soaked, ends: float) -> Stretch:
    """Rounds without a kill, each of new phones (one phone never counts from 1 twice); the first one fills caches and
    opens connections."""
    soaked.take(send(soaked.size, server, people(env, soaked.size.phones), folder))
    watch = Remembering(server.pid, every_s=1.0)
    watch.look()
    before = {memory.name: memory.descriptors for memory in watch.processes()}
    rounds = 1
    while rounds < KILL_EVERY - 1 and time.monotonic() < ends:
        soaked.take(send(soaked.size, server, people(env, soaked.size.phones), folder))
        rounds += 1
    watch.look()
    grown = [f"{one.name} grew from {one.start} to {one.end} bytes" for one in watch.processes() if not one.flat(FLAT_BYTES)]
    grown += [
        f"{one.name} holds {one.descriptors} descriptors, {before[one.name]} before"
        for one in watch.processes()
        if one.descriptors > before.get(one.name, one.descriptors) + MORE_DESCRIPTORS
    ]
    return Stretch(rounds, grown, watch.processes())


def _killed_while(env: Mapping[str, str], server: Server, folder: Path, soaked: Soaked) -> None:
    """One round in which the server is killed and another one takes its place; the phones only see a broken line."""
    phones = people(env, soaked.size.phones)
    said: list[dict[str, Any]] = []
    sender = threading.Thread(target=lambda: said.append(send(soaked.size, server, phones, folder)))
    sender.start()
    time.sleep(random.uniform(*KILL_WITHIN_S))  # somewhere in the middle of things
    kill_all(server.pid)
    with serving(env):
        sender.join()
    soaked.take(said[0])


def kill_all(pid: int) -> None:
    """The server and everything it started, at once, as a power cut would; returns when they are gone."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    os.killpg(pid, signal.SIGKILL)  # the server leads a group of its own
    psutil.wait_procs(family, timeout=30)


def tell(soaked: Soaked, wrong: list[str]) -> None:
    """Prints what happened."""
    last = soaked.stretches[-1].memory if soaked.stretches else []
    reports = len(soaked.sent)
    rows = [
        ["reports sent", str(reports)],
        ["photos", str(reports * soaked.size.photos)],
        ["kills of the server", str(soaked.kills)],
    ]
    show("Soak", ["", ""], [*rows, ["wrong", str(len(wrong))]])
    processes = [[one.name, *one.megabytes(), str(one.descriptors)] for one in last]
    show("Last stretch without a kill, MB", ["process", "after the first round", "peak", "end", "descriptors"], processes)
    for what in wrong:
        print(f"  WRONG: {what}")


def main() -> None:
    """Soaks and tells."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=20.0)
    minutes = options.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="xunjie-soak-") as folder:
        soaked, wrong = soak(minutes, Path(folder))
    tell(soaked, wrong)
    sys.exit(1 if wrong or not soaked.sent else 0)


if __name__ == "__main__":
    main()
