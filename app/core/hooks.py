"""Decides how a lower feature tells a higher one that something has happened, without knowing it. The factory joins them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import Flask, current_app

_HOOKS = "hooks"


class Happened(StrEnum):
    """What may be listened to; everything runs inside the transaction of what happened and may raise to refuse it."""

    REPORT_ARRIVED = "report-arrived"
    """(report, now): a report's text is in the database."""
    REPORT_WHOLE = "report-whole"
    """(report_id, now): the last photo of a report is in place, or it came without any."""
    REPORT_JUDGED = "report-judged"
    """(report, by, now): a verdict about a report was given or taken back, or its filing refused."""
    REPORT_TO_VERIFY = "report-to-verify"
    """(report, now): somebody was asked to look on the spot whether a report is so."""
    CASE_OPENED = "case-opened"
    """(case, report, by, now): a case was opened for an accepted report."""
    CASE_MOVED = "case-moved"
    """(case, kind, by, now): a case has a further entry in its timeline."""
    UNIT_RETIRING = "unit-retiring"
    """(code): a unit is about to be taken out of service; whoever still needs it refuses."""
    COMPLAINT_FILED = "complaint-filed"
    """(complaint, now): somebody complained."""
    COMPLAINT_DUE = "complaint-due"
    """(complaint, now): a complaint has to be answered within a day."""
    COMPLAINT_ANSWERED = "complaint-answered"
    """(complaint, now): a complaint was answered."""
    SHOP_CHANGED = "shop-changed"
    """(shop, fields, by, now): what is known of a shop has changed; `fields` are the names of `ShopFacts`."""
    SHOP_MERGED = "shop-merged"
    """(shop, into, by, now): a shop was merged into another one, which goes on in its place."""


def listen(app: Flask, to: Happened, work: Callable[..., Any]) -> None:
    """From now on `work` is called whenever this happens, in the order of listening."""
    app.extensions.setdefault(_HOOKS, defaultdict(list))[to].append(work)


def tell(what: Happened, *facts: Any) -> None:
    """Calls everybody who listens, here and now."""
    for work in current_app.extensions.get(_HOOKS, {}).get(what, ()):
        work(*facts)
