"""Decides what is written when areas move a case: its new codes, the answers old and new, a line in its timeline.

Whoever watched only the old place learns that it has left their sight, with its report and so with its photos. Flushes,
never commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select

from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests
from app.cases.announcing import announce_case, announce_report
from app.cases.answers import Codes
from app.cases.models import Case, CaseEvent, CasePlacement
from app.cases.present import shown_placement
from app.cases.report_models import Report
from app.cases.service import search_words
from app.cases.states import CHOICE_ENDED
from app.core.changes import record_change
from app.core.db import db

REPLACED: Final = "replaced"
CHOICE_BACK: Final = "choice-back"
OPENED: Final = "opened"
_COLUMNS = ("version", "segment_code", "segment_name", "cell_code", "status", "at", "cause")


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a case belongs by one area version, since when it has this answer, and why."""

    version: str | None
    segment_code: str | None
    segment_name: str | None
    cell_code: str | None
    status: str
    at: datetime
    cause: str

    @property
    def codes(self) -> Codes:
        """Segment and cell alone."""
        return Codes(self.segment_code, self.cell_code)

    def as_facts(self) -> dict[str, Any]:
        """As a timeline tells it."""
        segment = {"code": self.segment_code, "name": self.segment_name} if self.segment_code else None
        cell = {"code": self.cell_code} if self.cell_code else None
        return {"segment": segment, "cell": cell, "status": self.status, "version": self.version}


def answers_of(cases: Sequence[Case], reports: dict[str, Report]) -> dict[str, list[Answer]]:
    """Every answer each case has had, the oldest first; of one that was never moved that is the one it was opened with."""
    known: dict[str, list[Answer]] = defaultdict(list)
    columns = [getattr(CasePlacement, name) for name in _COLUMNS]
    rows = select(CasePlacement.case_no, *columns).where(CasePlacement.case_no.in_([case.case_no for case in cases]))
    for case_no, *values in db.session.execute(rows.order_by(CasePlacement.case_no, CasePlacement.id)):
        known[case_no].append(Answer(*values))
    return {case.case_no: known.get(case.case_no) or [_opened(case, reports[case.report_id])] for case in cases}


class Movement:
    """The moves of one transaction, written together in the end."""

    def __init__(self, cases: Collection[Case], at: datetime) -> None:
        self._at = at
        self._events: list[dict[str, Any]] = []
        self._answers: list[dict[str, Any]] = []
        self._places = _last_places([case.case_no for case in cases])

    def move(self, case: Case, report: Report, had: Sequence[Answer], to: Answer) -> None:
        """Gives the case and its report to other areas; `had` are its answers so far."""
        kept = [*(had if len(had) == 1 else ()), to]  # the first move writes down what it was opened with, too
        self._answers += [{"case_no": case.case_no, **{name: getattr(one, name) for name in _COLUMNS}} for one in kept]
        _leave("case", case.case_no, case.rev, case, self._at)
        _leave("report", report.id, report.rev, report, self._at)
        case.segment_code, case.segment_name, case.cell_code = to.segment_code, to.segment_name, to.cell_code
        report.segment_code, report.cell_code = to.segment_code, to.cell_code
        case.words = search_words(report, case.category, to.segment_name)
        report.rev += 1
        self._add(case, REPLACED, {"from": had[-1].as_facts(), "to": to.as_facts()})
        announce_report(report, self._at)
        for reply in db.session.scalars(select(Report).where(Report.reply_to == case.case_no)):
            self._follow(reply, to)

    def _follow(self, reply: Report, to: Answer) -> None:
        """Who sees the case sees what was done about it."""
        _leave("report", reply.id, reply.rev, reply, self._at)
        reply.segment_code, reply.cell_code = to.segment_code, to.cell_code
        reply.rev += 1
        announce_report(reply, self._at)

    def mark_choice(self, case: Case, ended: bool, version: str) -> None:
        """Flags a case whose chosen segment is gone, or takes the flag away when it is there again."""
        if ended == (CHOICE_ENDED in case.flags):
            return
        case.flags = [CHOICE_ENDED, *case.flags] if ended else [flag for flag in case.flags if flag != CHOICE_ENDED]
        facts = {"segment": {"code": case.segment_code, "name": case.segment_name}, "version": version}
        self._add(case, CHOICE_ENDED if ended else CHOICE_BACK, facts)

    def write(self) -> None:
        """Writes what was gathered."""
        db.session.flush()
        for table, rows in ((CaseEvent, self._events), (CasePlacement, self._answers)):
            if rows:
                db.session.execute(insert(table), rows)
        for event in self._events:
            row = digests.event_row(event["case_no"], event["place"])
            rows_now = {row: (None, digests.event_digest(CaseEvent(**event)))}
            note(Action.CASE_EVENT, digests.CASE, event["case_no"], rows=rows_now, kind=event["kind"], state=event["state"])

    def _add(self, case: Case, kind: str, facts: dict[str, Any]) -> None:
        place = self._places[case.case_no] = self._places.get(case.case_no, 0) + 1
        self._events.append(
            {"case_no": case.case_no, "place": place, "kind": kind, "state": case.state, "at": self._at, "facts": facts}
        )
        case.rev += 1
        announce_case(case, self._at)


def _opened(case: Case, report: Report) -> Answer:
    shown = shown_placement(report)
    place = (case.segment_code, case.segment_name, case.cell_code)
    return Answer(shown.get("version"), *place, shown["status"], case.opened_at, OPENED)


def _leave(kind: str, name: str, rev: int, row: Case | Report, at: datetime) -> None:
    """Told to those who watch the old place; who watches the new one, too, is told of it again at once."""
    record_change(kind, name, rev, at, op="scope_out", segment_code=row.segment_code, cell_code=row.cell_code)


def _last_places(case_nos: Sequence[str]) -> dict[str, int]:
    last = select(CaseEvent.case_no, func.max(CaseEvent.place)).where(CaseEvent.case_no.in_(case_nos))
    return {row[0]: row[1] for row in db.session.execute(last.group_by(CaseEvent.case_no))}
