"""N reports of many phones, through faults, to a server that keeps dying; then what became of each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

from tests.faults.checking import Found, check
from tests.faults.city_server import CityServer, PowerSwitch, free_port
from tests.faults.office import Office
from tests.faults.phone import Crashed, Owner, Phone
from tests.faults.proxy import FaultProxy, fault_proxy

AT_ONCE = 24
"""Phones that are in contact at the same time."""
CRASH_RATE = 0.003
JUDGED_SHARE = 0.1
BACKOFF_S = (0.05, 0.4)
"""Base and cap of the full jitter, scaled down from seconds and minutes."""
CALM_PASSES = 200
"""With the faults over, what is not through after so many passes is stuck."""


@dataclass
class Campaign:
    """What is run: `reports` of `phones`, while the server is killed up to `kills` times."""

    server: CityServer
    folder: Path
    seed: int
    reports: int
    phones: int
    kills: int = 100_000
    rates: Mapping[str, float] | None = None
    keep_photos: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, during: Callable[[], None] | None = None) -> Found:
        """The whole of it; the server is down afterwards. `during` runs beside the phones."""
        owners = self.owners()
        self.server.start()
        with ExitStack() as stack:
            log = self.folder / "faults.log"
            proxy = stack.enter_context(fault_proxy(free_port(), self.server.port, self.seed, log, self.rates))
            office = stack.enter_context(Office(proxy.port, self.seed, JUDGED_SHARE))
            with PowerSwitch(self.server, self.seed, self.kills):
                self._everybody(proxy, owners, during)
            proxy.calm()
            self._drain(proxy, owners)
            self.counts += proxy.counts()
            self.counts["faulted"] = proxy.faulted()
        self.server.kill()
        self.counts["kills"] = self.server.kills - 1
        return check(self.server, [owner.pocket for owner in owners], office.accepted, office.replica)

    def owners(self) -> list[Owner]:
        """Whose phones take part; people have several, as a shift that shares them."""
        dice, people = Random(self.seed), len(self.server.people)
        names = [str(UUID(int=dice.getrandbits(128), version=4)) for _ in range(self.phones)]
        return [
            Owner(f"p{number % people}", device_id, self.folder / f"phone-{number}.db", self.seed)
            for number, device_id in enumerate(names)
        ]

    @property
    def words(self) -> str:
        """How often the faults struck, for the table."""
        counts = self.counts
        struck = f"{counts['faulted']:,} of {counts['requests']:,} requests"
        return f"{self.reports:,} reports; {struck}, {counts['kills']} kills, {counts['crashes']} crashes"

    def _everybody(self, proxy: FaultProxy, owners: list[Owner], during: Callable[[], None] | None) -> None:
        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            beside = pool.submit(during) if during else None
            quota = [self.reports // self.phones + (number < self.reports % self.phones) for number in range(self.phones)]
            for counts in pool.map(lambda owner, reports: self._live(proxy.port, owner, reports), owners, quota):
                self.counts += counts
            if beside is not None:
                beside.result()

    def _live(self, port: int, owner: Owner, reports: int) -> Counter[str]:
        """A phone's days: captures, contacts, crashes, until everything is delivered."""
        counts: Counter[str] = Counter()
        dice, done, life = Random(f"{self.seed}|{owner.device_id}"), False, 0
        while not done:
            life += 1
            phone = Phone(owner, port, life, crash_rate=CRASH_RATE, keep_photos=self.keep_photos)
            try:
                self._until_delivered(phone, reports, dice)
                done = True
            except Crashed:
                continue
            finally:
                counts += phone.notes.counts
                phone.end()
        return counts

    def _until_delivered(self, phone: Phone, reports: int, dice: Random) -> None:
        failures = 0
        while True:
            for _ in range(min(dice.randint(1, 5), reports - phone.pocket.last()[0])):
                phone.capture()
            drained = phone.contact()
            if drained and phone.pocket.last()[0] == reports:
                return
            failures = 0 if drained else failures + 1
            pause = dice.uniform(0, min(BACKOFF_S[1], BACKOFF_S[0] * 2 ** min(failures, 10)))
            time.sleep(max(pause, min(phone.notes.wait_s or 0.0, BACKOFF_S[1])))

    def _drain(self, proxy: FaultProxy, owners: list[Owner]) -> None:
        """With the faults over: every phone asks once more, and sends what it still holds."""
        for owner in owners:
            phone = Phone(owner, proxy.port, life=0, keep_photos=self.keep_photos)
            try:
                for _ in range(CALM_PASSES):
                    if phone.contact() and phone.in_touch:
                        break
                    time.sleep(BACKOFF_S[0])
            finally:
                phone.end()
