"""A phone at a known crossing, without signal: what its browser adds to positions is found out, marked, told and undone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.areas.datum import Datum, from_wgs84
from tests.e2e.looking import findings
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_street_story import CATEGORY, by_id, mine, rows_in, sign_in

pytestmark = pytest.mark.browser

TURNED_EAST = """() => dispatchEvent(
  new DeviceOrientationEvent('deviceorientationabsolute', { alpha: 270, beta: 90, gamma: 0, absolute: true }))"""
"""What a phone says that is held upright, its camera looking east."""


def crossing_of(api: ApiSession) -> tuple[tuple[str, str], tuple[float, float]]:
    """Two streets of the city that share a corner nobody else touches, and where that is."""
    found: dict[tuple[float, float], set[str]] = {}
    for segment in api.get("/areas/pack").json()["segments"]:
        for lon, lat in segment["line"]:
            found.setdefault((round(lon, 7), round(lat, 7)), set()).add(segment["name"])
    by_names: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for place, names in found.items():
        by_names.setdefault(tuple(sorted(names)), []).append(place)
    names, places = next((names, places) for names, places in by_names.items() if len(names) == 2 and len(places) == 1)
    return (names[0], names[1]), places[0]


def measure(phone: Device, page: Page, names: tuple[str, str]) -> None:
    """Chooses the crossing by one of its streets and stands there, as still as a receiver is, until the phone has said
    something."""
    by_id(page, "crossing-query").fill(names[0])
    page.get_by_test_id("crossing").filter(has_text=names[0]).filter(has_text=names[1]).first.click()
    expect(by_id(page, "calibrate-measuring")).to_be_visible()
    lon, lat = phone.place
    for turn in range(200):
        if by_id(page, "calibrate-answer").is_visible():
            break
        phone.stand_at(lon, lat + (turn % 2) * 1e-6)
        page.wait_for_timeout(300)
    phone.stand_at(lon, lat)
    expect(by_id(page, "calibrate-answer")).to_be_visible()


def begin(phone: Device, at: tuple[float, float]) -> Page:
    """Signed in with a street map, then out of signal at the check before leaving."""
    phone.place = at
    page = phone.open("/")
    sign_in(page, "patrol01")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(by_id(page, "place-board")).not_to_have_attribute("data-state", "no-pack")
    expect(by_id(page, "place-board")).not_to_have_attribute("data-state", "locating")
    phone.lose_signal()
    by_id(page, "ready-link").click()
    by_id(page, "to-calibrate").click()
    return page


def told_of(city: Server, datum: str) -> list[dict[str, Any]]:
    """What phones have told of being calibrated to this datum, once one has: the phone tells at its own time."""
    desk = city.api("supervisor01")
    deadline = time.monotonic() + 30
    while True:
        phones = desk.get("/devices", params={"state": "all", "limit": 100}).json()["items"]
        events = [event for one in phones for event in desk.get(f"/devices/{one['id']}").json()["events"]]
        facts = [event["facts"] for event in events if event["kind"] == "calibrated" and event["facts"]["datum"] == datum]
        if facts or time.monotonic() > deadline:
            return facts
        time.sleep(0.5)


def test_a_browser_that_shifts_is_found_out_and_its_reports_arrive_where_they_were_made(phone: Device, city: Server) -> None:
    patrol = city.api("patrol01")
    person_id = patrol.get("/session").json()["person"]["id"]
    known = {item["id"] for item in patrol.get("/reports", params={"limit": 200}).json()["items"]}
    names, at = crossing_of(patrol)
    page = begin(phone, from_wgs84(*at, Datum.GCJ02))
    measure(phone, page, names)
    expect(by_id(page, "calibrate-answer")).to_have_attribute("data-answer", "shifted")
    expect(by_id(page, "calibrate-answer")).to_contain_text("GCJ-02")
    assert findings(page) == []
    by_id(page, "calibrate-keep").click()
    expect(by_id(page, "calibrate-answer")).to_have_attribute("data-answer", "shifted-kept")
    by_id(page, "calibrate-done").click()
    expect(by_id(page, "calibrate-last")).to_have_attribute("data-datum", "gcj02")

    page.goto(f"{phone.url}/")
    expect(by_id(page, "place-board")).to_contain_text(names[0], timeout=20_000)
    by_id(page, "shutter").click()
    expect(by_id(page, "camera-snap")).to_be_visible(timeout=15_000)
    expect(by_id(page, "stamp")).to_contain_text("GCJ-02")
    page.evaluate(TURNED_EAST)
    by_id(page, "camera-snap").click()
    page.wait_for_timeout(400)
    by_id(page, "camera-done").click()
    by_id(page, f"category-{CATEGORY}").click()
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible(timeout=15_000)

    phone.find_signal()
    by_id(page, "tab-outbox").click()
    expect(rows_in(page, "已送达")).to_have_count(1, timeout=60_000)
    (report,) = mine(patrol, person_id, known)
    position = report["position"]
    assert (round(position["lon"], 6), round(position["lat"], 6)) == (round(at[0], 6), round(at[1], 6))
    assert position["heading"] == {"deg": 90.0, "accuracy_deg": None, "source": "compass"}
    facts = told_of(city, "gcj02")
    assert {(one["readings"] >= 3, one["off_m"]) for one in facts} == {(True, 0)}
    assert not {names[0], names[1]} & {str(value) for one in facts for value in one.values()}, "where somebody stood is not told"
    assert phone.errors == []


@pytest.mark.fullsize  # calibrateScreen.test.ts has it on the real screen without a browser
def test_a_browser_that_shifts_nothing_fits_and_a_wrong_crossing_changes_nothing(phone: Device, city: Server) -> None:
    names, at = crossing_of(city.api("patrol01"))
    page = begin(phone, (at[0] + 0.0001, at[1]))
    expect(by_id(page, "crossing").first).to_be_visible()
    assert findings(page) == []
    measure(phone, page, names)
    expect(by_id(page, "calibrate-answer")).to_have_attribute("data-answer", "fits")
    by_id(page, "calibrate-done").click()
    expect(by_id(page, "calibrate-last")).to_contain_text("没有挪位，差 9 m")

    phone.stand_at(at[0] + 0.005, at[1])
    measure(phone, page, names)
    expect(by_id(page, "calibrate-answer")).to_have_attribute("data-answer", "unclear.elsewhere")
    assert findings(page) == []
    page.get_by_role("button", name="换一个路口").click()
    expect(by_id(page, "calibrate-last")).to_contain_text("没有挪位，差 9 m")

    by_id(page, "calibrate-undo").click()
    expect(by_id(page, "calibrate-last")).to_have_count(0)
    assert phone.errors == []
