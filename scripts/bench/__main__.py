"""`python -m scripts.bench [PART …]`: runs the named measurements, or all of them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from scripts.bench import (
    bundle,
    cases,
    coverage,
    derivatives,
    inbox,
    ingest,
    merchant_page,
    near,
    on_phone,
    placements,
    shops,
    starting,
)

PARTS = (
    "ingest",
    "placements",
    "near",
    "derivatives",
    "phone",
    "inbox",
    "cases",
    "coverage",
    "shops",
    "merchant",
    "start",
    "bundle",
)


def main() -> None:
    """Prints the tables; a missed aim is said, not an error. Ends with 2 when something could not be measured."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all without any")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where the part cases keeps its filled databases")
    given = options.parse_args()
    chosen = given.parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        options.error(f"unknown: {', '.join(sorted(unknown))}")
    started = time.monotonic()
    print(f"巡街 Xunjie bench · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="xunjie-bench-") as name:
        kept = run(chosen, Path(name), given.keep)
    print(f"\n{'All aims kept' if kept else 'AN AIM WAS MISSED'}; {time.monotonic() - started:.0f} s in all.")


def run(chosen: list[str], folder: Path, keep: Path | None = None) -> bool:
    """Runs the parts in their order, later ones using what earlier ones left behind; whether all aims were kept."""
    measured = {
        "ingest": lambda: ingest.measure(folder),
        "placements": placements.measure,
        "near": near.measure,
        "derivatives": lambda: derivatives.measure(folder),
        "phone": lambda: on_phone.measure(folder),
        "inbox": lambda: inbox.measure(folder),
        "cases": lambda: cases.measure(folder, keep),
        "shops": lambda: shops.measure(folder),
        "coverage": lambda: coverage.measure(folder),
        "merchant": lambda: merchant_page.measure(folder),
        "start": lambda: _start(folder, filled="ingest" in chosen),
        "bundle": bundle.measure,
    }
    kept = [measure() for part, measure in measured.items() if part in chosen]
    return all(kept)


def _start(folder: Path, *, filled: bool) -> bool:
    """There is no aim for it."""
    if not filled:
        ingest.prepare(folder / "ours")
    starting.measure(folder / "ours", folder)
    return True


if __name__ == "__main__":
    try:
        main()
    except ingest.BenchFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(2)
