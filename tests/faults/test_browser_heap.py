"""A queue far larger than the memory a cheap phone gives a page: it goes out photo by photo."""

from __future__ import annotations

import pytest

from tests.faults.browser.arrivals import reckon
from tests.faults.browser.bench import Workshop
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

HEAP_MB = 256
PHOTO_BYTES = 2_500_000


def test_a_queue_larger_than_the_heap_drains(workshop: Workshop) -> None:
    watch = Stopwatch()
    photos = scaled(16, 120)
    device = workshop.unopened()
    device.args = [f"--js-flags=--max-old-space-size={HEAP_MB}"]
    phone = workshop.phone(device=device)
    device.lose_signal()
    died: list[str] = []
    phone.page.on("crash", lambda page: died.append(page.url))
    for _ in range(photos // 4):
        phone.fill(1, 4, PHOTO_BYTES)
    device.find_signal()
    phone.wait_until_sent()
    assert died == []
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    megabytes = photos * PHOTO_BYTES // 1_000_000
    found.close(f"queue drains under {HEAP_MB} MB of heap", f"{megabytes} MB", watch)
