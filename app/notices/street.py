"""Decides what becomes of papers that phones gave out in the street: their numbers at once, the rest when there is a case.

Nothing about such a paper refuses its report. What is in order becomes a paper that is issued and served; what is not
becomes a draft with the reason, so that a person looks at it and nothing of it is lost. Flushes, never commits.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.accounts.queries import actor_of, person_by_id
from app.accounts.rules import Actor, Permission
from app.cases import queries as cases
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.sealing import manifest_bytes
from app.cases.service import DUPLICATE_JOINED
from app.cases.service import add_event as add_case_event
from app.cases.states import Flag
from app.core import clock
from app.core.db import db
from app.core.errors import InvalidBody, NotAllowed
from app.fonts.chinese import default_characters
from app.notices import numbering, queries, vouching
from app.notices.drafting import RECEIVER
from app.notices.journal import add_event, move
from app.notices.models import HandedOut, Notice, NoticeTemplate
from app.notices.proposing import place_of, what_of
from app.notices.rules import Kind, Means, Move, NoNumberLeft, ReceiverKind, State, check_printable
from app.notices.sealing import sealed_json
from app.notices.service import record_service
from app.notices.street_fields import StreetPaper, read_paper
from app.notices.words import NOT_NAMED
from app.shops.queries import shop

WAITING, FILED, DRAFT, UNUSABLE = "waiting", "filed", "draft", "unusable"
PAPER_ROLE: Final = "paper"
_TERM: Final = timedelta(days=1)
"""Of a paper whose phone named none that can be read."""
_CLASH, _OTHER_PHONE, _NO_NUMBER = "number-taken", "other-phone", "no-number"


def report_arrived(report: Report, now: datetime) -> None:
    """Within the transaction that files a report: a paper given out with it takes its number, and waits for the case."""
    if Flag.PAPER_SERVED not in report.flags:
        return
    paper = _paper(report)
    paper_id = paper.id if paper and paper.id else report.id
    known = db.session.get(HandedOut, paper_id, with_for_update=True)
    if known is not None and _follows(known, report):
        if known.state == WAITING and report.superseded_by is None:
            known.report_id = report.id
        return
    row = HandedOut(
        id=report.id if known else paper_id, report_id=report.id, device_id=report.device_id, held=False, state=WAITING,
        number=paper.number if paper else None, why="paper-known" if known else None,
        at=min(paper.at, now) if paper and paper.at else now, received_at=now,
    )  # fmt: skip
    if known is None:
        _take_number(row, paper, now)
    db.session.add(row)
    db.session.flush()
    case = cases.case_by_number(report.case_no) if report.case_no else None
    if case is not None:
        _file(row, case, report, now)


def case_opened(case: Case, report: Report, _by: Actor | None, now: datetime) -> None:
    """Within the transaction that opens a case: the papers that wait for it are filed; one whose case was void comes along."""
    if Flag.PAPER_SERVED not in report.flags:
        return
    for row in db.session.scalars(select(HandedOut).where(HandedOut.report_id == report.id)).all():
        if row.state == WAITING:
            _file(row, case, report, now)
        else:
            _bring_along(row, case, now)


def case_moved(case: Case, kind: str, _by: Actor | None, now: datetime) -> None:
    """A report that joined the case brings the paper that was given out with it."""
    if kind != DUPLICATE_JOINED:
        return
    waiting = select(HandedOut, Report).join(Report, Report.id == HandedOut.report_id)
    waiting = waiting.where(HandedOut.state == WAITING, Report.case_no == case.case_no)
    for row, report in db.session.execute(waiting).all():
        _file(row, case, report, now)


def _paper(report: Report) -> StreetPaper | None:
    manifest = json.loads(manifest_bytes(report).decode("utf-8-sig"))
    return read_paper(manifest) if isinstance(manifest, dict) else None


def _follows(known: HandedOut, report: Report) -> bool:
    """Whether it is the same paper again: told by the correction of its report, or by the report that was corrected."""
    return known.report_id in {report.id, report.supersedes, report.superseded_by}


def _take_number(row: HandedOut, paper: StreetPaper | None, now: datetime) -> None:
    template = _template(paper)
    if paper is None or template is None or paper.block_id is None or paper.running is None:
        row.why = _NO_NUMBER
        return
    unit_code, device_id = template.unit_code, row.device_id
    try:
        row.number = numbering.hold_for(row.id, unit_code, paper.block_id, paper.running, device_id, now)
        row.held = True
    except NoNumberLeft:
        row.why = _CLASH
    except NotAllowed:
        row.why = _OTHER_PHONE


def _file(row: HandedOut, case: Case, report: Report, now: datetime) -> None:
    """The paper becomes a Notice: served where everything is in order, else a draft that says what is not."""
    paper = _paper(report)
    template = _template(paper)
    if paper is None or template is None or queries.notice_by_id(row.id) is not None:
        row.state, row.why = UNUSABLE, row.why or "template-unknown"
        db.session.flush()
        return
    author = _author(report)
    notice = _notice(row, paper, template, case, report)
    db.session.add(notice)
    db.session.flush()
    said = {"number": row.number, "offline": True}
    add_event(notice, "draft", author, now, **said)
    number = numbering.number_held(notice.id)
    row.why = row.why or _objection(notice, template, paper, author, report)
    row.state = DRAFT if row.why else FILED
    if row.why is not None:
        add_event(notice, "handed-out", author, now, why=row.why, **said)
        return
    notice.number, notice.issued_at = number, row.at
    notice.officer_id, notice.authorised = template.officer_id, True
    move(notice, Move.ISSUE, author, now, authorised=True, **said)
    add_case_event(case, "notice-issued", author, now, None, {"notice_id": notice.id, "number": notice.number})
    _serve(row, notice, paper, case, report, author, now)


def _serve(
    row: HandedOut, notice: Notice, paper: StreetPaper, case: Case, report: Report, author: Actor | None, now: datetime
) -> None:
    """What does not count as a service leaves the paper issued: serving it again is for a person."""
    photos = [link.sha256 for link in cases.links_of([report.id]).get(report.id, []) if link.role == PAPER_ROLE]
    said = {**asdict(paper.service), "photo": photos[0] if photos else None}
    said["at"] = min(said["at"] or row.at, now)
    try:
        record_service(notice, case, Means(said.pop("means") or ""), said, author, now)
    except (InvalidBody, ValueError):
        row.why = "service-incomplete"
        add_event(notice, "handed-out", author, now, why=row.why)


def _notice(row: HandedOut, paper: StreetPaper, template: NoticeTemplate, case: Case, report: Report) -> Notice:
    notice = Notice(
        id=row.id, kind=template.kind, state=State.DRAFT, rev=1, case_no=case.case_no, order_ref=None, template_id=template.id,
        unit_code=template.unit_code, category_slug=case.category_slug, address=paper.address,
        segment_code=case.segment_code, segment_name=case.segment_name, cell_code=case.cell_code,
        basis=_known_basis(paper), requirement=paper.requirement,
        deadline=paper.deadline or row.at + _TERM, photos=[], level=None, reply_by=None, cc=[],
        drafted_by_id=report.author_id if person_by_id(report.author_id) else report.courier_id, drafted_at=row.at,
        authorised=False,
    )  # fmt: skip
    found_at = report.captured_at or report.happened_at
    where = paper.address or place_of(case, report)
    notice.facts = {"at": clock.isoformat(found_at), "where": where, "what": what_of(case, report)}
    kind = ReceiverKind(paper.receiver_kind)
    if kind is ReceiverKind.SHOP and shop(paper.receiver_code) is None:
        kind = ReceiverKind.PARTY
    name = paper.receiver_name or NOT_NAMED
    notice.receiver_kind, notice.receiver_code = kind, None if kind is ReceiverKind.PARTY else paper.receiver_code
    notice.receiver_name = None if kind is ReceiverKind.PARTY else name
    notice.receiver = sealed_json(notice.id, RECEIVER, {"name": name})
    return notice


def _known_basis(paper: StreetPaper) -> list[int]:
    known = queries.basis_rows(paper.basis)
    return [one for one in paper.basis if one in known]


def _objection(notice: Notice, template: NoticeTemplate, paper: StreetPaper, author: Actor | None, report: Report) -> str | None:
    """The word for why it does not count as issued; None when it does."""
    printed = {"address": notice.address, "requirement": notice.requirement, "what": notice.facts["what"]}
    return next(
        (
            why
            for why, holds in (
                ("author-unconfirmed", author is None or not report.author_confirmed),
                ("not-allowed", author is not None and not author.may(Permission.HAND_OUT_NOTICES)),
                ("not-authorised", template.officer_id is None or notice.category_slug not in template.authorised),
                ("template-unfinished", not template.mark or not template.issuer),
                ("not-complete", not (paper.requirement and paper.receiver_name and paper.deadline)),
                ("not-printable", not _printable({**printed, "name": paper.receiver_name or ""})),
            )
            if holds
        ),
        None,
    )


def _printable(texts: dict[str, Any]) -> bool:
    try:
        check_printable(texts, default_characters())
    except InvalidBody:
        return False
    return True


def _template(paper: StreetPaper | None) -> NoticeTemplate | None:
    """The version that the phone had, as old as it may be."""
    found = queries.template(paper.template_id) if paper and paper.template_id else None
    return found if found is not None and found.kind == Kind.RECTIFICATION else None


def _author(report: Report) -> Actor | None:
    person = person_by_id(report.author_id)
    return actor_of(person) if person is not None else None


def _bring_along(row: HandedOut, case: Case, now: datetime) -> None:
    """The verdict was taken back and given again: the paper belongs to the case that the report has now."""
    notice = queries.notice_by_id(row.id)
    if notice is None or notice.case_no == case.case_no:
        return
    vouching.remember(notice)
    was, notice.case_no = notice.case_no, case.case_no
    notice.rev += 1
    add_event(notice, "handed-out", None, now, case_was=was)
