"""The desk is told, settles what did not arrive, sets a channel and answers a complaint, by keyboard; axe finds nothing."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.e2e.looking import findings
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_street_story import by_id, sign_in

pytestmark = pytest.mark.browser


def complain(who: requests.Session, text: str, **more: Any) -> str:
    """Somebody complains; the number."""
    answer = who.post("/complaints", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def complain_and_be_answered(city: Server) -> str:
    """The admin complains and is answered, which the bell tells; the number."""
    number = complain(city.api("admin"), "电脑太慢")
    done = city.api("centre01").post(f"/complaints/{number}/answer", json={"text": "下周换"}, headers={"If-Match": "*"})
    assert done.status_code == 200, done.text
    return number


def dispatch_to_nobody(city: Server) -> str:
    """A case goes to a unit that has no people; its number."""
    root, code = city.api("admin"), f"empty-{uuid4().hex[:8]}"
    unit = root.post("/units", json={"code": code, "name": "没有人的单位", "kind": "bureau"})
    assert unit.status_code == 201, unit.text
    case = root.get("/cases", params={"state": "filed", "limit": 1}).json()["items"][0]
    headers = {"If-Match": f'"{case["rev"]}"'}
    moved = root.post(f"/cases/{case['case_no']}/moves", json={"verb": "dispatch", "unit": code}, headers=headers)
    assert moved.status_code == 200, moved.text
    return str(case["case_no"])


def seen(page: Page, name: str) -> list[Any]:
    """What axe finds; PICTURES names a folder that also gets a picture."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
    return findings(page)


def test_the_desk_is_told_and_settles_what_did_not_arrive_and_answers(desk: Device, city: Server) -> None:
    number, case_no = complain_and_be_answered(city), dispatch_to_nobody(city)
    complain(ApiSession(f"{city.url}/api/v1"), "夜市油烟大", contact="王女士 13812345678")
    page = desk.open("/console")
    expect(by_id(page, "sign-in")).to_be_visible()
    sign_in(page, "admin")
    expect(by_id(page, "bell")).to_be_visible()
    found = {}

    by_id(page, "nav-complaints").press("Enter")
    expect(by_id(page, "complaint-text")).to_have_text("夜市油烟大")
    by_id(page, "complaint-show-contact").press("Enter")
    expect(by_id(page, "complaint-contact")).to_have_text("王女士 13812345678")
    by_id(page, "complaint-answer").fill("已约谈商户")
    found["complaint"] = seen(page, "complaint")
    by_id(page, "complaint-send").press("Enter")
    expect(by_id(page, "complaint-answered")).to_contain_text("已约谈商户")
    by_id(page, "complaint-add").press("Enter")
    found["entering"] = seen(page, "complaint-entering")
    by_id(page, "complaint-new-text").fill("热线来电：路灯不亮")
    page.keyboard.press("Tab")
    by_id(page, "complaint-file").press("Enter")
    expect(by_id(page, "complaint-added")).to_contain_text("TS")
    page.keyboard.press("Escape")

    page.goto(f"{desk.url}/console/messages")
    expect(by_id(page, "stuck-row").first).to_contain_text(case_no)
    found["stuck"] = seen(page, "stuck")
    stuck = by_id(page, "stuck-row").count()
    by_id(page, "stuck-reason").fill("单位没有账号，已电话通知")
    by_id(page, "stuck-drop").press("Enter")
    expect(by_id(page, "stuck-row")).to_have_count(stuck - 1)
    by_id(page, "messages-channels").press("Enter")
    by_id(page, "channel-add").press("Enter")
    by_id(page, "channel-name").fill("大屏")
    by_id(page, "channel-config-url").fill("https://127.0.0.1/inside")
    by_id(page, "channel-secret-key").fill("shared secret")
    by_id(page, "channel-save").press("Enter")
    expect(by_id(page, "channel-dialog").get_by_role("alert")).to_be_visible()
    found["refused"] = seen(page, "channel-refused")
    by_id(page, "channel-config-url").fill("https://gateway.invalid/hook")
    by_id(page, "channel-save").press("Enter")
    expect(by_id(page, "channel-row")).to_contain_text("大屏")
    by_id(page, "channel-try").press("Enter")
    expect(by_id(page, "channel-told")).to_contain_text("gateway.invalid")
    found["channels"] = seen(page, "channels")
    by_id(page, "messages-rules").press("Enter")
    by_id(page, "rules-quiet_from").fill("21:30")
    by_id(page, "rules-save").press("Enter")
    expect(page.get_by_text("已保存")).to_be_visible()
    found["rules"] = seen(page, "rules")

    by_id(page, "bell").press("Enter")
    expect(by_id(page, "bell-message").first).to_be_visible()
    found["bell"] = seen(page, "bell")
    expect(by_id(page, "bell-panel")).to_contain_text(number)
    page.keyboard.press("Escape")
    expect(by_id(page, "bell")).to_be_focused()
    assert {name: what for name, what in found.items() if what} == {}
    assert desk.errors == []
