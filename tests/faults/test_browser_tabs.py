"""Several pages of one phone at once, with the browser's locks and without them: each report is sent once."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.faults.browser.arrivals import arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })"


@pytest.mark.parametrize(("tabs", "locks"), scaled([(4, False)], [(2, True), (2, False), (4, True), (4, False)]))
def test_tabs_that_send_the_same_queue_deliver_it_once(workshop: Workshop, tabs: int, locks: bool) -> None:
    watch = Stopwatch()
    reports, photos = scaled((8, 1), (200, 2))
    device = workshop.unopened()
    device.init_scripts += [] if locks else [NO_LOCKS]
    phone = workshop.phone(device=device)
    device.lose_signal()
    pages = [phone.page, *(device.tab("/outbox") for _ in range(tabs - 1))]
    assert [page.evaluate("navigator.locks === undefined") for page in pages] == [not locks] * tabs
    phone.fill(reports, photos, 2_000)
    device.find_signal()
    for page in pages:
        page.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    assert device.errors == []
    name = f"{tabs} tabs send one queue, {'with' if locks else 'without'} locks"
    found.close(name, f"{reports} reports", watch)


@pytest.mark.fullsize  # pwa/src/patrol/capture/elsewhere.test.ts has both pages
@pytest.mark.parametrize("locks", [True, False])
def test_one_draft_open_in_two_tabs_becomes_one_report(workshop: Workshop, locks: bool) -> None:
    watch = Stopwatch()
    device = workshop.unopened()
    device.init_scripts += [] if locks else [NO_LOCKS]
    phone = workshop.phone(device=device)
    device.lose_signal()
    report_id = phone.begin()
    phone.snap()
    phone.to_form()
    phone.choose()
    other = device.tab(f"/capture/{report_id}")
    expect(other.locator("#app > *").first).to_be_visible()
    other_save = other.get_by_test_id("save").and_(other.locator(":enabled"))
    phone.write("第一页")
    phone.note_hashes()
    phone.save()
    if other_save.count() == 1:
        other_save.click()
        other.wait_for_url("**/", timeout=60_000)
    inside = phone.inside()
    assert [row["id"] for row in inside.rows] == [report_id], "one draft is one report, whoever taps"
    assert inside.drafts == []
    other.close()
    device.find_signal()
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    numbers = Counter(report.device_seq for report in arrived_from(workshop.server, phone.devices))
    assert numbers == {1: 1}
    name = f"one draft in two tabs, {'with' if locks else 'without'} locks"
    found.close(name, "1 report", watch)
