"""A pledge signed without signal, a refusal, and a plate read: what the phone kept is what the server has, hash by hash."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
import segno
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings, go, take_phone
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_street_story import by_id, rows_in
from tests.pledges.plating import codes_on

pytestmark = pytest.mark.browser

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


def put_in_force(city: Server) -> None:
    """One scheme of the city counts, whichever it began with."""
    admin = city.api("admin")
    schemes = admin.get("/pledge-schemes").json()["items"]
    if any(one["in_force"] for one in schemes):
        return
    [scheme] = [one for one in schemes if one["code"] == "pingcheng"]
    said = ("code", "name", "city", "renewal_days_on_change", "term_months", "notice_days", "frontage_rule", "items", "texts")
    body = {**{name: scheme[name] for name in said}, "active": True}
    answer = admin.post("/pledge-schemes", json=body, headers={"If-Match": f'"{scheme["version"]}"'})
    assert answer.status_code == 201, answer.text


def shops_without_pledge(api: ApiSession, count: int) -> list[dict[str, Any]]:
    told = {one["id"] for one in api.get("/pledges/kit").json()["shops"] if one["standing"] or one["refused"]}
    pack = api.get("/areas/pack").json()
    found = [shop for shop in pack["shops"] if shop["status"] == "open" and shop["id"] not in told]
    return found[:count]


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
    by_id(page, f"shoot-{role}").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_be_visible()
    by_id(page, "camera-done").click()
    expect(by_id(page, f"pictures-{role}")).to_have_attribute("data-count", "1")


def sent(phone: Device, page: Page) -> None:
    phone.find_signal()
    go(page, "/outbox")
    with contextlib.suppress(PlaywrightError):  # the button goes when everything went by itself
        by_id(page, "send-now").click(timeout=2_000)
    expect(by_id(page, "sign-in").or_(rows_in(page, "已送达")).first).to_be_visible()
    if by_id(page, "sign-in").is_visible():  # a browser writes its cookies down after half a minute only
        by_id(page, "username").fill("patrol01")
        by_id(page, "password").fill("demo")
        by_id(page, "sign-in").click()
    expect(rows_in(page, "已送达")).to_have_count(1)


def test_a_pledge_signed_without_signal_arrives_with_the_same_hash(phone: Device, city: Server) -> None:
    put_in_force(city)
    [shop] = shops_without_pledge(city.api("patrol01"), 1)
    page = ready_phone(phone, shop)
    assert findings(page) == []
    phone.lose_signal()
    read_out(page)
    by_id(page, "signer-name").fill("王小禾")
    by_id(page, "capacity-owner").click()
    phone.kill()

    page = phone.open("/")
    by_id(page, "open-draft").click()
    expect(by_id(page, "all-read")).to_be_visible()
    expect(by_id(page, "signer-name")).to_have_value("王小禾")
    draw(page, 0)
    draw(page, 1)
    photograph(page, "scene")
    assert findings(page) == []
    by_id(page, "save-pledge").click()
    expect(by_id(page, "standing")).to_have_attribute("data-standing", "signed")
    expect(by_id(page, "said-here")).to_have_attribute("data-state", "waiting")
    kept = by_id(page, "said-here").get_attribute("data-document")

    [manifest] = [json.loads(text) for text in page.evaluate(SEALED)]
    document = manifest["pledge"]
    assert hashlib.sha256(rfc8785.dumps(document)).hexdigest() == kept
    assert (document["shop"]["id"], document["signer"]["name"], document["read_aloud"]) == (shop["id"], "王小禾", True)
    assert document["photos"]["front"] == [manifest["photos"][0]["sha256"]]
    assert all(0 <= x <= 1000 and 0 <= y <= 1000 for stroke in document["strokes"] for x, y, _ in stroke)
    assert {one["how"] for one in manifest["pledge_reading"]} == {"person"}

    sent(phone, page)
    pledge = city.api("supervisor01").get(f"/pledges/{document['pledge_id']}").json()
    assert (pledge["document_sha256"], pledge["standing"], pledge["shop"]["id"]) == (kept, "signed", shop["id"])
    assert phone.errors == []


def test_a_refusal_is_kept_with_its_notice(phone: Device, city: Server) -> None:
    put_in_force(city)
    [shop] = shops_without_pledge(city.api("patrol01"), 1)
    page = ready_phone(phone, shop)
    phone.lose_signal()
    by_id(page, "refuse").click()
    by_id(page, "reason-unwilling").click()
    by_id(page, "officer-two").fill("0218")
    photograph(page, "paper")
    assert findings(page) == []
    by_id(page, "save-refusal").click()
    expect(by_id(page, "standing")).to_have_attribute("data-standing", "refused")
    sent(phone, page)
    told = {one["id"]: one for one in city.api("patrol01").get("/pledges/kit").json()["shops"]}
    assert (told[shop["id"]]["refused"], told[shop["id"]]["standing"]) == (True, None)
    assert phone.errors == []


def plate_of(city: Server, shop_id: str) -> str:
    """The address on a plate that was printed for the shop; its place on the net was looked at before, as it must be."""
    admin = city.api("admin")
    page = admin.post("/plate-address/check").json()["page"]
    assert admin.post("/plate-address/seen", json={"nonce": page.split("#check=")[1]}).json() == {"passed": True}
    printed = admin.post("/plates", json={"shop_ids": [shop_id]})
    assert printed.status_code == 200, printed.text
    [[address]] = codes_on(printed.content)
    return address


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


def test_a_plate_is_known_without_signal(phone: Device, city: Server, tmp_path: Path) -> None:
    """By the camera and from a picture; the library reads it, since this browser reads no codes itself."""
    put_in_force(city)
    [shop] = shops_without_pledge(city.api("patrol01"), 1)
    plate = picture_of(plate_of(city, shop["id"]), tmp_path / "plate.jpg")
    other = picture_of("https://elsewhere.example/p#AAAAAAAAAAAAAAAAAAAAAAAA", tmp_path / "other.jpg")
    phone.args.append(f"--use-file-for-fake-video-capture={film_of(plate)}")
    page = ready_phone(phone, shop)
    phone.lose_signal()
    go(page, "/shops")
    by_id(page, "pick-scan").click()
    expect(page).to_have_url(f"{phone.url}/shops/{shop['id']}")
    expect(by_id(page, "standing")).to_have_attribute("data-standing", "none")
    assert findings(page) == []
    phone.close()

    phone.args.pop()
    page = phone.open("/shops/scan")
    by_id(page, "scan-input").set_input_files(other)
    expect(by_id(page, "scan-trouble")).to_have_attribute("data-trouble", "unknown")
    assert findings(page) == []
    by_id(page, "scan-input").set_input_files(plate)
    expect(page).to_have_url(f"{phone.url}/shops/{shop['id']}")
    assert phone.errors == []
