"""Decides how the faults of a checked layer are told: the first of them, which kinds were not found, all as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from app.areas.topology import MOST_TOLD, Fault, Finding, report_of

LOOKED_FOR: Final = {
    "segments": (
        *(Fault.OVERLAP, Fault.DUPLICATE, Fault.DUPLICATE_CODE, Fault.FAR_AWAY),
        *(Fault.DANGLING_END, Fault.GAP, Fault.SELF_CROSSING, Fault.UNNAMED),
    ),
    "cells": (
        *(Fault.OVERLAP, Fault.DUPLICATE_CODE, Fault.FAR_AWAY, Fault.WRONG_CODE_LENGTH),
        *(Fault.SELF_CROSSING, Fault.SLIVER, Fault.GAP),
    ),
}
COLUMNS: Final = ("no", "kind", "severity", "codes", "lon", "lat", "metres", "m2")
_BOM: Final = b"\xef\xbb\xbf"
"""Without it a spreadsheet takes UTF-8 for something else."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def summary(findings: Sequence[Finding], layer: str) -> dict[str, Any]:
    """As the wire has them: counts, the first 500 numbered, and the kinds that were looked for and not found."""
    told = report_of(findings, MOST_TOLD)
    found = {one.kind for one in findings}
    return {
        "must": told["must"],
        "may": told["may"],
        "items": [{"no": no, **one} for no, one in enumerate(told["findings"], start=1)],
        "total": len(findings),
        "passed": [kind.value for kind in LOOKED_FOR[layer] if kind not in found],
    }


def as_csv(findings: Sequence[Finding]) -> bytes:
    """All findings in the same order and with the same numbers, for a spreadsheet: UTF-8 with BOM, WGS-84 degrees."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for no, one in enumerate(report_of(findings, len(findings))["findings"], start=1):
        codes = _harmless(" ".join(one["codes"]))
        table.writerow([no, one["kind"], one["severity"], codes, *one["where"], one["metres"], one["m2"]])
    return _BOM + text.getvalue().encode("utf-8", "replace")


def _harmless(text: str) -> str:
    """A code that a spreadsheet would take for a formula is given as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text
