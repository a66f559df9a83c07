"""One shop at the desk, from the front that was photographed at its signing to the day it closes: praised, counted, ended."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.looking import enter, findings, go, watched
from tests.e2e.looking import settle as rest
from tests.e2e.machines import Device, Server
from tests.e2e.merchants import shop_with_a_plate, told
from tests.e2e.test_street_story import by_id
from tests.reports.sending import photo

pytestmark = pytest.mark.browser


def praise(page: Page, shop_id: str) -> None:
    """The shop agrees to be praised, stands in the list, and takes that back there."""
    by_id(page, "shop-praise-set").click()
    expect(by_id(page, "shop-praise-now")).to_contain_text("同意进入")
    go(page, "/console/pledges/praise")
    line = page.locator(f"[data-testid=praised][data-shop='{shop_id}']")
    expect(line.locator("[data-testid=praise-noted]")).to_contain_text("20")
    by_id(page, "praise-by-name").click()
    assert findings(page) == []
    with page.expect_download() as download:
        by_id(page, "praise-export").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    line.locator("[data-testid=praise-take-back]").click()
    line.locator("[data-testid=praise-sure]").click()
    expect(line).to_have_count(0)


def look_at_figures(page: Page, name: str) -> None:
    """Each share has its two numbers; a version leads to the shops that stand under it."""
    go(page, "/console/pledges/figures")
    by_id(page, "pledge-span-year").click()
    for part in ("signed", "expiring", "filed", "renewed", "afterRefusal", "inTime"):
        expect(by_id(page, f"figures-{part}")).to_contain_text("÷")
    assert findings(page) == []
    by_id(page, "version-row").first.get_by_role("link").click()
    expect(by_id(page, "pledge-any-version")).to_be_visible()
    expect(by_id(page, "shop-row").filter(has_text=name)).to_have_count(1)


def close(page: Page) -> None:
    """Nobody trades there any more."""
    by_id(page, "shop-edit").click()
    by_id(page, "shop-status").select_option("closed")
    by_id(page, "shop-save").click()
    expect(by_id(page, "shop-said")).to_contain_text("停业")
    expect(page.locator("[data-testid=shop-event][data-kind=closed]")).to_contain_text("责任书终止 1 份，店码作废 1 块")


def test_a_signed_shop_has_a_front_is_praised_and_ends_its_pledge_and_plate_when_it_closes(
    desk: Device, city: Server, browser: Browser
) -> None:
    admin = city.api("admin")
    shop = shop_with_a_plate(city, browser, f"禾家{uuid4().hex[:6]}")
    pledge_id = shop.sign()
    told(admin.post(f"/pledges/{pledge_id}/confirmation", json={"how": "paper"}), 200)
    assert [one["id"] for one in told(admin.post("/pledges/filing", json={"ids": [pledge_id]}), 200)["filed"]] == [pledge_id]

    page = watched(desk.open("/console"))
    enter(page, desk, "admin")
    page.goto(f"{desk.url}/console/pledges/shops/{shop.id}")
    expect(by_id(page, "shop-front")).to_have_count(1)
    page.set_input_files("[data-testid=shop-front-add]", {"name": "门前.jpg", "mimeType": "image/jpeg", "buffer": photo(78)})
    expect(by_id(page, "shop-front")).to_have_count(2)
    assert findings(page) == []
    praise(page, shop.id)
    look_at_figures(page, shop.name)
    go(page, f"/console/pledges/shops/{shop.id}")
    close(page)
    assert told(admin.get(f"/pledges/{pledge_id}"), 200)["standing"] == "terminated"
    expect(by_id(page, "plate")).to_have_attribute("data-ended", "true")
    rest(page)
    assert findings(page) == []
    assert desk.errors == []
