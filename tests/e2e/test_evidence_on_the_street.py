"""Taking evidence with a camera that really runs: the picture of afterwards over that of before, and a recording."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import by_id, mine, rows_in, sign_in

pytestmark = pytest.mark.browser

NOISY = "pledge_pingcheng_order_noise"
METRE = 1 / 111_320
RECORDS_MS = 1_000


def test_a_twin_shot_and_a_clip_arrive_as_what_they_are(phone: Device, city: Server) -> None:
    patrol = city.api("patrol01")
    person_id = patrol.get("/session").json()["person"]["id"]
    known = {item["id"] for item in patrol.get("/reports", params={"limit": 200}).json()["items"]}
    lon, lat = phone.place = clear_places(patrol.get("/areas/pack").json(), 1)[0]
    page = phone.open("/")
    assert phone.context is not None
    phone.context.grant_permissions(["geolocation", "camera", "background-sync", "microphone"])
    sign_in(page, "patrol01")
    expect(by_id(page, "place-board")).to_have_attribute("data-state", "found")
    by_id(page, "shutter").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("1")
    by_id(page, "camera-done").click()
    by_id(page, "category-search").click()
    by_id(page, "category-query").fill("揽客")
    by_id(page, f"any-{NOISY}").click()

    by_id(page, "shoot-more").click()
    by_id(page, "clip-video").click()
    expect(by_id(page, "clip-stop")).to_be_visible()
    page.wait_for_timeout(RECORDS_MS)  # what is recorded takes its time
    by_id(page, "clip-stop").click()
    expect(page.locator(".last .count")).to_have_text("2")
    by_id(page, "camera-done").click()

    by_id(page, "solved").check()
    by_id(page, "shoot-after").click()
    expect(by_id(page, "twin-picture")).to_have_css("opacity", "0.5")
    phone.stand_at(lon, lat + 12 * METRE)
    expect(by_id(page, "twin")).to_contain_text("12 m")
    by_id(page, "twin-switch").click()
    expect(by_id(page, "twin-picture")).to_have_count(0)
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("3")
    by_id(page, "camera-done").click()
    by_id(page, "save").click()
    by_id(page, "tab-outbox").click()
    expect(rows_in(page, "已送达")).to_have_count(1, timeout=60_000)

    [report] = mine(patrol, person_id, known)
    photos = report["photos"]
    assert (report["handled_on_spot"], sorted(bool(photo.get("clip")) for photo in photos)) == (True, [False, False, True])
    assert {photo["role"] for photo in photos if not photo.get("clip")} >= {"after"}
    assert [photo["clip"].split("/")[0] for photo in photos if photo.get("clip")] == ["video"]
    assert phone.errors == []
