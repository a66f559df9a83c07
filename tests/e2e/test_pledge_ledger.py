"""The ledger of pledges at the desk: a shop is entered, a table brought, a signing filed and counted, a plate printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from requests import Session

from tests.e2e.looking import enter, findings, go, watched
from tests.e2e.looking import settle as rest
from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import by_id
from tests.reports.sending import manifest, named, photo, sha256

pytestmark = pytest.mark.browser

OFFICE, MARK = "ledger-street", "台"
FRONT = photo(77)
STROKES = [[[100, 200, 0], [300, 380, 90], [520, 260, 170]], [[600, 350, 400], [610, 360, 430]]]
HEAD = "店名,路名,门牌,经度,纬度,电话\n"


def settle(admin: Session) -> dict[str, Any]:
    """The city's scheme is in force and a street office has its mark; the scheme."""
    schemes = {one["code"]: one for one in admin.get("/pledge-schemes").json()["items"]}
    scheme: dict[str, Any] = schemes["pingcheng"]
    if not scheme["in_force"]:
        left_out = ("id", "version", "title", "in_force", "in_force_from")
        said = {**{name: value for name, value in scheme.items() if name not in left_out}, "active": True}
        answer = admin.post("/pledge-schemes", json=said, headers={"If-Match": f'"{scheme["version"]}"'})
        assert answer.status_code == 201, answer.text
        scheme = answer.json()
    unit = {"code": OFFICE, "name": "台账街道办事处", "kind": "street", "word": MARK}
    answer = admin.post("/units", json=unit)
    assert answer.status_code in {201, 412}, answer.text
    return scheme


def sign(patrol: Session, scheme: dict[str, Any], shop: dict[str, Any]) -> str:
    """A pledge signed in the street, all of it at the server; its id."""
    report_id, me = str(uuid4()), patrol.get("/session").json()["person"]
    lon, lat = shop["point"]
    report = manifest(at=(lon, lat), report_id=report_id, author_id=me["id"], category=None, photos=[named(FRONT)])
    items = [{"code": one["code"], "name": one["name_zh"], "do": one["do_zh"], "dont": one["dont_zh"]} for one in scheme["items"]]
    segment = shop["segment"] or {"code": None, "name": None}
    report["reply_to"] = {"shop_id": shop["id"], "verb": "sign-pledge"}
    report["pledge"] = {
        "form": 1,
        "pledge_id": report_id,
        "scheme": {name: scheme[name] for name in ("code", "version", "name")},
        "items": items,
        "shop": {
            **{name: shop[name] for name in ("id", "name", "door", "cell_code")},
            **{"segment_code": segment["code"], "segment_name": segment["name"]},
        },
        "frontage": {"left": "与邻家相接", "right": "与邻家相接", "length_m": None, "rule": scheme["frontage_rule"]},
        "office": {"unit_code": OFFICE, "name": "台账街道办事处"},
        "term": {"months": scheme["term_months"]},
        "signer": {"name": "王小禾", "capacity": "owner", "phone": "13800001234"},
        "officer": {"id": me["id"], "work_number": "XJ-017"},
        "signed_at": report["captured_at"],
        "position": {"lon": lon, "lat": lat, "accuracy_m": 6.0},
        "strokes": STROKES,
        "officer_strokes": STROKES[:1],
        "read_aloud": True,
        "photos": {"front": [sha256(FRONT)], "paper": []},
    }
    body = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    answer = patrol.put(f"/reports/{report_id}", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {201, 202}, answer.text
    assert patrol.put(f"/photos/{sha256(FRONT)}", data=FRONT, headers={"Content-Type": "image/jpeg"}).status_code in {200, 201}
    return report_id


def enter_shop(page: Page, name: str, place: tuple[float, float]) -> str:
    """Through the form, without a mouse on the map; the shop's id."""
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
    return page.url.rsplit("/", 1)[-1]


def test_a_shop_is_entered_signed_filed_and_gets_its_plate(desk: Device, city: Server, tmp_path: Path) -> None:
    admin, patrol = city.api("admin"), city.api("patrol01")
    scheme = settle(admin)
    place = clear_places(admin.get("/areas/pack").json(), 1)[0]
    page = watched(desk.open("/console"))
    enter(page, desk, "admin")

    page.goto(f"{desk.url}/console/pledges/shops")
    expect(by_id(page, "coverage-whole")).to_contain_text("÷")
    assert findings(page) == []
    name = f"禾味粮油{uuid4().hex[:6]}"
    shop_id = enter_shop(page, name, place)
    expect(by_id(page, "shop-contact")).not_to_contain_text("13812345678")
    by_id(page, "shop-show-contact").click()
    expect(by_id(page, "shop-contact")).to_contain_text("13812345678")
    shop = admin.get(f"/shops/{shop_id}").json()
    moved = {"point": list(place), "street_unit": OFFICE}
    answer = admin.patch(f"/shops/{shop_id}", json=moved, headers={"If-Match": f'"{shop["rev"]}"'})
    assert answer.status_code == 200, answer.text
    shop = answer.json()

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

    pledge_id = sign(patrol, scheme, shop)
    before = admin.get("/pledges/coverage", params={"by": "unit"}).json()
    go(page, f"/console/pledges/shops/{shop_id}")
    by_id(page, "pledge-open").click()
    expect(by_id(page, "pledge-dialog")).to_contain_text("王")
    assert findings(page) == []
    by_id(page, "pledge-confirm-paper").click()
    expect(by_id(page, "pledge-standing")).to_contain_text("待备案")
    page.keyboard.press("Escape")

    go(page, f"/console/pledges/shops?tab=confirmed&words={name}")
    expect(by_id(page, "shop-row")).to_have_count(1)
    by_id(page, "batch-file").click()
    expect(by_id(page, "batch-said")).to_contain_text("已备案 1 份")
    filed = admin.get(f"/pledges/{pledge_id}").json()
    assert filed["standing"] == "active"
    assert filed["number"].startswith(f"{MARK}包〔")
    after = admin.get("/pledges/coverage", params={"by": "unit"}).json()
    assert after["valid"] == before["valid"] + 1

    go(page, "/console/pledges/plates")
    by_id(page, "plate-check").click()
    nonce = by_id(page, "plate-check-page").inner_text().rsplit("check=", 1)[1]
    assert admin.post("/plate-address/seen", json={"nonce": nonce}).json()["passed"] is True
    expect(by_id(page, "plate-check-said")).to_contain_text("已通过")
    go(page, f"/console/pledges/shops/{shop_id}")
    by_id(page, "plate-print").click()
    with page.expect_download() as download:
        by_id(page, "plates-make").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.keyboard.press("Escape")
    expect(by_id(page, "plate")).to_have_count(1)
    by_id(page, "plate-revoke").click()
    by_id(page, "plate-revoke-sure").click()
    expect(by_id(page, "plate")).to_have_attribute("data-ended", "true")
    rest(page)
    assert findings(page) == []
    assert desk.errors == []
