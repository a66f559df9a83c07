"""Decides what a reader is shown of breaches. Gathers for many at once; must not decide who may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.breaches import queries
from app.breaches.models import Breach, BreachAppeal, BreachEvent, BreachHandIn
from app.breaches.pledged import Key, item_names, pledges_known_now
from app.breaches.rules import NO_PLEDGE, State, appeal_until
from app.breaches.standing import moves
from app.cases import queries as cases
from app.cases.present import shown_placement
from app.cases.report_models import Report, ReportPhoto
from app.cases.shown import decodable_of, person, photo, stored_of
from app.cases.wording import mask_numbers
from app.core import clock
from app.photos import queries as photos
from app.pledges.models import Pledge
from app.shops.models import Shop
from app.shops.queries import shop

Body = dict[str, Any]


@dataclass(frozen=True)
class _Around:
    """What belongs to a set of breaches, gathered in one query each."""

    reports: Mapping[str, Report]
    shops: Mapping[str, Shop]
    hand_ins: Mapping[str, list[BreachHandIn]]
    names: Mapping[Key, Body]
    late: Mapping[str, Pledge]
    now: datetime


def listed(breaches: Sequence[Breach]) -> list[Body]:
    """Lines of the list, in the order given; nobody is named."""
    around = _around(breaches)
    return [_line(breach, around) for breach in breaches]


def breach_body(breach: Breach, reader: Actor) -> Body:
    """One breach with its pictures before and after, all that became of it, and what this reader may do."""
    around = _around([breach])
    report, handed = around.reports[breach.id], around.hand_ins.get(breach.id, [])
    pictures = _pictures([report.id, *(one.report_id for one in handed if one.report_id)])
    appeal, events = queries.appeals_of([breach.id]).get(breach.id), queries.events_of(breach.id)
    names = people.names(_persons(handed, appeal, events)) if reader.sees_others else {}
    return {
        **_line(breach, around),
        "note": report.note,
        "before": pictures.get(report.id, []),
        "hand_ins": [_hand_in(one, pictures.get(one.report_id or "", []), names) for one in handed],
        "appeal": _appeal(appeal, names) if appeal else None,
        "appeal_until": clock.isoformat(appeal_until(breach.found_at, report.received_at)),
        "events": [_event(event, names) for event in events],
        "moves": moves(breach, report, handed, reader, around.now),
    }


def report_parts(reports: Sequence[Report]) -> dict[str, Body]:
    """By report the breach that it is; reports that are none are left out."""
    found = queries.breaches_of_reports([report.id for report in reports if report.subject.get("pledge_item")])
    names, late = _names(list(found.values())), pledges_known_now(list(found.values()))
    return {
        breach.id: {
            "item": breach.item,
            "item_name": names[breach.scheme_id, breach.item],
            "nth": breach.nth,
            "step": breach.step,
            "state": breach.state,
            "deadline": clock.isoformat(breach.deadline),
            "doubts": _doubts(breach, late),
        }
        for breach in found.values()
    }


def shown_shop(one: Shop) -> Body:
    """A shop as a line names it."""
    return {"id": one.id, "name": one.name, "door": one.door, "street": one.street}


def _around(breaches: Sequence[Breach]) -> _Around:
    ids = [breach.id for breach in breaches]
    reports = {report.id: report for report in cases.reports_by_id(ids)}
    shops = {one: shop(one) for one in {breach.shop_id for breach in breaches}}
    known = {code: one for code, one in shops.items() if one}
    late = pledges_known_now(breaches)
    return _Around(reports, known, queries.hand_ins_of(ids), _names(breaches), late, clock.now())


def _names(breaches: Sequence[Breach]) -> Mapping[Key, Body]:
    return item_names({(breach.scheme_id, breach.item) for breach in breaches})


def _line(breach: Breach, around: _Around) -> Body:
    report, handed = around.reports[breach.id], around.hand_ins.get(breach.id, [])
    return {
        "id": breach.id,
        "rev": breach.rev,
        "shop": shown_shop(around.shops[breach.shop_id]),
        "segment": shown_placement(report).get("segment"),
        "cell_code": report.cell_code,
        "category": report.category,
        "pledge_id": breach.pledge_id or (around.late[breach.id].id if breach.id in around.late else None),
        "item": breach.item,
        "item_name": around.names[breach.scheme_id, breach.item],
        "nth": breach.nth,
        "step": breach.step,
        "state": breach.state,
        "why": breach.why,
        "found_at": clock.isoformat(breach.found_at),
        "deadline": clock.isoformat(breach.deadline),
        "overdue": breach.state == State.OPEN and breach.deadline < around.now,
        "rectified_at": _at(breach.rectified_at),
        "in_time": None if breach.rectified_at is None else breach.rectified_at <= breach.deadline,
        "closed_at": _at(breach.closed_at),
        "case_no": breach.case_no,
        "notice_id": breach.notice_id,
        "report_status": report.status,
        "appeal_state": breach.appeal,
        "appeal_due_at": _at(breach.appeal_due_at),
        "handed_in": len(handed),
        "doubts": _doubts(breach, around.late),
    }


def _doubts(breach: Breach, late: Mapping[str, Pledge]) -> list[str]:
    """What is in doubt as of now."""
    return [word for word in breach.doubts if not (word == NO_PLEDGE and breach.id in late)]


def _pictures(report_ids: Sequence[str]) -> dict[str, list[Body]]:
    links = cases.links_of(report_ids)
    decodable, clips = decodable_of(links), photos.clips(stored_of(links))
    shown = {report_id: [photo(link, decodable, clips) for link in _in_place(named)] for report_id, named in links.items()}
    return dict(shown)


def _in_place(links: Sequence[ReportPhoto]) -> list[ReportPhoto]:
    return sorted(links, key=lambda link: link.place)


def _hand_in(one: BreachHandIn, pictures: list[Body], names: dict[str, str]) -> Body:
    return {
        "id": one.id,
        "by": one.by,
        "person": person(one.by_id or "", names),
        "at": clock.isoformat(one.at),
        "note": mask_numbers(one.note),
        "photos": pictures,
        "verdict": one.verdict,
        "reason": mask_numbers(one.reason) if one.reason else None,
        "judged_by": person(one.judged_by_id or "", names),
        "judged_at": _at(one.judged_at),
    }


def _appeal(one: BreachAppeal, names: dict[str, str]) -> Body:
    return {
        "at": clock.isoformat(one.at),
        "reason": mask_numbers(one.reason),
        "due_at": clock.isoformat(one.due_at),
        "state": one.state,
        "answer": mask_numbers(one.answer) if one.answer else None,
        "answered_by": person(one.answered_by_id or "", names),
        "answered_at": _at(one.answered_at),
    }


def _event(event: BreachEvent, names: dict[str, str]) -> Body:
    return {
        "kind": event.kind,
        "state": event.state,
        "by": person(event.by_id or "", names),
        "at": clock.isoformat(event.at),
        "reason": mask_numbers(event.reason) if event.reason else None,
        "facts": event.facts,
    }


def _persons(handed: Sequence[BreachHandIn], appeal: BreachAppeal | None, events: Sequence[BreachEvent]) -> set[str]:
    found = {one for row in handed for one in (row.by_id, row.judged_by_id)} | {event.by_id for event in events}
    found |= {appeal.answered_by_id} if appeal else set()
    return {one for one in found if one}


def _at(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None
