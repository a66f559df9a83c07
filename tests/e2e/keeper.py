"""What a shopkeeper does on the page behind the plate."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from tests.e2e.machines import PATIENCE_MS

LAST_DIGITS = 4


def at_the_door(keeper: BrowserContext, address: str) -> Page:
    """The code on the plate is scanned."""
    page = keeper.new_page()
    page.goto(address)
    expect(page.locator("#factor")).to_be_visible(timeout=PATIENCE_MS)
    return page


def confirm(page: Page, digits: str) -> None:
    """Somebody says that it is their shop: by a code that was told, or by the end of their number."""
    page.get_by_role("button", name="手机尾号" if len(digits) == LAST_DIGITS else "六位验证码").click()
    page.locator("#factor").fill(digits)
    page.keyboard.press("Enter")


def said(page: Page, words: str) -> None:
    """The page says so."""
    expect(page.locator("main")).to_contain_text(words, timeout=PATIENCE_MS)


def picture(width: int = 3000, height: int = 2000) -> FilePayload:
    """A photo as large as a phone takes them, of which nothing can be left out."""
    out = BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=90)
    return {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def hand_in_over_a_break(keeper: BrowserContext, page: Page, breach_id: str) -> list[int]:
    """The signal goes while the photo does and comes back; sizes of the parts that were sent, in bytes."""
    sizes: list[int] = []

    def break_off(route: Route) -> None:
        sizes.append(len(route.request.post_data_buffer or b""))
        if len(sizes) == 3:
            keeper.set_offline(True)
        route.continue_()

    page.route("**/merchant/photos/*", break_off)
    page.get_by_role("button", name="已整改，请复查").click()
    expect(page.locator(f"#progress-{breach_id}")).to_contain_text("连接断了", timeout=PATIENCE_MS)
    assert sum(sizes[:2]) > 0
    keeper.set_offline(False)
    said(page, "已收到，等复查")
    return sizes


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
