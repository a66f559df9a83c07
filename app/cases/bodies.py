"""Decides what a reader is shown of a report or a case. Gathers for many at once; must not decide who may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases import deletions, queries, receipts
from app.cases.findings import findings_of, shown_to, worth_a_look
from app.cases.models import Case, CaseEvent
from app.cases.present import placements_now, shown_placement
from app.cases.report_models import Report, ReportPhoto, Verdict
from app.cases.sealing import keyring
from app.cases.shown import Naming, decodable_of, evidence_of, person, photo, stored_of
from app.cases.wording import mask_numbers
from app.core import clock
from app.core.facts import History, history
from app.permits.queries import met_by
from app.photos import queries as photos

Body = dict[str, Any]
Parts = Callable[[Sequence[Case], Actor | None, bool], Mapping[str, Body]]
CASE_PARTS: Final = "case_parts"
"""Where the factory puts who says by case what is done with it; `choices` asks for what its moves may name, too."""

ReportParts = Callable[[Sequence[Report]], Mapping[str, Body]]
BREACHES: Final = "breaches_of_reports"
"""Where it puts who says by report which promise of a shop it found broken."""


@dataclass(frozen=True)
class _Surroundings:
    """What belongs to a set of reports, gathered in one query each."""

    links: dict[str, list[ReportPhoto]]
    verdicts: dict[str, Verdict]
    decodable: receipts.Decodable
    clips: dict[str, str]
    names: dict[str, str]
    history: History
    placements_now: dict[str, Body]
    findings: dict[str, list[Body]]
    answers: dict[str, list[Report]]
    permits: dict[str, list[Body]]
    breaches: Mapping[str, Body]


def report_bodies(reports: Sequence[Report], reader: Actor) -> list[Body]:
    """The wire form of reports (contract §5), in the order given. Phone numbers are masked for everybody.

    Of the checks only those that ask for a look are among many reports.
    """
    around = _surroundings(reports)
    bodies = [_report_body(report, around, reader) for report in reports]
    return [{**body, "checks": worth_a_look(body["checks"])} for body in bodies]


def report_body(report: Report, reader: Actor) -> Body:
    """The wire form of one report, with all that the checks of its evidence say."""
    return _report_body(report, _surroundings([report]), reader)


def receipts_of(reports: Sequence[Report]) -> list[Body]:
    """The receipts of reports as of now, in the order given."""
    links = queries.links_of([report.id for report in reports])
    decodable = decodable_of(links)
    now, keys = history(), keyring("receipt")
    return [receipts.build(report, links.get(report.id, []), decodable, now, keys) for report in reports]


def receipt_of(report: receipts.Received, links: Sequence[receipts.Link], decodable: receipts.Decodable) -> Body:
    """The receipt of one report as of now, by a caller that has it and its photos in hand."""
    return receipts.build(report, links, decodable, history(), keyring("receipt"))


def case_bodies(cases: Sequence[Case], reader: Actor | None, *, evidence: bool = True) -> list[Body]:
    """The wire form of cases with their timelines, in the order given; for a paper, which has no reader, with all names.

    Without `evidence` for lists, which show none. What is said of the handling comes from above (`CASE_PARTS`).
    """
    events = queries.events_of([case.case_no for case in cases])
    names = people.names({one for timeline in events.values() for event in timeline for one in _persons(event)})
    shown = evidence_of(cases, events, reader) if evidence else {}
    bodies = [_case_body(case, events.get(case.case_no, []), Naming(reader, case, names)) for case in cases]
    parts = _parts(cases, reader, choices=evidence and len(cases) == 1)
    bodies = [{**body, **parts.get(body["case_no"], {})} for body in bodies]
    return [{**body, "evidence": shown[body["case_no"]]} if evidence else body for body in bodies]


def case_body(case: Case, reader: Actor | None) -> Body:
    """The wire form of one case."""
    return case_bodies([case], reader)[0]


def _parts(cases: Sequence[Case], reader: Actor | None, *, choices: bool) -> Mapping[str, Body]:
    parts: Parts | None = current_app.extensions.get(CASE_PARTS)
    return parts(cases, reader, choices) if parts and cases else {}


def _surroundings(reports: Sequence[Report]) -> _Surroundings:
    ids = [report.id for report in reports]
    links, verdicts = queries.links_of(ids), queries.verdicts_of(ids)
    answers = queries.answers_to(ids)
    persons = {report.author_id for report in reports} | {verdict.by_id for verdict in verdicts.values()}
    persons |= {one.author_id for said in answers.values() for one in said} | {one.verifier_id or "" for one in reports}
    names, now = people.names(persons), placements_now(reports)
    decodable, clips = decodable_of(links), photos.clips(stored_of(links))
    of_breaches: ReportParts | None = current_app.extensions.get(BREACHES)
    breaches = of_breaches(reports) if of_breaches else {}
    return _Surroundings(
        links, verdicts, decodable, clips, names, history(), now, findings_of(ids), answers, met_by(ids), breaches
    )


def _report_body(report: Report, around: _Surroundings, reader: Actor) -> Body:
    links = around.links.get(report.id, [])
    named = reader.sees_others or reader.id == report.author_id
    return {
        "id": report.id,
        "status": report.status,
        "origin": report.origin,
        "author": person(report.author_id, around.names) if named else None,
        "captured_at": clock.isoformat(report.captured_at) if report.captured_at else None,
        "received_at": clock.isoformat(report.received_at),
        "category": report.category,
        "note": report.note,
        "handled_on_spot": report.handled_on_spot,
        "position": report.position,
        "placement": shown_placement(report),
        "placement_now": around.placements_now.get(report.id),
        "subject": report.subject,
        "photos": [photo(link, around.decodable, around.clips) for link in links],
        "flags": receipts.current_flags(report, links, around.decodable),
        "permits": around.permits.get(report.id, []),
        "checks": shown_to(reader, around.findings.get(report.id, [])),
        "receipt": receipts.build(report, links, around.decodable, around.history, keyring("receipt")),
        "breach": around.breaches.get(report.id),
        "verdict": _verdict(around.verdicts.get(report.id), around.names if named else {}),
        "verifier": person(report.verifier_id or "", around.names) if named else None,
        "answers": [_answer(one, around.names if named else {}) for one in around.answers.get(report.id, [])],
        "reply_to": report.reply,
        "reply_outcome": report.reply_outcome,
        "case_no": report.case_no,
        "supersedes": report.supersedes,
        "superseded_by": report.superseded_by,
        "deleted": deletions.told(report.destroyed_at, report.destroyed_by),
        "similar_to": report.similar_to if reader.sees_others else None,
        "rev": report.rev,
    }


def _answer(said: Report, names: dict[str, str]) -> Body:
    """What somebody said about a report: whether it is so, or what was missing in it."""
    reply = said.reply or {}
    return {
        "report_id": said.id,
        "verb": reply.get("verb"),
        "verified": (reply.get("answers") or {}).get("verified"),
        "by": person(said.author_id, names),
        "at": clock.isoformat(said.happened_at),
        "note": said.note or None,
    }


def _verdict(verdict: Verdict | None, names: dict[str, str]) -> Body | None:
    if verdict is None:
        return None
    return {
        "verdict": verdict.verdict,
        "reason": _masked(verdict.reason),
        "by": person(verdict.by_id, names),
        "at": clock.isoformat(verdict.at),
        "duplicate_of": verdict.duplicate_of,
        "segment_choice": verdict.segment_choice,
    }


def _case_body(case: Case, events: Sequence[CaseEvent], naming: Naming) -> Body:
    return {
        "case_no": case.case_no,
        "state": case.state,
        "category": case.category,
        "limits": case.limits,
        "segment": {"code": case.segment_code, "name": case.segment_name} if case.segment_code else None,
        "cell": {"code": case.cell_code} if case.cell_code else None,
        "flags": case.flags,
        "report_id": case.report_id,
        "origin": case.origin,
        "recurs_of": case.recurs_of,
        "position": _position(case),
        "opened_at": clock.isoformat(case.opened_at),
        "closed_at": clock.isoformat(case.closed_at) if case.closed_at else None,
        "held_at": clock.isoformat(case.held_at) if case.held_at else None,
        "events": [_event(event, naming) for event in events],
        "rev": case.rev,
    }


def _position(case: Case) -> Body | None:
    """Rounded to a tenth of a millimetre: converted degrees have digits that say nothing."""
    if case.lon is None or case.lat is None:
        return None
    return {"lon": round(case.lon, 9), "lat": round(case.lat, 9), "datum": "wgs84"}


def _persons(event: CaseEvent) -> set[str]:
    """Who did it, and whom it names."""
    return {one for one in (event.by_id, (event.facts.get("person") or {}).get("id")) if one}


def _event(event: CaseEvent, naming: Naming) -> Body:
    named = event.facts.get("person")
    return {
        "kind": event.kind,
        "state": event.state,
        "by": naming.person(event.by_id),
        "at": clock.isoformat(event.at),
        "reason": _masked(event.reason),
        "facts": {**event.facts, "person": naming.person(named["id"])} if named else event.facts,
    }


def _masked(text: str | None) -> str | None:
    return mask_numbers(text) if text else text
