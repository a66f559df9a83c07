"""Reports as checks see them, and over HTTP with their checks, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from app.cases import evidence
from app.checks.job import check_reports
from app.checks.rules import findings
from app.checks.seen import Fix, Photo, Seen
from app.photos.traits import Traits
from tests.conftest import Phone

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Twelve o'clock in the city."""
ZHENGZHOU = (113.67, 34.74)


def fix(lon: float = ZHENGZHOU[0], lat: float = ZHENGZHOU[1], **changed: Any) -> Fix:
    return Fix(**{"report_id": "before", "lon": lon, "lat": lat, "accuracy_m": 8.0, "at": NOON, **changed})


def picture(name: str = "a", role: str | None = "scene", source: str | None = "camera", **traits: Any) -> Photo:
    return Photo(name * 64, role, source, Traits(**traits))


def seen(**changed: Any) -> Seen:
    """A report about which no rule has anything to say, but for what is changed."""
    plain: dict[str, Any] = {
        "captured_at": NOON,
        "happened_at": NOON,
        "received_at": NOON + timedelta(minutes=1),
        "flags": frozenset(),
        "fix": fix(report_id="this"),
        "fixed_at": NOON,
        "photos": (),
        "before": None,
        "same_spot": (),
        "same_bytes": {},
        "near": {},
        "numbers": None,
    }
    return Seen(**{**plain, **changed})


def told(**changed: Any) -> dict[str, dict[str, Any]]:
    """By slug, the facts of what the rules say about such a report."""
    return {finding.slug: dict(finding.facts) for finding in findings(seen(**changed))}


def work(app: Flask) -> int:
    """The background jobs that end in checks, until nothing is left to do; how many reports were checked."""
    checked = 0
    with app.app_context():
        while done := (evidence.judge_pending() + (now := check_reports())):
            checked += now
            assert done
    return checked


def checks(reader: Phone, report_id: str) -> dict[str, dict[str, Any]]:
    """By slug, the facts of the checks as GET of the report tells them."""
    answer = reader.get(f"/api/v1/reports/{report_id}")
    assert answer.status_code == 200, answer.text
    return {check["slug"]: check["facts"] for check in answer.json["checks"]}


def listed(reader: Phone, report_id: str) -> list[str]:
    """The slugs of its checks as the list of reports tells them."""
    items = reader.get("/api/v1/reports").json["items"]
    return next([check["slug"] for check in item["checks"]] for item in items if item["id"] == report_id)
