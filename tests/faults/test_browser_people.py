"""Two people with one phone, logins that end in the middle, and clocks that are wrong: whose report it is never changes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.machines import Server
from tests.faults.browser.arrivals import arrived_from, reckon
from tests.faults.browser.bench import Workshop
from tests.faults.browser.gate import Asked, Fate
from tests.faults.browser.handset import Handset
from tests.faults.tally import Stopwatch, scaled

pytestmark = [pytest.mark.browser, pytest.mark.faults]

NOT_SIGNED_IN = (
    401,
    {"Content-Type": "application/problem+json"},
    json.dumps({"type": "/problems/not-signed-in", "title": "Not signed in", "status": 401}).encode(),
)
SECRET = "只有我自己知道"


def person_id(server: Server, username: str) -> str:
    return str(server.api(username).get("/session").json()["person"]["id"])


def test_a_second_person_carries_the_first_ones_reports_without_reading_them(workshop: Workshop, city: Server) -> None:
    watch = Stopwatch()
    first, second = person_id(city, "patrol01"), person_id(city, "patrol02")
    phone = workshop.phone("patrol01")
    phone.device.lose_signal()
    theirs = [phone.report(1, SECRET) for _ in range(3)]
    phone.sign_out()
    phone.device.find_signal()
    phone.gate.rule = lambda asked: Fate(drop=True) if asked.is_text else None
    phone.page.goto(phone.device.url + "/login")
    phone.sign_in("patrol02")
    expect(phone.find("shutter")).to_be_visible()
    phone.device.lose_signal()
    own = [phone.report(1, "第二个人") for _ in range(2)]
    phone.note_hashes()
    phone.to_outbox()
    expect(phone.page.locator(f'[data-testid="outbox-row"][data-report="{own[0]}"]')).to_be_visible()
    assert SECRET not in phone.page.locator("body").inner_text()
    for report_id in theirs:
        assert phone.page.locator(f'[data-testid="outbox-row"][data-report="{report_id}"]').get_by_text(SECRET).count() == 0
    phone.gate.rule = None
    phone.device.find_signal()
    phone.wait_until_sent()
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    for report in arrived_from(workshop.server, phone.devices):
        author = first if report.id in theirs else second
        assert (report.author_id, report.courier_id) == (author, second)
        assert ("courier" in report.flags) == (report.id in theirs)
    found.close("another person carries the queue", "3 + 2 reports", watch)


def ends_at(kth: int) -> tuple[Callable[[Asked], Fate | None], list[str]]:
    """From the kth request to the API on the login is over, until somebody signs in; also what was asked meanwhile."""
    seen: list[str] = []
    ended = [True]

    def rule(asked: Asked) -> Fate | None:
        if not asked.is_api:
            return None
        if asked.method == "POST" and asked.path.endswith("/session"):
            ended[0] = False
        seen.append(f"{asked.method} {asked.path}")
        return Fate(instead=NOT_SIGNED_IN) if ended[0] and len(seen) >= kth else None

    return rule, seen


@pytest.mark.fullsize
def test_a_login_that_ends_at_any_request_blames_no_report(workshop: Workshop) -> None:
    watch = Stopwatch()
    phone = workshop.phone()
    indexes = scaled((1, 3, 6), tuple(range(1, 13)))
    for kth in indexes:
        phone.device.lose_signal()
        report_id = phone.report(2, f"第{kth}次请求")
        phone.note_hashes()
        rule, _seen = ends_at(kth)
        phone.gate.rule = rule
        phone.device.find_signal()
        phone.tap_send()
        answer_the_login(phone, report_id)
        phone.wait_until_sent()
        phone.gate.rule = None
        row = phone.inside().row(report_id)
        assert row is not None
        assert (row["phase"], row["failures"], row["reason"]) == ("delivered", 0, None)
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    assert phone.device.errors == []
    name = "login ended at each request"
    found.close(name, f"{len(indexes)} times", watch)


def answer_the_login(phone: Handset, report_id: str) -> None:
    """Waits for the outbox to ask, or for the report to have gone before the login ended."""
    asked = phone.find("login-expired")
    sent = phone.page.locator(f'[data-testid="outbox-row"][data-report="{report_id}"][data-word="delivered"]')
    expect(asked.or_(sent).first).to_be_visible()
    if asked.count() == 0:
        return
    row = phone.inside().row(report_id)
    assert row is not None
    assert row["phase"] in {"waiting", "delivered"}, "a login that ended is never the report's fault"
    assert row["failures"] == 0 or row["trouble"] == "no-network", "the signal may have come back in the middle of a try"
    phone.find("password").fill("demo")
    phone.find("sign-in").click()
    expect(asked).to_have_count(0)


def clock_off_by(seconds: int) -> str:
    """A page script that moves every clock a program can read by so much."""
    return f"""(() => {{
      const shift = {seconds} * 1000
      const Real = Date
      class Shifted extends Real {{
        constructor(...args) {{ if (args.length === 0) super(Real.now() + shift); else super(...args) }}
        static now() {{ return Real.now() + shift }}
      }}
      globalThis.Date = Shifted
    }})()"""


DAY = 24 * 3600
CLOCKS = {
    "a year ahead": 365 * DAY,
    "a day behind": -DAY,
    "an hour behind": -3600,
    "a day ahead": DAY,
    "a year behind": -365 * DAY,
}


@pytest.mark.parametrize("name", [name for name in CLOCKS if scaled(name == "a year ahead", True)])
def test_a_wrong_clock_shuts_nobody_out(workshop: Workshop, name: str) -> None:
    watch = Stopwatch()
    device = workshop.unopened()
    device.init_scripts += [clock_off_by(CLOCKS[name])]
    phone = workshop.phone(device=device)
    device.lose_signal()
    phone.report(1, name)
    phone.report(1)
    phone.note_hashes()
    device.find_signal()
    phone.wait_until_sent()
    assert phone.find("login-expired").count() == 0
    found = reckon(workshop.server, phone.devices, phone.saved, phone.hashed)
    assert all("clock-skew" in report.flags for report in arrived_from(workshop.server, phone.devices))
    assert device.errors == []
    found.close(f"clock {name}", "2 reports", watch)
