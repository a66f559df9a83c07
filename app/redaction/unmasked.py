"""Decides what somebody reads who may see the telephone numbers that are masked for everybody else."""

from __future__ import annotations

import json
from typing import Any

from app.cases.models import Case
from app.cases.queries import events_of, verdicts_of
from app.cases.report_models import Report
from app.cases.sealing import manifest_bytes

Body = dict[str, Any]
_LISTS = ("phone_numbers", "contacts")


def of_report(report: Report) -> Body:
    """The note, the numbers and the reason of the verdict as they were written. Raises InvalidTag for an altered row."""
    said = _object(json.loads(manifest_bytes(report).decode("utf-8-sig")))
    verdict = verdicts_of([report.id]).get(report.id)
    return {
        "note": note if isinstance(note := said.get("note"), str) else "",
        "phone_numbers": [
            one for part in (said, _object(said.get("subject"))) for name in _LISTS for one in _texts(part.get(name))
        ],
        "reason": verdict.reason if verdict else None,
    }


def of_case(case: Case) -> Body:
    """The reasons in the timeline of a case as they were written, null where there is none; in its order."""
    return {"reasons": [event.reason for event in events_of([case.case_no]).get(case.case_no, [])]}


def _object(value: Any) -> Body:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
