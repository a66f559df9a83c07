"""门前五包 in one go: signed without signal, filed, on paper and on the door; broken, put right, looked at and closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.keeper import at_the_door, confirm, hand_in_over_a_break, picture, said
from tests.e2e.looking import enter, findings, go, look, watched
from tests.e2e.machines import Device, Server
from tests.e2e.pledging import (
    SIGNER,
    SIGNER_PHONE,
    film_of,
    hash_of,
    picture_of,
    refuse_without_signal,
    sent,
    shops_without_pledge,
    sign_without_signal,
)
from tests.e2e.test_street_story import by_id, rows_in
from tests.pledges.plating import codes_on

pytestmark = pytest.mark.browser

ITEM, GOODS_OUTSIDE = "order", "pledge_pingcheng_order_out_of_shop"
STRANGE = "https://elsewhere.example/p#AAAAAAAAAAAAAAAAAAAAAAAA"
PART = 256 * 1024
"""As much of a photo goes out at once, in bytes."""


def at_the_office(desk: Device, shop: dict[str, Any], next_door: dict[str, Any]) -> Page:
    """A supervisor sees who refused, and opens the page of the shop that signed."""
    page = watched(desk.open("/console"))
    enter(page, desk, "supervisor01")
    page.goto(f"{desk.url}/console/pledges/shops")
    find(page, next_door)
    expect(by_id(page, "shop-row")).to_have_attribute("data-said", "refused")
    find(page, shop)
    by_id(page, "card-open").click()
    expect(by_id(page, "shop-said")).to_be_visible()
    return page


def find(page: Page, shop: dict[str, Any]) -> None:
    """By its name, in the ledger."""
    by_id(page, "pledge-words").fill(shop["name"])
    page.keyboard.press("Enter")
    expect(by_id(page, "shop-row")).to_have_count(1)
    expect(by_id(page, "shop-row")).to_have_attribute("data-shop", shop["id"])


def confirm_and_file(page: Page, shop: dict[str, Any], document: dict[str, Any]) -> str:
    """The paper original is here, the street files what waits; the number that it gave."""
    by_id(page, "pledge-open").click()
    expect(by_id(page, "pledge-dialog")).to_contain_text(hash_of(document))
    expect(by_id(page, "pledge-standing")).to_contain_text("待确认")
    assert findings(page) == []
    by_id(page, "pledge-confirm-paper").click()
    expect(by_id(page, "pledge-standing")).to_contain_text("待备案")
    page.keyboard.press("Escape")

    go(page, "/console/pledges/shops?tab=confirmed")
    before = signed_by_now(page)
    find(page, shop)
    by_id(page, "batch-file").click()
    expect(by_id(page, "batch-said")).to_contain_text("已备案 1 份")
    assert signed_by_now(page) == before + 1
    go(page, f"/console/pledges/shops/{shop['id']}")
    expect(by_id(page, "shop-said")).to_contain_text("有效")
    number = by_id(page, "shop-pledge").locator("b").first.inner_text()
    assert re.fullmatch(r".+包〔\d{4}〕\d+号", number), number
    return number


def signed_by_now(page: Page) -> int:
    """How many shops of the city have a pledge that counts."""
    expect(by_id(page, "coverage-whole")).to_contain_text("÷")
    return int(re.findall(r"(\d+) ÷", by_id(page, "coverage-whole").inner_text())[0])


def check_sheet(page: Page, document: dict[str, Any], number: str) -> None:
    """What the office opens is what was signed, word for word; the city is there in words and never as a seal."""
    by_id(page, "pledge-open").click()
    leads_to = by_id(page, "pledge-sheet").get_attribute("href") or ""
    page.keyboard.press("Escape")
    answer = page.request.get(urljoin(page.url, leads_to))  # this browser has no viewer that could be looked into
    assert answer.headers["content-type"] == "application/pdf"
    sheet = pypdfium2.PdfDocument(answer.body())
    text = "".join("".join(one.get_textpage().get_text_range() for one in sheet).split())
    signed = [words for item in document["items"] for words in (item["name"], item["do"], item["dont"])]
    assert len(document["items"]) == 5
    stands = (document["shop"]["name"], SIGNER, SIGNER_PHONE, hash_of(document), "附：门前责任区示意图", number, "街道办已备案")
    for words in (*signed, *stands):
        assert "".join(words.split()) in text, words
    assert not any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for side in sheet for one in side.get_objects())
    assert not any(is_red(colour) for side in sheet for _, colour in side.render().to_pil().convert("RGB").getcolors(2**24))


def is_red(colour: tuple[int, int, int]) -> bool:
    """Of the colour of a seal's ink."""
    red, green, blue = colour
    return red > 120 and green < red / 2 and blue < red / 2


def print_plate(page: Page, shop: dict[str, Any], keeper: BrowserContext) -> str:
    """Somebody opened the plates' address on a phone, and a plate is printed; what its code says to a camera."""
    go(page, "/console/pledges/plates")
    by_id(page, "plate-check").click()
    outside = keeper.new_page()
    outside.goto(by_id(page, "plate-check-page").inner_text())
    expect(outside.locator("#check + p")).to_contain_text("可以印牌子了")
    outside.close()
    expect(by_id(page, "plate-check-said")).to_contain_text("已通过")

    go(page, f"/console/pledges/shops/{shop['id']}")
    by_id(page, "plate-print").click()
    with page.expect_download() as download:
        by_id(page, "plates-make").click()
    page.keyboard.press("Escape")
    expect(by_id(page, "plate")).to_have_count(1)
    [[address]] = codes_on(download.value.path().read_bytes())
    return address


def tell_code(phone: Device, plate: Path, other: Path, shop: dict[str, Any]) -> str:
    """The patrol looks at a picture of the plate, which is newer than what the phone knows, and tells a code; its digits."""
    assert phone.context is not None
    page = phone.context.pages[0]
    go(page, "/shops/scan")
    by_id(page, "scan-input").set_input_files(other)
    expect(by_id(page, "scan-trouble")).to_have_attribute("data-trouble", "unknown")
    assert findings(page) == []
    by_id(page, "scan-refresh").click()
    expect(by_id(page, "scan-trouble")).to_have_count(0)
    by_id(page, "scan-input").set_input_files(plate)
    expect(page).to_have_url(f"{phone.url}/shops/{shop['id']}")
    by_id(page, "shop-code").click()
    return by_id(page, "code-digits").inner_text().replace(" ", "")


def find_breach(phone: Device, plate: Path, shop: dict[str, Any]) -> str:
    """Without signal again: the camera looks at the plate, then at what stands outside; the report's id."""
    phone.close()
    phone.args.append(f"--use-file-for-fake-video-capture={film_of(plate)}")
    page = phone.open("/")
    phone.lose_signal()
    go(page, "/shops")
    expect(page.get_by_role("radio").filter(has_text=shop["name"]).first).to_be_visible()  # the way there has moved to its place
    by_id(page, "pick-scan").click()
    expect(page).to_have_url(f"{phone.url}/shops/{shop['id']}")
    assert findings(page) == []
    by_id(page, "check-shop").click()
    page.locator(f'[data-testid="breach-item"][data-item="{ITEM}"]').click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("1")
    by_id(page, "camera-done").click()
    by_id(page, f"category-{GOODS_OUTSIDE}").or_(by_id(page, "fitting-category").filter(has_text="店外")).first.click()
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible()
    by_id(page, "tab-outbox").click()
    report = rows_in(page).first.get_attribute("data-report")
    sent(phone, page, 3)
    return str(report)


def put_right(keeper: BrowserContext, page: Page, breach_id: str) -> dict[str, list[Any]]:
    """The shopkeeper reads what is wrong and hands in a photo over a signal that breaks off; what a picky eye found."""
    said(page, "正在遮挡人脸和车牌")
    found = look(page, "merchant-breach")
    page.get_by_role("button", name="已整改，请复查").click()
    said(page, "先拍一张整改后的照片")
    page.locator(f"#shoot-{breach_id}").set_input_files([picture()])
    expect(page.get_by_alt_text("整改后的照片，第 1 张")).to_be_visible()
    found |= look(page, "merchant-photo")
    assert max(hand_in_over_a_break(keeper, page, breach_id)) <= PART
    return found | look(page, "merchant-handed-in")


def judge(page: Page, shop: dict[str, Any]) -> None:
    """A reviewer sees before beside after, and that it is put right."""
    go(page, "/console/pledges/breaches")
    by_id(page, "breaches-handed-in").click()
    by_id(page, "breach-row").filter(has_text=shop["name"]).click()
    for side in ("before", "after"):
        expect(by_id(page, f"breach-{side}").locator("img").first).to_be_visible()
    assert findings(page) == []
    by_id(page, "breach-pass").click()
    expect(by_id(page, "breach-state")).to_contain_text("已改好")


def test_a_pledge_from_the_signature_to_what_was_put_right(
    phone: Device, desk: Device, keeper: BrowserContext, city: Server, tmp_path: Path
) -> None:
    shop, next_door = shops_without_pledge(city.api("patrol01"), 2)
    street, document = sign_without_signal(phone, shop)
    refuse_without_signal(street, next_door)
    sent(phone, street, 2)
    office = at_the_office(desk, shop, next_door)
    number = confirm_and_file(office, shop, document)
    check_sheet(office, document, number)
    address = print_plate(office, shop, keeper)
    plate, other = (picture_of(text, tmp_path / f"{name}.jpg") for name, text in (("plate", address), ("other", STRANGE)))

    page = at_the_door(keeper, address)
    assert shop["name"] not in page.content()
    confirm(page, tell_code(phone, plate, other, shop))
    expect(page.get_by_role("heading", name=shop["name"])).to_be_visible()
    said(page, number)
    said(page, "街道办已备案")
    said(page, "现在没有要整改的")

    breach_id = find_breach(phone, plate, shop)
    by_id(office, "shop-show-contact").click()
    expect(by_id(office, "shop-contact").locator("b")).to_contain_text(re.compile(r"\d{4}$"))
    last4 = by_id(office, "shop-contact").locator("b").inner_text()[-4:]
    page.reload()
    confirm(page, last4)
    found = put_right(keeper, page, breach_id)
    judge(office, shop)
    page.reload()
    confirm(page, last4)
    said(page, "已办结 1 项")
    assert found == {}

    go(office, f"/console/pledges/shops/{shop['id']}")
    by_id(office, "plate-revoke").click()
    by_id(office, "plate-revoke-sure").click()
    expect(by_id(office, "plate")).to_have_attribute("data-ended", "true")
    page.reload()
    said(page, "可能换过新牌子")
    assert phone.errors + desk.errors == []
