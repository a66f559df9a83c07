"""Reads the size of what a phone loads first from the PWA's own measurement (`npm run size`)."""

from __future__ import annotations

import re
import subprocess

from scripts.bench.table import show, verdict
from scripts.serving import ROOT

_LINE = re.compile(r"^(?P<name>.+?)\s+(?P<size>[\d.]+) kB gzip \(limit (?P<limit>\d+) kB\)$")


def measure() -> bool:
    """Prints the sizes beside their limits; says whether all keep them."""
    done = subprocess.run(["npm", "run", "--silent", "size"], cwd=ROOT / "pwa", capture_output=True, text=True, check=False)
    found = [match for match in map(_LINE.match, done.stdout.splitlines()) if match]
    if not found:
        raise RuntimeError(f"`npm run size` printed no sizes: {done.stdout}{done.stderr}")
    rows = []
    for line in found:
        size, limit = float(line["size"]), float(line["limit"])
        rows.append([line["name"], f"{size:.1f}", f"≤ {limit:.0f}", verdict(size, limit)])
    show("Patrol bundle", ["", "kB gzip", "aim", ""], rows)
    return done.returncode == 0
