"""Roads that lie: portals that answer in the server's place, answers that are lost, requests that never end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.browser.arrivals import reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.gate import Asked, Fate, Rule
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

PORTAL = (200, {"Content-Type": "text/html"}, b"<!doctype html><title>Wi-Fi</title><p>Please accept our terms")
REDIRECT = (302, {"Location": "http://127.0.0.1:9/portal", "Content-Type": "text/html"}, b"")
EMPTY = (200, {"Content-Type": "application/json"}, b"{}")


def always(make: Callable[[], Fate], fits: Callable[[Asked], bool]) -> Rule:
    return lambda asked: make() if fits(asked) else None


def sends(asked: Asked) -> bool:
    return asked.is_text or asked.is_photo or asked.path.endswith("/sync/offer")


ROADS: dict[str, Callable[[], Rule]] = {
    "portal answers 200 with a page": lambda: always(lambda: Fate(instead=PORTAL), lambda asked: asked.is_api),
    "portal redirects": lambda: always(lambda: Fate(instead=REDIRECT), lambda asked: asked.is_api),
    "200 with an empty object": lambda: always(lambda: Fate(instead=EMPTY), sends),
    "every answer is lost": lambda: always(lambda: Fate(mute=True), sends),
    "photos break in the middle": lambda: always(lambda: Fate(upto=0.4), lambda asked: asked.is_photo),
    "only texts get through": lambda: always(lambda: Fate(drop=True), lambda asked: asked.is_photo),
}
SMALL = ("every answer is lost",)


@pytest.mark.parametrize("road", [road for road in ROADS if scaled(road in SMALL, True)])
def test_a_lying_road_takes_nothing_off_the_phone(workshop: Workshop, road: str) -> None:
    watch = Stopwatch()
    phone = workshop.phone()
    phone.device.lose_signal()
    reports = [phone.report(2), phone.report(1)]
    held = phone.note_hashes()
    phone.gate.rule = ROADS[road]()
    phone.device.find_signal()
    for _ in range(3):
        phone.tap_send()
        phone.wait_inside(lambda inside: any(row["trouble"] is not None for row in inside.rows))
    inside = phone.inside()
    assert {row["id"] for row in inside.rows if row["phase"] == "waiting"} == set(reports), "nothing is taken for sent"
    assert inside.photos == held.photos, "and no photo is let go"
    phone.gate.rule = None
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    assert phone.device.errors == []
    found.close(f"road: {road}", "2 reports", watch)


@pytest.mark.fullsize
def test_a_request_that_is_never_answered_holds_up_nothing_for_good(workshop: Workshop) -> None:
    watch = Stopwatch()
    phone = workshop.phone()
    phone.device.lose_signal()
    phone.report(1)
    phone.report(1)
    phone.note_hashes()
    stalled = Fate(hold="before")
    phone.gate.rule = lambda asked: stalled if asked.is_text and not stalled.met.is_set() else None
    phone.device.find_signal()
    phone.tap_send()
    assert stalled.met.wait(60)
    phone.wait_until_sent()
    assert not stalled.go.is_set(), "the request was given up by the phone, not answered"
    stalled.go.set()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    found.close("road: a request is never answered", "2 reports", watch)
