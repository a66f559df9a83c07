"""Decides what the server says of reports a phone holds: whole, waiting for photos, unknown, in conflict, quarantined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.rules import Actor
from app.cases import queries
from app.cases.bodies import receipts_of
from app.cases.report_models import Report
from app.cases.wording import mask_numbers
from app.reports import quarantine

Key = tuple[str, str]
"""Report id and SHA-256 of the bytes."""
Settled = dict[str, Any]


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
    settled = _settled(kept)
    return [_result(offer, there.get(offer.id), receipts, settled, holder) for offer in offers]


def _result(
    offer: Offer, report: Report | None, receipts: dict[str, dict[str, Any]], kept: dict[Key, Settled | None], holder: Actor
) -> dict[str, Any]:
    if report is not None and offer.manifest_sha256 == report.manifest_sha256:
        receipt = receipts[report.id]
        status = "missing" if receipt["missing"] else "complete"
        return {"id": offer.id, "status": status, "missing": receipt["missing"], "receipt": receipt}
    if (offer.id, offer.manifest_sha256) in kept:
        settled = kept[offer.id, offer.manifest_sha256]
        return {"id": offer.id, "status": "quarantined", "missing": [], "receipt": None, "settled": settled}
    own = report is not None and holder.id in {report.author_id, report.courier_id}
    return {"id": offer.id, "status": "conflict" if own else "unknown", "missing": [], "receipt": None}


def _settled(kept: dict[Key, quarantine.Kept]) -> dict[Key, Settled | None]:
    """What a person made of quarantined bytes, with the photos that the filed report still waits for."""
    filed = queries.reports_by_id({one.filed_as for one in kept.values() if one.filed_as})
    missing = {receipt["report_id"]: receipt["missing"] for receipt in receipts_of(filed)}
    return {key: _settlement(one, missing) for key, one in kept.items()}


def _settlement(kept: quarantine.Kept, missing: dict[str, list[str]]) -> Settled | None:
    if kept.outcome is None:
        return None
    named = missing.get(kept.filed_as or "", [])
    why = mask_numbers(kept.why) if kept.why else None
    return {"outcome": kept.outcome, "report_id": kept.filed_as, "missing": named, "reason": why}
