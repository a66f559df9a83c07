"""A paper is served and a rule of dispatch rewritten without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.keyboard import press, tab_to, write
from tests.e2e.looking import enter, settle, watched
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id

pytestmark = pytest.mark.browser


def test_a_paper_is_served_and_a_rule_rewritten(desk: Device, city: Server) -> None:
    issued = city.api("admin").get("/notices", params={"state": "issued"}).json()["items"][0]
    page = watched(desk.open("/console"))
    enter(page, desk, "admin")
    page.goto(f"{desk.url}/console/notices/{issued['id']}")
    expect(by_id(page, "paper-serve")).to_be_visible()
    press(page, "paper-serve")
    settle(page)
    write(page, "serve-signer", "商户负责人")
    tab_to(page, "serve-capacity")
    page.keyboard.press("ArrowDown")
    tab_to(page, "serve-photo-0")
    page.keyboard.press("Space")
    press(page, "serve-confirm")
    expect(by_id(page, "paper-state")).to_contain_text("已送达")

    press(page, "nav-settings", "Shift+Tab")
    press(page, "settings-dispatch-rules")
    expect(by_id(page, "rule").first).to_be_visible()
    press(page, "rule-change")
    expect(by_id(page, "rule-edit")).to_be_visible()
    tab_to(page, "rule-unit")
    page.keyboard.press("ArrowDown")
    press(page, "rule-done")
    press(page, "rules-try")
    expect(by_id(page, "trial")).to_be_visible()
    write(page, "rules-reason", "井盖改由另一单位先到")
    press(page, "rules-save")
    expect(by_id(page, "rules-reason")).to_have_value("")
    assert desk.errors == []
