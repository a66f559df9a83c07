"""Decides how people, photos and evidence are shown to a reader. Gathers for many at once; must not decide who may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases import queries, receipts
from app.cases.belonging import reports_of, what_of
from app.cases.models import Case, CaseEvent
from app.cases.report_models import ReportPhoto
from app.core import clock
from app.photos import queries as photos

Body = dict[str, Any]


@dataclass(frozen=True)
class Naming:
    """Who is named to the reader of a case: everybody to who sees others' work; else only oneself and who has it in hand.

    So a patrol learns nothing personal of who handled it, and a unit not who reported it.
    """

    reader: Actor | None
    case: Case
    names: dict[str, str]

    def person(self, person_id: str | None) -> Body | None:
        """Id and name, None where they are not this reader's to know."""
        reader = self.reader
        if person_id is None or not (reader is None or reader.sees_others or person_id in self._known_to(reader)):
            return None
        return person(person_id, self.names)

    def _known_to(self, reader: Actor) -> set[str | None]:
        works_on_it = reader.id != self.case.author_id and reader.id != self.case.checker_id
        return {reader.id, self.case.handler_id if works_on_it else None}


def evidence_of(cases: Sequence[Case], events: Mapping[str, Sequence[CaseEvent]], reader: Actor | None) -> dict[str, list[Body]]:
    """By case, its reports as evidence: what each is to the case, whose words and which photos."""
    belonging = reports_of(cases, events)
    reports = {one.id: one for one in queries.reports_by_id({report_id for ids in belonging.values() for report_id in ids})}
    links = queries.links_of(list(reports))
    names, decodable = people.names({one.author_id for one in reports.values()}), decodable_of(links)
    clips = photos.clips(stored_of(links))
    shown: dict[str, list[Body]] = {}
    for case in cases:
        naming = Naming(reader, case, names)
        there = [reports[report_id] for report_id in belonging[case.case_no] if report_id in reports]
        shown[case.case_no] = [
            {
                "report_id": one.id,
                "what": what_of(case, one),
                "by": naming.person(one.author_id),
                "at": clock.isoformat(one.happened_at),
                "note": one.note or None,
                "outcome": one.reply_outcome,
                "photos": [photo(link, decodable, clips) for link in links.get(one.id, [])],
            }
            for one in there
        ]
    return shown


def person(person_id: str, names: dict[str, str]) -> Body | None:
    """Id and name of somebody among `names`."""
    return {"id": person_id, "name": names[person_id]} if person_id in names else None


def photo(link: ReportPhoto, decodable: receipts.Decodable, clips: Mapping[str, str]) -> Body:
    """A photo or clip as a report names it, and whether it is here and can be drawn."""
    return {
        "sha256": link.sha256,
        "role": link.role,
        "source": link.source,
        "taken_at": clock.isoformat(link.taken_at) if link.taken_at else None,
        "stored": link.stored,
        "decodable": decodable.get(link.sha256) if link.stored else None,
        "clip": clips.get(link.sha256) if link.stored else None,
    }


def decodable_of(links: dict[str, list[ReportPhoto]]) -> receipts.Decodable:
    """Of the stored photos of these links: whether a picture can be drawn."""
    return photos.decodable(stored_of(links))


def stored_of(links: dict[str, list[ReportPhoto]]) -> set[str]:
    """The photos of these links that are here."""
    return {link.sha256 for named in links.values() for link in named if link.stored}
