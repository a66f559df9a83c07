"""A real server and a real Chromium, both killable. What they share is only HTTP."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil
import requests
from playwright.sync_api import BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_PATIENCE_S = 600
"""Making the demo city takes longest; a loaded machine takes its time."""
PATIENCE_MS = 60_000
"""How long a page may take on a loaded machine; nothing is judged by it."""
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1440, "height": 900}


def free_port() -> int:
    """A free port below the range outgoing connections use, so none of them can take it from a restarted server."""
    for port in range(18_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


@dataclass
class Server:
    """`python -m app.serve` on its own folder and port: what `make run` becomes."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = {**os.environ, "DATA_DIR": str(self.data_dir), "PORT": str(self.port), "DEMO": "1", "DEMO_PAST": "0"}
        env.pop("SECRET_KEY", None)
        self.process = subprocess.Popen([sys.executable, "-m", "app.serve"], cwd=ROOT, env=env, start_new_session=True)
        deadline = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended while starting; its reason is printed above"
            try:
                if requests.get(f"{self.url}/api/v1/meta", timeout=5).ok:
                    return
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.3)
        raise AssertionError("the server did not answer in time")

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is None:
            return
        os.killpg(self.process.pid, how)
        self.process.wait(30)
        self.process = None

    def api(self, username: str) -> requests.Session:
        """A signed-in client of a demo account; `.get("/reports")` is relative to the API."""
        session = ApiSession(f"{self.url}/api/v1")
        answer = session.post("/session", json={"username": username, "password": "demo"})
        assert answer.status_code == 200, answer.text
        return session


class ApiSession(requests.Session):
    """requests with the API's root and the header every write carries."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root
        self.headers["X-App"] = "1"

    def request(self, method: str, url: str, *args: object, **kwargs: object) -> requests.Response:  # type: ignore[override]
        return super().request(method, self._root + url, *args, **kwargs)  # type: ignore[arg-type]


class Road(Protocol):
    """What lies between a device and the server: an address that stays, and a signal that may go."""

    port: int

    def cut(self) -> None: ...
    def mend(self) -> None: ...
    def close(self) -> None: ...


@dataclass
class Device:
    """A phone or a desk: a browser profile on disk that survives its browser.

    `init_scripts` run before every page's own scripts, `args` join the browser's command line: ways to take features away.
    """

    playwright: Playwright
    profile: Path
    wire: Road
    viewport: dict[str, int]
    place: tuple[float, float] = (0.0, 0.0)
    has_signal: bool = True
    context: BrowserContext | None = None
    errors: list[str] = field(default_factory=list)
    init_scripts: list[str] = field(default_factory=list)
    args: list[str] = field(default_factory=list)
    user_agent: str | None = None

    @property
    def url(self) -> str:
        """The server's address as this device knows it: through the wire."""
        return f"http://127.0.0.1:{self.wire.port}"

    def open(self, path: str = "/") -> Page:
        """Starts the browser and opens a page, with or without signal as it is."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            headless=True,
            viewport=self.viewport,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation={"longitude": self.place[0], "latitude": self.place[1], "accuracy": 6},
            permissions=["geolocation", "camera", "background-sync"],
            user_agent=self.user_agent,
            accept_downloads=True,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream=fps=10",
                *self.args,
            ],
        )
        self.context.set_default_timeout(PATIENCE_MS)
        for script in self.init_scripts:
            self.context.add_init_script(script)
        self.context.set_offline(not self.has_signal)
        return self.tab(path, self.context.pages[0] if self.context.pages else None)

    def tab(self, path: str = "/", page: Page | None = None) -> Page:
        """Opens one more page of the app in the running browser, or leads `page` there."""
        assert self.context is not None
        page = page or self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)
        page.goto(self.url + path)
        return page

    def lose_signal(self) -> None:
        """No byte gets through any more, and the browser knows that it is offline."""
        self._signal(False)

    def find_signal(self) -> None:
        """The network is back."""
        self._signal(True)

    def _signal(self, there: bool) -> None:
        self.has_signal = there
        if there:
            self.wire.mend()
        else:
            self.wire.cut()
        if self.context is not None:
            self.context.set_offline(not there)

    def stand_at(self, lon: float, lat: float, accuracy_m: float = 6) -> None:
        """Moves the phone."""
        self.place = (lon, lat)
        assert self.context is not None
        self.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy_m})

    def kill(self) -> None:
        """kill -9 of every process of this browser, as when the phone's battery falls out."""
        victims = [process for process in psutil.process_iter(["cmdline"]) if self._mine(process)]
        assert victims, "no browser process found to kill"
        victims += [child for victim in victims for child in _children(victim)]
        for process in victims:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(victims, timeout=10)
        self.context = None

    def crash_tabs(self) -> None:
        """kill -9 of every page's process; the browser itself lives on, as when memory runs out."""
        assert self.context is not None
        pages = list(self.context.pages)
        for process in psutil.process_iter(["cmdline"]):
            if self._mine(process):
                for child in _children(process):
                    _kill_renderer(child)
        for page in pages:
            page.close()

    def close(self) -> None:
        """Closes the browser in peace."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def _mine(self, process: psutil.Process) -> bool:
        return any(f"--user-data-dir={self.profile}" in part for part in process.info["cmdline"] or [])

    def _note(self, message: object) -> None:
        text = getattr(message, "text", "")
        if "Content Security Policy" in text:
            self.errors.append(text)


def _children(process: psutil.Process) -> list[psutil.Process]:
    """Renderers and other helpers, which do not all carry the profile's name."""
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill_renderer(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        if any(part == "--type=renderer" for part in process.cmdline()):
            process.kill()
