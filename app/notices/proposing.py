"""Decides what a new draft about a case begins with: everything that is known already. Writes nothing."""

from __future__ import annotations

from typing import Any

from app.cases.loop import orders_of
from app.cases.loop_models import SupervisionOrder
from app.cases.models import Case
from app.cases.queries import reports_by_id
from app.cases.report_models import Report
from app.cases.wording import mask_numbers
from app.core import clock
from app.notices.rules import ReceiverKind
from app.redaction.queries import Shown, pictures_of
from app.redaction.rules import State
from app.shops.queries import shop

Body = dict[str, Any]


def proposal(case: Case) -> Body:
    """Receiver, address, facts, deadline and pictures as the case and its first report have them; nulls where they do not."""
    report = next(iter(reports_by_id([case.report_id])), None)
    return {
        "case_no": case.case_no,
        "category": case.category_slug,
        "receiver": _receiver(report),
        "address": _address(report),
        "segment": {"code": case.segment_code, "name": case.segment_name} if case.segment_code else None,
        "cell_code": case.cell_code,
        "facts": {
            "at": clock.isoformat(report.captured_at or report.happened_at) if report else clock.isoformat(case.opened_at),
            "where": place_of(case, report),
            "what": what_of(case, report),
        },
        "deadline": clock.isoformat(case.due_at) if case.due_at else None,
        "photos": [{"sha256": one.link.sha256, "role": one.link.role, "pending": _undecided(one)} for one in pictures_of(case)],
        "orders": [_order(row) for row in orders_of([case.case_no]).get(case.case_no, ()) if row.ended_at is None],
    }


def _order(row: SupervisionOrder) -> Body:
    return {"id": str(row.id), "level": row.level, "reply_by": clock.isoformat(row.reply_by), "reason": row.reason}


def _undecided(one: Shown) -> bool:
    return one.decision is None or one.decision.state == State.PENDING


def _receiver(report: Report | None) -> Body | None:
    named = _shop_of(report)
    return {"kind": ReceiverKind.SHOP.value, "code": named.id, "name": named.name} if named else None


def _address(report: Report | None) -> str:
    named = _shop_of(report)
    if named is None:
        return ""
    street, door = named.street or "", named.door or ""
    return door if door.startswith(street) else f"{street}{door}"


def _shop_of(report: Report | None) -> Any:
    return shop(report.subject.get("shop_id")) if report else None


def place_of(case: Case, report: Report | None) -> str:
    """Where it was found, in words: the shop's address, else the road."""
    return _address(report) or case.segment_name or case.segment_code or ""


def what_of(case: Case, report: Report | None) -> str:
    """What was found, in words: the category and what the patrol noted, without telephone numbers."""
    said = mask_numbers(report.note).strip() if report else ""
    return "；".join(part for part in (str(case.category.get("name_zh") or ""), said) if part)
