"""Verdicts over HTTP and what a case says of them, for tests."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.conftest import Phone


def judge(desk: Phone, report_id: str, verdict: str, *, if_match: str | None = None, **more: Any) -> TestResponse:
    headers = {"If-Match": if_match} if if_match else {}
    return desk.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": verdict, **more}, headers=headers)


def undo(desk: Phone, report_id: str, **options: Any) -> TestResponse:
    return desk.delete(f"/api/v1/reports/{report_id}/verdict", **options)


def case_of(desk: Phone, case_no: str) -> dict[str, Any]:
    answer = desk.get(f"/api/v1/cases/{case_no}")
    assert answer.status_code == 200
    return dict(answer.json)


def kinds(case: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in case["events"]]
