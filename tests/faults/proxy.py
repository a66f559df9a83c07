"""A proxy that does to requests what streets, cellars and gateways do to them. A process of its own.

    python -m tests.faults.proxy PORT UPSTREAM_PORT SEED LOG [RATES as JSON]

One word per line on standard input, each answered by the counts as one JSON line: `calm` passes everything on from now,
`storm` returns to the faults, `counts` changes nothing, `aim …` leaves faults to paths that hold this text; the end of
input ends it. Every fault is a line of the log.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tests.faults.faulty_line import HEAD_LIMIT, FaultyLine
from tests.faults.messages import Message
from tests.faults.weather import CLEAR, RATES, Fault, Weather

ROOT = Path(__file__).resolve().parents[2]


class Proxy:
    """Listens, decides, counts, writes down."""

    def __init__(self, upstream: int, weather: Weather, log: Path) -> None:
        self._upstream = upstream
        self.counts: Counter[str] = Counter()
        self._weather, self._calm, self._aim = weather, False, ""
        self._log = log.open("w", encoding="utf-8")
        self._started = time.monotonic()
        self._lines: set[asyncio.Task[bool]] = set()  # asyncio itself holds tasks only weakly

    async def run(self, port: int) -> None:
        """Serves until standard input ends."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", port, limit=HEAD_LIMIT, backlog=1024)
        print("listening", flush=True)
        words = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
        while word := (await words.readline()).decode().strip():
            self._calm = word == "calm" if word in {"calm", "storm"} else self._calm
            self._aim = word.removeprefix("aim ") if word.startswith("aim ") else self._aim
            print(json.dumps(self.counts), flush=True)
        server.close()

    def fault(self, request: Message) -> Fault:
        """What this request meets; counted and written down."""
        method, path, _ = request.first_line
        fault = CLEAR if self._calm or self._aim not in path else self._weather.of(method, path, bool(request.body))
        self.counts["requests"] += 1
        if fault.kind != "none":
            self.counts[fault.kind] += 1
            at = round(time.monotonic() - self._started, 3)
            tried = self._weather.tried[method, path]
            row = {"at": at, "method": method, "path": path, "try": tried, "fault": fault.kind, "point": fault.point}
            self._log.write(json.dumps(row) + "\n")
        return fault

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.get_running_loop().create_task(FaultyLine(self._upstream, self.fault, reader, writer).serve())
        self._lines.add(line)
        line.add_done_callback(self._ended)

    def _ended(self, line: asyncio.Task[bool]) -> None:
        self._lines.discard(line)
        self.counts["server-away"] += not line.result()


class FaultProxy:
    """A running proxy, as a campaign holds it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._process = process

    def calm(self) -> None:
        """From now on everything passes."""
        self._tell("calm")

    def storm(self) -> None:
        """Faults again."""
        self._tell("storm")

    def aim(self, text: str) -> None:
        """From now on only requests whose path holds this text meet faults."""
        self._tell(f"aim {text}")

    def counts(self) -> Counter[str]:
        """How often each fault struck, and `requests` in all."""
        return Counter(self._tell("counts"))

    def faulted(self) -> int:
        """How many requests met a fault the weather chose."""
        return sum(count for kind, count in self.counts().items() if kind in RATES)

    def _tell(self, word: str) -> dict[str, int]:
        cast(IO[bytes], self._process.stdin).write(word.encode() + b"\n")
        cast(IO[bytes], self._process.stdin).flush()
        return cast(dict[str, int], json.loads(cast(IO[bytes], self._process.stdout).readline()))


@contextmanager
def fault_proxy(port: int, upstream: int, seed: int, log: Path, rates: Mapping[str, float] | None = None) -> Iterator[FaultProxy]:
    """Runs a proxy on `port` before `upstream` until the block ends; `rates` other than RATES if given."""
    words = [str(port), str(upstream), str(seed), str(log), json.dumps(dict(rates if rates is not None else RATES))]
    command = [sys.executable, "-m", "tests.faults.proxy", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert cast(IO[bytes], process.stdout).readline() == b"listening\n"
        yield FaultProxy(process, port)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            cast(IO[bytes], pipe).close()


def main() -> None:
    """Reads its arguments and runs."""
    port, upstream, seed, log, rates = sys.argv[1:6]
    weather = Weather(int(seed), json.loads(rates))
    asyncio.run(Proxy(int(upstream), weather, Path(log)).run(int(port)))


if __name__ == "__main__":
    main()
