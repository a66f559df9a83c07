"""Decides what a supervision order writes: by hand, by what the program saw, its answer, its end (督办)."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.rules import Actor
from app.cases import digests, loop
from app.cases import service as cases
from app.cases.loop_models import SupervisionOrder
from app.cases.models import Case
from app.cases.rules import Verb
from app.catalog import calendar_queries as calendar
from app.catalog.limits import Length, ends
from app.catalog.rules import Unit
from app.core.db import db
from app.handling.clocks import millis, moment, told
from app.handling.needs import refusal
from app.handling.rules import Cause, OrderLevel
from app.handling.work import Work
from app.telling.service import tell

REPLY_WITHIN = Length.of(1, Unit.WORKING_DAYS)
"""By when an order that the program gave is to be answered."""
LONGEST_REPLY = timedelta(days=60)


def supervise(work: Work) -> None:
    """Somebody orders the unit to get a move on."""
    order = work.order
    if order.level is not None and order.level not in set(OrderLevel):
        raise refusal("/level", f"A level is one of {', '.join(OrderLevel)}.")
    if order.reply_by is None or not work.now < order.reply_by <= work.now + LONGEST_REPLY:
        raise refusal("/reply_by", f"Say by when an answer is due: later than now, within {LONGEST_REPLY.days} days.")
    level = OrderLevel(order.level) if order.level else OrderLevel.NORMAL
    row = _order(work.case, Cause.BY_HAND, level, work.by, work.now, work.said(order.reason), order.reply_by)
    work.add(row)
    work.case.supervised += 1
    work.facts.update(_facts(row))
    _tell(work.case, row, work.now)


def answer(work: Work) -> None:
    """The unit, or the desk for it, says what is done."""
    row = next((one for one in work.standing.unanswered if one.id == work.order.order), None)
    if row is None:
        raise refusal("/order", "This order does not wait for an answer: read the case again.")
    work.touch(row)
    row.answer, row.answered_by, row.answered_at = work.said(work.order.note), work.by.id, work.now
    work.facts.update({"order": row.id, "cause": row.cause, "in_time": work.now <= row.reply_by})
    if row.by_id:
        told_ = {"order": str(row.id), "at": work.now}
        tell(work.now, "supervision-answered", person_ids=[row.by_id], case_no=work.case.case_no, facts=told_)


def end_all(work: Work) -> None:
    """The case is over, and its orders with it."""
    for row in work.standing.orders:
        if row.ended_at is None:
            work.touch(row)
            row.ended_at = work.now
    work.case.supervised = 0


def order_by_itself(case: Case, cause: Cause, now: datetime) -> bool:
    """Within a transaction: what the program saw calls for an order. Once for each cause; whether it was given now."""
    known = loop.orders_of([case.case_no]).get(case.case_no, ())
    if any(row.cause == cause for row in known):
        return False
    was = digests.case_digest(case)
    working = calendar.working_time(None)
    reply_by = moment(ends(millis(now), REPLY_WITHIN, working))
    level = OrderLevel.KEY if cause is Cause.SEVEN_DAYS or case.urgent else OrderLevel.NORMAL
    row = _order(case, cause, level, None, now, None, reply_by)
    db.session.add(row)
    case.supervised += 1
    db.session.flush()
    rows: dict[str, tuple[str | None, str]] = {digests.loop_row(row): (None, digests.loop_digest(row))}
    cases.record_move(case, was, Verb.SUPERVISE, None, now, None, _facts(row), rows)
    _tell(case, row, now)
    return True


def _order(
    case: Case, cause: Cause, level: OrderLevel, by: Actor | None, now: datetime, reason: str | None, reply_by: datetime
) -> SupervisionOrder:
    return SupervisionOrder(
        case_no=case.case_no,
        cause=cause.value,
        level=level.value,
        unit_code=case.unit_code,
        by_id=by.id if by else None,
        at=now,
        reason=reason,
        reply_by=reply_by,
    )


def _facts(row: SupervisionOrder) -> dict[str, object]:
    return {"order": row.id, "cause": row.cause, "level": row.level, "reply_by": told(row.reply_by)}


def _tell(case: Case, row: SupervisionOrder, now: datetime) -> None:
    if case.unit_code is None:
        return
    facts = {"category": case.category.get("name_zh"), "segment": case.segment_name, "reply_by": row.reply_by}
    facts["reason"] = row.reason or row.cause
    tell(now, "supervision", unit_codes=[case.unit_code], case_no=case.case_no, facts=facts, urgent=case.urgent)
