"""Drafts the 整改通知单 of a breach that is answered with one: a person looks at it and another signs it.

What stands in the way of a draft stands in the breach's events, and nothing else waits for it. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import uuid_utils

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor
from app.breaches.journal import add_event
from app.breaches.models import Breach
from app.breaches.pledged import item_names
from app.breaches.words import REQUIREMENT
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import Flag
from app.core import clock
from app.core.db import db
from app.core.errors import AppError
from app.notices import queries as notices
from app.notices import vouching
from app.notices.drafting import draft
from app.notices.journal import move
from app.notices.models import NoticeTemplate
from app.notices.proposing import proposal
from app.notices.rules import MAX_PHOTOS, Kind, Move, ReceiverKind, State
from app.shops.models import Shop
from app.shops.queries import shop

DRAFTED, NOT_DRAFTED = "notice-drafted", "notice-not-drafted"
"""Entries of a breach."""
NO_TEMPLATE: Final = "no-template"
GIVEN_UP: Final = "案件已撤销，通知单草稿一并作废。"


def draft_notice(breach: Breach, case: Case, report: Report, by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens the case: a draft to the shop, unless a paper was given out in the street already."""
    if Flag.PAPER_SERVED in report.flags:
        return
    to, drafter = shop(breach.shop_id), by or _author(report)
    template = _template(to)
    if to is None or drafter is None or template is None:
        add_event(breach, NOT_DRAFTED, by, now, why=NO_TEMPLATE)
        return
    try:
        with db.session.begin_nested():
            notice, _new = draft(str(uuid_utils.uuid7()), _said(breach, case, to, template), drafter, now)
    except AppError as refused:
        if refused.status >= 500:
            raise
        add_event(breach, NOT_DRAFTED, by, now, why=refused.slug)
        return
    breach.notice_id = notice.id
    add_event(breach, DRAFTED, by, now, notice_id=notice.id)


def give_up(breach: Breach, by: Actor | None, now: datetime) -> None:
    """The case is void: a draft that nobody has signed goes with it."""
    notice = notices.notice_by_id(breach.notice_id) if breach.notice_id else None
    if notice is None or notice.state != State.DRAFT:
        return
    vouching.remember(notice)
    move(notice, Move.VOID, by, now, reason=GIVEN_UP)
    breach.notice_id = None


def _said(breach: Breach, case: Case, to: Shop, template: NoticeTemplate) -> dict[str, Any]:
    """What the draft says: as the case and its report have it, with the shop's time."""
    known = proposal(case)
    item = item_names({(breach.scheme_id, breach.item)})[breach.scheme_id, breach.item]["zh"]
    facts = known["facts"]
    return {
        "case_no": case.case_no, "template_id": template.id, "address": known["address"], "basis": [],
        "requirement": REQUIREMENT.format(item=item), "deadline": breach.deadline,
        "receiver": {"kind": ReceiverKind.SHOP.value, "code": to.id, "name": to.name},
        "facts": {**facts, "at": clock.parse(facts["at"])},
        "photos": [one["sha256"] for one in known["photos"]][:MAX_PHOTOS],
        "level": None, "reply_by": None, "cc": [], "order_ref": None,
    }  # fmt: skip


def _template(to: Shop | None) -> NoticeTemplate | None:
    """That of the shop's street; without one the city's, if it has just one."""
    own = notices.newest_template(to.street_unit, Kind.RECTIFICATION) if to and to.street_unit else None
    if own is not None and own.active:
        return own
    known = [row for row in notices.templates_in_force() if row.active and row.kind == Kind.RECTIFICATION]
    return known[0] if len(known) == 1 else None


def _author(report: Report) -> Actor | None:
    person = person_by_id(report.author_id)
    return actor_of(person) if person is not None and report.author_confirmed else None
