"""A case goes through the desks by keys: given to a unit and taken back, handed in with a photo, checked, closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import enter
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_street_story import by_id
from tests.redaction.drawing import street
from tests.reports.sending import manifest, sealed, sha256

pytestmark = pytest.mark.browser

CREW = "desk-story-crew"
CREW_NAME = "案台验收班"
BYTES = {"Content-Type": "application/octet-stream"}


def put_photo(who: ApiSession) -> str:
    """A picture nobody has brought before, and its name."""
    picture = street() + uuid4().bytes
    assert who.put(f"/photos/{sha256(picture)}", data=picture, headers=BYTES).ok
    return sha256(picture)


def a_report(city: Server, author: str, **changed: Any) -> str:
    """A patrol's report with its picture; waits in the inbox."""
    patrol, picture = city.api(author), street() + uuid4().bytes
    report = manifest(picture, category="sl3_misc_piles", note="门口堆了纸箱", **changed)
    assert patrol.put(f"/reports/{report['report_id']}", data=sealed(report), headers={"Content-Type": "application/json"}).ok
    assert patrol.put(f"/photos/{sha256(picture)}", data=picture, headers=BYTES).ok
    return str(report["report_id"])


def a_filed_case(city: Server) -> str:
    """Reported and accepted; no rule gives it away by itself."""
    admin, boss = city.api("admin"), city.api("supervisor01")
    rules = admin.get("/dispatch/rules").json()
    quiet = {"rules": rules["rules"], "automatic": False, "reason": "a person gives it away"}
    assert admin.put("/dispatch/rules", json=quiet, headers={"If-Match": f'"{rules["version"]}"'}).ok
    said = {"verdict": "accept", "reason": "在门前"}
    verdict = boss.post(f"/reports/{a_report(city, 'patrol01')}/verdict", json=said)
    assert verdict.ok, verdict.text
    return str(verdict.json()["case_no"])


def a_crew(city: Server) -> None:
    """A unit of this story's own, to which the demo's unit account belongs."""
    admin = city.api("admin")
    fields = {"name": CREW_NAME, "kind": "unit", "parent_code": None}
    if all(unit["code"] != CREW for unit in admin.get("/units").json()["items"]):
        assert admin.put(f"/units/{CREW}", json=fields).ok
    person = city.api("unit01").get("/session").json()["person"]["id"]
    assert admin.put(f"/units/{CREW}/members/{person}").ok


def move(who: ApiSession, case_no: str, verb: str, **order: Any) -> None:
    """By API, as a phone or another desk does."""
    rev = who.get(f"/cases/{case_no}").json()["rev"]
    answer = who.post(f"/cases/{case_no}/moves", json={"verb": verb, **order}, headers={"If-Match": f'"{rev}"'})
    assert answer.status_code == 200, answer.text


def come_in(page: Page, desk: Device, username: str, path: str) -> None:
    """In place of whoever was here before."""
    enter(page, desk, username)
    page.goto(f"{desk.url}/console{path}")


def test_a_case_is_given_away_taken_back_handed_in_and_closed_by_keys(desk: Device, city: Server, tmp_path: Path) -> None:
    case_no = a_filed_case(city)
    a_crew(city)
    page = desk.open("/console")
    come_in(page, desk, "supervisor01", "/dispatch")
    row = page.locator(f'[data-testid="board-row"][data-case="{case_no}"]')
    row.click()
    page.keyboard.press("g")
    page.locator(f'[data-unit="{CREW}"] input').check()
    by_id(page, "board-chosen").click()
    expect(by_id(page, "board-give")).to_contain_text(CREW_NAME)
    page.keyboard.press("Enter")
    expect(by_id(page, "board-given")).to_contain_text(CREW_NAME)
    page.keyboard.press("u")
    row.click()
    expect(by_id(page, "board-give")).to_contain_text(CREW_NAME)
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)

    come_in(page, desk, "unit01", "/unit")
    page.locator(f'[data-testid="unit-card"][data-case="{case_no}"]').click()
    expect(by_id(page, "unit-case-no")).to_have_text(case_no)
    page.keyboard.press("l")
    expect(by_id(page, "move-dispose")).to_be_disabled()
    after = tmp_path / "after.jpg"
    after.write_bytes(street())
    by_id(page, "photo-file").set_input_files(after)
    expect(by_id(page, "sending-photo")).to_have_attribute("data-state", "sent")
    by_id(page, "unit-note").fill("搬走了")
    by_id(page, "move-dispose").click()
    expect(by_id(page, "unit-sent")).to_be_visible()

    boss, checker = city.api("supervisor01"), city.api("patrol02")
    move(boss, case_no, "send-check", person=checker.get("/session").json()["person"]["id"])
    move(checker, case_no, "check-pass", photos=[{"sha256": put_photo(checker), "role": "check"}])
    come_in(page, desk, "supervisor01", f"/cases/{case_no}")
    expect(by_id(page, "move-close")).to_be_visible()
    page.keyboard.press("c")
    expect(by_id(page, "move-dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(by_id(page, "case-state-now")).to_have_text("已结案")
    kinds = page.locator('[data-testid="case-event"]').evaluate_all("rows => rows.map((row) => row.dataset.kind)")
    worked = ["dispatch", "recall", "dispatch", "claim", "dispose", "send-check", "check-pass", "close"]
    assert [kind for kind in kinds if kind in worked] == worked
    assert desk.errors == []
