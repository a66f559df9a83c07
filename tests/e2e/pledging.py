"""What a patrol does about pledges on the phone: reads out, has signed, photographs, sends, and looks at a plate."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

import rfc8785
import segno
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings, go, take_phone
from tests.e2e.machines import ApiSession, Device
from tests.e2e.test_street_story import by_id, rows_in

SIGNER, SIGNER_PHONE = "王小禾", "13800001234"
SEALED = """async () => {
  const told = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const db = await told(indexedDB.open('xunjie'))
  const rows = await told(db.transaction('outbox').objectStore('outbox').getAll())
  db.close()
  return rows.map((row) => new TextDecoder().decode(row.bytes))
}"""
"""The texts in the outbox, as they are sealed."""


def shops_without_pledge(api: ApiSession, count: int) -> list[dict[str, Any]]:
    """As the pack tells them: open, never signed, never refused; and who looks for the name finds no other."""
    told = {one["id"] for one in api.get("/pledges/kit").json()["shops"] if one["standing"] or one["refused"]}
    shops = api.get("/areas/pack").json()["shops"]
    unsigned = (shop for shop in shops if shop["status"] == "open" and shop["id"] not in told)
    return list(islice((shop for shop in unsigned if sum(shop["name"] in other["name"] for other in shops) == 1), count))


def ready_phone(phone: Device, shop: dict[str, Any]) -> Page:
    """Signed in, with the pack and the kit on the phone, standing before the shop."""
    phone.place = (shop["point"][0], shop["point"][1])
    page = phone.open("/login")
    take_phone(page, phone, "patrol01")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    go(page, f"/shops/{shop['id']}/pledge")
    expect(by_id(page, "pledge-item").first).to_be_visible()
    return page


def draw(page: Page, place: int) -> None:
    """A finger on one of the fields to sign in."""
    pad = by_id(page, "signature-pad").nth(place)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 20):
        page.mouse.move(box["x"] + 30 + 8 * step, box["y"] + 30 + (step % 5) * 8)
    page.mouse.up()


def read_out(page: Page) -> None:
    """This browser has no voice: the patrol reads and ticks."""
    expect(by_id(page, "tick-read").first).to_be_visible()
    while by_id(page, "tick-read").count():
        by_id(page, "tick-read").first.click()
    expect(by_id(page, "all-read")).to_be_visible()


def photograph(page: Page, role: str) -> None:
    """One picture of a kind that belongs to a signing."""
    by_id(page, f"shoot-{role}").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_be_visible()
    by_id(page, "camera-done").click()
    expect(by_id(page, f"pictures-{role}")).to_have_attribute("data-count", "1")


def sign_without_signal(phone: Device, shop: dict[str, Any]) -> tuple[Page, dict[str, Any]]:
    """Read out, signed with fingers and photographed, though the browser is killed in between; the page that then lies open,
    and what was signed, of which the phone shows the hash that anybody can compute from it."""
    page = ready_phone(phone, shop)
    assert findings(page) == []
    phone.lose_signal()
    read_out(page)
    by_id(page, "signer-name").fill(SIGNER)
    by_id(page, "signer-phone").fill(SIGNER_PHONE)
    by_id(page, "capacity-owner").click()
    phone.kill()

    page = phone.open("/")
    by_id(page, "open-draft").click()
    expect(by_id(page, "all-read")).to_be_visible()
    expect(by_id(page, "signer-name")).to_have_value(SIGNER)
    draw(page, 0)
    draw(page, 1)
    photograph(page, "scene")
    assert findings(page) == []
    by_id(page, "save-pledge").click()
    expect(by_id(page, "standing")).to_have_attribute("data-standing", "signed")
    expect(by_id(page, "said-here")).to_have_attribute("data-state", "waiting")

    [manifest] = [json.loads(text) for text in page.evaluate(SEALED)]
    document: dict[str, Any] = manifest["pledge"]
    assert by_id(page, "said-here").get_attribute("data-document") == hash_of(document)
    assert (document["shop"]["id"], document["signer"]["name"], document["read_aloud"]) == (shop["id"], SIGNER, True)
    assert document["photos"]["front"] == [manifest["photos"][0]["sha256"]]
    assert all(0 <= x <= 1000 and 0 <= y <= 1000 for stroke in document["strokes"] for x, y, _ in stroke)
    assert {one["how"] for one in manifest["pledge_reading"]} == {"person"}
    return page, document


def refuse_without_signal(page: Page, shop: dict[str, Any]) -> None:
    """The shop does not sign: why not, who else was there, and a photo of the notice that was left."""
    go(page, f"/shops/{shop['id']}/pledge")
    by_id(page, "refuse").click()
    by_id(page, "reason-unwilling").click()
    by_id(page, "officer-two").fill("0218")
    photograph(page, "paper")
    assert findings(page) == []
    by_id(page, "save-refusal").click()
    expect(by_id(page, "standing")).to_have_attribute("data-standing", "refused")


def hash_of(document: dict[str, Any]) -> str:
    """Of its canonical form (RFC 8785), as whoever has the document computes it."""
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()


def sent(phone: Device, page: Page, delivered: int) -> None:
    """The signal is back, and everything arrives."""
    phone.find_signal()
    go(page, "/outbox")
    with contextlib.suppress(PlaywrightError):  # the button goes when everything went by itself
        by_id(page, "send-now").click(timeout=2_000)
    expect(by_id(page, "sign-in").or_(rows_in(page, "已送达")).first).to_be_visible()
    if by_id(page, "sign-in").is_visible():  # a browser writes its cookies down after half a minute only
        by_id(page, "username").fill("patrol01")
        by_id(page, "password").fill("demo")
        by_id(page, "sign-in").click()
    expect(rows_in(page, "已送达")).to_have_count(delivered)


def picture_of(address: str, path: Path) -> Path:
    """A plate's code as a camera sees it."""
    buffer = io.BytesIO()
    segno.make(address).save(buffer, kind="png", scale=8, border=4)
    seen = Image.new("RGB", (640, 480), "#d8d8d8")
    code = Image.open(buffer).convert("RGB")
    seen.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    seen.save(path, "JPEG", quality=90)
    return path


def film_of(picture: Path) -> Path:
    """The same, for as long as somebody looks."""
    film = picture.with_suffix(".mjpeg")
    film.write_bytes(picture.read_bytes() * 30)
    return film
