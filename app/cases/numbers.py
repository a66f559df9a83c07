"""Decides case numbers. Knows no request, no table and no clock."""

from __future__ import annotations

import re
from typing import Final

from app.core.errors import Unavailable

LARGEST_CASE_NUMBER: Final = 99_999
NO_ADCODE: Final = "000000"
_ADCODE: Final = re.compile(r"[1-9]\d{5}")


def adcode_of(cell_code: str | None, segment_code: str | None, fallback: str | None = None) -> str:
    """The six-digit district of a place: from the cell's code, else the segment's, else `fallback`, else 000000.

    The first six digits of a 15-digit cell code are the district's (CJ/T 213); segment codes made at import begin
    with them too, codes that a city brought along may not.
    """
    for code in (cell_code, segment_code, fallback):
        found = _ADCODE.match(code or "")
        if found:
            return found[0]
    return NO_ADCODE


def case_number(adcode: str, day: str, running: int) -> str:
    """19 digits: district 6, day 8, running number 5. Raises Unavailable when a day has used up its numbers."""
    if running > LARGEST_CASE_NUMBER:
        raise Unavailable(f"District {adcode} has used all {LARGEST_CASE_NUMBER} case numbers of {day}.", retry_after_s=3600)
    return f"{adcode}{day}{running:05d}"
