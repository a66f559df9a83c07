"""Reads of papers, templates, the basis list and numbers; papers are seen by whoever sees their case. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from app.accounts.rules import Actor
from app.cases.deletions import NOTICE, check_kept
from app.cases.models import Case
from app.cases.report_models import Report, ReportPhoto
from app.cases.sight import visible
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.notices import vouching
from app.notices.models import (
    HandedOut,
    Notice,
    NoticeBasis,
    NoticeEvent,
    NoticeNumber,
    NoticeSheet,
    NoticeTemplate,
    NumberBlock,
)
from app.notices.rules import OPEN_STATES
from app.redaction.queries import pictures_of

_EXPORT_PIECE = 500


@dataclass(frozen=True)
class NoticeFilter:
    """What the ledger is narrowed to; None and empty leave everything in. `before` is exclusive, of the day of issuing."""

    kind: str | None = None
    states: tuple[str, ...] = ()
    unit: str | None = None
    segment: str | None = None
    case_no: str | None = None
    overdue_at: datetime | None = None
    since: datetime | None = None
    before: datetime | None = None
    words: str | None = None


def notice_for(actor: Actor, notice_id: str, *, hold: bool = False) -> Notice:
    """The paper, if this person may see its case; `hold` keeps the row until the transaction ends. Raises NotFound,
    and Destroyed when it was to be changed and its time was over."""
    query = select(Notice).join(Case, Case.case_no == Notice.case_no).where(Notice.id == notice_id, visible(actor, Case))
    if hold:
        query = query.with_for_update(of=Notice).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    if hold:
        check_kept(NOTICE, notice_id)
        vouching.remember(found)
    return found


def notice_by_id(notice_id: str) -> Notice | None:
    """The paper with this id, whoever asks."""
    return db.session.scalar(select(Notice).where(Notice.id == notice_id))


def notices_page(actor: Actor, wanted: NoticeFilter, cursor: str | None, limit: int) -> Page[Notice]:
    """The ledger, the newest draft first."""
    query = _ledger(actor, wanted)
    if cursor:
        query = query.where(Notice.row < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.row))


def all_notices(actor: Actor, wanted: NoticeFilter) -> Iterator[Notice]:
    """The whole ledger in its order, some hundred at a time."""
    query = _ledger(actor, wanted)
    below: int | None = None
    while rows := list(db.session.scalars((query if below is None else query.where(Notice.row < below)).limit(_EXPORT_PIECE))):
        yield from rows
        below = rows[-1].row
        db.session.expunge_all()


def events_of(notice_id: str) -> list[NoticeEvent]:
    """What became of a paper, oldest first."""
    query = select(NoticeEvent).where(NoticeEvent.notice_id == notice_id).order_by(NoticeEvent.place)
    return list(db.session.scalars(query))


def sheet_of(notice_id: str) -> NoticeSheet | None:
    """The finished sheet, if it was drawn."""
    return db.session.get(NoticeSheet, notice_id)


def template(template_id: int) -> NoticeTemplate | None:
    """This version of a template."""
    return db.session.get(NoticeTemplate, template_id)


def templates_in_force() -> list[NoticeTemplate]:
    """The newest version of every template, retired ones included (`active` says so)."""
    query = _newest(NoticeTemplate, NoticeTemplate.unit_code, NoticeTemplate.kind)
    return list(db.session.scalars(query.order_by(NoticeTemplate.unit_code, NoticeTemplate.kind)))


def newest_template(unit_code: str, kind: str) -> NoticeTemplate | None:
    """The newest version of one template."""
    query = select(NoticeTemplate).where(NoticeTemplate.unit_code == unit_code, NoticeTemplate.kind == kind)
    return db.session.scalar(query.order_by(NoticeTemplate.version.desc()).limit(1))


def basis_in_force() -> list[NoticeBasis]:
    """The newest version of every rule that may be quoted, retired ones included (`active` says so)."""
    return list(db.session.scalars(_newest(NoticeBasis, NoticeBasis.code).order_by(NoticeBasis.code)))


def newest_basis(code: str) -> NoticeBasis | None:
    """The newest version of one rule."""
    query = select(NoticeBasis).where(NoticeBasis.code == code).order_by(NoticeBasis.version.desc())
    return db.session.scalar(query.limit(1))


def basis_history(code: str) -> list[NoticeBasis]:
    """Every version of one rule, the newest first."""
    return list(db.session.scalars(select(NoticeBasis).where(NoticeBasis.code == code).order_by(NoticeBasis.version.desc())))


def basis_rows(ids: Collection[int]) -> dict[int, NoticeBasis]:
    """These versions, by row number."""
    found = db.session.scalars(select(NoticeBasis).where(NoticeBasis.id.in_(ids))) if ids else ()
    return {row.id: row for row in found}


def outdated_basis(ids: Collection[int]) -> list[str]:
    """Codes of those that are retired or have a newer version."""
    rows = basis_rows(ids)
    in_force = {row.id for row in basis_in_force() if row.active}
    return sorted({row.code for row in rows.values() if row.id not in in_force})


def block(block_id: str) -> NumberBlock | None:
    """The block, its row held until the transaction ends."""
    return db.session.scalar(select(NumberBlock).where(NumberBlock.id == block_id).with_for_update())


def blocks_page(device_id: str | None, cursor: str | None, limit: int) -> Page[NumberBlock]:
    """Blocks, the newest first."""
    query = select(NumberBlock).order_by(NumberBlock.id.desc())
    if device_id:
        query = query.where(NumberBlock.device_id == device_id)
    if cursor:
        query = query.where(NumberBlock.id < cursor)
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id)


def numbers_of_blocks(block_ids: Collection[str]) -> dict[str, list[NoticeNumber]]:
    """The numbers of blocks, in order."""
    grouped: dict[str, list[NoticeNumber]] = defaultdict(list)
    if block_ids:
        query = select(NoticeNumber).where(NoticeNumber.block_id.in_(block_ids)).order_by(NoticeNumber.running)
        for row in db.session.scalars(query):
            assert row.block_id is not None
            grouped[row.block_id].append(row)
    return grouped


def numbers_page(series: str | None, state: str | None, cursor: str | None, limit: int) -> Page[NoticeNumber]:
    """The register of numbers, the newest first."""
    query = select(NoticeNumber).order_by(NoticeNumber.id.desc())
    if series:
        query = query.where(NoticeNumber.series == series)
    if state:
        query = query.where(NoticeNumber.state == state)
    if cursor:
        query = query.where(NoticeNumber.id < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def handed_out_page(actor: Actor, state: str | None, cursor: str | None, limit: int) -> Page[tuple[HandedOut, Report]]:
    """Papers given out with reports that this person may see, the newest first; without `state` those not filed."""
    wanted = HandedOut.state == state if state else HandedOut.state != "filed"
    query = select(HandedOut, Report).join(Report, Report.id == HandedOut.report_id).where(wanted, visible(actor, Report))
    if cursor:
        query = query.where(HandedOut.id < cursor)
    rows = [(row, report) for row, report in db.session.execute(query.order_by(HandedOut.id.desc()).limit(limit + 1))]
    return cut_page(rows, limit, lambda pair: pair[0].id)


def case_numbers(notice_ids: Collection[str]) -> dict[str, str]:
    """By paper, the number of its case."""
    if not notice_ids:
        return {}
    rows = db.session.execute(select(Notice.id, Notice.case_no).where(Notice.id.in_(notice_ids)))
    return {row.id: row.case_no for row in rows}


def of_case(sha256: str, case: Case) -> bool:
    """Whether this picture is among the case's evidence, which replies of patrols and units also belong to."""
    if any(one.link.sha256 == sha256 for one in pictures_of(case)):
        return True
    replied = exists().where(
        ReportPhoto.sha256 == sha256, ReportPhoto.stored, Report.id == ReportPhoto.report_id, Report.reply_to == case.case_no
    )
    return bool(db.session.scalar(select(replied)))


def _newest(model: type[NoticeTemplate] | type[NoticeBasis], *key: Any) -> Select[Any]:
    newest = select(func.max(model.id)).group_by(*key)
    return select(model).where(model.id.in_(newest))


def _ledger(actor: Actor, wanted: NoticeFilter) -> Select[Any]:
    query = select(Notice).join(Case, Case.case_no == Notice.case_no).where(visible(actor, Case), *_conditions(wanted))
    return query.order_by(Notice.row.desc())


def _conditions(wanted: NoticeFilter) -> Sequence[ColumnElement[bool]]:
    exact = (
        (Notice.kind, wanted.kind), (Notice.unit_code, wanted.unit), (Notice.segment_code, wanted.segment),
        (Notice.case_no, wanted.case_no),
    )  # fmt: skip
    found = [column == value for column, value in exact if value]
    if wanted.states:
        found.append(Notice.state.in_(wanted.states))
    if wanted.overdue_at:
        found += [Notice.state.in_(OPEN_STATES), Notice.deadline < wanted.overdue_at]
    if wanted.since:
        found.append(Notice.issued_at >= wanted.since)
    if wanted.before:
        found.append(Notice.issued_at < wanted.before)
    searched = (Notice.number, Notice.receiver_name, Notice.address, Notice.case_no, Notice.segment_name)
    for word in (wanted.words or "").split():
        found.append(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return found
