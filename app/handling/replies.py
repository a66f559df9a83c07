"""Decides what comes of a reply that arrived by way of a phone's outbox: the move its author meant, or evidence only.

Everything happens in the transaction that completes the reply: a server that dies leaves neither or both. Replies of one
phone to one case count in the order they were given; one whose predecessor still misses photos waits for it. Once a reply
has its outcome nothing that arrives again changes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor
from app.cases import queries
from app.cases import service as cases
from app.cases.announcing import announce_report
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.rules import Verb
from app.core import clock
from app.core.db import db, table_of
from app.core.errors import AppError
from app.core.statements import Statement
from app.core.transaction import in_transaction
from app.handling.moving import make_move
from app.handling.rules import MoveOrder
from app.handling.whistle_queries import open_of, units_called
from app.reports.reply_fields import REPLY_VERBS, outcome
from app.roster.queries import units_of
from app.telling.service import tell

KEPT: Final = "reply-kept"
"""The entry of a timeline that says: evidence came, and no move with it."""
PATIENCE: Final = timedelta(hours=24)
"""A predecessor whose photos have not come by then may never come; what was done after it does not wait longer."""
UNKNOWN_VERB, NO_ACCOUNT, REPLACED = "unknown-verb", "no-account", "replaced"
"""Why no move came of a reply, beside the slugs of refusals."""
_report = table_of(Report).c
_REPLY_TO = Statement(select(_report.reply_to).where(_report.id == bindparam("report_id")))


def settle_whole(report_id: str, now: datetime) -> None:
    """Within a transaction, when a report's last photo is in place: settles the replies that waited for nothing else."""
    number = _REPLY_TO.scalar(report_id=report_id)
    case = _held(number) if number else None
    if case is not None:
        _settle(case, now, patient=True)


def settle_waiting() -> int:
    """Background job: settles whole replies whose predecessor let them wait longer than `PATIENCE`; how many cases."""
    now = clock.now()
    overdue = (Report.reply_outcome.is_(None), Report.whole_seq.is_not(None), Report.received_at < now - PATIENCE)
    numbers = list(db.session.scalars(select(Report.reply_to).where(Report.reply_to.is_not(None), *overdue).distinct()))
    for number in numbers:
        in_transaction(lambda at=number: _settle_number(at, now))  # type: ignore[misc]
    return len(numbers)


def _settle_number(number: str, now: datetime) -> None:
    case = _held(number)
    if case is not None:
        _settle(case, now, patient=False)


def _held(number: str) -> Case | None:
    """The case, and nobody else moves it until the transaction ends; None for a reply to a report."""
    query = select(Case).where(Case.case_no == number).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def _settle(case: Case, now: datetime, *, patient: bool) -> None:
    waiting = select(Report).where(Report.reply_to == case.case_no, Report.reply_outcome.is_(None))
    replies = db.session.scalars(waiting.order_by(Report.commit_seq).execution_options(populate_existing=True)).all()
    for reply in _in_turn(replies, now, patient=patient):
        _settle_one(case, reply, now)


def _in_turn(replies: Sequence[Report], now: datetime, *, patient: bool) -> Iterator[Report]:
    """Those that wait for nothing, phone by phone in the order they were given."""
    by_phone: dict[str, list[Report]] = defaultdict(list)
    for reply in replies:
        by_phone[reply.device_id or reply.id].append(reply)
    for given in by_phone.values():
        for reply in sorted(given, key=lambda one: (one.device_seq or 0, one.commit_seq)):
            given_up = reply.superseded_by is not None or reply.destroyed_at is not None
            if reply.whole_seq is not None or given_up:
                yield reply
            elif patient or reply.received_at > now - PATIENCE:
                break


def _settle_one(case: Case, reply: Report, now: datetime) -> None:
    verb = (reply.reply or {}).get("verb")
    author = _author(reply)
    why = REPLACED if reply.superseded_by is not None else _move(case, reply, verb, author, now)
    if why is not None and reply.superseded_by is None:
        facts = {"report_id": reply.id, "verb": verb, "why": why}
        cases.add_event(case, KEPT, author, now, None, facts)
        tell(now, KEPT, person_ids=[reply.author_id], case_no=case.case_no, facts={"verb": verb, "outcome": why})
    reply.reply_outcome = outcome(verb, why is None, why, now)
    reply.rev += 1
    announce_report(reply, now)


def _move(case: Case, reply: Report, verb: str | None, author: Actor | None, now: datetime) -> str | None:
    """Makes the move; else the slug that says why it was not possible."""
    if author is None:
        return NO_ACCOUNT
    if verb not in REPLY_VERBS:
        return UNKNOWN_VERB
    try:
        with db.session.begin_nested():
            make_move(case, verb, _order(case, reply, verb, author), author, now)
    except AppError as refusal:
        if refusal.status >= 500:
            raise
        db.session.refresh(case)
        return refusal.slug
    return None


def _order(case: Case, reply: Report, verb: str, author: Actor) -> MoveOrder:
    """What the author would have sent from a desk: the words of the note are the reason, too; who comes answers the whistle
    that calls their unit."""
    photos = tuple({"sha256": link.sha256, "role": link.role or ""} for link in queries.links_of([reply.id]).get(reply.id, []))
    said = reply.note.strip() or None
    answers = (reply.reply or {}).get("answers") or None
    whistle = _whistle(case, author) if verb == Verb.ARRIVE else None
    return MoveOrder(verb, reason=said, note=said, photos=photos, answers=answers, whistle=whistle, report_id=reply.id)


def _whistle(case: Case, author: Actor) -> int | None:
    units = units_of(author)
    for whistle in open_of(case.case_no):
        if any(row.arrived_at is None and row.unit_code in units for row in units_called([whistle.id])):
            return whistle.id
    return None


def _author(reply: Report) -> Actor | None:
    """Who gave it; None for somebody whose account was switched off."""
    person = person_by_id(reply.author_id)
    return None if person is None or not person.active else actor_of(person, reply.device_id)
