"""Fixtures of the campaigns with real browsers: the frozen build, and phones that are signed in and know the streets."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.machines import PHONE, ROOT, Device, Server
from tests.e2e.placing import clear_places
from tests.faults.browser.gate import Gate
from tests.faults.browser.handset import Handset, script


@dataclass
class Workshop:
    """Makes phones for one test: each with an empty profile and a gate of its own before the served city."""

    playwright: Playwright
    server: Server
    site: Path
    folder: Path
    place: tuple[float, float]
    made: list[Handset]

    def unopened(self, name: str = "phone") -> Device:
        """A phone whose browser has not been started."""
        gate = Gate(self.server.port, self.site)
        return Device(self.playwright, self.folder / name, gate, PHONE, place=self.place, init_scripts=[script("grain")])

    def open(self, device: Device, path: str = "/") -> Handset:
        """Starts the browser of a phone."""
        assert isinstance(device.wire, Gate)
        handset = Handset(device, device.wire, device.open(path))
        self.made.append(handset)
        return handset

    def phone(self, username: str = "patrol01", device: Device | None = None, will_die: bool = False) -> Handset:
        """A phone somebody signed in to, which keeps the pages and knows the streets. One that `will_die` was closed in
        peace since, as after a morning: browsers write their cookies down within half a minute, or when they close."""
        handset = self.open(device or self.unopened())
        handset.sign_in(username)
        handset.be_ready()
        if will_die:
            handset.restart_app()
            handset.be_ready()
        return handset


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built PWA as it is now, frozen for this run. FAULTS_SITE names another build to try."""
    copy = tmp_path_factory.mktemp("site") / "dist"
    shutil.copytree(os.environ.get("FAULTS_SITE") or ROOT / "pwa" / "dist", copy)
    return copy


@pytest.fixture(scope="session")
def somewhere(city: Server) -> tuple[float, float]:
    """A place on a street about which there is no doubt."""
    return clear_places(city.api("patrol01").get("/areas/pack").json(), 1)[0]


@pytest.fixture
def workshop(
    playwright: Playwright, city: Server, site: Path, tmp_path: Path, somewhere: tuple[float, float]
) -> Iterator[Workshop]:
    """Phones for this test; their browsers and gates are closed after it."""
    workshop = Workshop(playwright, city, site, tmp_path, somewhere, [])
    yield workshop
    for handset in workshop.made:
        handset.device.close()
        handset.gate.close()
