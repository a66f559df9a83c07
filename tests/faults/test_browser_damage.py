"""A browser's database that was damaged or emptied behind the app's back: survived, or said plainly with true numbers."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.machines import Server
from tests.faults.browser.arrivals import Reckoning, arrived_from, original
from tests.faults.browser.bench import Workshop
from tests.faults.browser.handset import Handset, Inside
from tests.faults.browser.leveldb import WAYS, Damage
from tests.faults.tally import Stopwatch, full, scaled, seed

pytestmark = [pytest.mark.browser, pytest.mark.faults]

REPORTS = scaled(2, 3)
SMALL = ("log cut in half",)


def loss_events(server: Server, devices: set[str]) -> list[dict[str, Any]]:
    """The facts of every loss these phones told."""
    marks = ",".join("?" * len(devices))
    with closing(sqlite3.connect(f"file:{server.data_dir / 'xunjie.db'}?mode=ro", uri=True, timeout=30)) as db:
        asked = f"SELECT facts FROM device_event WHERE kind = 'loss' AND device_id IN ({marks})"
        return [json.loads(facts) for (facts,) in db.execute(asked, list(devices))]


def leave_the_shut_store(phone: Handset, had: Inside) -> None:
    """A database that cannot be opened is said, with how much is kept beside it, and not deleted. The person starts anew,
    asked twice; where the browser gives no other database either that is said, too, and somebody clears its data."""
    expect(phone.find("shut-kept")).to_contain_text(str(len(had.rows)))
    phone.find("shut-anew").click()
    phone.find("shut-anew-sure").click()
    failed = phone.page.locator('[data-testid="store-shut"] .failed')
    expect(phone.find("loss-screen").or_(failed).first).to_be_visible()
    if failed.count() == 1:
        clear(phone, "indexeddb")
        phone.page.goto(phone.device.url)


def clear(phone: Handset, what: str) -> None:
    """Site data is removed behind the app's back."""
    assert phone.device.context is not None
    control = phone.device.context.new_cdp_session(phone.page)
    control.send("Storage.clearDataForOrigin", {"origin": phone.device.url, "storageTypes": what})


def read_the_loss(phone: Handset, had: Inside, found: Reckoning) -> dict[str, int] | None:
    """The loss screen's numbers against what was there; None when there is none. Leaves it."""
    first = phone.page.locator(
        '[data-testid="loss-screen"], [data-testid="shutter"], [data-testid="store-shut"], [data-testid="username"]'
    )
    expect(first.first).to_be_visible(timeout=60_000)
    if phone.find("store-shut").count() == 1:
        leave_the_shut_store(phone, had)
        expect(first.first).to_be_visible()
    now = phone.inside()
    poor = sum(any(sha256 not in now.photos for sha256 in row["photos"]) for row in now.rows)
    if phone.find("loss-screen").count() == 0:
        if len(now.rows) < len(had.rows):
            found.say("lost", f"{len(had.rows) - len(now.rows)} reports vanished without a word")
        return None
    shown = {name: int(phone.find(f"loss-{name}").locator("dd").inner_text()) for name in ("recovered", "gone")}
    if len(now.rows) + shown["gone"] != len(had.rows):
        found.say("lost", f"the screen says {shown}, the phone had {len(had.rows)} and has {len(now.rows)}")
    if poor > shown["recovered"]:
        found.say("damaged", f"{poor} reports lost photos, {shown['recovered']} are said to be back as text")
    phone.find("loss-read").click()
    return shown


def settle_without_photos(phone: Handset) -> None:
    """A person lets every report go without the photos that are gone."""
    ways = phone.page.get_by_test_id("way-without-damaged").and_(phone.page.locator(":enabled"))
    phone.to_outbox()
    phone.wait_inside(lambda inside: all(row["phase"] != "waiting" for row in inside.rows))

    def settled() -> bool:
        if ways.count() > 0:  # one that is on its way just now is shown still, and cannot be tapped
            ways.first.click()
            phone.tap_send()
        return phone.inside().waiting == []

    phone.wait_until(settled)


def check_server(workshop: Workshop, phone: Handset, had: Inside, told: dict[str, int] | None, found: Reckoning) -> None:
    """Texts are there, photos that are there have their own bytes, no number of the chain twice, the loss was told."""
    arrived = arrived_from(workshop.server, phone.devices)
    gone = (told or {}).get("gone", 0)
    missing = {row["id"] for row in had.rows} - {report.id for report in arrived}
    if len(missing) > gone:
        found.say("lost", f"{missing} never arrived, {gone} were said to be gone")
    numbers = [(report.device_id, report.device_seq) for report in arrived]
    for number in {number for number in numbers if numbers.count(number) > 1}:
        found.say("duplicated", f"number {number} twice")
    for report in arrived:
        for sha256 in report.stored:
            if phone.hashed.get(sha256) != len(original(workshop.server, sha256) or b""):
                found.say("damaged", f"photo {sha256[:8]} of {report.id}")
    if told is not None and not loss_events(workshop.server, phone.devices):
        found.say("lost", "the server never heard of the loss")


@pytest.mark.parametrize("way", [way for way in WAYS if full() or way in SMALL])
def test_a_damaged_database_is_survived_or_said(workshop: Workshop, way: str) -> None:
    watch, found = Stopwatch(), Reckoning()
    live_with(workshop, WAYS[way], found)
    found.close(f"database: {way}", f"{REPORTS} reports", watch)


def live_with(workshop: Workshop, damage: Damage, found: Reckoning) -> None:
    phone = workshop.phone()
    phone.device.lose_signal()
    for number in range(REPORTS):
        phone.report(1, f"第{number}件")
    had = phone.note_hashes()
    phone.close()
    damage(phone.device.profile, random.Random(seed()))
    phone.restart()
    told = read_the_loss(phone, had, found)
    live_on(workshop, phone, had, told, found)


def live_on(workshop: Workshop, phone: Handset, had: Inside, told: dict[str, int] | None, found: Reckoning) -> None:
    """The phone goes on: signs in where it must, makes one more report, sends all."""
    phone.device.find_signal()
    phone.page.goto(phone.device.url)
    first = phone.page.locator('[data-testid="shutter"], [data-testid="username"]').first
    expect(first).to_be_visible(timeout=60_000)
    if phone.find("username").count() == 1:
        phone.sign_in("patrol01")
    else:
        phone.to_outbox()
        phone.sign_in_again("patrol01")
    phone.to_home()
    phone.be_ready()
    phone.report(1, "之后")
    phone.note_hashes()
    settle_without_photos(phone)
    check_server(workshop, phone, had, told, found)
    assert phone.device.errors == []


def test_a_cleared_database_is_said_and_its_texts_arrive(workshop: Workshop) -> None:
    watch, found = Stopwatch(), Reckoning()
    phone = workshop.phone()
    phone.device.lose_signal()
    for number in range(REPORTS):
        phone.report(1, f"第{number}件")
    had = phone.note_hashes()
    clear(phone, "indexeddb")
    phone.page.reload()
    told = read_the_loss(phone, had, found)
    assert told is not None
    assert told["recovered"] == REPORTS, "the journal has every text"
    live_on(workshop, phone, had, told, found)
    found.close("storage cleared: databases", f"{REPORTS} reports", watch)


@pytest.mark.fullsize
def test_everything_cleared_leaves_a_gap_that_the_server_sees(workshop: Workshop) -> None:
    """Cookies, pages, journal and database gone at once: nothing on the phone can know. The server knows the number of
    the last contact, and the phone begins as a new device, so no number is given twice."""
    watch, found = Stopwatch(), Reckoning()
    phone = workshop.phone()
    phone.report(1, "先到")
    phone.note_hashes()
    phone.wait_until_sent()
    before = set(phone.devices)
    phone.device.lose_signal()
    phone.report(1, "会丢")
    clear(phone, "all")
    phone.device.find_signal()
    phone.page.goto(phone.device.url)
    expect(phone.find("username")).to_be_visible(timeout=60_000)
    phone.sign_in("patrol01")
    phone.be_ready()
    phone.report(1, "新机")
    phone.note_hashes()
    phone.wait_until_sent()
    after = phone.devices - before
    assert len(after) == 1, "a phone that knows nothing of its past is a new device"
    assert [report.device_seq for report in arrived_from(workshop.server, after)] == [1]
    assert [report.device_seq for report in arrived_from(workshop.server, before)] == [1]
    found.close("storage cleared: everything", "2 devices", watch)
