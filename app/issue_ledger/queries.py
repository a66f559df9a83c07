"""Reads of the issue ledger. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from app.accounts.rules import Actor
from app.cases.deletions import ISSUE, check_kept
from app.cases.models import Case
from app.cases.sight import visible
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.issue_ledger import vouching
from app.issue_ledger.models import Issue, IssueEvent, IssueImport
from app.issue_ledger.rules import ImportState, State

_PIECE = 500


@dataclass(frozen=True)
class IssueFilter:
    """What the ledger is narrowed to; None leaves everything in. `overdue_on` is the day on which something is overdue."""

    state: str | None = None
    unit: str | None = None
    source: str | None = None
    import_id: str | None = None
    linked: bool | None = None
    overdue_on: date | None = None
    words: str | None = None


def import_of(import_id: str, *, hold: bool = False) -> IssueImport:
    """The file; `hold` keeps its row until the transaction ends. Raises NotFound."""
    query = select(IssueImport).where(IssueImport.id == import_id)
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
    if found is None:
        raise NotFound()
    return found


def imports_page(cursor: str | None, limit: int) -> Page[IssueImport]:
    """Files, the newest first."""
    query = select(IssueImport).order_by(IssueImport.id.desc())
    if cursor:
        query = query.where(IssueImport.id < cursor)
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id)


def same_file(sha256: str, but: str) -> IssueImport | None:
    """Another import of these very bytes that was entered."""
    query = select(IssueImport).where(IssueImport.sha256 == sha256, IssueImport.id != but)
    return db.session.scalar(query.where(IssueImport.state == ImportState.ENTERED).limit(1))


def known_refs(refs: Collection[str]) -> frozenset[str]:
    """Those of the numbers that stand in the ledger."""
    return frozenset(db.session.scalars(select(Issue.ref).where(Issue.ref.in_(refs)))) if refs else frozenset()


def cases_in_sight(actor: Actor, case_nos: Collection[str]) -> set[str]:
    """Those of the cases that this person sees."""
    if not case_nos:
        return set()
    return set(db.session.scalars(select(Case.case_no).where(Case.case_no.in_(case_nos), visible(actor, Case))))


def issue_of(issue_id: str, *, hold: bool = False) -> Issue:
    """The issue; `hold` keeps its row until the transaction ends. Raises NotFound, and with `hold` Destroyed."""
    query = select(Issue).where(Issue.id == issue_id)
    found = db.session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)
    if found is None:
        raise NotFound()
    if hold:
        check_kept(ISSUE, issue_id)
        vouching.remember(found)
    return found


def issue_of_report(report_id: str) -> Issue | None:
    """The issue that was taken down as this report, its row held until the transaction ends."""
    query = select(Issue).where(Issue.report_id == report_id).with_for_update()
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is not None:
        vouching.remember(found)
    return found


def events_of(issue_id: str) -> list[IssueEvent]:
    """What became of an issue, oldest first."""
    return list(db.session.scalars(select(IssueEvent).where(IssueEvent.issue_id == issue_id).order_by(IssueEvent.place)))


def issues_page(wanted: IssueFilter, cursor: str | None, limit: int) -> Page[Issue]:
    """The ledger, what was entered last first."""
    query = _ledger(wanted)
    if cursor:
        query = query.where(Issue.row < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.row))


def all_issues(wanted: IssueFilter) -> Iterator[Issue]:
    """The whole ledger in its order, some hundred at a time."""
    query, below = _ledger(wanted), None
    while rows := list(db.session.scalars((query if below is None else query.where(Issue.row < below)).limit(_PIECE))):
        yield from rows
        below = rows[-1].row
        db.session.expunge_all()


def case_states(case_nos: Collection[str]) -> dict[str, str]:
    """By number, where these cases stand."""
    if not case_nos:
        return {}
    rows = db.session.execute(select(Case.case_no, Case.state).where(Case.case_no.in_(case_nos)))
    return {row.case_no: row.state for row in rows}


@dataclass(frozen=True)
class Counted:
    """How many issues of a unit (or of all) are open, overdue, new since a moment and written off since it."""

    unit: str | None
    open: int
    overdue: int
    added: int
    written_off: int


def counts(since: datetime, before: datetime, today: date) -> list[Counted]:
    """Of each unit, those with most open issues first. Nothing of a unit with only zeros."""
    is_open = Issue.state == State.OPEN
    columns = (
        Issue.unit,
        _sum(is_open).label("open"),
        _sum(and_(is_open, Issue.due_on < today)).label("overdue"),
        _sum(and_(Issue.added_at >= since, Issue.added_at < before)).label("added"),
        _sum(and_(Issue.written_off_at >= since, Issue.written_off_at < before)).label("written_off"),
    )
    rows = db.session.execute(select(*columns).group_by(Issue.unit).order_by(_sum(is_open).desc(), Issue.unit))
    told = [Counted(row.unit, row.open, row.overdue, row.added, row.written_off) for row in rows]
    return [one for one in told if one.open or one.added or one.written_off]


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _ledger(wanted: IssueFilter) -> Select[Any]:
    query = select(Issue).order_by(Issue.row.desc())
    exact = (
        (Issue.state, wanted.state), (Issue.unit, wanted.unit), (Issue.source, wanted.source),
        (Issue.import_id, wanted.import_id),
    )  # fmt: skip
    for column, value in exact:
        if value:
            query = query.where(column == value)
    if wanted.linked is not None:
        query = query.where(Issue.case_no.is_not(None) if wanted.linked else Issue.case_no.is_(None))
    if wanted.overdue_on:
        query = query.where(Issue.state == State.OPEN, Issue.due_on < wanted.overdue_on)
    for word in (wanted.words or "").split():
        searched = (Issue.ref, Issue.what, Issue.place, Issue.unit, Issue.case_no)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in searched)))
    return query
