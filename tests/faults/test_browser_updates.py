"""A new version of the app while reports wait, a new version that arrives torn, and the database of an old one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.machines import Server
from tests.faults.browser.arrivals import arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.gate import Asked, Fate
from tests.faults.browser.handset import Handset, script
from tests.faults.browser.next_version import MARK, next_version
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

ASK_FOR_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration()
  await registration.update().catch(() => undefined)
  const worker = registration.installing ?? registration.waiting
  if (worker === null) return 'none'
  if (worker.state === 'installing')
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }))
  return worker.state
}"""


def build_shown(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-build")


def phone_with_queue(workshop: Workshop, will_die: bool = False) -> Handset:
    """Two reports wait; the server answers, but takes no report for now."""
    phone = workshop.phone(will_die=will_die)
    phone.device.lose_signal()
    phone.report(1)
    phone.report(2)
    phone.note_hashes()
    phone.gate.rule = lambda asked: Fate(instead=busy()) if asked.is_text else None
    phone.device.find_signal()
    return phone


def busy() -> tuple[int, dict[str, str], bytes]:
    return 503, {"Content-Type": "application/problem+json", "Retry-After": "1"}, b'{"type":"/problems/unavailable","status":503}'


def test_an_update_waits_for_a_tap_and_loses_nothing(workshop: Workshop, tmp_path: Path) -> None:
    watch = Stopwatch()
    phone = phone_with_queue(workshop)
    phone.page.evaluate("globalThis.sameStart = true")
    phone.gate.site = next_version(workshop.site, tmp_path / "v2")
    assert phone.page.evaluate(ASK_FOR_UPDATE) == "installed"
    expect(phone.find("update-bar")).to_be_visible()
    phone.to_home()
    third = phone.report(1, "更新前")
    assert phone.page.evaluate("globalThis.sameStart") is True, "nothing reloads the app but a tap"
    assert build_shown(phone.page) is None
    assert len(phone.note_hashes().waiting) == 3
    phone.find("update-bar").get_by_role("button").click()
    expect(phone.page.locator(f'html[data-build="{MARK}"]')).to_have_count(1)
    assert phone.note_hashes().row(third) is not None
    phone.gate.rule = None
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    assert phone.device.errors == []
    found.close("update found while reports wait", "3 reports", watch)


def test_an_update_that_lacks_a_file_leaves_the_old_version_whole(workshop: Workshop, tmp_path: Path) -> None:
    watch = Stopwatch()
    phone = phone_with_queue(workshop, will_die=True)
    phone.gate.site = next_version(workshop.site, tmp_path / "v2")
    dropped: list[str] = []

    def lose_one(asked: Asked) -> Fate | None:
        if asked.path.startswith("/assets/") and MARK in asked.path and (not dropped or asked.path in dropped):
            dropped.append(asked.path)
            return Fate(drop=True)
        return Fate(instead=busy()) if asked.is_text else None

    phone.gate.rule = lose_one
    assert phone.page.evaluate(ASK_FOR_UPDATE) in {"redundant", "none"}
    assert dropped, "the update asked for the file that was lost"
    expect(phone.find("update-bar")).to_have_count(0)
    phone.device.lose_signal()
    phone.kill()
    phone.restart()
    expect(phone.find("shutter")).to_be_visible()
    assert build_shown(phone.page) is None, "the old version starts, without signal"
    assert len(phone.inside().waiting) == 2
    phone.device.find_signal()
    phone.gate.rule = None
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    found.close("update with a file lost", "2 reports", watch)


@pytest.mark.fullsize  # opening.test.ts opens them and finds all of them waiting to be sent
def test_rows_of_the_first_release_are_sent_by_this_one(workshop: Workshop, city: Server) -> None:
    watch = Stopwatch()
    device = workshop.unopened()
    gate = device.wire
    phone = workshop.open(device, "/api/v1/meta")
    person = city.api("patrol01").get("/session").json()["person"]["id"]
    count = scaled(4, 40)
    left = phone.page.evaluate(script("first-release"), {"count": count, "person": person})
    assert gate is phone.gate
    phone.page.goto(device.url)
    phone.sign_in("patrol01")
    phone.be_ready()
    phone.wait_until_sent()
    new = phone.report(1, "新版")
    phone.note_hashes()
    phone.wait_until_sent()
    found = reckon(workshop.server, [left["device_id"]], [*left["ids"], new], phone.hashed | left["photos"])
    numbers = [report.device_seq for report in arrived_from(workshop.server, [left["device_id"]])]
    assert sorted(number or 0 for number in numbers) == list(range(1, count + 2)), "the chain goes on where it stood"
    found.close("rows of the first release", f"{count} reports", watch)
