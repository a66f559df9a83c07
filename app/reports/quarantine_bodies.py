"""Decides what a reader is shown of quarantine: the list without content, one row with everything that helps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from app.accounts import queries as people
from app.accounts.rules import Actor, Permission
from app.cases.queries import report_in_sight
from app.cases.report_models import Report
from app.cases.sealing import manifest_bytes
from app.cases.wording import mask_numbers
from app.core import clock
from app.core.errors import InvalidBody
from app.reports.differences import differences
from app.reports.draft_texts import manifest_of
from app.reports.faults import fault_of
from app.reports.masking import masked
from app.reports.models import Quarantine
from app.reports.reading import read_json
from app.reports.repair import is_taken, original_of
from app.reports.repair_rules import DRAFT, Original, new_id

Body = dict[str, Any]
Words = Callable[[str], str]


def rows_shown(rows: Sequence[Quarantine]) -> list[Body]:
    """Who, which phone, when, why, how much, and what became of it, in the order given."""
    ids = {row.person_id for row in rows} | {row.settled_by_id for row in rows if row.settled_by_id}
    names = people.names(ids)
    return [_row(row, names) for row in rows]


def row_shown(row: Quarantine, reader: Actor | None) -> Body:
    """One row with its text, what is wrong with it, and beside a conflict the report that has its id.

    Phone numbers are masked unless the reader may open originals. `reader` is None for the operator at the server.
    """
    original = original_of(row)
    words: Words = str if reader is not None and reader.may(Permission.OPEN_ORIGINALS) else masked
    filed = report_in_sight(reader, row.report_id) if reader else None
    return {
        **rows_shown([row])[0],
        "cut_off": original.cut_off,
        "text": words(original.content.decode("utf-8", "replace")),
        "masked": words is masked,
        "fault": None if row.reason == DRAFT else fault_of(original.content, original.report_id),
        "proposal": _proposal(original, words),
        "new_id": str(new_id(original)) if is_taken(original) else None,
        "filed": _filed(filed, original, words) if filed is not None and filed.destroyed_at is None else None,
    }


def _row(row: Quarantine, names: dict[str, str]) -> Body:
    return {
        "id": row.id,
        "report_id": row.report_id,
        "reason": row.reason,
        "sender": {"id": row.person_id, "name": names.get(row.person_id, row.person_id)},
        "device_id": row.device_id,
        "device_seq": row.device_seq,
        "received_at": clock.isoformat(row.received_at),
        "size": row.size,
        "settled": _settled(row, names),
    }


def _settled(row: Quarantine, names: dict[str, str]) -> Body | None:
    if row.outcome is None or row.settled_at is None:
        return None
    by = row.settled_by_id
    return {
        "outcome": row.outcome,
        "report_id": row.filed_as,
        "by": {"id": by, "name": names.get(by, by)} if by else None,
        "at": clock.isoformat(row.settled_at),
        "reason": mask_numbers(row.settled_why) if row.settled_why else None,
    }


def _proposal(original: Original, words: Words) -> str | None:
    """An unfinished draft, written as a report."""
    if original.reason != DRAFT:
        return None
    manifest = manifest_of(_value(original.content), str(new_id(original)))
    return None if manifest is None else words(json.dumps(manifest, ensure_ascii=False, indent=2))


def _filed(report: Report, original: Original, words: Words) -> Body:
    """The report that has the id, and field by field where what came differs from it."""
    manifest = manifest_bytes(report)
    found = differences(_value(manifest), _value(original.content))
    return {
        "report_id": report.id,
        "manifest_sha256": report.manifest_sha256,
        "received_at": clock.isoformat(report.received_at),
        "text": words(manifest.decode("utf-8", "replace")),
        "differences": [{name: words(text) if text else text for name, text in one.items()} for one in found],
    }


def _value(body: bytes) -> Any:
    try:
        return read_json(body)
    except InvalidBody:
        return None
