"""One case through every hand and screen: reported, accepted, given away, handled, checked without signal, closed, told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.machines import PATIENCE_MS, Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_accessible import findings
from tests.e2e.test_case_on_the_street import send_now, take_picture
from tests.e2e.test_street_story import by_id, open_report, rows_in, sign_in, wait_until_ready_for_offline

pytestmark = pytest.mark.browser

CATEGORY, UNIT, CHECKER = "other_road_damage", "市政养护中队", "韩松岩"
"""Of this category the demo city's rules give every case to the unit of `unit01`; `inspector01` is sent to look."""


def quiet_rules(city: Server) -> None:
    """Every case waits at the board for a person, whatever other stories of this city have set."""
    admin = city.api("admin")
    rules = admin.get("/dispatch/rules").json()
    order = {"rules": rules["rules"], "automatic": False, "reason": "a person gives it away"}
    assert admin.put("/dispatch/rules", json=order, headers={"If-Match": f'"{rules["version"]}"'}).ok


def report_damage(page: Page) -> str:
    """Two pictures, the category found by a part of its name, saved and delivered; the report's id as the phone shows it."""
    by_id(page, "shutter").click()
    for number in ("1", "2"):
        by_id(page, "camera-snap").click()
        expect(page.locator(".last .count")).to_have_text(number)
    by_id(page, "camera-done").click()
    by_id(page, "category-search").click()
    by_id(page, "category-query").fill("道路破")
    by_id(page, f"any-{CATEGORY}").click()
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible()
    by_id(page, "tab-outbox").click()
    expect(rows_in(page, "已送达")).to_have_count(1, timeout=PATIENCE_MS)
    return str(rows_in(page).get_attribute("data-report"))


def accept_by_key(page: Page, report_id: str) -> None:
    open_report(page, report_id)
    expect(by_id(page, "review-category")).to_have_text("道路破损")
    page.keyboard.press("a")
    expect(by_id(page, "toast")).to_contain_text("已通过「道路破损」，立案", timeout=PATIENCE_MS)


def dispatch_by_keys(page: Page, case_no: str) -> None:
    """Steps down the board to the case and gives it to the unit that the rules name."""
    by_id(page, "nav-dispatch").press("Enter")
    at = page.locator('[data-testid="board-row"].on')
    while (before := at.get_attribute("data-case")) != case_no:
        page.keyboard.press("j")
        expect(at).not_to_have_attribute("data-case", before or "")
    expect(by_id(page, "board-give")).to_contain_text(UNIT)
    page.keyboard.press("Enter")
    expect(by_id(page, "board-given")).to_contain_text(UNIT)
    expect(page.locator(f'[data-testid="board-row"][data-case="{case_no}"]')).to_have_count(0)


def come_for(phone: Device, page: Page, username: str, case_no: str, kind: str) -> Locator:
    """Somebody else takes the phone and finds what is asked of them about the case, picture included."""
    page.goto(f"{phone.url}/login")
    sign_in(page, username)
    by_id(page, "all-tasks").click()
    task = page.locator(f'[data-testid="task"][data-case="{case_no}"]')
    expect(task).to_have_attribute("data-kind", kind, timeout=PATIENCE_MS)
    expect(task.locator("img")).to_be_visible(timeout=PATIENCE_MS)
    return task


def test_a_case_goes_through_every_hand_and_who_reported_it_is_told(phone: Device, desk: Device, city: Server) -> None:
    quiet_rules(city)
    phone.place = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]
    street = phone.open("/")
    sign_in(street, "patrol01")
    wait_until_ready_for_offline(street)
    report_id = report_damage(street)
    own = street.locator(f'[data-testid="mine-row"][data-report="{report_id}"]')
    seen = {}

    office = desk.open("/console")
    sign_in(office, "supervisor01")
    accept_by_key(office, report_id)
    by_id(street, "tab-mine").click()
    expect(own).to_contain_text("已立案", timeout=PATIENCE_MS)
    case_no = own.get_by_test_id("case-no").inner_text()
    dispatch_by_keys(office, case_no)

    task = come_for(phone, street, "unit01", case_no, "claim")
    seen["tasks"] = findings(street)
    task.click()
    expect(by_id(street, "claim")).to_be_enabled()
    seen["claim"] = findings(street)
    by_id(street, "claim").click()
    take_picture(street)
    by_id(street, "task-note").fill("坑槽已填平")
    by_id(street, "dispose").click()
    expect(by_id(street, "task-saved")).to_be_visible()
    send_now(phone, street, 1)

    office.goto(f"{desk.url}/console/cases/{case_no}")
    expect(by_id(office, "move-send-check")).to_be_visible(timeout=PATIENCE_MS)
    office.keyboard.press("v")
    by_id(office, "move-person").select_option(label=CHECKER)
    seen["send-check"] = findings(office)
    office.keyboard.press("Enter")
    expect(by_id(office, "move-dialog")).to_have_count(0, timeout=PATIENCE_MS)

    task = come_for(phone, street, "inspector01", case_no, "check")
    phone.lose_signal()
    task.click()
    expect(by_id(street, "unit-words")).to_contain_text("坑槽已填平")
    take_picture(street)
    by_id(street, "question").get_by_text("是", exact=True).click()
    by_id(street, "check-pass").click()
    expect(by_id(street, "task-saved")).to_be_visible()
    seen["answered"] = findings(street)
    send_now(phone, street, 1)

    office.reload()
    expect(by_id(office, "move-close")).to_be_visible(timeout=PATIENCE_MS)
    office.keyboard.press("c")
    expect(by_id(office, "move-dialog")).to_be_visible()
    office.keyboard.press("Enter")
    expect(by_id(office, "case-state-now")).to_have_text("已结案", timeout=PATIENCE_MS)
    seen["closed"] = findings(office)

    street.goto(f"{phone.url}/login")
    sign_in(street, "patrol01")
    by_id(street, "tab-mine").click()
    expect(own).to_contain_text(case_no, timeout=PATIENCE_MS)
    by_id(street, "mine-messages").click()
    expect(by_id(street, "message").filter(has_text=f"案件 {case_no} 已结案")).to_have_count(1, timeout=PATIENCE_MS)
    seen["told"] = findings(street)
    assert {name: found for name, found in seen.items() if found} == {}
    assert phone.errors + desk.errors == []
