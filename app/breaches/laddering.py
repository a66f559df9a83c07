"""Decides the how manyth time of an item a breach of a shop is: by when it was found, in whichever order reports arrive.

What a shop was told stays. A breach that nobody has told it of yet is counted anew when an earlier one arrives late, or turns
out to be none. Flushes, never commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, func, or_, select

from app.breaches import settings
from app.breaches.deadlines import deadline
from app.breaches.held import held
from app.breaches.journal import add_event
from app.breaches.models import Breach, BreachHandIn
from app.breaches.rules import LIVE, STILL_OPEN, State, Step, step_of
from app.cases.announcing import announce_report
from app.cases.report_models import Report
from app.cases.states import UNDECIDED
from app.catalog import queries as catalog
from app.catalog.rules import Entry, Urgency
from app.core.db import db
from app.core.locks import hold

COUNTED_ANEW: Final = "counted-anew"
"""The entry that says: it is another time than it was taken for when it arrived; `was` is that one."""


def take_turns(shop_id: str) -> None:
    """Within a transaction: breaches of this shop are counted by one after another."""
    hold(f"breach:{shop_id}")


def time_of(shop_id: str, item: str, found_at: datetime, row: int | None = None) -> int:
    """The how manyth time it is, from 1, that this shop did not keep the item, within the window. `row` is the breach's own,
    None before it has one.

    It is at most the one after the highest that stands before it: where two were both told as the same time, the next is not
    answered with a step before the one below it.
    """
    same_moment = Breach.found_at == found_at
    before = Breach.found_at < found_at, same_moment if row is None else and_(same_moment, Breach.row < row)
    since = found_at - timedelta(days=settings.in_force().window_days)
    query = select(func.count(), func.coalesce(func.max(Breach.nth), 0)).where(
        Breach.shop_id == shop_id, Breach.item == item, Breach.state != State.VOID, Breach.found_at > since, or_(*before)
    )
    count, highest = db.session.execute(query).one()
    return 1 + min(int(count), int(highest))


def answer(nth: int, found_at: datetime, category: Entry | None) -> tuple[Step, datetime]:
    """How the city answers the `nth` time, and by when it is put right."""
    said = settings.in_force()
    step = step_of(nth, said, urgent=category is not None and category.urgency is Urgency.URGENT)
    return step, deadline(found_at, said.deadlines[step], category)


def still_open(shop_id: str, item: str, found_at: datetime, own_id: str) -> bool:
    """Whether the shop still had time at that moment to put right what was found before."""
    query = select(Breach.row).where(
        Breach.shop_id == shop_id, Breach.item == item, Breach.state.in_(LIVE), Breach.id != own_id,
        Breach.found_at <= found_at, Breach.deadline >= found_at,
    )  # fmt: skip
    return db.session.scalar(query.limit(1)) is not None


def count_anew(changed: Breach, now: datetime) -> None:
    """Within a transaction, after this breach came, ended as none, began again or changed its shop: it and those of its item
    that were found later, as far as nobody has told the shop of them yet, are the times that they are now."""
    take_turns(changed.shop_id)
    query = select(Breach.id).join(Report, Report.id == Breach.id).where(
        Breach.shop_id == changed.shop_id, Breach.item == changed.item, Breach.found_at >= changed.found_at,
        Breach.state == State.OPEN, Report.status.in_(UNDECIDED), Breach.case_no.is_(None), Breach.appeal.is_(None),
        Breach.overdue_at.is_(None), ~exists().where(BreachHandIn.breach_id == Breach.id),
    )  # fmt: skip
    for breach_id in db.session.scalars(query.order_by(Breach.found_at, Breach.row)).all():
        breach = held(breach_id)
        if breach is not None:
            _count(breach, now)


def _count(breach: Breach, now: datetime) -> None:
    nth, was = time_of(breach.shop_id, breach.item, breach.found_at, breach.row), breach.nth
    if nth == was:
        return
    query = select(Report).where(Report.id == breach.id).with_for_update().execution_options(populate_existing=True)
    report = db.session.scalars(query).one()
    step, until = answer(nth, breach.found_at, catalog.entry(report.category))
    # The shop may have looked: time that it was shown is never taken back.
    breach.nth, breach.step, breach.deadline = nth, step.value, max(until, breach.deadline)
    doubted = still_open(breach.shop_id, breach.item, breach.found_at, breach.id)
    breach.doubts = [*(word for word in breach.doubts if word != STILL_OPEN), *([STILL_OPEN] if doubted else [])]
    add_event(breach, COUNTED_ANEW, None, now, nth=nth, was=was)
    report.rev += 1  # whoever has it open as a reminder does not open a case by accepting it
    announce_report(report, now)
