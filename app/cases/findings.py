"""Decides what readers are told of the checks of a report's evidence, and which revisions differ in nothing else.

The rules are `app/checks`; reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.report_models import Report, ReportCheck
from app.core.db import db

Finding = dict[str, Any]
LOOK = "look"


def findings_of(report_ids: Collection[str]) -> dict[str, list[Finding]]:
    """What the checks said, by report; reports that nobody has checked yet are not in it."""
    if not report_ids:
        return {}
    query = select(ReportCheck.report_id, ReportCheck.findings).where(ReportCheck.report_id.in_(report_ids))
    return {row.report_id: row.findings for row in db.session.execute(query)}


def shown_to(reader: Actor, findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what is not the reader's to know: which report of somebody else is meant."""
    if reader.sees_others:
        return list(findings)
    return [{**one, "facts": {name: value for name, value in one["facts"].items() if name != "report_id"}} for one in findings]


def content_rev(report: Report) -> int:
    """Since which of its revisions nothing but what the checks say has changed; the report's row must be held."""
    query = select(ReportCheck.content_rev, ReportCheck.told_rev).where(ReportCheck.report_id == report.id)
    row = db.session.execute(query).one_or_none()
    return report.rev if row is None or row.content_rev is None or row.told_rev != report.rev else int(row.content_rev)


def worth_a_look(findings: Iterable[Finding]) -> list[Finding]:
    """Those that ask for a person."""
    return [finding for finding in findings if finding["tone"] == LOOK]
