"""Measures how long `python -m app.serve` takes until it answers: with a folder that is in use, and with an empty one."""

from __future__ import annotations

import statistics
from pathlib import Path

from scripts.bench.table import show
from scripts.serving import environment, free_port, serving

TIMES = 3


def measure(used: Path, folder: Path) -> None:
    """Prints the medians; `used` is a DATA_DIR of an earlier measurement, `folder` is empty."""
    rows = [
        ["existing DATA_DIR", *_seconds([environment(used, free_port()) for _ in range(TIMES)])],
        ["empty DATA_DIR", *_seconds([environment(folder / f"empty{n}", free_port()) for n in range(TIMES)])],
        ["empty DATA_DIR, demo city loaded", *_seconds([environment(folder / "demo", free_port(), {"DEMO": "1"})])],
    ]
    show("Start: from the command to the first answer of GET /api/v1/meta", ["", "median s", "times", "slowest s"], rows)


def _seconds(envs: list[dict[str, str]]) -> list[str]:
    taken = []
    for env in envs:
        with serving(env) as server:
            taken.append(server.started_in_s)
    return [f"{statistics.median(taken):.1f}", str(len(taken)), f"{max(taken):.1f}"]
