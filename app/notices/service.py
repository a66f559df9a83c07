"""Decides how a paper is issued, served, answered, reviewed, archived or voided. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.accounts.rules import Actor, Permission
from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.service import add_event as add_case_event
from app.cases.states import CaseState
from app.core import clock, if_match
from app.core.errors import NotAllowed
from app.notices import numbering, queries
from app.notices.journal import add_event, move
from app.notices.models import Notice, NoticeTemplate
from app.notices.rules import Means, Move, NotReady, State, after, check_service, place_for_signer, refusal
from app.notices.sealing import sealed_json
from app.redaction.queries import pending_among

SERVICE: Final = "service"
CLOCKS: Final = timedelta(minutes=5)
"""How far the clocks of phone and server may differ before a time counts as one that has not come yet."""


@dataclass(frozen=True)
class OfflineNumber:
    """The number that a phone gave from its block, and when."""

    block_id: str
    running: int
    at: datetime


def at_papers(who: Actor) -> None:
    """Papers are for those who draft or sign them. Raises NotAllowed."""
    if not (who.may(Permission.DRAFT_NOTICES) or who.may(Permission.SIGN_NOTICES)):
        raise NotAllowed()


def issue(notice_id: str, revision: str, offline: OfflineNumber | None, by: Actor, now: datetime) -> Notice:
    """Gives the paper its number; what it says is frozen. The sheet is drawn afterwards (`sheets.sheet_for`).

    Raises NotFound, Stale, IllegalMove, NotAllowed, NotReady, NoNumberLeft.
    """
    notice = queries.notice_for(by, notice_id, hold=True)
    if _issued_so_already(notice, offline, by):
        return notice
    if_match.check(revision, notice.rev)
    after(State(notice.state), Move.ISSUE)
    template = queries.template(notice.template_id)
    assert template is not None  # a foreign key
    case = case_for(by, notice.case_no)
    authorised = template.officer_id is not None and notice.category_slug in template.authorised
    officer_id = template.officer_id if authorised else by.id
    _refuse_unless_ready(notice, template, case, offline, now)
    place_for_signer(notice.drafted_by_id, by.id, by.may(Permission.SIGN_NOTICES), authorised)
    if offline is not None and not authorised:
        raise NotReady("Only categories authorised beforehand are issued away from the desk.", why="not-authorised")
    notice.issued_at = min(offline.at, now) if offline else now
    notice.officer_id, notice.authorised = officer_id, authorised
    if offline is None:
        notice.number = numbering.number_held(notice.id) or numbering.next_number(template, notice.id, now)
    else:
        notice.number = numbering.take_from_block(offline.block_id, offline.running, template, notice.id, by, now)
    move(notice, Move.ISSUE, by, now, number=notice.number, authorised=authorised, offline=offline is not None)
    add_case_event(case, "notice-issued", by, now, None, {"notice_id": notice.id, "number": notice.number})
    return notice


def serve(notice_id: str, revision: str, said: Mapping[str, Any], by: Actor, now: datetime) -> Notice:
    """The paper was signed for, or left with a witness. Raises NotFound, Stale, IllegalMove, InvalidBody, NotReady.

    Receipt that the receiver confirms themselves comes another way (`confirm_receipt`), never by our word.
    """
    means = Means(said["means"])
    if means is Means.ELECTRONIC:
        raise refusal("/means", "Only the receiver can confirm electronic service: serve it in person, or leave it.")
    notice = queries.notice_for(by, notice_id, hold=True)
    if_match.check(revision, notice.rev)
    case = case_for(by, notice.case_no)
    if said.get("photo") and not queries.of_case(said["photo"], case):
        raise refusal("/photo", "The photo of the paper belongs to the case's evidence first: add it to the case, then name it.")
    record_service(notice, case, means, said, by, now)
    return notice


def confirm_receipt(notice: Notice, case: Case, consent_at: datetime, factor: str, now: datetime) -> None:
    """The receiver, who agreed to electronic service, confirmed receipt after a second factor (`factor` names which).

    For the receiver's own page; whoever calls this has checked both. Raises IllegalMove.
    """
    said = {"at": now, "consent_at": consent_at, "confirmed_at": now, "factor": factor}
    record_service(notice, case, Means.ELECTRONIC, said, None, now)


def note_viewed(notice: Notice, now: datetime) -> None:
    """The receiver looked at it. That is no service: the state stays."""
    add_event(notice, "viewed", None, now)


def answer(notice_id: str, revision: str, said: Mapping[str, Any], by: Actor, now: datetime) -> Notice:
    """What the receiver did about it, as registered at the desk. Raises NotFound, Stale, IllegalMove."""
    notice = _held(notice_id, revision, by)
    move(notice, Move.ANSWER, by, now, text=said["text"], answered_at=clock.isoformat(said["at"] or now))
    return notice


def review(notice_id: str, revision: str, said: Mapping[str, Any], by: Actor, now: datetime) -> Notice:
    """Whether it was put right. Raises NotFound, Stale, IllegalMove, InvalidBody."""
    notice = _held(notice_id, revision, by)
    if not said["passed"] and not said["text"]:
        raise refusal("/text", "Say what is still not right, so that the receiver knows what to do.")
    notice.passed = said["passed"]
    move(notice, Move.REVIEW, by, now, passed=said["passed"], text=said["text"])
    return notice


def archive(notice_id: str, revision: str, archive_no: str, by: Actor, now: datetime) -> Notice:
    """The paper is filed away under this number. Raises NotFound, Stale, IllegalMove, NotReady."""
    notice = _held(notice_id, revision, by)
    if notice.state == State.REVIEWED and not notice.passed:
        raise NotReady("The last check failed: register a further answer and check again, or void it.", why="not-passed")
    notice.archive_no = archive_no
    move(notice, Move.ARCHIVE, by, now, archive_no=archive_no)
    return notice


def void(notice_id: str, revision: str, reason: str, by: Actor, now: datetime) -> Notice:
    """The paper no longer holds; its number stays in the register as void. Raises NotFound, Stale, IllegalMove, NotAllowed."""
    notice = _held(notice_id, revision, by)
    if notice.number is not None and not by.may(Permission.SIGN_NOTICES):
        raise NotAllowed("An issued paper is voided by an issuing officer: ask one, and say why.")
    move(notice, Move.VOID, by, now, reason=reason)
    if notice.number is not None:
        numbering.void_number(notice.id, now)
        case = case_for(by, notice.case_no)
        add_case_event(case, "notice-voided", by, now, reason, {"notice_id": notice.id, "number": notice.number})
    return notice


def record_service(notice: Notice, case: Case, means: Means, said: Mapping[str, Any], by: Actor | None, now: datetime) -> None:
    """Notes how an issued paper was served, for whoever has looked at it. Raises IllegalMove, InvalidBody."""
    after(State(notice.state), Move.SERVE)
    check_service(means, said)
    served_at = said["at"] or now
    if served_at > now + CLOCKS or (notice.issued_at is not None and served_at < notice.issued_at - CLOCKS):
        raise refusal("/at", "A paper is served after it was issued and not in the future: correct the time.")
    kept = {name: clock.isoformat(value) if isinstance(value, datetime) else value for name, value in said.items()}
    notice.served_at, notice.means = served_at, means
    notice.service = sealed_json(notice.id, SERVICE, kept)
    facts = {"means": str(means), "served_at": clock.isoformat(served_at), "photo": said.get("photo")}
    move(notice, Move.SERVE, by, now, **facts)
    told = {"notice_id": notice.id, "number": notice.number, "means": str(means)}
    add_case_event(case, "notice-served", by, now, None, told)


def _held(notice_id: str, revision: str, by: Actor) -> Notice:
    notice = queries.notice_for(by, notice_id, hold=True)
    if_match.check(revision, notice.rev)
    return notice


def _issued_so_already(notice: Notice, offline: OfflineNumber | None, by: Actor) -> bool:
    """Whether this very number was taken in before and only the answer was lost."""
    if offline is None or notice.state == State.DRAFT or notice.drafted_by_id != by.id:
        return False
    numbers = queries.numbers_of_blocks([offline.block_id]).get(offline.block_id, [])
    return any(row.running == offline.running and row.notice_id == notice.id for row in numbers)


def _refuse_unless_ready(
    notice: Notice, template: NoticeTemplate, case: Case, offline: OfflineNumber | None, now: datetime
) -> None:
    """Raises NotReady. What a phone has already handed out is judged by what it had: its template, its basis, its hour."""
    if not template.mark or not template.issuer:
        raise NotReady("The template has no mark or no issuing office: have it completed first.", why="template-unfinished")
    if case.state == CaseState.VOIDED:
        raise NotReady("The case was voided: void this draft, too.", why="case-voided")
    if offline is None:
        newest = queries.newest_template(template.unit_code, template.kind)
        if newest is None or newest.id != template.id or not newest.active:
            raise NotReady("The template has changed since: open the draft and save it again.", why="template-changed")
        outdated = queries.outdated_basis(notice.basis)
        if outdated:
            raise NotReady("The basis list has changed since: choose again.", why="basis-changed", basis=outdated)
        if notice.deadline <= now:
            raise NotReady("The deadline is over before the paper is out: set a later one.", why="deadline-passed")
    pending = pending_among(notice.photos)
    if pending:
        raise NotReady("Nobody has decided yet what these photos must hide.", why="not-redacted", photos=pending)
