"""Work at the desk without a mouse: every step by key or Tab, and the focus always in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import SETTLE, check_focus, enter, watched
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id

pytestmark = pytest.mark.browser

MOST_STOPS = 400
FOCUSED = "(name) => document.activeElement?.dataset.testid === name"


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Goes on by Tab until the focus is there, as somebody would."""
    for _ in range(MOST_STOPS):
        if page.evaluate(FOCUSED, name):
            return check_focus(page)
        page.keyboard.press(key)
    raise AssertionError(f"Tab does not lead to {name}")


def test_a_paper_is_served_and_a_rule_rewritten(desk: Device, city: Server) -> None:
    issued = city.api("admin").get("/notices", params={"state": "issued"}).json()["items"][0]
    page = watched(desk).open("/console")
    enter(page, desk, "admin")
    page.goto(f"{desk.url}/console/notices/{issued['id']}")
    expect(by_id(page, "paper-serve")).to_be_visible()
    tab_to(page, "paper-serve")
    page.keyboard.press("Enter")
    page.evaluate(SETTLE)
    tab_to(page, "serve-signer")
    page.keyboard.type("商户负责人")
    tab_to(page, "serve-capacity")
    page.keyboard.press("ArrowDown")
    tab_to(page, "serve-photo-0")
    page.keyboard.press("Space")
    tab_to(page, "serve-confirm")
    page.keyboard.press("Enter")
    expect(by_id(page, "paper-state")).to_contain_text("已送达")

    tab_to(page, "nav-settings", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "settings-dispatch-rules")
    page.keyboard.press("Enter")
    expect(by_id(page, "rule").first).to_be_visible()
    tab_to(page, "rule-change")
    page.keyboard.press("Enter")
    expect(by_id(page, "rule-edit")).to_be_visible()
    tab_to(page, "rule-unit")
    page.keyboard.press("ArrowDown")
    tab_to(page, "rule-done")
    page.keyboard.press("Enter")
    tab_to(page, "rules-try")
    page.keyboard.press("Enter")
    expect(by_id(page, "trial")).to_be_visible()
    tab_to(page, "rules-reason")
    page.keyboard.type("井盖改由另一单位先到")
    tab_to(page, "rules-save")
    page.keyboard.press("Enter")
    expect(by_id(page, "rules-reason")).to_have_value("")
    assert desk.errors == []
