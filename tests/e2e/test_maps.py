"""The maps of phone and desk: drawn from what is there, walked with the keyboard, and the phone's without any signal."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings, go, look
from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.pledging import ready_phone, shops_without_pledge
from tests.e2e.test_street_story import by_id, sign_in, take_report, wait_until_ready_for_offline

pytestmark = pytest.mark.browser

COLOURS = """() => {
  const canvas = document.querySelector('.map-ground');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Set();
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] === 255) seen.add(pixels.slice(at, at + 3).join());
  return [...seen];
}"""
"""Every opaque colour on the canvas of the ground, as "r,g,b"."""


TOKEN = """(name) => {
  const ink = document.createElement('canvas').getContext('2d');
  ink.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  ink.fillRect(0, 0, 1, 1);
  return ink.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
}"""
"""A colour of the page's tokens, the same way."""


def expect_painted(page: Page, *names: str) -> None:
    """Waits until the ground is drawn in these tokens, read anew each time: a change of theme reaches them a moment later."""
    page.wait_for_function(
        f"(names) => {{ const seen = ({COLOURS})(); return names.every((name) => seen.includes(({TOKEN})(name))) }}",
        arg=list(names),
    )


def test_a_door_on_the_phones_map_leads_to_its_shop_without_signal(phone: Device, city: Server) -> None:
    [shop] = shops_without_pledge(city.api("patrol01"), 1)
    page = ready_phone(phone, shop)
    phone.lose_signal()
    go(page, "/map")
    expect(by_id(page, "city-map")).to_be_visible()
    door = page.locator(f'[data-pin="{shop["id"]}"]')
    expect(door).to_have_count(0)
    page.get_by_role("button", name="放大地图").click(click_count=2)
    door.click()
    expect(by_id(page, "map-callout")).to_contain_text(shop["name"])
    expect(by_id(page, "map-callout")).to_contain_text("还没签五包")
    assert look(page, "patrol-map-doors") == {}
    by_id(page, "map-callout").get_by_role("link").click()
    expect(page).to_have_url(f"{phone.url}/shops/{shop['id']}")
    expect(by_id(page, "breaches")).to_have_attribute("data-open", "0")
    assert phone.errors == []


def test_the_phones_map_needs_no_signal_and_no_sight(phone: Device, city: Server) -> None:
    places = clear_places(city.api("patrol01").get("/areas/pack").json(), 2)
    phone.place = places[0]
    page = phone.open("/")
    sign_in(page, "patrol01")
    wait_until_ready_for_offline(page)
    phone.lose_signal()
    take_report(page, 1)

    by_id(page, "to-map").focus()
    page.keyboard.press("Enter")
    expect(by_id(page, "city-map")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("没有信号也能看")).to_be_visible()
    expect_painted(page, "surface", "line-strong", "ink")
    own = page.locator('[data-testid="map-thing"][data-kind="mine"]')
    expect(own.first).to_contain_text("离您 0 m")
    expect(by_id(page, "map-pin").or_(by_id(page, "map-group")).first).to_be_visible()
    assert findings(page) == []

    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    by_id(page, "city-map").focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(scale).not_to_have_text(before)
    own.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(scale).not_to_have_text(before)
    light = page.evaluate(TOKEN, "surface")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({TOKEN})('surface') !== light", arg=light)
    expect_painted(page, "surface", "line-strong", "ink")
    assert findings(page) == []

    by_id(page, "map-shoot").click()
    expect(by_id(page, "camera-snap")).to_be_visible(timeout=15_000)
    assert phone.errors == []


def test_the_desks_map_shows_open_cases_and_leads_to_them(desk: Device, city: Server) -> None:
    open_cases = city.api("supervisor01").get("/cases", params={"state": "filed", "limit": 1}).json()["items"]
    asked: list[str] = []
    page = desk.open("/console/map")
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, "supervisor01")
    by_id(page, "nav-map").click()
    rows = by_id(page, "map-case")
    expect(rows.first).to_be_visible()
    expect_painted(page, "surface", "line-strong", "act")
    assert page.locator(f'[data-testid="map-case"][data-case="{open_cases[0]["case_no"]}"]').count() == 1
    expect(by_id(page, "map-group").first).to_be_visible()
    assert findings(page) == []

    whole = count_of(page)
    asked.clear()
    by_id(page, "city-map").focus()
    with page.expect_response(lambda answer: "/areas/shapes" in answer.url):
        for _ in range(3):
            page.keyboard.press("+")
    expect(by_id(page, "map-count")).not_to_have_text(whole)
    expect(page.locator(".notes p")).to_have_count(0)
    shapes = [url for url in asked if "/areas/shapes" in url]
    assert 0 < len(shapes) <= 24, "only what is in sight is fetched, in sheets"
    assert len(shapes) == len(set(shapes)), "nothing is asked twice"
    asked.clear()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(600)
    assert [url for url in asked if url in shapes] == [], "what was seen before is still here"

    for _ in range(3):
        page.keyboard.press("-")
    expect(by_id(page, "map-count")).to_have_text(whole)
    link = rows.first.get_by_role("link")
    number = rows.first.get_attribute("data-case")
    link.focus()
    expect(page.locator(".map-pin.marked")).to_have_count(1)
    at = page.url
    page.keyboard.press("Enter")
    expect(by_id(page, "case-no")).to_be_visible()
    assert number in page.url
    page.go_back()
    expect(by_id(page, "city-map")).to_be_visible()
    expect(by_id(page, "map-count")).to_have_text(whole)
    assert page.url == at

    place = open_cases[0]["position"]
    page.goto(f"{desk.url}/console/map?at={place['lon']},{place['lat']},20")
    page.locator(f'[data-pin="{open_cases[0]["case_no"]}"]').click()
    expect(by_id(page, "case-no")).to_have_text(open_cases[0]["case_no"])
    assert desk.errors == []


def count_of(page: Page) -> Any:
    return by_id(page, "map-count").inner_text()
