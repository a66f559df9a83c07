"""Decides whether the rows that the log vouches for are still what it says. Reads only.

A verdict is looked at with its report, an event with its case. Objects are in the order in which they came: up to the
first that the log has seen come, those it does not know are older than the log, and are counted, not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, exists, select

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.audit.queries import Vouched
from app.audit.rules import Action
from app.cases import digests, loop, queries
from app.cases.models import Case
from app.cases.report_models import Report, Verdict
from app.core.db import db

BATCH: Final = 500
MORE_OF_CASES: Final = "vouched_rows_of_cases"
"""Where the factory puts what features above know of cases: functions of case numbers that yield case, row name, digest."""
MORE_KINDS: Final = "vouched_kinds"
"""Where the factory puts the kinds of objects that features above have, by their name in the log."""
Rows = dict[str, str]
"""By name the digest of what stands in the database."""


class Fault(NamedTuple):
    """What is wrong: its kind, the row it is about, and what was seen."""

    kind: str
    about: str
    seen: str


class Kind(NamedTuple):
    """A kind of object: all ids in the order they came, their rows, and how the log says that one is there."""

    ids: Callable[[], list[str]]
    rows: Callable[[Collection[str]], dict[str, Rows]]
    began_with: Action
    there: Callable[[], ColumnElement[bool]]


def faults(looked_at: Counter[str]) -> Iterator[Fault]:
    """Rows that are not what the log says. What changed while it was read is looked at once more."""
    since = audit.emptied_at()
    for kind, how in _kinds().items():
        doubtful: list[str] = []
        logged = False
        for some in _batches(how.ids()):
            known, found = audit.vouched(kind, some, since), _read(how, some)
            for object_id in some:
                if object_id in known:
                    logged = logged or _row(kind, object_id) in known[object_id].born
                    looked_at["rows in the log"] += len(known[object_id].digests)
                elif not logged:
                    looked_at["rows from before the log"] += len(found.get(object_id) or ())
                    continue
                if list(_compared(kind, object_id, found.get(object_id, {}), known.get(object_id))):
                    doubtful.append(object_id)
            db.session.expunge_all()
        yield from _looked_at_again(kind, how, doubtful, since)
        for object_id in audit.objects_of(kind, {how.began_with, Action.DIGESTS_TAKEN}, since, how.there()):
            yield Fault("row-lost", f"{kind}:{object_id}", "the log tells of it, there is no such row")


def faults_of(kind: str, object_id: str) -> list[Fault]:
    """As `faults`, of one report or case; an object that the log does not know has none."""
    known = audit.vouched(kind, [object_id], audit.emptied_at()).get(object_id)
    found = _read(_kinds()[kind], [object_id]).get(object_id, {})
    return list(_compared(kind, object_id, found, known)) if known else []


def _looked_at_again(kind: str, how: Kind, object_ids: list[str], since: int) -> Iterator[Fault]:
    if object_ids:
        db.session.rollback()
    for object_id in object_ids:
        known = audit.vouched(kind, [object_id], since).get(object_id)
        yield from _compared(kind, object_id, _read(how, [object_id]).get(object_id, {}), known)


def _read(how: Kind, object_ids: Sequence[str]) -> dict[str, Rows | None]:
    """The rows of these objects; None of one in which something stands that is no date or no JSON any more."""
    try:
        return dict(how.rows(object_ids))
    except ValueError:
        db.session.rollback()
        if len(object_ids) == 1:
            return {object_ids[0]: None}
        return {one: rows for object_id in object_ids for one, rows in _read(how, [object_id]).items()}


def _compared(kind: str, object_id: str, found: Rows | None, known: Vouched | None) -> Iterator[Fault]:
    if found is None:
        yield Fault("row-altered", _row(kind, object_id), "cannot be read any more")
        return
    if known is None:
        yield Fault("row-unlogged", f"{kind}:{object_id}", "came into the database past the program: the log does not know it")
        return
    for name, digest in known.digests.items():
        if name not in found:
            yield Fault("row-lost", name, "the log tells of it, there is no such row")
        elif found[name] != digest:
            yield Fault("row-altered", name, f"has the digest {found[name][:16]}…, the log says {str(digest)[:16]}…")
    if _row(kind, object_id) in known.born:
        for name in found.keys() - known.digests.keys():
            yield Fault("row-unlogged", name, "came into the database past the program: the log does not know it")


def _row(kind: str, object_id: str) -> str:
    """What the log calls the row of the object itself."""
    return f"{kind}:{object_id}"


def _batches(ids: list[str]) -> Iterator[list[str]]:
    yield from (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


def _report_rows(report_ids: Collection[str]) -> dict[str, Rows]:
    links = queries.links_of(report_ids)
    rows = {
        report.id: {digests.report_row(report.id): digests.report_digest(report, digests.photos_of(links.get(report.id, [])))}
        for report in queries.reports_by_id(report_ids)
    }
    for verdict in db.session.scalars(select(Verdict).where(Verdict.report_id.in_(report_ids))):
        rows.setdefault(verdict.report_id, {})[digests.verdict_row(verdict.id)] = digests.verdict_digest(verdict)
    return rows


def _case_rows(case_nos: Collection[str]) -> dict[str, Rows]:
    rows = {
        case.case_no: {digests.case_row(case.case_no): digests.case_digest(case)} for case in queries.cases_by_number(case_nos)
    }
    for case_no, events in queries.events_of(case_nos).items():
        for event in events:
            rows.setdefault(case_no, {})[digests.event_row(case_no, event.place)] = digests.event_digest(event)
    for case_no, row in loop.rows_of(case_nos):
        rows.setdefault(case_no, {})[digests.loop_row(row)] = digests.loop_digest(row)
    for case_no, more in more_of_cases(case_nos).items():
        rows.setdefault(case_no, {}).update(more)
    return rows


def more_of_cases(case_nos: Collection[str]) -> dict[str, Rows]:
    """By case, the rows that features above know of it; cases without any are left out."""
    rows: dict[str, Rows] = {}
    for more in current_app.extensions.get(MORE_OF_CASES, ()):
        for case_no, name, value in more(case_nos):
            rows.setdefault(case_no, {})[name] = value
    return rows


def _kinds() -> dict[str, Kind]:
    return {**KINDS, **current_app.extensions.get(MORE_KINDS, {})}


KINDS: Final = {
    digests.REPORT: Kind(
        lambda: list(db.session.scalars(select(Report.id).order_by(Report.commit_seq))),
        _report_rows,
        Action.REPORT_FILED,
        lambda: exists().where(Report.id == AuditEntry.object_id),
    ),
    digests.CASE: Kind(
        lambda: list(db.session.scalars(select(Case.case_no).order_by(Case.id))),
        _case_rows,
        Action.CASE_EVENT,
        lambda: exists().where(Case.case_no == AuditEntry.object_id),
    ),
}
