"""Measures how long a supervisor waits from a key to the next sharp photo, with ten thousand reports in the inbox.

A real server, a real Chromium at a desk's size. The whole inbox is fetched first, so the page holds all of it; then one
key after the other is pressed, much faster than three hundred an hour. Sharp means that the screen picture of the
next report is loaded and decoded, and a frame that shows it is drawn.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import requests
import uuid_utils

from scripts.bench import ingest, phones
from scripts.bench.city import SMALL, places
from scripts.bench.pictures import MARK_BYTES, Negative
from scripts.bench.table import show, verdict
from scripts.manifests import Place, Sender, seal
from scripts.real_input.client import Client
from scripts.serving import Server, flask, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAITING = 10_000
PRESSES = 50
"""Of each key."""
KEYS = {"j": "J, the next one", "a": "A, accept and go on"}
PAUSE_MS = 400
"""Long enough that the page also looks for similar reports and cases nearby."""
AIM_MS = 100.0
DESK = {"width": 1440, "height": 900}
SUPERVISOR = "judge"
COOKIE = "sid"
WITH_PHOTO = PRESSES * len(KEYS) + 20
_OTHER_ID = "printf('%s%012x', substr({0}, 1, 24), i)"
_NEVER_AGAIN = 2**31 - 1
"""Their evidence is not to be checked: ten thousand at once is what no background job meets."""
_TRIES = 20
_PATIENCE_MS = 600_000
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FETCH_ALL = """() => {
  const rows = document.querySelector('[data-testid="review-row"]')?.closest('[data-scrolls]')
  if (rows) rows.scrollTop = rows.scrollHeight
  return rows && !document.querySelector('[data-testid="pending-count"]').textContent.includes('+')
}"""
_WAIT_FOR_SHARP = """() => {
  const shown = () => document.querySelector('[data-testid="review-photo"]')
  const before = shown()?.src
  let pressed
  addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true, once: true })
  window.sharpAfter = new Promise((resolve) => {
    const look = async () => {
      const image = shown()
      const there = pressed && image && image.src !== before && image.complete && image.naturalWidth > 0
      if (!there) return requestAnimationFrame(look)
      await image.decode()
      requestAnimationFrame(() => {
        const drawn = new MessageChannel()
        drawn.port1.onmessage = () => resolve(performance.now() - pressed)
        drawn.port2.postMessage(null)
      })
    }
    requestAnimationFrame(look)
  })
}"""


def measure(folder: Path) -> bool:
    """Prints the table; says whether every key keeps the aim. Without a browser it says so and keeps it."""
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if program is None:
        print("\nInbox: no Chromium here, not measured")
        return True
    env = {**ingest.prepare(folder / "inbox"), "REQUEST_BUDGET": "1000000"}
    flask(env, "people", "add", SUPERVISOR, "--role", "supervisor", "--password", phones.PASSWORD)
    with serving(env) as server:
        first = _send(server, 1, with_photos=False)
    _multiply(folder / "inbox" / "xunjie.db", first, WAITING - WITH_PHOTO - 1)
    with serving(env) as server:
        _send(server, WITH_PHOTO, with_photos=True)
        times = _at_the_desk(server, program)
    return _show(times)


def _send(server: Server, count: int, *, with_photos: bool) -> str:
    """Reports with a photo each, which arrives and is drawn, or is still awaited. The id of the last."""
    patrol = Client(server.url, phones.USERNAME, phones.PASSWORD)
    sender, negative, report_id = Sender(patrol.person_id, str(uuid_utils.uuid7())), Negative(), ""
    for number, place in enumerate(places(SMALL, count), start=1):
        report = seal(sender, number, Place(*place), [negative.photo(os.urandom(MARK_BYTES))])
        report_id = report.report_id
        _keep_on(partial(patrol.put_report, report))
        for name, photo in report.photos if with_photos else ():
            _keep_on(partial(patrol.put_photo, name, photo))
            _keep_on(partial(patrol.photo, name, "screen"))
    return report_id


def _multiply(database: Path, report_id: str, count: int) -> None:
    """Copies of a report, of what it names and of its place in the feed: they only fill the inbox below the others."""
    changed = {
        "report": {
            "id": _OTHER_ID.format("id"),
            "commit_seq": "last + i",
            "device_seq": "device_seq + i",
            "checked": str(_NEVER_AGAIN),
        },
        "report_photo": {"report_id": _OTHER_ID.format("report_id")},
        "change": {"object_id": _OTHER_ID.format("object_id"), "seq": "last + i"},
    }
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        (last,) = db.execute("SELECT max(seq) FROM change").fetchone()
        for table, values in changed.items():
            columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
            chosen = ", ".join(values.get(column, f'"{column}"') for column in columns)
            named = next(column for column, value in values.items() if value.startswith("printf"))
            db.execute(
                f'INSERT INTO "{table}" ({", ".join(columns)}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL '
                f'SELECT i + 1 FROM n WHERE i < :count) SELECT {chosen} FROM "{table}", n, (SELECT :last AS last) '
                f"WHERE {named} = :id",
                {"count": count, "last": last, "id": report_id},
            )


def _keep_on(ask: Callable[[], requests.Response]) -> None:
    """Asks until it is done; who is told to wait waits. Raises BenchFailed for any other refusal."""
    for _ in range(_TRIES):
        answer = ask()
        if answer.status_code not in (429, 503):
            break
        time.sleep(float(answer.headers.get("Retry-After", "1")))
    if not answer.ok:
        raise ingest.BenchFailed(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:200]}")


def _at_the_desk(server: Server, program: str) -> dict[str, list[float]]:
    """Milliseconds of every press, by key."""
    from playwright.sync_api import sync_playwright

    boss = Client(server.url, SUPERVISOR, phones.PASSWORD)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
        context.add_cookies([{"name": COOKIE, "value": boss.cookie, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/console/review")
        page.wait_for_function(_FETCH_ALL, timeout=_PATIENCE_MS, polling=50)
        times = {key: [_press(page, key) for _ in range(PRESSES)] for key in KEYS}
        browser.close()
    return times


def _press(page: Page, key: str) -> float:
    page.wait_for_timeout(PAUSE_MS)
    page.evaluate(_WAIT_FOR_SHARP)
    page.keyboard.press(key)
    return float(page.evaluate("() => window.sharpAfter"))


def _show(times: dict[str, list[float]]) -> bool:
    rows, kept = [], True
    for key, name in KEYS.items():
        p95 = statistics.quantiles(times[key], n=20)[-1]
        kept = kept and p95 <= AIM_MS
        figures = [f"{value:.0f}" for value in (statistics.median(times[key]), p95, max(times[key]))]
        rows.append([name, str(len(times[key])), *figures, f"≤ {AIM_MS:.0f}", verdict(p95, AIM_MS)])
    heads = ["ms from the key to the next sharp photo", "presses", "median", "p95", "longest", "aim", ""]
    show(f"Review inbox: {WAITING:,} waiting, all of them in the page; photos of 1600 × 1200", heads, rows)
    return kept
