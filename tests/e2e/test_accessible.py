"""axe finds nothing on any page of phone and desk, by day and by night, nor in what they open (that by night in `make faults`:
what a page opens has the colours of the page)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.addresses import at_the_desk, filing_apart, given_to_the_crew, on_the_phone, paths
from tests.e2e.looking import enter, go, look, routes, take_phone, watched
from tests.e2e.machines import Device, Server
from tests.e2e.opening import ON_THE_DESK, ON_THE_PHONE, WAITS_FOR, open_by
from tests.e2e.placing import clear_places
from tests.e2e.test_case_at_the_desk import a_crew
from tests.e2e.test_paper_on_the_street import authorise
from tests.e2e.test_street_story import CATEGORY, by_id, wait_until_ready_for_offline
from tests.faults.tally import full

pytestmark = pytest.mark.browser

IN_DIALOG = "dialog[open]"
Found = dict[str, list[Any]]


def visit(page: Page, base: str, name: str, path: str) -> Found:
    """Goes there by the app's own way and looks; whoever is led elsewhere has not seen the page."""
    go(page, f"{base}{path}")
    if wanted := WAITS_FOR.get(name):
        expect(by_id(page, wanted).first).to_be_visible()
    found = look(page, name)
    assert page.evaluate("location.pathname") == f"{base}{path}", f"{name} led to {page.url}"
    return found


def look_behind(page: Page, name: str, panels: dict[str, str]) -> Found:
    """Opens what the page opens, looks, and closes what is closed by Escape."""
    found: Found = {}
    for steps, shows in panels.items():
        open_by(page, steps, shows)
        dialog = page.locator(IN_DIALOG)
        modal = dialog.count() > 0
        found |= look(page, f"{name} {shows}", IN_DIALOG if modal else None, by_night=full())
        if modal:
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
    return found


def walk(page: Page, base: str, pages: dict[str, str], panels: dict[str, dict[str, str]]) -> Found:
    found: Found = {}
    for name, path in pages.items():
        found |= visit(page, base, name, path)
        found |= look_behind(page, name, panels.get(name, {}))
    return found


def first_login(city: Server, role: str) -> dict[str, str]:
    """Somebody who has not chosen a password yet: name and the password that was given."""
    said = {"username": f"new-{uuid4().hex[:8]}", "name": "新来的人", "roles": [role]}
    answer = city.api("admin").post("/accounts", json=said)
    assert answer.status_code == 201, answer.text
    return {"username": said["username"], "password": answer.json()["password"]}


def sign_in_first(page: Page, who: dict[str, str]) -> Found:
    """The sign-in screen and what asks for an own password."""
    expect(by_id(page, "sign-in")).to_be_visible()
    found = look(page, "login")
    for name, value in who.items():
        by_id(page, name).fill(value)
    by_id(page, "sign-in").click()
    expect(by_id(page, "choose-password")).to_be_visible()
    by_id(page, "chosen").fill(who["username"])
    by_id(page, "again").fill("another one")
    by_id(page, "choose-do").click()
    expect(by_id(page, "password-weak")).to_be_visible()
    return found | look(page, "first login")


def test_every_page_of_the_desk(desk: Device, city: Server) -> None:
    pages = paths(routes("console"), at_the_desk(city))
    page = watched(desk.open("/console"))
    found = sign_in_first(page, first_login(city, "supervisor"))

    enter(page, desk, "admin")
    page.goto(f"{desk.url}/console/review")
    expect(by_id(page, "accept")).to_be_visible()
    unit = pages.pop("unit")
    go(page, f"/console{pages.pop('start')}")
    expect(page).to_have_url(f"{desk.url}/console/review")  # where an admin begins
    with filing_apart(city):
        found |= walk(page, "/console", pages, ON_THE_DESK)
    page.context.clear_cookies()
    open_by(page, "bell", "renew-login")
    found |= look(page, "renew login", IN_DIALOG)

    a_crew(city)
    enter(page, desk, "unit01")
    page.goto(f"{desk.url}/console{unit}")
    found |= walk(page, "/console", {"unit": unit}, ON_THE_DESK)
    assert found == {}
    assert desk.errors == []


def begin_a_report(page: Page) -> str:
    """With its picture and category; the draft's name, as its address says it."""
    by_id(page, "shutter").click()
    by_id(page, "camera-snap").click()
    expect(page.locator(".last .count")).to_have_text("1")
    by_id(page, "camera-done").click()
    by_id(page, f"category-{CATEGORY}").click()
    expect(by_id(page, "paper-card")).to_be_visible()
    return page.url.rpartition("/")[2]


def write_a_paper(page: Page) -> None:
    """Up to its number."""
    by_id(page, "paper-name").fill("禾家粮油")
    by_id(page, "paper-phrase").first.click()
    by_id(page, "fetch-numbers").click()
    expect(by_id(page, "take-number")).to_be_enabled()


def test_every_page_of_the_phone(phone: Device, city: Server) -> None:
    authorise(city.api("centre01"))
    phone.place = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]
    page = watched(phone.open("/"))
    found = sign_in_first(page, first_login(city, "patrol"))

    take_phone(page, phone, "patrol01")
    wait_until_ready_for_offline(page)
    draft_id = begin_a_report(page)
    go(page, f"/capture/{draft_id}/paper")
    write_a_paper(page)
    pages = paths(routes("patrol"), on_the_phone(city, draft_id))
    found |= walk(page, "", pages, ON_THE_PHONE)

    task = given_to_the_crew(city)
    take_phone(page, phone, "unit01")
    found |= walk(page, "", {"task handle": f"/tasks/{task}"}, ON_THE_PHONE)
    assert found == {}
    assert phone.errors == []


def test_the_publics_page(phone: Device) -> None:
    page = watched(phone.open("/feedback"))
    send = page.locator("button.push")
    send.click()
    expect(page.locator(".status")).not_to_be_empty()
    found = look(page, "feedback")
    page.locator("#text").fill("夜市油烟大")
    send.click()
    expect(page.locator("h2")).to_be_focused()
    found |= look(page, "feedback sent")
    page.locator(".sent .push").first.click()
    send.click()
    expect(page.locator(".status")).not_to_be_empty()
    found |= look(page, "feedback answer")
    assert found == {}
    assert phone.errors == []
