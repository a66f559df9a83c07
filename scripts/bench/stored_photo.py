"""How long a photo takes from its first byte sent to the answer, which comes when it is durable, and until it is drawn.

One phone's photo at a time, on a server that has nothing else to do: what a person at the desk waits for.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import statistics
import time
from pathlib import Path
from typing import Final

from scripts.bench import ingest, phones
from scripts.bench.pictures import MARK_BYTES, PHOTO_BYTES, PHOTO_PIXELS, Negative
from scripts.bench.table import show
from scripts.serving import Server, serving

PHOTOS: Final = 40
PATIENCE_S: Final = 30.0
LOOK_EVERY_S: Final = 0.002


def measure(folder: Path) -> None:
    """Prints the figures. Raises BenchFailed when a photo is refused or never drawn."""
    with serving(ingest.prepare(folder / "stored")) as server:
        cookie, _ = phones.sign_in(server.port)
        negative = Negative()
        times = [_one(server, cookie, negative.photo(os.urandom(MARK_BYTES))) for _ in range(PHOTOS)]
    rows = [
        ["sent → answered: it is on the disk", *_told([answered for answered, _ in times])],
        ["sent → thumb and screen are drawn", *_told([drawn for _, drawn in times])],
    ]
    width, height = PHOTO_PIXELS
    show(
        f"A photo of {PHOTO_BYTES // 1000} KB ({width} × {height}), {PHOTOS} one after another", ["", "median ms", "p95 ms"], rows
    )


def _one(server: Server, cookie: str, photo: bytes) -> tuple[float, float]:
    """Milliseconds until the answer and until the last picture lies in the cache."""
    name = hashlib.sha256(photo).hexdigest()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    began = time.perf_counter()
    connection.request("PUT", f"/api/v1/photos/{name}", photo, {"X-App": "1", "Cookie": cookie})
    status = connection.getresponse().status
    answered = time.perf_counter() - began
    connection.close()
    if status != 201:
        raise ingest.BenchFailed(f"a photo was answered {status}")
    return 1000 * answered, 1000 * (_drawn(server.data_dir / "derived" / name[:2] / name[2:4], name) - began)


def _drawn(folder: Path, name: str) -> float:
    """When both pictures were seen."""
    wanted = [folder / f"{name}.{size}.jpg" for size in ("screen", "thumb")]
    deadline = time.perf_counter() + PATIENCE_S
    while not all(path.exists() for path in wanted):
        if time.perf_counter() > deadline:
            raise ingest.BenchFailed(f"the pictures of {name} were not drawn within {PATIENCE_S:.0f} s")
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter()


def _told(milliseconds: list[float]) -> list[str]:
    return [f"{statistics.median(milliseconds):.0f}", f"{statistics.quantiles(milliseconds, n=20)[-1]:.0f}"]
