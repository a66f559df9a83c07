"""Decides which reports belong to a case: that it was opened with, and those that joined it."""

from __future__ import annotations

from collections.abc import Iterable

from app.cases.models import Case, CaseEvent
from app.cases.service import DUPLICATE_JOINED, DUPLICATE_LEFT


def report_ids_of(case: Case, events: Iterable[CaseEvent]) -> list[str]:
    """The report it was opened with, then those that joined it as duplicates and did not leave again."""
    joined: dict[str, None] = {case.report_id: None}
    for event in events:
        if event.kind == DUPLICATE_JOINED:
            joined[str(event.facts["report_id"])] = None
        elif event.kind == DUPLICATE_LEFT:
            joined.pop(str(event.facts["report_id"]), None)
    return list(joined)
