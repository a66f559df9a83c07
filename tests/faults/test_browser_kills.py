"""A phone that dies at every step of capture and sending: what it showed as saved arrives once, whole and unharmed."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.faults.browser.arrivals import Reckoning, arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.handset import Handset
from tests.faults.browser.lives import CAPTURE, SENDING, Left, Step
from tests.faults.tally import Stopwatch, full, seed

pytestmark = [pytest.mark.browser, pytest.mark.faults]


def look_after_restart(phone: Handset, left: Left, found: Reckoning) -> None:
    """What was promised is there; the report in hand is there with every photo that was seen and the note at rest."""
    inside = phone.note_hashes()
    for report_id in phone.saved:
        if inside.row(report_id) is None:
            found.say("lost", f"{report_id} was shown as saved and is not on the phone")
    if left.report_id is None or inside.row(left.report_id) is not None:
        return
    draft = inside.draft(left.report_id)
    if draft is None:
        found.say("lost", f"the report in hand, {left.report_id}, is gone")
    elif len(draft["photos"]) < left.photos or draft["note"] != left.note:
        found.say("lost", f"{left.report_id} came back as {draft} instead of {left}")


def finish_what_was_in_hand(phone: Handset) -> None:
    """Goes on where the app puts the person: in the camera, in the form, or by the open draft on the home screen."""
    for draft in phone.inside().drafts:
        if "/camera" in phone.page.url:
            phone.snap()
            phone.to_form()
        elif draft["id"] not in phone.page.url:
            entry = phone.page.locator(f'[data-testid="open-draft"][href$="{draft["id"]}"]')
            if not draft["photos"] and not draft["note"]:
                continue  # an empty draft is not offered and owes nothing
            expect(entry).to_be_visible()
            entry.click()
        expect(phone.find("note")).to_have_value(draft["note"])
        phone.choose()
        phone.note_hashes()
        phone.save()
        phone.to_home()


def live_through(phone: Handset, step: Step, rng: random.Random, found: Reckoning, tab_only: bool) -> None:
    """One life: a step, a death, a start, and the report finished."""
    left = step(phone, rng)
    if tab_only:
        phone.crash()
    else:
        phone.kill()
        phone.restart()
    expect(phone.page.locator("#app > *").first).to_be_visible()
    look_after_restart(phone, left, found)
    finish_what_was_in_hand(phone)


def reckon_kills(workshop: Workshop, phone: Handset, found: Reckoning) -> None:
    """Everything goes out; every report that was ever sealed is on the server once."""
    phone.device.find_signal()
    phone.wait_until_sent()
    inside = phone.inside()
    sealed = {row["id"] for row in inside.rows}
    reckon(workshop.server, phone.devices, sealed | set(phone.saved), phone.hashed, found)
    arrived = arrived_from(workshop.server, phone.devices)
    numbers = sorted(report.device_seq or 0 for report in arrived)
    assert numbers == list(range(1, len(numbers) + 1)), "the device's chain has no gap and no number twice"
    assert inside.chain is not None
    assert inside.chain["last_seq"] == len(numbers)
    assert phone.device.errors == []


IDLE = ("before the shutter", "in the camera", "before save")
"""Steps at which nothing is under way; for `make faults`."""


def small(steps: dict[str, Step], tab_only: bool) -> list[tuple[str, Step]]:
    """What `make test` has time for: every other step at which something is under way, few of them for the page alone."""
    busy = [(name, step) for name, step in steps.items() if name not in IDLE]
    return busy[1::4] if tab_only else busy[::2]


def steps_of(all_steps: dict[str, Step], rounds: int) -> list[tuple[str, Step]]:
    return [(name, step) for _ in range(rounds) for name, step in all_steps.items()]


@pytest.mark.parametrize(
    ("who", "steps", "tab_only"),
    [
        ("browser killed while capturing", CAPTURE, False),
        ("browser killed while sending", SENDING, False),
        pytest.param("page killed while capturing and sending", CAPTURE | SENDING, True, marks=pytest.mark.fullsize),
    ],
    ids=["capturing", "sending", "page-only"],
)
def test_a_phone_that_dies_at_any_step_loses_nothing_it_promised(
    workshop: Workshop, who: str, steps: dict[str, Step], tab_only: bool
) -> None:
    watch, found, rng = Stopwatch(), Reckoning(), random.Random(seed())
    phone = workshop.phone(will_die=True)
    phone.device.lose_signal()
    lives = steps_of(steps, 4) if full() else small(steps, tab_only)
    for name, step in lives:
        print(f"{who}: {name}")
        if step in CAPTURE.values():
            phone.device.lose_signal()
        live_through(phone, step, rng, found, tab_only)
    reckon_kills(workshop, phone, found)
    found.close(who, f"{len(lives)} kills", watch)
