"""A case in the hands of the street: a unit claims and hands in, a patrol checks, both without signal; the desk closes."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
import requests
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.e2e.looking import go, take_phone
from tests.e2e.machines import Device, Server
from tests.e2e.test_street_story import by_id, rows_in

pytestmark = pytest.mark.browser

UNIT = "street-crew-e2e"
CATEGORY = "sl2_out_of_shop"


def move(api: requests.Session, case_no: str, verb: str, **more: Any) -> dict[str, Any]:
    rev = api.get(f"/cases/{case_no}").json()["rev"]
    answer = api.post(f"/cases/{case_no}/moves", json={"verb": verb, **more}, headers={"If-Match": f'"{rev}"'})
    assert answer.status_code == 200, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


def case_for_the_unit(city: Server) -> str:
    """A case that was just given to the unit of `unit01`."""
    admin, unit = city.api("admin"), city.api("unit01")
    if all(known["code"] != UNIT for known in admin.get("/units").json()["items"]):
        body = {"code": UNIT, "name": "街面保障班", "kind": "unit"}
        assert admin.post("/units", json=body).status_code == 201
    person_id = unit.get("/session").json()["person"]["id"]
    assert admin.put(f"/units/{UNIT}/members/{person_id}").status_code == 204
    supervisor = city.api("supervisor01")
    wanted: dict[str, str | int] = {"state": "filed", "category": CATEGORY, "limit": 1}
    [case] = supervisor.get("/cases", params=wanted).json()["items"]
    move(supervisor, case["case_no"], "dispatch", unit=UNIT)
    return str(case["case_no"])


def take_picture(page: Page) -> None:
    by_id(page, "task-shoot").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("1")
    by_id(page, "camera-done").click()


def send_now(phone: Device, page: Page, delivered: int) -> None:
    """Without the time over which phones spread their photos after a dead zone."""
    phone.find_signal()
    by_id(page, "tab-outbox").click()
    expect(rows_in(page).first).to_be_visible()
    with contextlib.suppress(PlaywrightError):  # the button goes when everything went by itself
        if by_id(page, "send-now").is_visible():
            by_id(page, "send-now").click(timeout=500)
    expect(rows_in(page, "已送达")).to_have_count(delivered)


@pytest.mark.fullsize  # the loop goes through the same hands
def test_a_case_is_claimed_handled_and_checked_without_signal(phone: Device, city: Server) -> None:
    case_no, supervisor = case_for_the_unit(city), city.api("supervisor01")
    page = phone.open("/login")
    take_phone(page, phone, "unit01")
    go(page, "/tasks")
    here = page.locator(f'[data-testid="task"][data-case="{case_no}"]')
    expect(here).to_have_attribute("data-kind", "claim")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(here.locator("img")).to_be_visible()

    phone.lose_signal()
    here.click()
    expect(by_id(page, "task-clock")).to_contain_text("剩")
    by_id(page, "claim").click()
    expect(by_id(page, "claim-queued")).to_be_visible()
    take_picture(page)
    by_id(page, "task-note").fill("货已收回店内")
    by_id(page, "dispose").click()
    expect(by_id(page, "task-saved")).to_be_visible()
    send_now(phone, page, 2)
    case = supervisor.get(f"/cases/{case_no}").json()
    assert (case["state"], case["handler"]["name"]) == ("disposed", "砚溪市政养护班")

    patrol = city.api("patrol01").get("/session").json()["person"]
    move(supervisor, case_no, "send-check", person=patrol["id"])
    take_phone(page, phone, "patrol01")
    expect(here).to_have_attribute("data-kind", "check")
    expect(by_id(page, "task-strip")).to_contain_text("店外经营")
    by_id(page, "all-tasks").click()
    expect(here.locator("img")).to_be_visible()
    phone.lose_signal()
    here.click()
    expect(by_id(page, "unit-words")).to_contain_text("货已收回店内")
    take_picture(page)
    expect(by_id(page, "question")).to_have_count(2)
    for question in by_id(page, "question").all():
        question.get_by_text("是", exact=True).click()
    by_id(page, "check-pass").click()
    expect(by_id(page, "task-saved")).to_be_visible()
    send_now(phone, page, 1)
    case = supervisor.get(f"/cases/{case_no}").json()
    assert (case["state"], [one["what"] for one in case["evidence"]]) == ("checked", ["opened", "progress", "handled", "checked"])
    assert move(supervisor, case_no, "close")["state"] == "closed"

    page.goto(f"{phone.url}/mine")
    expect(page.locator('[data-testid="mine-row"][data-outcome="made"]').first).to_contain_text("核查通过")
    assert phone.errors == []
