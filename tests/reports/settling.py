"""Looking at rows of the quarantine and settling them over HTTP, for tests."""

from __future__ import annotations

from typing import Any

from tests.conftest import Phone
from tests.reports.sending import manifest, photo, sealed, send


def listed(reader: Phone, **query: Any) -> list[dict[str, Any]]:
    answer = reader.get("/api/v1/quarantine", query_string=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def only(reader: Phone) -> dict[str, Any]:
    """The one row in quarantine, whole."""
    [row] = listed(reader)
    return dict(reader.get(f"/api/v1/quarantine/{row['id']}").json)


def file(reader: Phone, row: int, text: str | None = None, reason: str = "字段写错") -> Any:
    return reader.post(f"/api/v1/quarantine/{row}/file", json={"text": text, "reason": reason})


def dismiss(reader: Phone, row: int, reason: str = "空白") -> Any:
    return reader.post(f"/api/v1/quarantine/{row}/dismiss", json={"reason": reason})


def broken(report: dict[str, Any]) -> bytes:
    """The report with a comma missing in its second line."""
    return sealed(report).replace(b", ", b",\n", 1).replace(b', "author_id"', b' "author_id"')


def conflict(li: Phone) -> tuple[dict[str, Any], dict[str, Any]]:
    """A filed report, and another content that was refused under its id."""
    first = manifest(photo(1), note="first")
    second = {**first, "note": "second 13812345678"}
    send(li, first)
    assert send(li, second).status_code == 409
    return first, second
