"""One case through every hand and screen: reported, accepted, given away, handled, sent back, done again, closed, told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import enter, go, take_phone
from tests.e2e.machines import Device, Server
from tests.e2e.placing import clear_places
from tests.e2e.test_case_at_the_desk import put_photo
from tests.e2e.test_case_on_the_street import move, send_now, take_picture
from tests.e2e.test_street_story import by_id, judged, open_report, rows_in, wait_until_ready_for_offline

pytestmark = pytest.mark.browser

CATEGORY, UNIT, CHECKER = "other_road_damage", "市政养护中队", "韩松岩"
"""Of this category the demo city's rules give every case to the unit of `unit01`; `inspector01` is sent to look."""


WORKED_HERE = [
    *("dispatch", "claim", "dispose", "send-check", "check-fail"),
    *("dispose", "send-check", "check-pass", "close"),
]
WORKED = set(WORKED_HERE)


def given_number(city: Server, report_id: str) -> str:
    """The number of the case that the verdict opened; the console shows a verdict before the server has answered."""
    return str(judged(city.api("supervisor01"), report_id)["case_no"])


def quiet_rules(city: Server) -> None:
    """Every case waits at the board for a person, whatever other stories of this city have set."""
    admin = city.api("admin")
    rules = admin.get("/dispatch/rules").json()
    order = {"rules": rules["rules"], "automatic": False, "reason": "a person gives it away"}
    assert admin.put("/dispatch/rules", json=order, headers={"If-Match": f'"{rules["version"]}"'}).ok


def report_damage(page: Page) -> str:
    """Two pictures, the category found by a part of its name, saved; the report's id as the phone shows it."""
    by_id(page, "shutter").click()
    for number in ("1", "2"):
        by_id(page, "camera-snap").click()
        expect(page.locator(".last .count")).to_have_text(number)
    by_id(page, "camera-done").click()
    by_id(page, "category-search").click()
    by_id(page, "category-query").fill("道路破")
    by_id(page, f"any-{CATEGORY}").click()
    by_id(page, "save").click()
    expect(by_id(page, "saved-note")).to_be_visible()
    by_id(page, "tab-outbox").click()
    expect(rows_in(page)).to_have_count(1)
    return str(rows_in(page).get_attribute("data-report"))


def accept_by_key(page: Page, report_id: str) -> None:
    open_report(page, report_id)
    expect(by_id(page, "review-category")).to_have_text("道路破损")
    page.keyboard.press("a")
    expect(by_id(page, "verdict-said")).to_contain_text("已通过「道路破损」，立案")


def dispatch_by_keys(page: Page, case_no: str) -> None:
    """Steps down the board to the case and gives it to the unit that the rules name."""
    by_id(page, "nav-dispatch").press("Enter")
    expect(page.locator("#content")).to_be_focused()  # left on the link, Enter would press that again
    at = page.locator('[data-testid="board-row"].on')
    while (before := at.get_attribute("data-case")) != case_no:
        page.keyboard.press("j")
        expect(at).not_to_have_attribute("data-case", before or "")
    expect(by_id(page, "board-give")).to_contain_text(UNIT)
    page.keyboard.press("Enter")
    expect(by_id(page, "board-given")).to_contain_text(UNIT)
    expect(page.locator(f'[data-testid="board-row"][data-case="{case_no}"]')).to_have_count(0)


def come_for(phone: Device, page: Page, username: str, case_no: str, kind: str) -> Locator:
    """Somebody else takes the phone and finds what is asked of them about the case, picture included."""
    take_phone(page, phone, username)
    go(page, "/tasks")
    task = page.locator(f'[data-testid="task"][data-case="{case_no}"]')
    expect(task).to_have_attribute("data-kind", kind)
    expect(task.locator("img")).to_be_visible()
    return task


def handle(phone: Device, page: Page, case_no: str) -> None:
    """The unit claims and hands in without signal."""
    task = come_for(phone, page, "unit01", case_no, "claim")
    phone.lose_signal()
    task.click()
    by_id(page, "claim").click()
    expect(by_id(page, "claim-queued")).to_be_visible()
    take_picture(page)
    by_id(page, "task-note").fill("坑槽已填平")
    by_id(page, "dispose").click()
    expect(by_id(page, "task-saved")).to_be_visible()
    send_now(phone, page, 2)


def find_wrong(phone: Device, page: Page, case_no: str) -> None:
    """Whoever is sent to look finds it not done, without signal."""
    task = come_for(phone, page, "inspector01", case_no, "check")
    phone.lose_signal()
    task.click()
    expect(by_id(page, "unit-words")).to_contain_text("坑槽已填平")
    take_picture(page)
    by_id(page, "check-fail").click()
    by_id(page, "fail-why").fill("边缘没有压实")
    by_id(page, "fail-do").click()
    expect(by_id(page, "task-saved")).to_be_visible()
    send_now(phone, page, 1)


def find_right(phone: Device, page: Page, case_no: str) -> None:
    """Done now."""
    task = come_for(phone, page, "inspector01", case_no, "check")
    task.click()
    take_picture(page)
    by_id(page, "question").get_by_text("是", exact=True).click()
    by_id(page, "check-pass").click()
    expect(by_id(page, "task-saved")).to_be_visible()


def do_again(city: Server, case_no: str) -> None:
    """What was sent back is done once more and looked at once more; what is not theirs, or not possible, is refused."""
    unit, boss, checker = (city.api(name) for name in ("unit01", "supervisor01", "inspector01"))
    sent_back = unit.get(f"/cases/{case_no}").json()
    assert (sent_back["state"], sent_back["counts"]["rework"]) == ("rework", 1)
    header = {"If-Match": f'"{sent_back["rev"]}"'}
    closing = boss.post(f"/cases/{case_no}/moves", json={"verb": "close"}, headers=header)
    assert (closing.status_code, closing.json()["type"]) == (409, "/problems/illegal-move")
    assert "supervise" in closing.json()["allowed"]
    passing = checker.post(f"/cases/{case_no}/moves", json={"verb": "dispose", "photos": []}, headers=header)
    assert passing.status_code in {403, 404}
    move(unit, case_no, "dispose", photos=[{"sha256": put_photo(unit), "role": "after"}])
    move(boss, case_no, "send-check", person=checker.get("/session").json()["person"]["id"])


def send_a_checker(page: Page, desk: Device, case_no: str) -> None:
    page.goto(f"{desk.url}/console/cases/{case_no}")
    expect(by_id(page, "move-send-check")).to_be_visible()
    page.keyboard.press("v")
    by_id(page, "move-person").select_option(label=CHECKER)
    page.keyboard.press("Enter")
    expect(by_id(page, "move-dialog")).to_have_count(0)


def test_a_case_goes_through_every_hand_and_who_reported_it_is_told(phone: Device, desk: Device, city: Server) -> None:
    quiet_rules(city)
    phone.place = clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]
    street = phone.open("/login")
    take_phone(street, phone, "patrol01")
    wait_until_ready_for_offline(street)
    phone.lose_signal()
    report_id = report_damage(street)
    send_now(phone, street, 1)

    office = desk.open("/console")
    enter(office, desk, "supervisor01")
    office.goto(f"{desk.url}/console/review")
    accept_by_key(office, report_id)
    case_no = given_number(city, report_id)
    dispatch_by_keys(office, case_no)
    handle(phone, street, case_no)
    send_a_checker(office, desk, case_no)
    find_wrong(phone, street, case_no)
    do_again(city, case_no)
    find_right(phone, street, case_no)

    office.reload()
    expect(by_id(office, "move-close")).to_be_visible()
    office.keyboard.press("c")
    expect(by_id(office, "move-dialog")).to_be_visible()
    office.keyboard.press("Enter")
    expect(by_id(office, "case-state-now")).to_have_text("已结案")
    kinds = office.locator('[data-testid="case-event"]').evaluate_all("rows => rows.map((row) => row.dataset.kind)")
    assert [kind for kind in kinds if kind in WORKED] == WORKED_HERE

    take_phone(street, phone, "patrol01")
    by_id(street, "tab-mine").click()
    own = street.locator(f'[data-testid="mine-row"][data-report="{report_id}"]')
    expect(own).to_contain_text(case_no)
    by_id(street, "mine-messages").click()
    expect(by_id(street, "message").filter(has_text=f"案件 {case_no} 已结案")).to_have_count(1)
    assert phone.errors + desk.errors == []
