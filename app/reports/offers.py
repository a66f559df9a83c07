"""Decides what the server says of reports a phone holds: whole, waiting for photos, unknown, in conflict, quarantined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.rules import Actor
from app.cases import queries
from app.cases.bodies import receipts_of
from app.cases.models import Report
from app.reports import quarantine


@dataclass(frozen=True)
class Offer:
    """A report that a phone holds."""

    id: str
    manifest_sha256: str


def answer(offers: Sequence[Offer], holder: Actor) -> list[dict[str, Any]]:
    """One result per offer, in order. Of others' reports nothing is told unless the hash shows that the phone has them."""
    there = {report.id: report for report in queries.reports_by_id({offer.id for offer in offers})}
    same = {offer.id for offer in offers if offer.id in there and offer.manifest_sha256 == there[offer.id].manifest_sha256}
    receipts = {receipt["report_id"]: receipt for receipt in receipts_of([there[report_id] for report_id in same])}
    kept = quarantine.kept_among({offer.id for offer in offers} - same, holder)
    return [_result(offer, there.get(offer.id), receipts, kept, holder) for offer in offers]


def _result(
    offer: Offer, report: Report | None, receipts: dict[str, dict[str, Any]], kept: set[tuple[str, str]], holder: Actor
) -> dict[str, Any]:
    if report is not None and offer.manifest_sha256 == report.manifest_sha256:
        receipt = receipts[report.id]
        status = "missing" if receipt["missing"] else "complete"
        return {"id": offer.id, "status": status, "missing": receipt["missing"], "receipt": receipt}
    if report is not None and holder.id in {report.author_id, report.courier_id}:
        status = "conflict"
    elif (offer.id, offer.manifest_sha256) in kept:
        status = "quarantined"
    else:
        status = "unknown"
    return {"id": offer.id, "status": status, "missing": [], "receipt": None}
