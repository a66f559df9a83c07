"""Gathers what checks look at. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from app.cases.queries import links_of
from app.cases.report_models import Report, ReportPhoto
from app.checks.near import Likenesses
from app.checks.rules import CHECKS_REV
from app.checks.seen import Fix, Likeness, Numbers, Photo, Seen
from app.core import clock
from app.core.db import db
from app.photos.models import PhotoLook
from app.photos.trait_rows import traits_of
from app.reports.chain import Runs, common, joined
from app.reports.device_watch import chain_of
from app.reports.models import Device

RECENT: Final = 200
"""So many of a phone's reports before and after this one are compared with it: some weeks of work."""
DECIMAL: Final = 5e-7
"""Half of the sixth decimal of a degree."""
BY_HAND: Final = frozenset({"manual", "qr"})


def due(limit: int) -> list[str]:
    """Reports that were never checked, the earliest arrival first, then those to be checked again."""
    fresh = select(Report.id).where(Report.checked.is_(None)).order_by(Report.commit_seq).limit(limit)
    found = list(db.session.scalars(fresh))
    if len(found) < limit:
        again = select(Report.id).where(Report.checked < CHECKS_REV).order_by(Report.checked, Report.commit_seq)
        found += db.session.scalars(again.limit(limit - len(found)))
    return found


def seen(report: Report, near: Likenesses) -> Seen:
    """The report as checks see it, now."""
    position = report.position or {}
    links = links_of([report.id]).get(report.id, [])
    traits = traits_of({link.sha256 for link in links if link.stored})
    fix = _fix(report)
    return Seen(
        captured_at=report.captured_at,
        happened_at=report.happened_at,
        received_at=report.received_at,
        flags=frozenset(report.flags),
        fix=fix,
        fixed_at=_fixed_at(report) if position else None,
        photos=tuple(Photo(link.sha256, link.role, link.source, traits.get(link.sha256)) for link in links),
        before=_fix(neighbour(report, -1)),
        same_spot=_same_spot(report, fix),
        same_bytes=_same_bytes(report, {link.sha256 for link in links}),
        near=_near(report, traits, near),
        numbers=_numbers(report),
    )


def neighbour(report: Report, side: int) -> Report | None:
    """The arrived report of the same phone with the next lower (-1) or higher (1) number."""
    if report.device_id is None or report.device_seq is None:
        return None
    query = select(Report).where(Report.device_id == report.device_id)
    if side < 0:
        query = query.where(Report.device_seq < report.device_seq).order_by(Report.device_seq.desc())
    else:
        query = query.where(Report.device_seq > report.device_seq).order_by(Report.device_seq)
    return db.session.scalar(query.limit(1))


def _fix(report: Report | None) -> Fix | None:
    if report is None or report.lon is None or report.lat is None or report.position is None:
        return None
    position = report.position
    at = _fixed_at(report) or report.happened_at
    return Fix(report.id, report.lon, report.lat, position.get("accuracy_m"), at, position.get("source") in BY_HAND)


def _fixed_at(report: Report) -> datetime | None:
    text = (report.position or {}).get("fixed_at")
    return clock.parse(text) if text else None


def _same_spot(report: Report, fix: Fix | None) -> tuple[Fix, ...]:
    if fix is None or report.device_id is None or report.device_seq is None:
        return ()
    lon, lat = round(fix.lon, 6), round(fix.lat, 6)
    around = select(Report).where(
        Report.device_id == report.device_id,
        Report.device_seq.between(report.device_seq - RECENT, report.device_seq + RECENT),
        Report.id != report.id,
        Report.lon.between(lon - DECIMAL, lon + DECIMAL),
        Report.lat.between(lat - DECIMAL, lat + DECIMAL),
    )
    others = (_fix(other) for other in db.session.scalars(around))
    return tuple(
        other
        for other in others
        if other is not None and (round(other.lon, 6), round(other.lat, 6), other.accuracy_m) == (lon, lat, fix.accuracy_m)
    )


def _same_bytes(report: Report, sha256s: set[str]) -> dict[str, str]:
    """By photo, the first report that named it before this one did; what a correction replaces does not count."""
    if not sha256s:
        return {}
    earlier = (
        select(ReportPhoto.sha256, func.min(Report.commit_seq).label("first"))
        .join(Report, Report.id == ReportPhoto.report_id)
        .where(ReportPhoto.sha256.in_(sha256s), Report.commit_seq < report.commit_seq, Report.superseded_by.is_(None))
        .where(Report.id != report.id, Report.id != (report.superseded_by or ""))
        .group_by(ReportPhoto.sha256)
    )
    first = {row.sha256: row.first for row in db.session.execute(earlier)}
    named = select(Report.commit_seq, Report.id).where(Report.commit_seq.in_(first.values()))
    ids = {row.commit_seq: row.id for row in db.session.execute(named)}
    return {sha256: ids[seq] for sha256, seq in first.items()}


def _near(report: Report, sha256s: Collection[str], near: Likenesses) -> dict[str, Likeness]:
    """By photo, the report of somebody or something else whose picture is most like it and was there before."""
    looks = db.session.scalars(select(PhotoLook).where(PhotoLook.sha256.in_(sha256s))) if sha256s else ()
    found = {look.sha256: _named_by(report, {hit.number: hit.bits for hit in near.of(look.id, look.look)}) for look in looks}
    return {sha256: likeness for sha256, likeness in found.items() if likeness is not None}


def _named_by(report: Report, bits: dict[int, int]) -> Likeness | None:
    """Of the reports with these looks (bits by number) the most alike; what a correction replaces does not count."""
    if not bits:
        return None
    named = (
        select(PhotoLook.id, Report.id.label("report_id"), Report.commit_seq)
        .join(ReportPhoto, ReportPhoto.sha256 == PhotoLook.sha256)
        .join(Report, Report.id == ReportPhoto.report_id)
        .where(PhotoLook.id.in_(bits), ReportPhoto.stored, Report.superseded_by.is_(None))
        .where(Report.id != report.id, Report.id != (report.superseded_by or ""))
    )
    rows = [(bits[row.id], row.commit_seq, row.report_id) for row in db.session.execute(named)]
    return Likeness(min(rows)[2], min(rows)[0]) if rows else None


def _numbers(report: Report) -> Numbers | None:
    if report.device_id is None or report.device_seq is None or report.device_seq < 1:
        return None
    before = neighbour(report, -1)
    first = (before.device_seq or 0) + 1 if before is not None else 1
    between: Runs = ((max(first, 1), report.device_seq - 1),) if first < report.device_seq else ()
    phone = db.session.get(Device, report.device_id) if between else None
    if phone is None:
        return Numbers((), between)
    chain = chain_of(phone)
    return Numbers(common(between, joined([*chain.missing, *chain.lost])), common(between, chain.waiting))


def reports_held(ids: Sequence[str]) -> list[Report]:
    """These reports in the order of their arrival, held until the transaction ends."""
    query = select(Report).where(Report.id.in_(ids)).order_by(Report.id).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return sorted(found, key=lambda report: report.commit_seq)
