"""Whether a long list leaves in little memory: rows that are read and sent piece by piece, as CSV and as xlsx."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from scripts.bench.table import show, verdict

LIST: Final = "state=closed&unit=U02"
"""Some fifty thousand of a million."""
AIM_MB: Final = 40.0
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_PEAK: Final = "5"
"""What sets the peak of the memory in use back to what is in use now (`man 5 proc`)."""


def measure(name: str, client: FlaskClient) -> bool:
    """Prints the table; whether memory stayed flat in both forms."""
    rows, kept, lines = [], True, 0
    for form in ("csv", "xlsx"):
        _CLEAR.write_text(_PEAK)
        before, began = _mb("VmRSS"), time.perf_counter()
        answer = client.get(f"/api/v1/cases/export?{LIST}&format={form}", buffered=False)
        sent = 0
        for piece in answer.iter_encoded():
            sent += len(piece)
            lines += piece.count(b"\n") if form == "csv" else 0
        answer.close()
        grown = _mb("VmHWM") - before
        kept = kept and grown <= AIM_MB
        took = f"{time.perf_counter() - began:.1f}"
        rows.append(
            [form, f"{lines - 1:,}", f"{sent / 1e6:.1f}", took, f"{grown:.1f}", f"≤ {AIM_MB:.0f}", verdict(grown, AIM_MB)]
        )
    show(f"A long list as a file, on {name}", ["form", "rows", "MB sent", "s", "MB more at the peak", "aim", ""], rows)
    return kept


def _mb(field: str) -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024
