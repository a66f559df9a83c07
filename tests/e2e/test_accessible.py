"""Every screen passes axe, on the phone and at the desk, by day and by night."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.machines import ROOT, Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import CATEGORY, by_id, sign_in, wait_until_ready_for_offline

pytestmark = pytest.mark.browser

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RUN = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' '))])"


def findings(page: Page) -> list[Any]:
    """What axe has to say about the page as it stands; [] is good."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_phones_screens(phone: Device, city: Server, scheme: str) -> None:
    phone.place = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]
    page = phone.open("/")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(by_id(page, "sign-in")).to_be_visible()
    seen = {"login": findings(page)}
    sign_in(page, "patrol01")
    wait_until_ready_for_offline(page)
    seen["home"] = findings(page)
    by_id(page, "shutter").click()
    by_id(page, "camera-snap").click()
    page.wait_for_timeout(400)
    seen["camera"] = findings(page)
    by_id(page, "camera-done").click()
    by_id(page, f"category-{CATEGORY}").click()
    seen["form"] = findings(page)
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible(timeout=15_000)
    for tab in ("outbox", "mine", "settings"):
        by_id(page, f"tab-{tab}").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(600)
        seen[tab] = findings(page)
    page.goto(f"{phone.url}/ready")
    expect(by_id(page, "ready-lamp")).to_be_visible(timeout=15_000)
    seen["ready"] = findings(page)
    assert {name: found for name, found in seen.items() if found} == {}
    assert phone.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desks_screens(desk: Device, scheme: str) -> None:
    page = desk.open("/console")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(by_id(page, "sign-in")).to_be_visible()
    seen = {"login": findings(page)}
    sign_in(page, "admin")
    expect(by_id(page, "accept")).to_be_visible()
    expect(by_id(page, "map")).to_be_visible()
    seen["review"] = findings(page)
    by_id(page, "reject").click()
    expect(by_id(page, "reject-dialog")).to_be_visible()
    seen["reject"] = findings(page)
    page.keyboard.press("Escape")
    by_id(page, "nav-cases").click()
    expect(by_id(page, "case-row").first).to_be_visible()
    seen["cases"] = findings(page)
    by_id(page, "case-row").first.click()
    expect(by_id(page, "case-no")).to_be_visible()
    seen["case"] = findings(page)
    by_id(page, "nav-settings").click()
    expect(by_id(page, "catalog-row").first).to_be_visible()
    seen["catalog"] = findings(page)
    by_id(page, "settings-audit").click()
    expect(by_id(page, "log-row").first).to_be_visible()
    seen["log"] = findings(page)
    by_id(page, "settings-handling-settings").click()
    expect(by_id(page, "separate-filing")).to_be_visible()
    seen["handling settings"] = findings(page)
    by_id(page, "settings-calendar").click()
    expect(by_id(page, "plan").first).to_be_visible()
    seen["calendar"] = findings(page)
    by_id(page, "plan-change").first.click()
    expect(by_id(page, "plan-edit")).to_be_visible()
    seen["time plan"] = findings(page)
    page.keyboard.press("Escape")
    by_id(page, "nav-statistics").click()
    expect(by_id(page, "figure-accurate-filing-rate")).to_be_visible()
    page.keyboard.press("j")  # from the first figure to the second
    page.keyboard.press("o")
    expect(by_id(page, "figure-panel")).to_be_visible()
    expect(by_id(page, "figure-definition")).to_be_visible()
    seen["statistics"] = findings(page)
    by_id(page, "nav-campaigns").click()
    by_id(page, "campaign-new").click()
    expect(by_id(page, "campaign-edit")).to_be_visible()
    seen["campaign"] = findings(page)
    assert {name: found for name, found in seen.items() if found} == {}
    assert desk.errors == []
