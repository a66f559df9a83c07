"""Decides what belongs to the evidence of a case: its reports, their photos, its timeline, and what the log tells of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import queries as people
from app.audit import queries as audit
from app.audit.rules import Entry
from app.cases import deletions, digests, queries
from app.cases.belonging import report_ids_of
from app.cases.bodies import receipt_of
from app.cases.models import Case, CaseEvent
from app.cases.report_models import Deletion, Report, ReportPhoto, Verdict
from app.cases.sealing import manifest_bytes
from app.core.db import db
from app.photos.models import Photo
from app.photos.queries import decodable

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}


@dataclass(frozen=True)
class Filed:
    """A report with its manifest as it came, its receipt as of now, its photos and verdicts.

    With a `deletion` its evidence is gone under the retention rules, and the manifest is empty.
    """

    report: Report
    manifest: bytes
    receipt: dict[str, object]
    links: list[ReportPhoto]
    verdicts: list[Verdict]
    deletion: Deletion | None = None


@dataclass(frozen=True)
class Contents:
    """The evidence of a case; `photos` by name, `names` of the people in it by id."""

    case: Case
    filed: list[Filed]
    events: list[CaseEvent]
    photos: dict[str, Photo]
    entries: list[Entry]
    names: dict[str, str]


def gather(case: Case) -> Contents:
    """Reads everything but the bytes of photos. Raises InvalidTag when a sealed manifest was altered."""
    events = queries.events_of([case.case_no]).get(case.case_no, [])
    ids = report_ids_of(case, events)
    links = queries.links_of(ids)
    reports = {report.id: report for report in queries.reports_by_id(ids)}
    gone = deletions.deletions_of(deletions.REPORT, ids)
    there = [reports[report_id] for report_id in ids if report_id in reports]
    filed = [_filed(report, links.get(report.id, []), gone.get(report.id)) for report in there]
    wanted = {link.sha256 for one in filed for link in one.links if link.stored}
    photos = {row.sha256: row for row in db.session.scalars(select(Photo).where(Photo.sha256.in_(wanted)))}
    about = ((digests.CASE, [case.case_no]), (digests.REPORT, ids), ("photo", sorted(wanted)))
    entries = sorted(entry for kind, objects in about for entry in audit.entries_about(kind, objects))
    acting = {event.by_id for event in events} | {verdict.by_id for one in filed for verdict in one.verdicts}
    acting |= {one.report.author_id for one in filed} | {one.report.courier_id for one in filed}
    return Contents(case, filed, events, photos, entries, people.names({one for one in acting if one}))


def original_name(photo: Photo) -> str:
    """Where an original lies in a packet: under its hash, with the ending of its type."""
    ending = ENDINGS.get(photo.mime or "", (photo.mime or "/bin").rpartition("/")[2])
    return f"originals/{photo.sha256}.{ending}"


def _filed(report: Report, links: list[ReportPhoto], deletion: Deletion | None) -> Filed:
    verdicts = db.session.scalars(select(Verdict).where(Verdict.report_id == report.id).order_by(Verdict.id))
    receipt = receipt_of(report, links, decodable([link.sha256 for link in links if link.stored]))
    manifest = b"" if deletion else manifest_bytes(report)
    return Filed(report, manifest, receipt, links, list(verdicts), deletion)
