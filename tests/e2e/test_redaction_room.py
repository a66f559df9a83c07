"""The desk hides what must be hidden with pointer and keys, sees it as outsiders will, and exports only that."""

from __future__ import annotations

import zipfile
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_quarantine_room import at_the_desk, seen
from tests.e2e.test_street_story import by_id
from tests.redaction.drawing import PLATE, grey_levels, street
from tests.reports.sending import manifest, sealed, sha256

pytestmark = pytest.mark.browser


def a_case(city: Server, photo: bytes) -> str:
    """A patrol reports, a supervisor accepts; the case's number."""
    patrol, boss = city.api("patrol01"), city.api("supervisor01")
    report = manifest(photo, note="店主 13800001111")
    patrol.put(f"/reports/{report['report_id']}", data=sealed(report), headers={"Content-Type": "application/json"})
    patrol.put(f"/photos/{sha256(photo)}", data=photo, headers={"Content-Type": "application/octet-stream"})
    verdict = boss.post(f"/reports/{report['report_id']}/verdict", json={"verdict": "accept", "reason": "在门前"})
    assert verdict.status_code == 200, verdict.text
    return str(verdict.json()["case_no"])


def draw(page: Page, box: dict[str, float]) -> None:
    """With the pointer, from corner to corner."""
    area = by_id(page, "redaction-sheet").bounding_box()
    assert area is not None
    corners = ((box["left"], box["top"]), (box["left"] + box["width"], box["top"] + box["height"]))
    (x, y), (to_x, to_y) = ((area["x"] + area["width"] * left, area["y"] + area["height"] * top) for left, top in corners)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=3)
    page.mouse.up()


def public(boss: ApiSession, photo: bytes) -> bytes:
    return boss.get(f"/photos/{sha256(photo)}/public?size=screen").content


def test_boxes_are_drawn_by_pointer_and_by_keys_and_only_what_they_leave_goes_out(desk: Device, city: Server) -> None:
    photo = street() + uuid4().bytes  # brought by nobody before, in no city that is kept from run to run
    case_no, boss = a_case(city, photo), city.api("supervisor01")
    page = at_the_desk(desk, "redaction")
    row = page.locator(f'[data-photo="{sha256(photo)}"]')
    expect(row).to_have_attribute("aria-current", "true")
    expect(by_id(page, "redaction-none")).to_be_enabled()
    boxes, said = by_id(page, "redaction-box"), by_id(page, "redaction-said")
    page.keyboard.press("2")
    draw(page, PLATE)
    expect(boxes).to_have_count(1)
    page.keyboard.press("n")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(said).to_have_text("第 2 个框，车牌：左 41%，上 40%，宽 20%，高 21%")
    page.keyboard.press("u")
    expect(said).to_have_text("第 2 个框，车牌：左 41%，上 40%，宽 20%，高 20%")
    boxes.nth(1).press("Delete")
    expect(boxes).to_have_count(1)
    page.keyboard.press("+")
    expect(by_id(page, "redaction-zoom")).to_have_text("1.5 倍")
    found = {"drawn": seen(page, "redaction-drawn")}
    page.keyboard.press("d")
    expect(by_id(page, "redaction-saved")).to_contain_text("遮了 1 处")
    expect(row).to_contain_text("已打码")
    row.click()
    expect(by_id(page, "redaction-state")).to_have_text("已打码")
    page.keyboard.press("c")
    expect(by_id(page, "redaction-compare")).to_be_visible()
    found["compared"] = seen(page, "redaction-compared")
    assert grey_levels(public(boss, photo), PLATE)[1] <= 84

    page.goto(f"{desk.url}/console/cases/{case_no}")
    by_id(page, "reveal").click()
    expect(by_id(page, "revealed")).to_contain_text("13800001111")
    found["case"] = seen(page, "redaction-case")
    with page.expect_download() as coming:
        by_id(page, "packet-outside").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("pictures/")]
        assert (pictures, "originals" in "".join(archive.namelist()).replace("originals.csv", "")) == (
            [f"pictures/{sha256(photo)}.jpg"],
            False,
        )
    assert {name: what for name, what in found.items() if what} == {}
    assert desk.errors == []
