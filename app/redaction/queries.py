"""Reads of what is hidden on photos. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, or_, select

from app.accounts.rules import Actor
from app.cases.belonging import report_ids_of
from app.cases.models import Case
from app.cases.queries import events_of
from app.cases.report_models import Report, ReportPhoto
from app.cases.sight import visible
from app.cases.states import ReportStatus
from app.core.db import db
from app.core.paging import Page, bad_cursor, cut_page, decode_cursor, encode_cursor
from app.photos.models import Photo
from app.photos.sniffing import CLIPS
from app.redaction.models import Redaction, RedactionBox
from app.redaction.rules import Box, State

MAX_ROW = 2**63 - 1


class Shown(NamedTuple):
    """A picture of a report with its decision, None while there is none."""

    report: Report
    link: ReportPhoto
    decision: Redaction | None


def redaction(sha256: str) -> Redaction | None:
    """The decision about this photo."""
    return db.session.get(Redaction, sha256, populate_existing=True)


def rows_of(sha256: str) -> list[RedactionBox]:
    """Every box this photo ever had, the first drawn first."""
    return list(db.session.scalars(select(RedactionBox).where(RedactionBox.sha256 == sha256).order_by(RedactionBox.id)))


def in_force(rows: Sequence[RedactionBox]) -> list[Box]:
    """The boxes that hide something now."""
    return [as_box(row) for row in rows if row.undone_at is None]


def as_box(row: RedactionBox) -> Box:
    """The rectangle and the kind of a row."""
    return Box(row.left_edge, row.top_edge, row.width, row.height, row.kind)


def pending_among(sha256s: Collection[str]) -> list[str]:
    """Those pictures about which nobody has decided, in order; sound and video, which have no picture, are not among them."""
    if not sha256s:
        return []
    undecided = ~exists().where(Redaction.sha256 == Photo.sha256, Redaction.state != State.PENDING)
    query = select(Photo.sha256).where(Photo.sha256.in_(sha256s), Photo.decodable.is_not(False), _a_picture(), undecided)
    return sorted(db.session.scalars(query))


def waiting_page(actor: Actor, cursor: str | None, limit: int) -> Page[Shown]:
    """Pictures of accepted reports that this person may see and nobody has decided about, the newest report first.

    Photos that are only reported wait for no redaction: they go nowhere before there is a case.
    """
    query = _pictures().where(
        Report.status == ReportStatus.ACCEPTED,
        visible(actor, Report),
        or_(Redaction.state.is_(None), Redaction.state == State.PENDING),
    )
    if cursor:
        seq, place = _place_in_list(cursor)
        query = query.where(or_(Report.commit_seq < seq, and_(Report.commit_seq == seq, ReportPhoto.place > place)))
    rows = [Shown(*row) for row in db.session.execute(query.limit(limit + 1))]
    page = cut_page(rows, limit, lambda shown: encode_cursor(shown.report.commit_seq, shown.link.place))
    return page.with_items(_once(page.items))


def pictures_of(case: Case) -> list[Shown]:
    """Every picture of the evidence of a case, whatever was decided about it."""
    ids = report_ids_of(case, events_of([case.case_no]).get(case.case_no, []))
    return _once([Shown(*row) for row in db.session.execute(_pictures().where(Report.id.in_(ids)))])


def _pictures() -> Any:
    joined = select(Report, ReportPhoto, Redaction).join(ReportPhoto, ReportPhoto.report_id == Report.id)
    joined = joined.join(Photo, Photo.sha256 == ReportPhoto.sha256).outerjoin(Redaction, Redaction.sha256 == Photo.sha256)
    drawn = joined.where(ReportPhoto.stored, Photo.decodable.is_not(False), _a_picture())
    return drawn.order_by(Report.commit_seq.desc(), ReportPhoto.place)


def _a_picture() -> Any:
    return or_(Photo.mime.is_(None), Photo.mime.not_in(CLIPS))


def _once(rows: Sequence[Shown]) -> list[Shown]:
    return list({row.link.sha256: row for row in reversed(rows)}.values())[::-1]


def _place_in_list(cursor: str) -> tuple[int, int]:
    seq, place = decode_cursor(cursor, 2)
    if not all(part.isascii() and part.isdecimal() and len(part) < 20 and int(part) <= MAX_ROW for part in (seq, place)):
        raise bad_cursor()
    return int(seq), int(place)
