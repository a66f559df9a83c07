"""Decides what is written when somebody hands in that a breach is put right: the shop by its plate, or a patrol who looked.

Its photos are kept by a report of their own that answers the breach's, so that they are evidence as all others are, with
their redaction, retention and packets. Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils
from sqlalchemy import bindparam, func, select

from app.accounts import service as accounts
from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import SHOPS, Actor, Permission
from app.breaches import telling
from app.breaches.held import held_with_case
from app.breaches.journal import move
from app.breaches.models import Breach, BreachHandIn
from app.breaches.queries import in_sight
from app.breaches.rules import LONGEST_TEXT, MOST_PHOTOS, By, IllegalMove, State, Verb, after, refusal
from app.cases import queries as cases
from app.cases.announcing import announce_report
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.service import add_event as add_case_event
from app.cases.states import OPEN_STATES, Flag, ReportStatus
from app.core.db import db, table_of
from app.core.errors import AppError, NotFound
from app.core.statements import Statement
from app.core.wording import storable
from app.photos import queries as photos
from app.photos.rules import PhotoNotThere
from app.reports import composing, filing
from app.reports.about import About, answers
from app.reports.reply_fields import RECTIFIED, Reply, outcome

HANDED_IN = "breach-handed-in"
"""The entry in the timeline of the breach's case."""
_report = table_of(Report).c
_REPLY = Statement(select(_report.reply, _report.reply_to, _report.reply_outcome).where(_report.id == bindparam("report_id")))


def hand_in(breach_id: str, hand_in_id: str, by: Actor | None, pictures: Sequence[str], note: str, now: datetime) -> Breach:
    """Within a transaction: says with photos (their SHA-256, uploaded before) that it is put right; `by` None is the shop.

    The same id again is the same as once. A shop's photos are those that were stored for its account and its id as device
    (`accounts.service.shops`); a patrol sees the breach and checks there. Raises NotFound, InvalidBody with pointers,
    PhotoNotThere, or IllegalMove for a breach that has ended or waits for a review already.
    """
    breach, case = held_with_case(breach_id)
    report = _seen(breach, by)
    known = db.session.get(BreachHandIn, hand_in_id)
    if known is not None:
        return _again(known, breach, by)
    after(State(breach.state), Verb.HAND_IN)
    names = list(dict.fromkeys(pictures))
    if not 1 <= len(names) <= MOST_PHOTOS:
        raise refusal("/photos", f"Hand in 1 to {MOST_PHOTOS} photos of how it looks now.")
    said = storable(note).strip()[:LONGEST_TEXT]
    kept = _keep(breach, report, by, names, said, now)
    return _write(breach, case, BreachHandIn(id=hand_in_id, report_id=kept, at=now, photos=names, note=said), by, now)


def take_reply(report_id: str, now: datetime) -> None:
    """Within a transaction, when a report is whole: one by which a patrol said offline that it is put right is a hand-in.

    What is not possible any more is kept as evidence, and says why.
    """
    row = _REPLY.first(report_id=report_id)
    if row is None or row.reply_to is None or row.reply_outcome is not None or (row.reply or {}).get("verb") != RECTIFIED:
        return
    reply = db.session.get_one(Report, report_id, populate_existing=True)
    why = _reply_taken(reply, now)
    reply.reply_outcome = outcome(RECTIFIED, why is None, why, now)
    reply.rev += 1
    announce_report(reply, now)


def _reply_taken(reply: Report, now: datetime) -> str | None:
    """Makes it a hand-in; else the slug that says why that was not possible."""
    person = person_by_id(reply.author_id)
    if person is None or not person.active:
        return "no-account"
    by = actor_of(person, reply.device_id)
    shown = [link.sha256 for link in cases.links_of([reply.id]).get(reply.id, [])]
    try:
        with db.session.begin_nested():
            breach, case = held_with_case(reply.reply_to or "")
            _seen(breach, by)
            after(State(breach.state), Verb.HAND_IN)
            if not shown:
                raise refusal("/photos", "A hand-in shows how it looks now.")
            at = min(reply.happened_at, now)
            row = BreachHandIn(id=reply.id, report_id=reply.id, at=at, photos=shown, note=reply.note[:LONGEST_TEXT])
            _write(breach, case, row, by, now)
    except AppError as refused:
        if refused.status >= 500:
            raise
        return refused.slug
    return None


def _seen(breach: Breach, by: Actor | None) -> Report:
    """The report that found it. Raises NotFound for a patrol who does not see it or checks nothing."""
    if by is not None and not by.may(Permission.CHECK_CASES):
        raise NotFound()
    query = select(Report).where(Report.id == breach.id)
    report = db.session.scalar(query if by is None else query.where(in_sight(by)))
    if report is None:
        raise NotFound()
    return report


def _check_brought(names: Sequence[str], shop_id: str) -> None:
    """Raises PhotoNotThere for what this very shop has not brought: all shops hand in by one account."""
    seen = [photos.seen_before(name, SHOPS, shop_id) for name in names]
    absent = [place for place, one in enumerate(seen) if one is None or not one.exactly]
    if absent:
        raise PhotoNotThere(errors=[{"pointer": f"/photos/{place}", "detail": "upload it first"} for place in absent])


def _again(known: BreachHandIn, breach: Breach, by: Actor | None) -> Breach:
    if known.breach_id != breach.id or known.by_id != (by.id if by else None):
        raise IllegalMove("This id belongs to something else that was handed in: take a new one.", state=breach.state, allowed=[])
    return breach


def _write(breach: Breach, case: Case | None, row: BreachHandIn, by: Actor | None, now: datetime) -> Breach:
    last = db.session.scalar(select(func.max(BreachHandIn.place)).where(BreachHandIn.breach_id == breach.id)) or 0
    row.breach_id, row.place = breach.id, last + 1
    row.by, row.by_id = (By.PATROL, by.id) if by else (By.MERCHANT, None)
    db.session.add(row)
    db.session.flush()
    move(breach, Verb.HAND_IN, by, now, row, hand_in=row.id, who=row.by)
    if case is not None and case.state in OPEN_STATES:
        add_case_event(case, HANDED_IN, by, now, None, {"breach_id": breach.id, "report_id": row.report_id, "who": row.by})
    telling.handed_in(breach, now)
    return breach


def _keep(breach: Breach, report: Report, by: Actor | None, names: Sequence[str], note: str, now: datetime) -> str:
    """The id of the report that keeps the photos. What a phone would have measured and this one cannot is no oddity."""
    author = by or accounts.shops(breach.shop_id, now)
    if by is None:
        _check_brought(names, breach.shop_id)
    report_id = UUID(str(uuid_utils.uuid7()))
    said: dict[str, Any] = {
        "category": report.category,
        "note": note,
        "subject": {"shop_id": breach.shop_id},
        "photos": composing.named_photos([{"sha256": name, "role": "after"} for name in names], author),
        "reply_to": {"report_id": report.id, "verb": RECTIFIED},
    }
    arrival = composing.compose(report_id, said, author, now)
    reply = Reply(case_no=None, report_id=report.id, verb=RECTIFIED, answers={}, rev=None).kept()
    columns = {"origin": arrival.about.columns["origin"], "reply": reply, "status": ReportStatus.ACCEPTED.value}
    about = About({**columns, **answers(report), "case_no": breach.case_no})
    arrival = replace(arrival, about=about, flags=about.flags(arrival.flags - {Flag.REPLY_UNKNOWN_CASE.value}))
    filing.take_turns(arrival.manifest)
    filing.write(arrival, author, now, outcome=outcome(RECTIFIED, True, None, now))
    return str(report_id)
