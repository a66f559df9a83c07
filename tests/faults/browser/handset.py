"""A patrol's phone and the thumbs that use it: the real PWA in a real Chromium, step by step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.e2e.machines import PATIENCE_MS, Device
from tests.faults.browser.gate import Fate, Gate

PAGES = Path(__file__).parent / "pages"
CATEGORY = "sl2_out_of_shop"


def script(name: str) -> str:
    """A function for the page, without the comment above it: Playwright tells functions by how they begin."""
    lines = (PAGES / f"{name}.js").read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))


@dataclass
class Inside:
    """What lies in the phone's database. `photos`: length by the hash of the bytes that are really there."""

    rows: list[dict[str, Any]]
    drafts: list[dict[str, Any]]
    photos: dict[str, int]
    chain: dict[str, Any] | None
    pack: bool

    def row(self, report_id: str) -> dict[str, Any] | None:
        """The outbox row of a report."""
        return next((row for row in self.rows if row["id"] == report_id), None)

    def draft(self, report_id: str) -> dict[str, Any] | None:
        """The draft that would become this report."""
        return next((draft for draft in self.drafts if draft["id"] == report_id), None)

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """Rows that nobody has confirmed."""
        return [row for row in self.rows if row["phase"] in {"waiting", "parked"}]


@dataclass
class Handset:
    """One phone. `saved` are the reports it showed as saved, in that order; `hashed` names every photo that ever lay on
    it by its real bytes, with its length; `devices` are the ids it had; `dying` holds a request over its death."""

    device: Device
    gate: Gate
    page: Page
    saved: list[str] = field(default_factory=list)
    hashed: dict[str, int] = field(default_factory=dict)
    devices: set[str] = field(default_factory=set)
    dying: Fate | None = None
    controls: list[CDPSession] = field(default_factory=list)

    def find(self, name: str) -> Locator:
        """An element by its handle."""
        return self.page.get_by_test_id(name)

    def restart(self, path: str = "/") -> None:
        """Starts the browser again after it was killed or closed."""
        self.page = self.device.open(path)

    def kill(self) -> None:
        """kill -9 of the whole browser; a request that was held ends with it."""
        self.device.kill()
        self._let_go()

    def crash(self) -> None:
        """kill -9 of the page's process alone; opens a new page."""
        self.device.crash_tabs()
        self._let_go()
        self.page = self.device.tab()

    def _let_go(self) -> None:
        self.gate.rule = None
        if self.dying is not None:
            self.dying.mute = True
            self.dying.go.set()
            self.dying = None

    def inside(self) -> Inside:
        """What lies in the database now."""
        inside = Inside(**self.page.evaluate(script("inside")))
        if inside.chain is not None:
            self.devices.add(inside.chain["device_id"])
        return inside

    def note_hashes(self) -> Inside:
        """Remembers which photos really lie here."""
        inside = self.inside()
        self.hashed |= inside.photos
        return inside

    def wait_inside(self, holds: Callable[[Inside], bool]) -> Inside:
        """Waits until the database is as it should be."""
        self.wait_until(lambda: holds(self.inside()))
        return self.inside()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Waits while the page lives on; asks soon, then less and less often: to ask may mean to read every photo."""
        deadline, pause_ms = time.monotonic() + 2 * PATIENCE_MS / 1000, 100
        while not holds():
            assert time.monotonic() < deadline, f"never came to be: {self.inside()}"
            self.page.wait_for_timeout(pause_ms)
            pause_ms = min(1_000, 2 * pause_ms)

    def sign_in(self, username: str, password: str = "demo") -> None:
        """Fills the login that is on the screen and waits until it is no longer asked for."""
        self.find("username").fill(username)
        self.find("password").fill(password)
        self.find("sign-in").click()
        expect(self.find("sign-in")).to_have_count(0)

    def sign_in_again(self, username: str, password: str = "demo") -> None:
        """Answers the outbox's question for a login, if it asks."""
        if self.find("login-expired").count() == 1:
            self.sign_in(username, password)
            expect(self.find("login-expired")).to_have_count(0)

    def sign_out(self) -> None:
        """Through the settings, asked twice; without network the phone owes the server the word."""
        self.find("tab-settings").click()
        self.find("sign-out").click()
        self.find("sign-out-sure").click()
        expect(self.find("sign-out")).to_have_count(0)

    def be_ready(self) -> None:
        """Waits until the worker keeps the pages and the phone knows the streets: now the signal may go."""
        self.page.evaluate("navigator.serviceWorker?.ready.then(() => true)")
        expect(self.find("place-board")).to_have_attribute("data-state", "found")

    def begin(self) -> str:
        """Taps the shutter and waits for the camera; the id of the new report."""
        self.find("shutter").click()
        self.page.wait_for_url("**/capture/*/camera**")
        return self.report_id

    @property
    def report_id(self) -> str:
        """The report whose screen is open."""
        return self.page.url.split("/capture/")[1].split("/")[0].split("?")[0]

    def snap(self, count: int = 1) -> None:
        """Takes pictures, each one on disk before the next."""
        seen = self.page.locator(".camera .last .count")
        before = int(seen.inner_text()) if seen.count() else 0
        for number in range(before + 1, before + count + 1):
            self.find("camera-snap").click()
            expect(seen).to_have_text(str(number))

    def to_form(self) -> None:
        """From the camera to the form."""
        self.find("camera-done").click()
        expect(self.find("save")).to_be_visible()

    def choose(self, category: str = CATEGORY) -> None:
        """Picks what it is; a phone that gave up its catalogue for room offers nothing and asks nothing."""
        button = self.find(f"category-{category}")
        self.wait_until(lambda: button.count() == 1 or not self.inside().pack)
        if button.count() == 1:
            button.click()
        expect(self.find("save")).to_be_visible()

    def write(self, note: str) -> None:
        """Types a note."""
        self.find("note").fill(note)

    def save(self) -> None:
        """Taps save and waits for the promise."""
        report_id = self.report_id
        self.find("save").click()
        expect(self.find("saved-note")).to_be_visible()
        self.saved.append(report_id)

    def report(self, photos: int = 1, note: str = "") -> str:
        """A whole report from the home screen; its id."""
        self.to_home()
        report_id = self.begin()
        if photos:
            self.snap(photos)
        self.to_form()
        self.choose()
        if note:
            self.write(note)
        self.save()
        return report_id

    def to_home(self) -> None:
        """The home screen, by the tab where there is one."""
        if self.find("shutter").count() == 0:
            self.find("tab-home").click()
        expect(self.find("shutter")).to_be_visible()

    def tap_send(self) -> None:
        """Asks for everything to be sent now, as a person in the outbox would; photos then do not wait."""
        self.to_outbox()
        self.page.evaluate("document.querySelector('[data-testid=send-now]:not([disabled])')?.click()")

    def to_outbox(self) -> None:
        """The outbox screen, by its tab where there is one."""
        if self.find("tab-outbox").count() == 1:
            self.find("tab-outbox").click()
        else:
            self.page.goto(self.device.url + "/outbox")
        self.page.wait_for_url("**/outbox")

    def wait_until_sent(self) -> None:
        """Waits until the outbox owes nothing any more, tapping "send now" as a person would; stuck is what stops moving."""
        self.to_outbox()
        owed, deadline = None, 0.0
        while (now_owed := self.page.evaluate(script("owed"))) != "":
            if now_owed != owed:
                owed, deadline = now_owed, time.monotonic() + 3 * PATIENCE_MS / 1000
            assert time.monotonic() < deadline, f"stuck: {self.inside().waiting}"
            self.page.wait_for_timeout(500)

    def fill(self, count: int, photos: int, photo_bytes: int) -> list[str]:
        """Puts sealed reports into the outbox past the app, as many sealings would have left them; their ids."""
        how = {"count": count, "photos": photos, "bytes": photo_bytes, "seed": len(self.saved)}
        filled = self.page.evaluate(script("fill"), how)
        self.saved += filled["ids"]
        self.hashed |= filled["photos"]
        self.devices.add(filled["device_id"])
        return list(filled["ids"])

    def restart_app(self) -> None:
        """Closes and starts the browser: the next contact with the server is a new one."""
        self.close()
        self.restart()

    def close(self) -> None:
        """Closes the browser in peace, so that it writes everything down."""
        self.device.close()
