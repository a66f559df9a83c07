"""The ledger of shops at the desk: one is entered by hand, more are brought in a table."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import enter, findings, go, watched
from tests.e2e.looking import settle as rest
from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import by_id

pytestmark = pytest.mark.browser

HEAD = "店名,路名,门牌,经度,纬度,电话\n"


def enter_shop(page: Page, name: str) -> None:
    """Through the form, without a mouse on the map."""
    by_id(page, "shop-add").click()
    by_id(page, "shop-name").fill(name)
    by_id(page, "shop-door").fill("7 号")
    by_id(page, "shop-person").fill("周明")
    by_id(page, "shop-phone").fill("13812345678")
    expect(by_id(page, "city-map")).to_be_visible()
    by_id(page, "shop-middle").click()
    by_id(page, "shop-save").click()
    expect(by_id(page, "shop-said")).to_contain_text("没签")
    expect(page).to_have_url(re.compile(r"/shops/[0-9a-f-]{36}$"))


def test_a_shop_is_entered_by_hand_and_more_of_them_from_a_table(desk: Device, city: Server, tmp_path: Path) -> None:
    place = clear_places(city.api("admin").get("/areas/pack").json(), 1)[0]
    page = watched(desk.open("/console"))
    enter(page, desk, "admin")

    page.goto(f"{desk.url}/console/pledges/shops")
    expect(by_id(page, "coverage-whole")).to_contain_text("÷")
    assert findings(page) == []
    name = f"禾味粮油{uuid4().hex[:6]}"
    enter_shop(page, name)
    expect(by_id(page, "shop-contact")).not_to_contain_text("13812345678")
    by_id(page, "shop-show-contact").click()
    expect(by_id(page, "shop-contact")).to_contain_text("13812345678")

    table = tmp_path / "shops.csv"
    rows = [
        f"{name}二店,东大街,9 号,{place[0]},{place[1]},13800005678",
        ",东大街,11 号,113.6,34.7,",
        f"{name}三店,东大街,13 号,东经,34.7,",
    ]
    table.write_text(HEAD + "\n".join(rows), "utf-8")
    go(page, "/console/pledges/shops/import")
    page.set_input_files("[data-testid=shops-file]", table)
    expect(by_id(page, "import-said")).to_contain_text("3 行")
    expect(by_id(page, "bad-row")).to_have_count(2)
    expect(by_id(page, "import-enter")).to_be_disabled()
    assert findings(page) == []
    by_id(page, "import-leave-out").check()
    by_id(page, "import-enter").click()
    expect(by_id(page, "import-to-ledger")).to_be_visible()
    rest(page)
    assert findings(page) == []
    assert desk.errors == []
