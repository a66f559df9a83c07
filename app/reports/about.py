"""Decides what an arriving report is besides a finding: an answer to a case or a report, what was signed at a shop, or more
evidence of an open case.

What it names and cannot be found or seen refuses nothing: it waits in the inbox with a flag, and a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, select

from app.accounts.rules import Actor, Permission, Role
from app.cases import queries
from app.cases import service as cases
from app.cases.models import Case, CaseUnit
from app.cases.report_models import Report
from app.cases.states import OPEN_STATES, Flag, Origin, ReportStatus
from app.core.db import db
from app.reports.manifest import Manifest
from app.reports.reply_fields import ANSWER_VERBS, PLEDGE_VERBS, RECTIFIED, VERIFIED, Reply, outcome
from app.roster.queries import units_of
from app.shops.models import Shop
from app.shops.queries import shop
from app.telling.service import tell

_OF_A_FINDING: Final = frozenset(
    {
        *(Flag.UNKNOWN_CATEGORY, Flag.OUT_OF_AREA, Flag.OUT_OF_SCOPE, Flag.SHOP_CLOSED, Flag.NEAR_AREA_LIMIT),
        *(Flag.CHOICE_NOT_OFFERED, Flag.DUPLICATE_SUSPECTED, Flag.PHOTOS_TOO_FEW, Flag.PERMITTED_HERE),
    }
)
"""What asks somebody to look at a finding and says nothing about an answer."""


@dataclass(frozen=True)
class About:
    """How a report is filed: `columns` of its row, `joins` the number of the case that takes it in, and its flags."""

    columns: dict[str, Any]
    joins: str | None = None
    flag: Flag | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it is an answer and no finding."""
        return self.columns.get("reply_to") is not None

    def outcome(self, now: datetime) -> dict[str, Any] | None:
        """What it came to, where that is known as it arrives: what was signed at a shop waits for no photo."""
        verb = (self.columns.get("reply") or {}).get("verb")
        return outcome(verb, True, None, now) if self.is_reply and verb in PLEDGE_VERBS else None

    def flags(self, of_finding: frozenset[str]) -> frozenset[str]:
        """Its flags, of those that it would have as a finding."""
        kept = of_finding - _OF_A_FINDING if self.is_reply else of_finding
        return kept | ({self.flag.value} if self.flag else set())


def about(manifest: Manifest, author: Actor | None, confirmed: bool) -> About:
    """What the report is, by what its author may see; writes nothing. An author who is not confirmed may see nothing."""
    reader = author if confirmed else None
    origin = {"origin": _origin(manifest, reader).value}
    reply = manifest.reply
    if reply is not None:
        at_shop = reply.shop_id is not None and reply.verb in PLEDGE_VERBS
        answered = _signed_at(reply) if at_shop else _answered(reply, reader)
        if answered is None:
            flag = Flag.REPLY_UNKNOWN_SHOP if at_shop else Flag.REPLY_UNKNOWN_CASE
            return About({**origin, "reply": reply.kept()}, flag=flag)
        return About({**origin, "reply": reply.kept(), "status": ReportStatus.ACCEPTED.value, **answered})
    if manifest.joins:
        there = reader is not None and _may_join(queries.case_by_number(manifest.joins), reader)
        return About(origin, manifest.joins) if there else About(origin, flag=Flag.JOIN_NOT_OPEN)
    return About(origin)


def open_case_to_join(about: About) -> Case | None:
    """Within a transaction: the case that takes the report in, held until its end; None when it is over by now."""
    if about.joins is None:
        return None
    query = select(Case).where(Case.case_no == about.joins).with_for_update()
    case = db.session.scalar(query.execution_options(populate_existing=True))
    return case if case is not None and case.state in OPEN_STATES else None


def join(case: Case, report: Report, author: Actor, now: datetime) -> None:
    """Within a transaction: says in the case's timeline that the report is evidence of it, too."""
    cases.add_event(case, cases.DUPLICATE_JOINED, author, now, None, {"report_id": report.id, "supplement": True})
    if case.author_id != author.id:
        facts = {"category": case.category_slug, "place": case.segment_name}
        tell(now, "report-joined", person_ids=[case.author_id], case_no=case.case_no, facts=facts)


def _answered(reply: Reply, reader: Actor | None) -> dict[str, Any] | None:
    """What the row says of the case or report that is answered; None when this person may not see it, nor could before."""
    if reader is None:
        return None
    if reply.case_no:
        case = queries.case_in_sight(reader, reply.case_no) or _worked_on(reader, reply.case_no)
        return None if case is None else {"reply_to": case.case_no, "case_no": case.case_no, **_place(case)}
    if reply.report_id and reply.verb == RECTIFIED:
        return _put_right(reader, reply.report_id)
    if reply.report_id and reply.verb in ANSWER_VERBS:
        report = queries.report_in_sight(reader, reply.report_id)
        if report is not None and reader.id == (report.verifier_id if reply.verb == VERIFIED else report.author_id):
            return answers(report)
    return None


def _signed_at(reply: Reply) -> dict[str, Any] | None:
    """What the row says of the shop. Whoever brings it, it is kept with the shop: a signature is given only once."""
    there = shop(reply.shop_id)
    return None if there is None else {"reply_to": there.id, **_place(there)}


def answers(report: Report) -> dict[str, Any]:
    """What the row says of a report that is answered."""
    return {"reply_to": report.id, "case_no": report.case_no, **_place(report)}


def _put_right(reader: Actor, report_id: str) -> dict[str, Any] | None:
    """Whoever checks in the place may say that a shop has put right what was found there, whoever found it."""
    report = next(iter(queries.reports_by_id([report_id])), None)
    if report is None or not report.subject.get("pledge_item") or not reader.may(Permission.CHECK_CASES):
        return None
    return answers(report) if reader.scope.covers(report.segment_code, report.cell_code) else None


def _worked_on(reader: Actor, case_no: str) -> Case | None:
    """The case if a unit of theirs had it once: what was done before it went elsewhere is evidence of it all the same."""
    units = units_of(reader)
    had = exists().where(CaseUnit.case_no == Case.case_no, CaseUnit.unit_code.in_(units))
    return db.session.scalar(select(Case).where(Case.case_no == case_no, had)) if units else None


def _place(row: Case | Report | Shop) -> dict[str, Any]:
    """An answer is seen by whoever sees what it answers, wherever it was given."""
    return {"segment_code": row.segment_code, "cell_code": row.cell_code}


def _may_join(case: Case | None, reader: Actor) -> bool:
    """Phones carry the open cases of their scope, so these may be named without being seen otherwise."""
    return case is not None and case.state in OPEN_STATES and reader.scope.covers(case.segment_code, case.cell_code)


def _origin(manifest: Manifest, reader: Actor | None) -> Origin:
    """Only who takes reports in says where one came from; what a third party finds is always its own."""
    if reader is not None and Role.THIRD_PARTY in reader.roles:
        return Origin.THIRD_PARTY
    named = manifest.origin if reader is not None and reader.may(Permission.JUDGE_REPORTS) else None
    return Origin(named) if named in frozenset(Origin) else Origin.PATROL
