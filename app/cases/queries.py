"""Reads of reports and cases, each limited in SQL to what the reader may see. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select

from app.accounts.rules import Actor
from app.cases import report_list
from app.cases.models import Case, CaseEvent
from app.cases.report_models import Report, ReportPhoto, Verdict
from app.cases.sight import visible
from app.core.db import AnyRow, db, table_of
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.core.statements import Statement
from app.photos.models import Photo
from app.photos.queries import PICTURE_DRAWN, known_to, stored

# Built once on columns, because every arriving report and photo asks them.
_link = table_of(ReportPhoto).c
_LINKS = (
    select(ReportPhoto)
    .where(ReportPhoto.report_id.in_(bindparam("report_ids", expanding=True)))
    .order_by(ReportPhoto.report_id, ReportPhoto.place)
)
_report = table_of(Report).c
_RECEIVED = Statement(
    select(
        *(_report.id, _report.manifest_sha256, _report.commit_seq, _report.received_at, _report.placement, _report.flags),
        *(_report.superseded_by, _report.case_no, _report.rev, _report.author_id, _report.segment_code, _report.cell_code),
        *(_report.whole_seq, _report.destroyed_at, _report.verifier_id),
    ).where(_report.id == bindparam("report_id"), _report.manifest_sha256 == bindparam("sha256"))
)
_photo = table_of(Photo).c
_RECEIVED_LINKS = Statement(
    select(_link.sha256, _link.stored, PICTURE_DRAWN)
    .outerjoin_from(table_of(ReportPhoto), table_of(Photo), (_photo.sha256 == _link.sha256) & _link.stored)
    .where(_link.report_id == bindparam("report_id"))
    .order_by(_link.place)
)


def report_in_sight(actor: Actor, report_id: str) -> Report | None:
    """The report, if it exists and this person may see it."""
    return db.session.scalar(select(Report).where(Report.id == report_id, visible(actor, Report)))


def report_for(actor: Actor, report_id: str) -> Report:
    """The report, if this person may see it. Raises NotFound, the same for one that does not exist."""
    report = report_in_sight(actor, report_id)
    if report is None:
        raise NotFound()
    return report


def report_to_judge(actor: Actor, report_id: str) -> Report:
    """As `report_for`, with the row held until the end of the transaction."""
    query = select(Report).where(Report.id == report_id, visible(actor, Report)).with_for_update()
    report = db.session.scalar(query.execution_options(populate_existing=True))
    if report is None:
        raise NotFound()
    return report


def reports_page(actor: Actor, status: str | None, cursor: str | None, limit: int) -> Page[Report]:
    """Reports of this person's own or scope, the newest arrival first; what was replaced no longer waits for a verdict.

    What was done about a case stands with the case, and so do the reports of cases that a unit or a checker was given.
    """
    reports = report_list.newest(actor, status, cursor_number(cursor) if cursor else None, limit + 1)
    return cut_page(reports, limit, lambda report: encode_cursor(report.commit_seq))


def case_in_sight(actor: Actor, case_no: str) -> Case | None:
    """The case, if it exists and this person may see it."""
    return db.session.scalar(select(Case).where(Case.case_no == case_no, visible(actor, Case)))


def case_for(actor: Actor, case_no: str) -> Case:
    """The case, if this person may see it. Raises NotFound."""
    case = case_in_sight(actor, case_no)
    if case is None:
        raise NotFound()
    return case


def case_by_number(case_no: str) -> Case | None:
    """The case with this number, whoever asks."""
    return db.session.scalar(select(Case).where(Case.case_no == case_no))


def may_see_photo(actor: Actor, sha256: str) -> bool:
    """Whether a report this person may see has these bytes."""
    linked = select(ReportPhoto.report_id).join(Report, Report.id == ReportPhoto.report_id)
    linked = linked.where(ReportPhoto.sha256 == sha256, ReportPhoto.stored, visible(actor, Report))
    return db.session.scalar(linked.limit(1)) is not None


def photos_known(actor: Actor, sha256s: Collection[str]) -> set[str]:
    """Those of the stored photos that this person may be told of: brought by them or their device, or theirs to see."""
    there = stored(sha256s)
    if not there:
        return there  # the usual answer for a new report, without asking who brought what
    known = known_to(actor.id, actor.device_id, there)
    others = there - known
    if others:
        linked = select(ReportPhoto.sha256).join(Report, Report.id == ReportPhoto.report_id)
        linked = linked.where(ReportPhoto.sha256.in_(others), ReportPhoto.stored, visible(actor, Report))
        known |= set(db.session.scalars(linked.distinct()))
    return known


def links_of(report_ids: Collection[str]) -> dict[str, list[ReportPhoto]]:
    """The photos that reports name, in the manifest's order."""
    grouped: dict[str, list[ReportPhoto]] = defaultdict(list)
    if report_ids:
        for link in db.session.scalars(_LINKS, {"report_ids": list(report_ids)}):
            grouped[link.report_id].append(link)
    return grouped


def received(report_id: str, sha256: str) -> AnyRow | None:
    """What a receipt and the change feed say of the report that arrived as these bytes; None if they are not here."""
    known: AnyRow | None = _RECEIVED.first(report_id=report_id, sha256=sha256)
    return known


def received_links(report_id: str) -> Sequence[AnyRow]:
    """`sha256`, `stored` and, of those stored, `decodable` of the photos of one report, in the manifest's order."""
    return _RECEIVED_LINKS.rows(report_id=report_id)


def verdicts_of(report_ids: Collection[str]) -> dict[str, Verdict]:
    """The verdict in force of each report that has one."""
    if not report_ids:
        return {}
    query = select(Verdict).where(Verdict.report_id.in_(report_ids), Verdict.undone_at.is_(None))
    return {verdict.report_id: verdict for verdict in db.session.scalars(query)}


def events_of(case_nos: Collection[str]) -> dict[str, list[CaseEvent]]:
    """The timelines of cases, oldest entry first."""
    grouped: dict[str, list[CaseEvent]] = defaultdict(list)
    if case_nos:
        query = select(CaseEvent).where(CaseEvent.case_no.in_(case_nos))
        for event in db.session.scalars(query.order_by(CaseEvent.case_no, CaseEvent.place)):
            grouped[event.case_no].append(event)
    return grouped


def reports_by_id(report_ids: Collection[str]) -> list[Report]:
    """These reports, whoever asks: for callers that have settled who may see them."""
    return list(db.session.scalars(select(Report).where(Report.id.in_(report_ids)))) if report_ids else []


def answers_to(report_ids: Collection[str]) -> dict[str, list[Report]]:
    """What was said about reports that were to be verified or amended, oldest first."""
    grouped: dict[str, list[Report]] = defaultdict(list)
    if report_ids:
        said_of_them = db.session.scalars(select(Report).where(Report.reply_to.in_(report_ids)))
        for said in sorted(said_of_them, key=lambda one: one.commit_seq):
            grouped[str(said.reply_to)].append(said)
    return grouped


def cases_by_number(case_nos: Collection[str]) -> list[Case]:
    """These cases, whoever asks: for callers that have settled who may see them."""
    return list(db.session.scalars(select(Case).where(Case.case_no.in_(case_nos)))) if case_nos else []
