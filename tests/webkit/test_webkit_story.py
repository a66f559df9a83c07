"""The main job in WebKit, where there is no private file system for pages, no Background Sync and no camera here."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.machines import Server
from tests.faults.browser.arrivals import reckon
from tests.faults.browser.gate import Gate
from tests.faults.browser.handset import CATEGORY, Inside, script
from tests.faults.tally import Stopwatch
from tests.webkit.pocket import Pocket, what_is_missing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.faults,
    # selenium's own WebKitGTK class calls what its base class deprecates.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),
]

KNOWS_THE_STREETS = """async () => {
  await navigator.serviceWorker.ready
  const asked = indexedDB.open('xunjie')
  const db = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)))
  const count = db.transaction('packs').objectStore('packs').count()
  await new Promise((resolve) => (count.onsuccess = resolve))
  db.close()
  return count.result > 0
}"""


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own."""
    missing = what_is_missing()
    if missing:
        pytest.skip(missing)
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as screen:
        assert screen.stdout is not None
        yield f":{screen.stdout.readline().decode().strip()}"
        screen.terminate()


@pytest.fixture
def gate(city: Server, site: Path) -> Iterator[Gate]:
    """The road to the server."""
    gate = Gate(city.port, site)
    yield gate
    gate.close()


@pytest.fixture
def pocket(display: str, tmp_path: Path) -> Iterator[Pocket]:
    """A WebKit phone with an empty profile."""
    pocket = Pocket(tmp_path / "pocket", display)
    yield pocket
    pocket.close()


def picture(folder: Path, name: str, shade: int) -> str:
    """A picture as a phone's own camera would hand it over."""
    path = folder / name
    Image.effect_noise((1600, 1200), shade).convert("RGB").save(path, quality=85)
    return str(path)


def take(pocket: Pocket, pictures: list[str]) -> str:
    """A report with pictures from the file input, up to the promise that it is on the phone; its id."""
    pocket.tap("shutter")
    for number, path in enumerate(pictures, start=1):
        pocket.find("camera-input").send_keys(path)
        pocket.until(lambda number=number: inside(pocket).drafts[0]["photos"][number - 1])
    pocket.tap("camera-done")
    pocket.tap(f"category-{CATEGORY}")
    report_id = str(pocket.web.current_url.split("/capture/")[1].split("?")[0])
    pocket.tap("save")
    pocket.find("saved-note")
    return report_id


def inside(pocket: Pocket) -> Inside:
    return Inside(**pocket.run(script("inside")))


def test_a_report_taken_without_signal_survives_the_browser_and_arrives_once(
    pocket: Pocket, gate: Gate, city: Server, tmp_path: Path
) -> None:
    watch = Stopwatch()
    url = f"http://127.0.0.1:{gate.port}/"
    pocket.open(url)
    pocket.write("username", "patrol01")
    pocket.write("password", "demo")
    pocket.tap("sign-in")
    pocket.find("shutter")
    pocket.until(lambda: pocket.run(KNOWS_THE_STREETS))
    lacks = pocket.web.execute_script(
        "return [navigator.storage?.getDirectory === undefined, globalThis.SyncManager === undefined]"
    )
    assert lacks == [True, True], "this is the engine without private files and Background Sync"
    pocket.close()

    gate.cut()
    pocket.open(url)
    reports = [
        take(pocket, [picture(tmp_path, "image.jpg", 60), picture(tmp_path, "image2.jpg", 90)]),
        take(pocket, [picture(tmp_path, "image.jpg", 30)]),
    ]
    pocket.kill()
    pocket.open(url)
    found_inside = inside(pocket)
    assert {row["id"] for row in found_inside.rows} == set(reports)
    assert [len(row["photos"]) for row in found_inside.rows if row["id"] == reports[0]] == [2]
    assert found_inside.chain is not None

    gate.mend()
    pocket.tap("tab-outbox")
    pocket.until(lambda: pocket.run(script("owed")) == "")
    found = reckon(city, [found_inside.chain["device_id"]], reports, found_inside.photos)
    found.close("WebKit: offline, killed, sent", "2 reports", watch)
