"""A phone with a WebKit browser: Debian's WebKitGTK under Xvfb, driven by WebDriver, its profile kept over its death."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

BROWSER = Path(__file__).with_name("pocket_browser.py")
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE_S = 60
_BINDING = "import gi; gi.require_version('WebKit2', '4.1'); gi.require_version('Gtk', '3.0'); from gi.repository import WebKit2"


def what_is_missing() -> str | None:
    """The Debian packages without which this cannot run, or None."""
    if shutil.which("WebKitWebDriver") is None:
        return "needs WebKitWebDriver (Debian package webkit2gtk-driver)"
    if shutil.which("Xvfb") is None:
        return "needs Xvfb (Debian package xvfb)"
    if subprocess.run([SYSTEM_PYTHON, "-c", _BINDING], capture_output=True, check=False).returncode != 0:
        return "needs WebKit for Python (Debian packages python3-gi and gir1.2-webkit2-4.1)"
    return None


@dataclass
class Pocket:
    """One WebKit phone. `profile` survives `kill`."""

    profile: Path
    display: str
    driver: WebKitGTK | None = None

    def open(self, url: str) -> None:
        """Starts the browser and opens the page."""
        self.profile.mkdir(exist_ok=True)
        env = {
            **os.environ,
            "DISPLAY": self.display,
            "POCKET_PROFILE": str(self.profile),
            "HOME": str(self.profile),
            # Its sandbox needs user namespaces, which containers do not have; the pages are our own.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        options = Options()
        options.binary_location = str(BROWSER)
        self.driver = WebKitGTK(options=options, service=Service(shutil.which("WebKitWebDriver"), env=env))
        self.driver.set_script_timeout(PATIENCE_S)
        self.driver.get(url)

    @property
    def web(self) -> WebKitGTK:
        """The running browser."""
        assert self.driver is not None
        return self.driver

    def kill(self) -> None:
        """kill -9 of browser, pages and network process."""
        assert self.driver is not None
        process = psutil.Process(self.driver.service.process.pid)
        victims = [*process.children(recursive=True), process]
        for victim in victims:
            with contextlib.suppress(psutil.NoSuchProcess):
                victim.kill()
        psutil.wait_procs(victims, timeout=10)
        self.driver = None

    def close(self) -> None:
        """Closes in peace, so that cookies are written down."""
        if self.driver is not None:
            self.driver.quit()
            self.driver = None

    def until(self, holds: Callable[[], Any]) -> Any:
        """Waits until `holds` gives something; asks twice a second."""
        return WebDriverWait(self.web, PATIENCE_S, ignored_exceptions=[Exception]).until(lambda _driver: holds())

    def all(self, name: str) -> list[WebElement]:
        """Elements by their handle."""
        return list(self.web.find_elements(By.CSS_SELECTOR, f'[data-testid="{name}"]'))

    def find(self, name: str) -> WebElement:
        """The element, once it is there."""
        found: WebElement = self.until(lambda: self.all(name)[0])
        return found

    def tap(self, name: str) -> None:
        """Taps an element, once it takes a tap."""
        self.until(lambda: self.find(name).click() or True)

    def write(self, name: str, text: str) -> None:
        """Types into a field."""
        self.find(name).send_keys(text)

    def run(self, script: str, *arguments: Any) -> Any:
        """Result of an async function's source, run in the page."""
        return self.web.execute_async_script(f"const done = arguments[arguments.length - 1]; ({script})().then(done)", *arguments)
