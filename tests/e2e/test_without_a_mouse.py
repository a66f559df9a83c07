"""A day at the desk without a mouse: every step by key or Tab, and the focus always in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.addresses import a_case_handed_in, an_asked_case
from tests.e2e.keyboard import check_dialog, check_kept, named, press, step_to, tab_to, write
from tests.e2e.looking import settle, watched
from tests.e2e.machines import ApiSession, Device, Server
from tests.e2e.test_case_at_the_desk import a_filed_case, a_report
from tests.e2e.test_street_story import by_id, judged
from tests.e2e.test_told_at_the_desk import complain

pytestmark = pytest.mark.browser

SETTINGS = {
    "roster": "roster-unit",
    "people": "person-row",
    "dispatch-rules": "rule",
    "handling-settings": "green-channel",
    "calendar": "plan",
    "areas": "version-row",
    "permits": "permit-row",
    "messages": "messages-rules",
    "audit": "log-row",
    "catalog": "catalog-row",
}
"""The pages behind the settings' door, and what each shows when it is there."""


def sign_in_by_keys(page: Page, username: str) -> None:
    """The field for the name has the focus when the page opens."""
    expect(by_id(page, "username")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(username)
    write(page, "password", "demo")
    page.keyboard.press("Enter")
    expect(by_id(page, "sign-out")).to_be_visible()


def sign_out_by_keys(page: Page) -> None:
    press(page, "sign-out", "Shift+Tab")
    expect(by_id(page, "sign-in")).to_be_visible()


def judge_the_inbox(page: Page, city: Server, report_ids: list[str]) -> str:
    """Accepts one, takes it back and accepts it again, rejects the other with a reason; the number of the case."""
    boss = city.api("supervisor01")
    bad, good = report_ids  # the newest stands above
    chosen = f'{named("review-row")}[aria-current="true"]'
    expect(page.locator(chosen)).to_be_visible()
    step_to(page, chosen, "data-report", good)
    page.keyboard.press("a")
    expect(by_id(page, "verdict-said")).to_contain_text("立案")
    page.keyboard.press("u")
    expect(page.locator(chosen)).to_have_attribute("data-report", good)
    page.keyboard.press("a")
    case_no = str(judged(boss, good)["case_no"])

    step_to(page, chosen, "data-report", bad)
    page.keyboard.press("r")
    check_dialog(page, "reject-dialog")
    page.keyboard.press("Escape")
    expect(by_id(page, "reject-dialog")).to_have_count(0)
    press(page, "reject")
    page.keyboard.press("9")
    expect(by_id(page, "reject-text")).to_be_focused()
    page.keyboard.type("照片看不清")
    page.keyboard.press("Enter")
    assert judged(boss, bad)["verdict"]["reason"] == "照片看不清"
    return case_no


def dispatch(page: Page, case_no: str) -> None:
    """To another unit than the rules name."""
    press(page, "nav-dispatch")
    expect(by_id(page, "board-give")).to_be_visible()
    step_to(page, f"{named('board-row')}.on", "data-case", case_no)
    page.keyboard.press("g")
    check_dialog(page, "board-choose")
    write(page, "unit-search", "环卫西所")
    tab_to(page, "unit-choice", inside="input")
    page.keyboard.press("Space")
    press(page, "board-chosen")
    expect(by_id(page, "board-give")).to_contain_text("环卫西所")
    page.keyboard.press("Escape")
    press(page, "board-give")
    expect(by_id(page, "board-given")).to_contain_text("环卫西所")


def find(page: Page, case_no: str) -> None:
    """By search, from any page."""
    page.keyboard.press("/")
    expect(by_id(page, "search")).to_be_focused()
    page.keyboard.type(case_no)
    page.keyboard.press("Enter")
    expect(by_id(page, "case-row")).to_have_attribute("data-case", case_no)
    page.keyboard.press("Enter")
    expect(by_id(page, "case-no")).to_have_text(case_no)


def move_cases(page: Page, handed_in: str, asked: str) -> None:
    """Somebody is sent to look at one case, another gets more time."""
    find(page, handed_in)
    page.keyboard.press("v")
    check_dialog(page, "move-dialog")
    tab_to(page, "move-person")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(by_id(page, "move-dialog")).to_have_count(0)
    expect(by_id(page, "case-state-now")).to_have_text("核查中")
    check_kept(page)

    find(page, asked)
    for _ in range(2):  # as the shift leader, then as the dispatcher
        press(page, "move-approve")
        check_dialog(page, "move-dialog")
        press(page, "move-confirm")
        expect(by_id(page, "move-dialog")).to_have_count(0)
    expect(by_id(page, "request")).to_have_attribute("data-state", "approved")
    check_kept(page)


def list_and_export(page: Page) -> None:
    """The list is narrowed and that is kept; two of its cases are marked together; what is listed leaves as a table."""
    press(page, "nav-cases", "Shift+Tab")
    tab_to(page, "case-state")
    page.keyboard.press("ArrowDown")
    settle(page)
    press(page, "filter-save", "Shift+Tab")  # Tab would walk through the rows first, and take the chosen one along
    expect(by_id(page, "filter-name")).to_be_focused()
    page.keyboard.type("我的待派遣")
    page.keyboard.press("Enter")
    expect(by_id(page, "saved-filter").filter(has_text="我的待派遣")).to_be_visible()
    check_kept(page)

    for key in "xjx":
        page.keyboard.press(key)
    expect(by_id(page, "bulk-bar")).to_be_visible()
    page.keyboard.press("t")
    check_dialog(page, "move-dialog")
    write(page, "move-campaign", "冬季清零")
    press(page, "move-confirm")
    check_dialog(page, "bulk-results")
    page.keyboard.press("Escape")
    expect(by_id(page, "bulk-results")).to_have_count(0)
    check_kept(page)
    with page.expect_download():
        page.keyboard.press("e")
    press(page, "filter-forget", "Shift+Tab")
    expect(by_id(page, "saved-filter").filter(has_text="我的待派遣")).to_have_count(0)
    check_kept(page)


def open_a_figure(page: Page) -> None:
    """Down to one of the cases that it counts."""
    press(page, "nav-statistics", "Shift+Tab")
    press(page, "period-days")
    tab_to(page, "first-day")
    days = by_id(page, "figures-days").inner_text()
    page.keyboard.press("ArrowDown")  # a year more: whatever day it is, something has happened since
    expect(by_id(page, "figures-days")).not_to_have_text(days)
    tab_to(page, "definitions")
    page.keyboard.press("d")
    check_dialog(page, "definitions-dialog")
    page.keyboard.press("Escape")
    expect(by_id(page, "definitions")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("o")
    press(page, "part-numerator")
    press(page, "figure-case", inside="a")
    expect(by_id(page, "case-no")).to_be_visible()


def walk_the_map(page: Page) -> None:
    """Closer, and from the list beside it to a case."""
    press(page, "nav-map", "Shift+Tab")
    expect(by_id(page, "map-case").first).to_be_visible()
    tab_to(page, "city-map")
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.keyboard.press("-")
    expect(scale).not_to_have_text(before)
    press(page, "map-case", inside="a")
    expect(by_id(page, "case-no")).to_be_visible()


def answer_a_complaint(page: Page, number: str) -> None:
    press(page, "nav-complaints", "Shift+Tab")
    chosen = f'{named("complaint-row")}[aria-current="true"]'
    expect(page.locator(chosen)).to_be_visible()
    step_to(page, chosen, "data-number", number)
    write(page, "complaint-answer", "已约谈商户")
    press(page, "complaint-send")
    expect(by_id(page, "complaint-answered")).to_contain_text("已约谈商户")
    check_kept(page)


def look_after_the_city(page: Page) -> None:
    """What an admin sets, one page after the other."""
    press(page, "nav-settings", "Shift+Tab")
    for name, shown in SETTINGS.items():
        press(page, f"settings-{name}", "Shift+Tab" if name == "roster" else "Tab")
        expect(by_id(page, shown).first).to_be_visible()
    press(page, "catalog-row", inside="button")
    expect(by_id(page, "entry-edit")).to_be_visible()


def test_a_day_at_the_desk(desk: Device, city: Server) -> None:
    asked, handed_in = an_asked_case(city), a_case_handed_in(city)
    reports = [a_report(city, "patrol01") for _ in range(2)]
    a_filed_case(city), a_filed_case(city)
    number = complain(ApiSession(f"{city.url}/api/v1"), "夜市油烟大")
    page = watched(desk.open("/console"))
    sign_in_by_keys(page, "supervisor01")
    case_no = judge_the_inbox(page, city, reports)
    dispatch(page, case_no)
    find(page, case_no)
    move_cases(page, handed_in, asked)
    list_and_export(page)
    open_a_figure(page)
    walk_the_map(page)
    sign_out_by_keys(page)

    with page.expect_event("load"):  # a page that held the work of somebody else begins anew
        sign_in_by_keys(page, "admin")
    look_after_the_city(page)
    answer_a_complaint(page, number)
    sign_out_by_keys(page)
    assert desk.errors == []
