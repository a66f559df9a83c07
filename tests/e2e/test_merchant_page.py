"""A shopkeeper's phone behind a plate: no account, no install, a fresh browser, and a signal that breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from tests.e2e.looking import check_focus, look
from tests.e2e.machines import CHROMIUM, PATIENCE_MS, PHONE, Server
from tests.e2e.merchants import LAST4, Shop, shop_with_a_plate, told

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has never been anywhere."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A shopkeeper's phone; what breaks in its pages, or against their policy, is an error of the test."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda said: errors.append(said.text) if "Security Policy" in said.text else None)
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def shop(city: Server, browser: Browser) -> Shop:
    return shop_with_a_plate(city, browser)


def at_the_door(phone: BrowserContext, shop: Shop) -> Page:
    """The code on the plate is scanned."""
    page = phone.new_page()
    page.goto(shop.address)
    expect(page.locator("#factor")).to_be_visible(timeout=PATIENCE_MS)
    return page


def confirm(page: Page, digits: str = LAST4) -> None:
    """Somebody says that it is their shop."""
    page.get_by_role("button", name="手机尾号" if len(digits) == len(LAST4) else "六位验证码").click()
    page.locator("#factor").fill(digits)
    page.keyboard.press("Enter")


def opened(phone: BrowserContext, shop: Shop) -> Page:
    """The page of a shop that is open."""
    page = at_the_door(phone, shop)
    confirm(page)
    expect(page.get_by_role("heading", name=shop.name)).to_be_visible(timeout=PATIENCE_MS)
    return page


def picture(width: int = 3000, height: int = 2000) -> dict[str, object]:
    """A photo as large as a phone takes them, of which nothing can be left out."""
    out = BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=90)
    return {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def said(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words, timeout=PATIENCE_MS)


def test_a_plate_opens_with_what_its_keeper_knows_and_shows_a_stranger_nothing(phone: BrowserContext, shop: Shop) -> None:
    page = at_the_door(phone, shop)
    found = look(page, "merchant-locked")
    assert shop.name not in page.content()
    confirm(page, "0000")
    said(page, "没对上")
    expect(page.locator("#factor")).to_be_focused()
    check_focus(page)
    page.locator("summary").first.press("Enter")
    said(page, "净化")
    found |= look(page, "merchant-wrong")
    confirm(page, shop.code())
    expect(page.get_by_role("heading", name=shop.name)).to_be_visible()
    assert phone.cookies() == []
    page.reload()
    expect(page.locator("#factor")).to_be_visible()
    page.goto(shop.address[:-1] + ("A" if shop.address[-1] != "A" else "B"))
    said(page, "可能换过新牌子")
    assert found == {}


def test_what_was_put_right_goes_on_after_a_break_and_is_closed_by_a_reviewer(phone: BrowserContext, shop: Shop) -> None:
    breach_id = shop.breach()
    page = opened(phone, shop)
    said(page, "货物摆到了店外")
    said(page, "正在遮挡人脸和车牌")
    found = look(page, "merchant-breach")
    page.get_by_role("button", name="已整改，请复查").click()
    said(page, "先拍一张整改后的照片")
    page.locator(f"#shoot-{breach_id}").set_input_files([picture()])  # type: ignore[list-item]
    expect(page.get_by_alt_text("整改后的照片，第 1 张")).to_be_visible()
    found |= look(page, "merchant-photo")

    sizes: list[int] = []

    def break_off(route: Route) -> None:
        sizes.append(len(route.request.post_data_buffer or b""))
        if len(sizes) == 3:
            phone.set_offline(True)
        route.continue_()

    page.route("**/merchant/photos/*", break_off)
    page.get_by_role("button", name="已整改，请复查").click()
    expect(page.locator(f"#progress-{breach_id}")).to_contain_text("连接断了", timeout=PATIENCE_MS)
    before = sum(sizes[:2])
    phone.set_offline(False)
    said(page, "已收到，等复查")
    found |= look(page, "merchant-handed-in")
    assert max(sizes) <= 256 * 1024
    assert before > 0

    boss = shop.city.api("supervisor01")
    handed = told(boss.get(f"/breaches/{breach_id}"), 200)
    assert handed["state"] == "handed-in"
    told(boss.post(f"/breaches/{breach_id}/verdict", json={"verdict": "pass", "reason": ""}), 200)
    page.reload()
    confirm(page)
    said(page, "已办结 1 项")
    assert found == {}


def test_an_appeal_is_taken_in_words_and_its_answer_is_read_here(phone: BrowserContext, shop: Shop) -> None:
    breach_id = shop.breach("cleanliness")
    page = opened(phone, shop)
    page.get_by_role("button", name="不符实，要申诉").first.click()
    expect(page.locator(f"#appeal-{breach_id}")).to_be_focused()
    page.keyboard.type("东西是隔壁放的")
    found = look(page, "merchant-appeal")
    page.get_by_role("button", name="提交申诉").click()
    said(page, "已申诉")
    said(page, "您说：东西是隔壁放的")
    answer = {"granted": False, "answer": "照片里是本店的果筐"}
    told(shop.city.api("supervisor01").post(f"/breaches/{breach_id}/appeal/answer", json=answer), 200)
    page.reload()
    confirm(page)
    said(page, "申诉不成立：照片里是本店的果筐")
    assert found == {}


def test_a_notice_is_received_here_and_that_is_no_consent(phone: BrowserContext, shop: Shop) -> None:
    shop.breach("greening")
    shop.notice("greening")
    page = opened(phone, shop)
    said(page, "确认收到不等于同意")
    found = look(page, "merchant-notice")
    page.get_by_role("button", name="确认收到").click()
    said(page, "已确认收到")
    expect(page.get_by_role("button", name="确认收到")).to_have_count(0)
    expect(page.get_by_role("button", name="不符实，要申诉").first).to_be_visible()
    assert found == {}


def test_a_pledge_is_confirmed_read_as_paper_and_renewed_by_hand(phone: BrowserContext, shop: Shop) -> None:
    pledge_id = shop.sign()
    page = opened(phone, shop)
    page.get_by_role("button", name="是我签的，确认").click()
    expect(page.locator("body")).to_contain_text("已签，待备案")
    expect(page.get_by_role("img", name="禾满仓的签名").locator("polyline")).to_have_count(2)
    found = look(page, "merchant-pledge")

    admin = shop.city.api("admin")
    batch = told(admin.post("/pledges/filing", json={"ids": [pledge_id]}), 200)
    assert batch["refused"] == []
    entry = admin.get(f"/shops/{shop.id}")
    renamed = {"name": "禾家米铺"}
    told(admin.patch(f"/shops/{shop.id}", json=renamed, headers={"If-Match": entry.headers["ETag"]}), 200)
    page.reload()
    confirm(page)
    said(page, str(batch["filed"][0]["number"]))
    said(page, "街道办已备案")
    page.get_by_role("button", name="下载 PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="保存到手机").click()
    sheet = pypdfium2.PdfDocument(download.value.path())
    assert "禾家粮油" in "".join(one.get_textpage().get_text_range() for one in sheet)

    page.get_by_role("button", name="看内容，续签").click()
    page.get_by_label("手机号").fill("13800001234")
    write_by_hand(page)
    found |= look(page, "merchant-renewal")
    page.get_by_role("button", name="签好了，提交").click()
    expect(page.locator("#said")).to_have_text("已签好，等街道办备案。", timeout=PATIENCE_MS)
    assert found == {}


def write_by_hand(page: Page) -> None:
    """A finger on the field to sign in."""
    page.locator(".pad").scroll_into_view_if_needed()
    box = page.locator(".pad").bounding_box()
    assert box is not None
    for left in (0.2, 0.6):
        page.mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (left + 0.2), box["y"] + box["height"] * 0.7, steps=8)
        page.mouse.up()
    expect(page.locator(".pad")).to_have_attribute("aria-label", "签名处，已签 2 笔")
