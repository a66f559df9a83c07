"""The sync room in a real browser: what a phone tells is seen at the desk, by keyboard, in words, by day and by night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import findings
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id, sign_in

pytestmark = pytest.mark.browser


def tell(city: Server, device: str, **state: Any) -> None:
    """What a phone tells of itself at a contact."""
    answer = city.api("patrol01").post("/sync/state", json={"device_id": device, **state})
    assert answer.status_code == 200, answer.text


def holding(count: int, *seqs: list[int]) -> dict[str, Any]:
    """So many reports that have waited for nine days: whatever else the city holds, they are on top."""
    oldest = (datetime.now(UTC) - timedelta(days=9)).isoformat()
    return {"count": count, "photos": 2 * count, "bytes": 900_000 * count, "oldest": oldest, "seqs": list(seqs)}


def row_of(page: Page, device: str) -> Locator:
    return page.locator(f'[data-testid="device-row"][data-device="{device}"]')


def enter(desk: Device, scheme: str = "light") -> Page:
    page = desk.open("/console/devices")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, "supervisor01")
    by_id(page, "nav-devices").click()
    expect(by_id(page, "device-row").first).to_be_visible()
    return page


def test_a_supervisor_sees_what_waits_asks_about_what_is_missing_and_notes_a_loss(desk: Device, city: Server) -> None:
    device, lost = str(uuid4()), str(uuid4())
    events = [{"id": lost, "kind": "loss", "at": None, "facts": {"expected": 3, "found": 2, "recovered": 0, "seqs": [1]}}]
    tell(city, device, given_seq=6, outstanding=holding(3, [4, 6]), events=events, trouble={"word": "storage-full", "at": None})
    page = enter(desk)
    row = row_of(page, device)
    expect(row).to_contain_text(device[-4:].upper())
    expect(row).to_contain_text("9 天 0 时")
    expect(row).to_contain_text("报了丢失，还没人看")
    expect(by_id(page, "waiting-chip")).to_contain_text("手机待传")
    row.click()
    expect(by_id(page, "missing-note")).to_contain_text("2–3 没有收到")
    expect(by_id(page, "number-legend")).to_contain_text("待传 4–6")
    expect(by_id(page, "number-legend")).to_contain_text("报丢失 1")
    expect(by_id(page, "device-event")).to_contain_text("应有 3 条，少了 1 条")

    by_id(page, "event-seen").click()
    expect(by_id(page, "event-seen")).to_have_count(0)
    expect(row).to_contain_text("手机快存满了")
    by_id(page, "mark-asked").click()
    expect(by_id(page, "mark-asked")).to_have_count(0)
    expect(by_id(page, "device-panel")).to_contain_text("缺的号已经问过本人")

    assert "周大川" not in page.locator("main").inner_text(), "a person is named before anybody asked"
    by_id(page, "reveal-contact").click()
    expect(by_id(page, "contact")).to_have_text("周大川 · 工号 patrol01")

    tell(city, device, given_seq=6, outstanding={"count": 0, "seqs": []}, trouble=None)
    page.reload()
    expect(by_id(page, "total-waiting")).to_be_visible()
    expect(by_id(page, "quiet-toggle")).to_be_visible()
    assert desk.errors == []


def test_the_keyboard_walks_the_phones_enters_the_panel_and_comes_back(desk: Device, city: Server) -> None:
    devices = [str(uuid4()) for _ in range(2)]
    for device in devices:
        tell(city, device, given_seq=1, outstanding=holding(1, [1, 1]))
    page = enter(desk)
    ids = [row.get_attribute("data-device") for row in by_id(page, "device-row").all()]
    expect(by_id(page, "device-panel")).to_contain_text((ids[0] or "")[-4:].upper())
    page.keyboard.press("j")
    second = page.locator(f'[data-device="{ids[1]}"] button')
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(by_id(page, "device-panel").get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f'[data-device="{ids[0]}"] button')).to_be_focused()
    assert desk.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sync_room_passes_axe(desk: Device, city: Server, scheme: str) -> None:
    device = str(uuid4())
    tell(city, device, given_seq=4, outstanding=holding(2, [3, 4]), trouble={"word": "needs-login", "at": None})
    page = enter(desk, scheme)
    row_of(page, device).click()
    expect(by_id(page, "missing-note")).to_be_visible()
    by_id(page, "quiet-toggle").click()
    expect(by_id(page, "quiet-toggle")).to_have_attribute("aria-expanded", "true")
    assert findings(page) == []
    assert desk.errors == []
