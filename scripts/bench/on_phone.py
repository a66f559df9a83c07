"""Measures what a phone pays for an area pack: its bytes, reading it, its index, and an answer. No phone is needed.

Node tells this machine's own speed. Chromium, where it is installed, runs the same script on a page slowed down six
times, which is about a cheap Android. The phone itself does all of it in a worker, beside its page.
"""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import numpy as np
import shapely

from app.areas.features import DECIMALS
from app.areas.grid import generate_cells
from app.areas.limits import area_limits
from app.areas.pack import FORMATS, complete, write_areas
from app.areas.plane import origin_of
from app.areas.shapes import Segment
from scripts.bench import city
from scripts.bench.browser import SLOWER, chromium
from scripts.bench.table import show, verdict
from scripts.serving import ROOT

SIZE = city.SMALL
PLACES = 1_000
AIM_MS = 5.0
"""For an answer on a phone."""
_ZLIB_LEVEL = 6
"""The server's."""
Times = dict[str, float]


def measure(folder: Path) -> bool:
    """Prints both tables; says whether an answer keeps its aim on the slow page."""
    packs = {form: _pack(form) for form in FORMATS}
    sizes = [[f"format {form}", f"{len(body) / 1e3:.1f}", f"{len(_zipped(body)) / 1e3:.1f}"] for form, body in packs.items()]
    show("Area pack: 300 segments, some 5,000 cells, no lists", ["", "kB", "kB gzip"], sizes)
    script = _script(folder)
    asked = packs[FORMATS[-1]].decode(), city.places(SIZE, PLACES)
    rows = [("Node", _in_node(script, folder, *asked))]
    slow = _in_chromium(script, *asked)
    rows += [(f"Chromium, {SLOWER}× slower", slow)] if slow else []
    heads = ["ms", "parse", "expand", "index", "first answer", "median", "99 %", "aim", ""]
    show("Placement on a phone", heads, [_row(name, times) for name, times in rows])
    return slow is None or slow["p99"] <= AIM_MS


def _pack(form: int) -> bytes:
    lines = [(code, name, shapely.LineString(np.round(line, DECIMALS))) for code, name, line in city.segments(SIZE)]
    segments = [Segment(code, name, 15.0, line) for code, name, line in lines]
    # Squares of the generator: those of the bench's own city repeat digit for digit, which no real layer does.
    outline = [(0.0, 0.0), (SIZE.width_m, 0.0), (SIZE.width_m, SIZE.height_m), (0.0, SIZE.height_m)]
    district = shapely.Polygon([city.degrees(*corner) for corner in outline])
    cells = generate_cells(district, "410104", size_m=city.CELL_M)
    origin = origin_of(district.bounds)
    return complete(write_areas("1-0", origin, segments, cells, area_limits(cells), form), {}).body()


def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, _ZLIB_LEVEL)


def _script(folder: Path) -> Path:
    subprocess.run(["node", "scripts/build-placing-times.mjs", str(folder)], cwd=ROOT / "pwa", check=True)
    return folder / "placing-times.js"


def _in_node(script: Path, folder: Path, pack: str, places: list[tuple[float, float, float]]) -> Times:
    asked = folder / "placing.json"
    asked.write_text(json.dumps([pack, places]))
    run = "const [pack, places] = JSON.parse(require('fs').readFileSync(process.argv[1])); "
    run += f"import({json.dumps(script.as_uri())}).then(() => console.log(JSON.stringify(measurePlacing(pack, places))))"
    done = subprocess.run(["node", "-e", run, str(asked)], capture_output=True, text=True, check=True)
    times: Times = json.loads(done.stdout)
    return times


def _in_chromium(script: Path, pack: str, places: list[tuple[float, float, float]]) -> Times | None:
    """None without a browser."""
    program = chromium()
    if program is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program)
        page = browser.new_page()
        page.add_script_tag(content=script.read_text(), type="module")
        page.wait_for_function("'measurePlacing' in globalThis")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        times: Times = page.evaluate("([pack, places]) => measurePlacing(pack, places)", [pack, places])
        browser.close()
    return times


def _row(name: str, times: Times) -> list[str]:
    figures = [f"{times[key]:.2f}" for key in ("parse", "expand", "build", "first", "median", "p99")]
    return [name, *figures, f"≤ {AIM_MS:.0f}", verdict(times["p99"], AIM_MS)]
