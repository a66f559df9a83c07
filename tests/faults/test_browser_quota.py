"""A phone that is full at every step: it never says "saved" for what is not stored, and goes on when there is room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.faults.browser.arrivals import Reckoning, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.handset import Handset, script
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

MB = 1_000_000
ROOMY = 120 * MB
NOTE = "满了也不能丢的字"


def small_phone(workshop: Workshop) -> Handset:
    """A phone whose disk has little more room than it needs, from its first start on. Browsers allot a share of what is
    free for half a minute in advance; on a large disk nothing would be refused before that is over."""
    device = workshop.unopened()
    phone = workshop.open(device, "/manifest.webmanifest")
    allow(phone, ROOMY)
    phone.page.goto(device.url)
    phone.sign_in("patrol01")
    phone.be_ready()
    return phone


def allow(phone: Handset, bytes_: int) -> None:
    """From now on this origin may hold so much; what it holds already stays."""
    if not phone.controls:
        phone.controls.append(phone.device.context.new_cdp_session(phone.page))  # type: ignore[union-attr]
    phone.controls[0].send("Storage.overrideQuotaForOrigin", {"origin": phone.device.url, "quotaSize": bytes_})


def fill_up(phone: Handset, quota: int) -> None:
    """From now on this origin may hold `quota` bytes, and all of it is taken."""
    allow(phone, quota)
    phone.page.evaluate(script("fill-up"), {"least": 500})


def make_room(phone: Handset) -> None:
    """Somebody deleted something: the other data is gone and there is room again."""
    phone.page.evaluate("new Promise((resolve) => (indexedDB.deleteDatabase('filler').onsuccess = resolve))")
    allow(phone, ROOMY)


def at_the_shutter(phone: Handset, quota: int) -> None:
    """Refused before anything is begun, or begun and safe; never a camera whose pictures cannot be kept."""
    phone.to_home()
    fill_up(phone, quota)
    phone.find("shutter").click()
    expect(phone.page.locator(".notice.over")).to_be_visible()
    assert "/capture/" not in phone.page.url
    make_room(phone)
    phone.report(1, NOTE)


def in_the_camera(phone: Handset, quota: int) -> None:
    """The picture is refused aloud, or there was something to free for it; the screen counts what is on disk."""
    phone.to_home()
    report_id = phone.begin()
    phone.snap()
    fill_up(phone, quota)
    phone.find("camera-snap").click()
    trouble = phone.find("storing-trouble")
    phone.wait_until(lambda: trouble.count() == 1 or photos_of(phone, report_id) == 2)
    phone.note_hashes()
    expect(phone.page.locator(".camera .last .count")).to_have_text(str(photos_of(phone, report_id)))
    expect_ways_out(phone)
    make_room(phone)
    store_again(phone)
    assert photos_of(phone, report_id) == 2, "the picture that was refused is there"
    finish(phone)


def in_the_form(phone: Handset, quota: int) -> None:
    """Typed words stay on the screen; they are on disk, or the form says that they are not until there is room."""
    report_id = begun(phone)
    fill_up(phone, quota)
    phone.write(NOTE * 40)
    trouble = phone.find("storing-trouble")
    phone.wait_until(lambda: trouble.count() == 1 or note_of(phone, report_id) == NOTE * 40)
    expect(phone.find("note")).to_have_value(NOTE * 40)
    expect_ways_out(phone)
    make_room(phone)
    store_again(phone)
    phone.wait_until(lambda: note_of(phone, report_id) == NOTE * 40)
    finish(phone)


def photos_of(phone: Handset, report_id: str) -> int:
    return len((phone.inside().draft(report_id) or {"photos": []})["photos"])


def note_of(phone: Handset, report_id: str) -> str | None:
    return (phone.inside().draft(report_id) or {}).get("note")


def store_again(phone: Handset) -> None:
    """Taps the way out, where trouble is said still; any other write takes along what had no room."""
    phone.page.evaluate("document.querySelector('[data-testid=store-again]')?.click()")
    expect(phone.find("storing-trouble")).to_have_count(0)


def expect_ways_out(phone: Handset) -> None:
    """Where trouble is said, both ways out are in reach of a thumb."""
    if phone.find("storing-trouble").count() == 1:
        phone.find("store-again").click(trial=True)
        phone.find("store-export").click(trial=True)


def at_save(phone: Handset, quota: int) -> None:
    """Either the report is in the outbox or the form says why not, with every word still in it."""
    report_id = begun(phone)
    phone.write(NOTE)
    phone.choose()
    phone.wait_inside(lambda inside: (inside.draft(report_id) or {}).get("note") == NOTE)
    phone.note_hashes()
    fill_up(phone, quota)
    phone.find("save").click()
    answer = phone.find("saved-note").or_(phone.find("storing-trouble"))
    expect(answer.first).to_be_visible()
    stored = phone.note_hashes().row(report_id) is not None
    assert stored == (phone.find("saved-note").count() == 1), "the screen says what is so"
    if not stored:
        expect(phone.find("note")).to_have_value(NOTE)
        expect_ways_out(phone)
    make_room(phone)
    if stored:
        phone.saved.append(report_id)
    else:
        phone.save()


def begun(phone: Handset) -> str:
    phone.to_home()
    report_id = phone.begin()
    phone.snap()
    phone.to_form()
    return report_id


def finish(phone: Handset) -> None:
    if "/camera" in phone.page.url:
        phone.to_form()
    phone.choose()
    phone.note_hashes()
    phone.save()


STEPS: dict[str, Callable[[Handset, int], None]] = {
    "at the shutter": at_the_shutter,
    "in the camera": in_the_camera,
    "in the form": in_the_form,
    "at save": at_save,
}
SMALL = ("in the camera",)


@pytest.mark.parametrize("megabytes", scaled([5], [1, 5, 20]))
@pytest.mark.parametrize("step", [step for step in STEPS if scaled(step in SMALL, True)])
def test_a_full_phone_says_so_at_every_step(workshop: Workshop, step: str, megabytes: int) -> None:
    watch, found = Stopwatch(), Reckoning()
    phone = small_phone(workshop)
    phone.device.lose_signal()
    STEPS[step](phone, megabytes * MB)
    assert len(phone.saved) == 1
    assert phone.inside().pack or step != "at the shutter", "a trial costs nothing that is needed for work"
    phone.note_hashes()
    phone.device.find_signal()
    phone.wait_until_sent()
    reckon(workshop.server, phone.devices, phone.saved, phone.hashed, found)
    assert phone.device.errors == []
    found.close(f"storage full at {megabytes} MB", step, watch)
