"""A shopkeeper's phone behind a plate: no account, no install, a fresh browser."""

from __future__ import annotations

from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.keeper import at_the_door, confirm, said, write_by_hand
from tests.e2e.looking import check_focus, look, too_wide
from tests.e2e.machines import PATIENCE_MS, Server
from tests.e2e.merchants import LAST4, Shop, shop_with_a_plate, told
from tests.e2e.old_browsers import AS_IN_2018

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(city: Server, browser: Browser) -> Shop:
    return shop_with_a_plate(city, browser)


def opened(keeper: BrowserContext, shop: Shop) -> Page:
    """The page of a shop that is open."""
    page = at_the_door(keeper, shop.address)
    confirm(page, LAST4)
    expect(page.get_by_role("heading", name=shop.name)).to_be_visible(timeout=PATIENCE_MS)
    return page


def test_a_plate_opens_with_what_its_keeper_knows_and_shows_a_stranger_nothing(keeper: BrowserContext, shop: Shop) -> None:
    page = at_the_door(keeper, shop.address)
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
    assert keeper.cookies() == []
    page.get_by_role("button", name="English").click()
    assert too_wide(page) == []
    page.reload()
    expect(page.locator("#factor")).to_be_visible()
    page.goto(shop.address[:-1] + ("A" if shop.address[-1] != "A" else "B"))
    said(page, "可能换过新牌子")
    assert found == {}


def test_one_page_and_one_question_are_all_that_travels(keeper: BrowserContext, shop: Shop) -> None:
    asked: list[str] = []
    keeper.on("request", lambda request: asked.append(urlsplit(request.url).path))
    at_the_door(keeper, shop.address)
    assert [path for path in asked if not path.startswith("/icons/")] == ["/p", "/api/v1/merchant/plate"]


def test_a_question_that_was_lost_is_asked_again(keeper: BrowserContext, shop: Shop) -> None:
    keeper.route("**/merchant/plate", lambda route: route.abort(), times=1)
    page = keeper.new_page()
    page.goto(shop.address)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#factor")).to_be_visible(timeout=PATIENCE_MS)


def test_a_phone_of_2018_opens_its_shop_and_reads_the_pledge(keeper: BrowserContext, shop: Shop) -> None:
    shop.sign()
    keeper.add_init_script(AS_IN_2018)
    page = opened(keeper, shop)
    expect(page.get_by_role("img", name="禾满仓的签名").locator("polyline")).to_have_count(2)
    page.get_by_role("button", name="是我签的，确认").click()
    said(page, "已签，待备案")


def test_an_appeal_is_taken_in_words_and_its_answer_is_read_here(keeper: BrowserContext, shop: Shop) -> None:
    breach_id = shop.breach("cleanliness")
    page = opened(keeper, shop)
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
    confirm(page, LAST4)
    said(page, "申诉不成立：照片里是本店的果筐")
    assert found == {}


def test_a_notice_is_received_here_and_that_is_no_consent(keeper: BrowserContext, shop: Shop) -> None:
    shop.breach("greening")
    shop.notice("greening")
    page = opened(keeper, shop)
    said(page, "确认收到不等于同意")
    found = look(page, "merchant-notice")
    page.get_by_role("button", name="确认收到").click()
    said(page, "已确认收到")
    expect(page.get_by_role("button", name="确认收到")).to_have_count(0)
    expect(page.get_by_role("button", name="不符实，要申诉").first).to_be_visible()
    assert found == {}


def test_a_pledge_is_confirmed_read_as_paper_and_renewed_by_hand(keeper: BrowserContext, shop: Shop) -> None:
    pledge_id = shop.sign()
    page = opened(keeper, shop)
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
    confirm(page, LAST4)
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
