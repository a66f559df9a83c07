"""The main job, end to end: three reports without signal, a killed browser, one delivery each, two verdicts, one answer."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.placing import clear_places, nearest_by_hand

pytestmark = pytest.mark.browser

READ_PHOTOS = """async () => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open('xunjie');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const rows = await new Promise((resolve, reject) => {
    const request = db.transaction('photos').objectStore('photos').getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  db.close();
  const found = {};
  for (const row of rows) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', row.bytes));
    found[Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')] = row.bytes.byteLength;
  }
  return found;
}"""
"""Name (by hashing the bytes that really lie there) and length of every photo on the phone."""

LOOK_THROUGH_THE_INBOX = """(id) => {
  const row = document.querySelector(`[data-testid="review-row"][data-report="${id}"]`)
  const box = document.querySelector('[data-testid="review-row"]')?.closest('[data-scrolls]')
  if (!row && box) box.scrollTop = (box.scrollTop + 300) % box.scrollHeight
  return row !== null
}"""
"""Only rows in sight are in the page, and urgent reports stand above the newest."""

CATEGORY = "sl2_out_of_shop"
REASON = "照片看不清，请走近再拍一张。"


def by_id(page: Page, name: str) -> Any:
    return page.get_by_test_id(name)


def sign_in(page: Page, username: str) -> None:
    by_id(page, "username").fill(username)
    by_id(page, "password").fill("demo")
    by_id(page, "sign-in").click()


def wait_until_ready_for_offline(page: Page) -> None:
    """The worker keeps the pages and the phone knows the streets: now the signal may go."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(by_id(page, "place-board")).to_have_attribute("data-state", "found")


def take_report(page: Page, photos: int) -> None:
    """Shutter, photos, category, save; ends when the phone says that it is on disk."""
    by_id(page, "shutter").click()
    for _ in range(photos):
        by_id(page, "camera-snap").click()
        page.wait_for_timeout(400)
    by_id(page, "camera-done").click()
    by_id(page, f"category-{CATEGORY}").click()
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible(timeout=15_000)


def rows_in(page: Page, state: str | None = None) -> Any:
    rows = by_id(page, "outbox-row")
    return rows if state is None else rows.filter(has_text=state)


def mine(api: ApiSession, person_id: str, known: set[str]) -> list[dict[str, Any]]:
    items = api.get("/reports", params={"limit": 100}).json()["items"]
    return [item for item in items if item["author"]["id"] == person_id and item["id"] not in known]


def test_three_reports_survive_a_dead_phone_and_come_back_judged(phone: Device, desk: Device, city: Server) -> None:
    patrol, supervisor = city.api("patrol01"), city.api("supervisor01")
    person_id = patrol.get("/session").json()["person"]["id"]
    known = {item["id"] for item in patrol.get("/reports", params={"limit": 200}).json()["items"]}
    pack = patrol.get("/areas/pack").json()
    places = clear_places(pack, 3)

    phone.place = places[0]
    page = phone.open("/")
    sign_in(page, "patrol01")
    wait_until_ready_for_offline(page)
    phone.close()  # signed in this morning: a browser writes its cookies down within half a minute, or when it closes

    phone.lose_signal()
    page = phone.open("/")
    for number, place in enumerate(places):
        phone.stand_at(*place)
        expect(by_id(page, "place-board")).to_contain_text(name_of(pack, place), timeout=20_000)
        take_report(page, photos=2 if number else 1)
    by_id(page, "tab-outbox").click()
    expect(rows_in(page)).to_have_count(3)

    phone.kill()
    phone.place = places[2]
    page = phone.open("/")
    by_id(page, "tab-outbox").click()
    expect(rows_in(page)).to_have_count(3, timeout=15_000)
    on_phone = page.evaluate(READ_PHOTOS)
    assert mine(patrol, person_id, known) == [], "nothing can have arrived while there was no signal"

    phone.find_signal()
    expect(rows_in(page, "已送达")).to_have_count(3, timeout=60_000)

    arrived = mine(patrol, person_id, known)
    assert len(arrived) == 3
    assert sorted(len(report["photos"]) for report in arrived) == [1, 2, 2]
    for report in arrived:
        check_photos(supervisor, report, on_phone)
        segment, cell = nearest_by_hand(pack, report["position"]["lon"], report["position"]["lat"])
        assert report["placement"]["segment"]["code"] == segment
        assert report["placement"]["cell"]["code"] == cell
        assert report["receipt"]["level"] == "photos"
    places_told = {(round(one["position"]["lon"], 6), round(one["position"]["lat"], 6)) for one in arrived}
    assert places_told == {(round(lon, 6), round(lat, 6)) for lon, lat in places}

    accepted, rejected = judge_two(desk, arrived)
    assert judged(supervisor, accepted)["case_no"]
    assert judged(supervisor, rejected)["verdict"]["reason"] == REASON

    by_id(page, "tab-mine").click()
    expect(by_id(page, "mine-row").filter(has_text="已立案").first).to_be_visible(timeout=60_000)
    expect(by_id(page, "mine-row").filter(has_text=REASON)).to_have_count(1, timeout=60_000)
    assert phone.errors == []
    assert desk.errors == []


def judged(supervisor: ApiSession, report_id: str) -> dict[str, Any]:
    """The report once its verdict is there: the console shows it before the server has answered."""
    deadline = time.monotonic() + 20
    while True:
        report = supervisor.get(f"/reports/{report_id}").json()
        if report["status"] != "pending" or time.monotonic() > deadline:
            return report
        time.sleep(0.2)


def check_photos(supervisor: ApiSession, report: dict[str, Any], on_phone: dict[str, int]) -> None:
    """What lies on the server is, byte for byte, what lay on the phone before it was sent."""
    for photo in report["photos"]:
        original = supervisor.get(f"/photos/{photo['sha256']}")
        assert original.status_code == 200
        assert hashlib.sha256(original.content).hexdigest() == photo["sha256"]
        assert on_phone.get(photo["sha256"]) == len(original.content)


def judge_two(desk: Device, arrived: list[dict[str, Any]]) -> tuple[str, str]:
    """As supervisor01 in the console: accepts one of the reports and rejects another with a sentence."""
    first, second = (report["id"] for report in sorted(arrived, key=lambda report: report["captured_at"])[:2])
    page = desk.open("/console")
    sign_in(page, "supervisor01")
    open_report(page, first)
    by_id(page, "accept").click()
    expect(by_id(page, "verdict-undo")).to_be_visible()
    open_report(page, second)
    by_id(page, "reject").click()
    by_id(page, "reject-reason-9").click()
    by_id(page, "reject-text").fill(REASON)
    by_id(page, "reject-confirm").click()
    expect(by_id(page, "verdict-undo")).to_be_visible()
    expect(page.locator(f'[data-testid="review-row"][data-report="{second}"]')).to_have_count(0)
    return first, second


def open_report(page: Page, report_id: str) -> None:
    page.wait_for_function(LOOK_THROUGH_THE_INBOX, arg=report_id)
    page.locator(f'[data-testid="review-row"][data-report="{report_id}"]').click()
    expect(by_id(page, "review-photo")).to_be_visible()


def name_of(pack: dict[str, Any], place: tuple[float, float]) -> str:
    code, _ = nearest_by_hand(pack, *place)
    return str(next(segment["name"] for segment in pack["segments"] if segment["code"] == code))
