"""A login that ended while the outbox was full: nothing is lost, signing in sends everything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_street_story import by_id, mine, rows_in, sign_in, take_report, wait_until_ready_for_offline

pytestmark = pytest.mark.browser


def test_reports_wait_for_the_new_login_and_then_all_arrive(phone: Device, city: Server) -> None:
    patrol = city.api("patrol02")
    person_id = patrol.get("/session").json()["person"]["id"]
    known = {item["id"] for item in patrol.get("/reports", params={"limit": 200}).json()["items"]}
    phone.place = clear_places(patrol.get("/areas/pack").json(), 1)[0]
    page = phone.open("/")
    sign_in(page, "patrol02")
    wait_until_ready_for_offline(page)

    phone.lose_signal()
    for _ in range(2):
        take_report(page, photos=1)
    assert phone.context is not None
    phone.context.clear_cookies()
    phone.find_signal()
    by_id(page, "tab-outbox").click()
    expect(by_id(page, "sign-in")).to_be_visible(timeout=60_000)
    expect(rows_in(page)).to_have_count(2)
    assert mine(patrol, person_id, known) == []

    take_report_without_login(page)
    by_id(page, "tab-outbox").click()
    expect(rows_in(page)).to_have_count(3)
    by_id(page, "password").fill("demo")
    by_id(page, "sign-in").click()
    expect(rows_in(page, "已送达")).to_have_count(3, timeout=60_000)
    assert len(mine(patrol, person_id, known)) == 3
    assert phone.errors == []


def take_report_without_login(page: Page) -> None:
    """Capture never waits for a login."""
    by_id(page, "tab-home").click()
    take_report(page, photos=1)
