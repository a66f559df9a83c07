"""Decides what the page behind a plate shows of breaches, checks and papers. Gathers; writes nothing, names nobody of the city.

Pictures are named, not shown: one on which nobody has decided yet what to hide is told as not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.breaches.models import Breach
from app.breaches.of_shops import for_the_shop
from app.breaches.queries import hand_ins_of
from app.breaches.rules import State
from app.cases.queries import reports_by_id
from app.cases.report_models import Report
from app.catalog import queries as catalog
from app.core import clock
from app.core.wording import mask_numbers
from app.notices import queries as notices
from app.notices.models import Notice
from app.notices.sheets import basis_sentence
from app.redaction.queries import pending_among

Body = dict[str, Any]
_SAME = ("id", "item", "item_name", "step", "nth", "state", "found_at", "deadline", "appeal_until")


def breach_bodies(shop_id: str) -> list[Body]:
    """What was found at this shop, until when it is put right, how, and what became of it; the last first."""
    told = for_the_shop(shop_id)
    reports = {report.id: report for report in reports_by_id([one["id"] for one in told])}
    return [
        {
            **{name: one[name] for name in _SAME},
            "problem": _problem(reports.get(one["id"])),
            "how_to_close": f"{one['to_do']['do']}{one['to_do']['dont']}" if one["to_do"] else "",
            "before": _pictures(one["photos"]),
            "handins": [_hand_in(each) for each in one["hand_ins"]],
            "appeal": _appeal(one["appeal"]),
        }
        for one in told
    ]


def check_bodies(breaches: Sequence[Breach], unit: str) -> list[Body]:
    """When somebody looked and what they found, the last first: never who."""
    handed = hand_ins_of([breach.id for breach in breaches])
    found: list[tuple[datetime, str, str]] = []
    for breach in breaches:
        if breach.state != State.VOID:
            found.append((breach.found_at, "breach", breach.item))
        judged = ((one.judged_at, one.verdict) for one in handed.get(breach.id, []))
        found += [(at, "good" if verdict == "passed" else "breach", breach.item) for at, verdict in judged if at is not None]
    return [{"at": clock.isoformat(at), "result": result, "item": item, "unit": unit} for at, result, item in sorted(found)[::-1]]


def notice_bodies(rows: Sequence[Notice], breaches: Sequence[Breach]) -> list[Body]:
    """Papers as they read, without who drafted or signed them."""
    by_notice = {breach.notice_id: breach.id for breach in breaches if breach.notice_id}
    basis = notices.basis_rows({one for row in rows for one in row.basis})
    waiting = set(pending_among({sha256 for row in rows for sha256 in row.photos}))
    return [
        {
            "id": row.id,
            "number": row.number,
            "issuer": _issuer(row),
            "issued_at": clock.isoformat(row.issued_at) if row.issued_at else None,
            "problem": mask_numbers(str(row.facts.get("what", ""))),
            "requirement": row.requirement,
            "deadline": clock.isoformat(row.deadline),
            "basis": "".join(basis_sentence(basis[one]) for one in row.basis if one in basis),
            "photos": [{"sha256": sha256, "shown": sha256 not in waiting} for sha256 in row.photos],
            "received_at": clock.isoformat(row.served_at) if row.served_at else None,
            "breach_id": by_notice.get(row.id),
        }
        for row in rows
    ]


def _problem(report: Report | None) -> str:
    """What the patrol wrote, else what it is called."""
    if report is None or report.destroyed_at is not None:
        return ""
    entry = catalog.entry(report.category)
    return mask_numbers(report.note.strip()) or (entry.name_zh if entry else "")


def _hand_in(told: Body) -> Body:
    return {**told, "photos": _pictures(told["photos"]), "reason": told["reason"] or ""}


def _appeal(told: Body | None) -> Body | None:
    if told is None:
        return None
    kept = {name: told[name] for name in ("at", "state", "due_at")}
    return {**kept, "text": told["reason"], "answer": told["answer"] or ""}


def _pictures(told: Sequence[Body]) -> list[Body]:
    return [{"sha256": one["sha256"], "shown": not one["pending"]} for one in told]


def _issuer(row: Notice) -> str:
    template = notices.template(row.template_id)
    return template.issuer if template else ""
