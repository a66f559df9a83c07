"""Decides how reports and their readers learn what the decoder made of a photo. Must not decode itself."""

from __future__ import annotations

from sqlalchemy import select, update

from app.cases import queries
from app.cases.announcing import announce_report
from app.cases.report_models import Report, ReportPhoto
from app.core import clock
from app.core.db import db
from app.photos import catching_up, drawing
from app.photos import service as photos
from app.photos.queries import decodable
from app.photos.service import Judged

AT_ONCE = 4
"""Photos judged in one round of the background job: a few seconds, so that other jobs get their turn."""
WHILE_READING = 9
"""Photos judged while somebody waits for a report: as many as a report usually has."""


def judge_pending() -> int:
    """Background job of any number of workers: judges waiting photos and tells the reports that name them; returns how
    many got an answer."""
    return sum(judged.decodable is not None for judged in drawing.draw_waiting(AT_ONCE, then=tell_reports))


def read_old_photos() -> int:
    """Background job: reads what older photos tell of themselves, while no new one waits; returns how many were read."""
    return catching_up.catch_up(AT_ONCE, then=tell_reports)


def judge_photos_of(report: Report) -> None:
    """Judges the report's photos that nobody has looked at. Must not be called within a transaction."""
    stored = [link.sha256 for link in queries.links_of([report.id]).get(report.id, []) if link.stored]
    waiting = [sha256 for sha256, answer in decodable(stored).items() if answer is None]
    for sha256 in waiting[:WHILE_READING]:
        photos.judge_photo(sha256, then=tell_reports)


def tell_reports(judged: Judged) -> None:
    """Within the transaction that writes the judgement: reports that name the photo are to be checked again, and those
    with an undecodable one announce their new flag."""
    naming = select(ReportPhoto.report_id).where(ReportPhoto.sha256 == judged.sha256, ReportPhoto.stored)
    db.session.execute(update(Report).where(Report.id.in_(naming), Report.checked.is_not(None)).values(checked=0))
    if judged.decodable is not False:
        return
    named = select(Report).where(Report.id.in_(naming)).order_by(Report.id).with_for_update()
    for report in db.session.scalars(named.execution_options(populate_existing=True)):
        report.rev += 1
        announce_report(report, clock.now())
