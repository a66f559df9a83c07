"""Decides in which words and at which place bytes fail to be a report. Pure: knows no table and no person."""

from __future__ import annotations

from json import JSONDecodeError
from typing import Any, Final
from uuid import UUID

from app.core.errors import InvalidBody
from app.reports.manifest import NoEnvelope, check_envelope
from app.reports.reading import read_json
from app.reports.rules import MAX_MANIFEST_BYTES

Fault = dict[str, Any]
"""{word, line, column, errors}: the place is from 1 and null where the fault has none; `errors` are {pointer, detail}."""
WORDS: Final = ("empty", "too-large", "not-utf8", "not-json", "no-envelope")


def fault_of(body: bytes, report_id: UUID) -> Fault | None:
    """What keeps these bytes from being filed under this id; None when nothing does."""
    if not body.strip():
        return _fault("empty")
    if len(body) > MAX_MANIFEST_BYTES:
        return _fault("too-large")
    try:
        check_envelope(read_json(body), report_id)
    except NoEnvelope as error:
        return _fault("no-envelope", errors=error.facts["errors"])
    except InvalidBody as error:
        return _unreadable(body, error.__cause__)
    return None


def _unreadable(body: bytes, why: BaseException | None) -> Fault:
    if isinstance(why, UnicodeDecodeError):
        before = body[: why.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8", "replace"))
        return _fault("not-utf8", line=before.count(b"\n") + 1, column=column + 1)
    if isinstance(why, JSONDecodeError):
        return _fault("not-json", line=why.lineno, column=why.colno)
    return _fault("not-json")


def _fault(word: str, *, line: int | None = None, column: int | None = None, errors: list[dict[str, str]] | None = None) -> Fault:
    return {"word": word, "line": line, "column": column, "errors": errors or []}
