"""All phones of the herd: a process of its own, so that what it costs is not the server's.

    python -m scripts.bench.herd_phones PLAN        (a JSON file, see `Plan`)

Says "ready", starts at a line on standard input, answers with one JSON line. Each phone does what the PWA does when
the net is back: it offers what it holds, sends its texts at once one after the other, and its photos after a random
wait within `spread_s`, two at a time; then each text again, for the receipt that says the photos are there. 503 and 429
hold the whole phone up for Retry-After and a random while; a broken connection is tried again with full jitter.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.bench.city import SMALL, places
from scripts.bench.herd_wire import Line, NoAnswer, Told, percentiles
from scripts.bench.pictures import MARK_BYTES, Negative
from scripts.manifests import Place, Sealed, Sender, seal

IN_FLIGHT = 2
BASE_S, CAP_BUSY_S, CAP_AWAY_S = 2.0, 60.0, 300.0
"""Full jitter: a random wait up to base × 2^tries, capped while the server is busy, or away."""
PIXELS = (160, 120)


@dataclass(frozen=True)
class Plan:
    """How large the herd is and who its phones are: (cookie, person id, device id) each."""

    port: int
    reports: int
    photos: int
    photo_bytes: int
    spread_s: float
    cap_away_s: float
    phones: list[tuple[str, str, str]]


@dataclass
class Report:
    """A sealed report on a phone, with the marks from which its photos are made again when they are sent."""

    sealed: Sealed
    marks: list[bytes]
    receipt: dict[str, Any] | None = None


@dataclass
class Herd:
    """What all phones share."""

    plan: Plan
    told: Told = field(default_factory=Told)
    wrong: list[str] = field(default_factory=list)
    texts_in_s: list[float] = field(default_factory=list)
    whole_in_s: list[float] = field(default_factory=list)
    started: float = 0.0

    def __post_init__(self) -> None:
        self.negative = Negative(self.plan.photo_bytes, PIXELS)


class Phone:
    """One phone and its reports."""

    def __init__(self, herd: Herd, number: int) -> None:
        cookie, person_id, device_id = herd.plan.phones[number]
        self._herd, self._chance = herd, random.Random(number)
        headers = {"Cookie": cookie, "X-App": "1"}
        self._lines = [Line(herd.plan.port, headers, herd.told) for _ in range(IN_FLIGHT)]
        self._sender, self._number = Sender(person_id, device_id), number
        self._held_up_until = 0.0
        self.reports: list[Report] = []

    def capture(self, spots: list[tuple[float, float, float]]) -> None:
        """Seals one report at each place; of the photos only hash and mark are kept."""
        for place, spot in enumerate(spots, start=1):
            marks = [self._chance.randbytes(MARK_BYTES) for _ in range(self._herd.plan.photos)]
            full = seal(self._sender, place, Place(*spot), [self._herd.negative.photo(mark) for mark in marks])
            slim = Sealed(full.report_id, full.content, tuple((name, b"") for name, _ in full.photos))
            self.reports.append(Report(slim, marks))

    async def deliver(self) -> None:
        """Everything this phone holds, until the server has it."""
        held = [{"id": one.sealed.report_id, "manifest_sha256": one.sealed.sha256} for one in self.reports]
        await self._ask(self._lines[0], "offer", "POST", "/sync/offer", json.dumps({"reports": held}).encode(), {200})
        for report in self.reports:
            await self._text(self._lines[0], "text", report)
            self._herd.texts_in_s.append(self._elapsed())
        await asyncio.sleep(self._chance.uniform(0, self._herd.plan.spread_s))
        waiting = deque(self.reports)
        await asyncio.gather(*(self._photos(line, waiting) for line in self._lines))
        for line in self._lines:
            line.close()

    async def _photos(self, line: Line, waiting: deque[Report]) -> None:
        while waiting:
            report = waiting.popleft()
            for (name, _), mark in zip(report.sealed.photos, report.marks, strict=True):
                photo = self._herd.negative.photo(mark)
                await self._ask(line, "photo", "PUT", f"/photos/{name}", photo, {200, 201})
            await self._text(line, "receipt", report)
            if report.receipt is None or report.receipt["missing"]:
                self._herd.wrong.append(f"{report.sealed.report_id} is not whole: {report.receipt}")
            self._herd.whole_in_s.append(self._elapsed())

    async def _text(self, line: Line, kind: str, report: Report) -> None:
        path = f"/reports/{report.sealed.report_id}"
        content = await self._ask(line, kind, "PUT", path, report.sealed.content, {200, 201, 202})
        report.receipt = json.loads(content)

    async def _ask(self, line: Line, kind: str, method: str, path: str, body: bytes, good: set[int]) -> bytes:
        tries = 0
        while True:
            await self._not_held_up()
            try:
                status, headers, content = await line.ask(kind, method, f"/api/v1{path}", body)
            except NoAnswer:
                await asyncio.sleep(self._jitter(tries, self._herd.plan.cap_away_s))
                tries += 1
                continue
            if status in good:
                return content
            if status not in {429, 503}:
                self._herd.wrong.append(f"{method} {path}: {status} {content[:200]!r}")
                return b"{}"
            self._held_up_until = time.monotonic() + float(headers["retry-after"]) + self._jitter(tries, CAP_BUSY_S)
            tries += 1

    async def _not_held_up(self) -> None:
        while (left := self._held_up_until - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def _jitter(self, tries: int, cap_s: float) -> float:
        return self._chance.uniform(0, min(cap_s, BASE_S * 2 ** min(tries, 10)))

    def _elapsed(self) -> float:
        return time.monotonic() - self._herd.started


async def run(herd: Herd, phones: list[Phone]) -> None:
    """All phones at once."""
    herd.started = time.monotonic()
    await asyncio.gather(*(phone.deliver() for phone in phones))


def main() -> None:
    """Prepares, waits for the word, delivers, reports."""
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text()))
    herd = Herd(plan)
    spots = places(SMALL, len(plan.phones) * plan.reports)
    phones = [Phone(herd, number) for number in range(len(plan.phones))]
    for number, phone in enumerate(phones):
        phone.capture(spots[number * plan.reports : (number + 1) * plan.reports])
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(run(herd, phones))
    print(json.dumps(_result(herd, phones)))


def _result(herd: Herd, phones: list[Phone]) -> dict[str, Any]:
    return {
        "texts_s": max(herd.texts_in_s, default=0.0),
        "whole_s": max(herd.whole_in_s, default=0.0),
        "most_whole_s": percentiles([seconds * 1000 for seconds in herd.whole_in_s]).get("p95", 0.0) / 1000,
        "latency_ms": {kind: percentiles(times) for kind, times in herd.told.times_ms.items()},
        "statuses": {str(status): count for status, count in sorted(herd.told.statuses.items())},
        "broken": herd.told.broken,
        "wrong": herd.wrong,
        "reports": {one.sealed.report_id: [name for name, _ in one.sealed.photos] for phone in phones for one in phone.reports},
    }


if __name__ == "__main__":
    main()
