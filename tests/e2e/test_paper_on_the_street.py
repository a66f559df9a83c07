"""A 整改通知单 without signal: numbered, signed, the browser killed; one paper with its number and sheet in the ledger."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import CATEGORY, by_id, rows_in, sign_in, wait_until_ready_for_offline

pytestmark = pytest.mark.browser
NAME = "禾家粮油（文书）"


def authorise(centre: ApiSession, unit: str = "street-papers-e2e", mark: str = "街面") -> None:
    """A unit's template, under which papers about `CATEGORY` may be given out at once."""
    neutral = centre.get("/notice-templates").json()["neutral"]["rectification"]
    body = {"unit_code": unit, "kind": "rectification", "mark": mark, "issuer": "街道办事处", "texts": neutral}
    answer = centre.post("/notice-templates", json={**body, "authorised": [CATEGORY], "active": True})
    assert answer.status_code in {201, 412}, answer.text


def sign_on_the_phone(page: Page) -> None:
    by_id(page, "signer").fill("王小禾")
    by_id(page, "capacity-operator").click()
    box = by_id(page, "signature-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(box["x"] + 30 + 8 * step, box["y"] + 30 + (step % 5) * 8)
    page.mouse.up()


@pytest.mark.fullsize
def test_a_paper_given_out_without_signal_outlives_a_killed_browser(phone: Device, city: Server) -> None:
    centre, supervisor = city.api("centre01"), city.api("supervisor01")
    authorise(centre)
    [phone.place] = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)
    page = phone.open("/login")
    sign_in(page, "patrol01")
    wait_until_ready_for_offline(page)

    by_id(page, "shutter").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("1")
    by_id(page, "camera-done").click()
    by_id(page, f"category-{CATEGORY}").click()
    by_id(page, "paper-card").click()
    by_id(page, "paper-name").fill(NAME)
    by_id(page, "paper-phrase").first.click()
    by_id(page, "fetch-numbers").click()
    expect(by_id(page, "take-number")).to_be_enabled()
    assert findings(page) == []

    phone.lose_signal()
    by_id(page, "take-number").click()
    number = by_id(page, "paper-number").inner_text()
    sign_on_the_phone(page)
    assert findings(page) == []
    phone.kill()

    page = phone.open("/")
    by_id(page, "open-draft").click()
    expect(by_id(page, "paper-card")).to_have_attribute("data-state", "served")
    expect(by_id(page, "paper-card")).to_contain_text(number)
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible()
    phone.find_signal()
    by_id(page, "tab-outbox").click()
    with contextlib.suppress(PlaywrightError):  # the button goes when everything went by itself
        by_id(page, "send-now").click(timeout=2_000)
    expect(by_id(page, "sign-in").or_(rows_in(page, "已送达")).first).to_be_visible()
    if by_id(page, "sign-in").is_visible():  # a browser writes its cookies down after half a minute only
        sign_in(page, "patrol01")
    expect(rows_in(page, "已送达")).to_have_count(1)

    [waits] = [one for one in supervisor.get("/handed-out").json()["items"] if one["number"] == number]
    assert supervisor.post(f"/reports/{waits['report_id']}/verdict", json={"verdict": "accept"}).status_code == 200
    [notice] = [one for one in supervisor.get("/notices").json()["items"] if one["number"] == number]
    assert (notice["state"], notice["means"], notice["id"]) == ("served", "in-person", waits["id"])
    sheet = supervisor.get(f"/notices/{notice['id']}/sheet")
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    assert phone.errors == []
