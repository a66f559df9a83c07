"""Decides what is written when a case is passed to a body outside by letter, and when that answers. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import service as cases
from app.cases.models import Case
from app.cases.queries import case_by_number
from app.cases.report_models import Report
from app.cases.rules import Verb
from app.cases.wording import mask_numbers
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.errors import Stale
from app.core.locks import hold
from app.core.transaction import in_transaction
from app.dispatch.letter_queries import waiting_of
from app.dispatch.letter_rules import (
    ANSWERED_WITHIN,
    Outcome,
    SentHow,
    WrongState,
    check_times,
    checked_text,
    number_text,
    refusal,
)
from app.dispatch.models import Letter, LetterCounter
from app.dispatch.words import WANTED
from app.roster import queries as roster
from app.roster.rules import UnitKind, UnitRow
from app.telling.service import tell

SENT, ANSWERED, VOIDED = "letter-sent", "letter-answered", "letter-voided"
"""Entries in the case's timeline."""
_BATCH: Final = 50


def draft(case: Case, unit_code: str, by: Actor | None, now: datetime, *, said: dict[str, Any] | None = None) -> Letter:
    """A letter that is not sent yet, with what the case says of itself unless `said` has {facts, wanted, from}.

    Raises InvalidBody with pointers for a unit that is not outside.
    """
    unit, told = roster.unit(unit_code), said or {}
    if unit is None or not unit.active or not unit.outside:
        raise refusal("/unit", "Letters go to units outside: give the case to this one on the board.")
    letter = Letter(case_no=case.case_no, unit_code=unit_code, made_at=now, made_by=by.id if by else None, rev=0)
    letter.facts, letter.wanted, letter.from_code = facts_of(case), WANTED, None
    _say(letter, told)
    db.session.add(letter)
    return _keep(letter, by, made=True)


def change(letter: Letter, said: dict[str, Any], revision: int | None, by: Actor) -> Letter:
    """Other words for a draft. Raises Stale, WrongState or InvalidBody."""
    _check(letter, revision)
    if letter.sent_at is not None:
        raise WrongState("The letter has left as it is: void it and write another one.")
    _say(letter, said)
    return _keep(letter, by)


def send(
    letter: Letter, how: SentHow, at: datetime | None, due_at: datetime | None, revision: int | None, by: Actor, now: datetime
) -> Letter:
    """It has left: it gets its number, the case says so. Raises Stale, WrongState or InvalidBody."""
    _check(letter, revision)
    if letter.sent_at is not None:
        raise WrongState("The letter has left already.")
    sender, left = _sender(letter), at or now
    due = due_at or left + ANSWERED_WITHIN
    check_times(left, due, letter.made_at, now)
    letter.from_code, letter.word, letter.year = sender.code, sender.word, city_day(left).year
    letter.number = _next_number(letter.word or "", letter.year)
    letter.sent_at, letter.sent_how, letter.sent_by, letter.due_at = left, how.value, by.id, due
    _tell_case(letter, SENT, by, now, {"how": how.value, "reply_by": clock.isoformat(due)})
    return _keep(letter, by, sent=letter.number)


def answer(
    letter: Letter, what: str, outcome: Outcome, at: datetime | None, revision: int | None, by: Actor, now: datetime
) -> Letter:
    """What came back. The case then goes on by a move of whoever dispatches. Raises Stale, WrongState or InvalidBody."""
    _check(letter, revision)
    if letter.sent_at is None:
        raise WrongState("This letter has not left: say first how it was sent.")
    if letter.answered_at is not None:
        raise WrongState("The answer to this letter is on record already.")
    came = at or now
    if not letter.sent_at <= came <= now:
        raise refusal("/at", "An answer comes after the letter has left, and not in the future.")
    letter.answered_at, letter.answered_by = came, by.id
    letter.answer, letter.outcome = mask_numbers(checked_text(what, "/what")), outcome.value
    _tell_case(letter, ANSWERED, by, now, {"outcome": outcome.value, "note": letter.answer})
    if letter.sent_by and letter.sent_by != by.id:
        told = {"number": number_text(letter.word, letter.year, letter.number), "outcome": outcome.value}
        tell(now, "letter-answered", person_ids=[letter.sent_by], case_no=letter.case_no, facts=told)
    return _keep(letter, by, outcome=letter.outcome)


def void(letter: Letter, reason: str, revision: int | None, by: Actor | None, now: datetime) -> Letter:
    """Written in error; its number is not given again. Raises Stale or WrongState."""
    _check(letter, revision)
    if letter.answered_at is not None:
        raise WrongState("This letter was answered: it stays on record.")
    letter.voided_at, letter.void_reason = now, checked_text(reason, "/reason")
    if letter.sent_at is not None:
        _tell_case(letter, VOIDED, by, now, {})
    return _keep(letter, by, voided=True)


def case_moved(case: Case, kind: str, by: Actor | None, now: datetime) -> None:
    """Within the transaction of a move: a case given to a body outside gets a letter to be sent; one taken from it loses
    the letter that has not left."""
    if kind not in (Verb.DISPATCH, Verb.REDISPATCH, Verb.RECALL, Verb.APPROVE):
        return
    unit = roster.unit(case.unit_code)
    waiting = waiting_of(case.case_no)
    for letter in waiting:
        if letter.sent_at is None and letter.unit_code != case.unit_code:
            void(letter, kind, None, by, now)
    if unit is not None and unit.outside and not any(letter.unit_code == unit.code for letter in waiting):
        draft(case, unit.code, by, now)


def tell_due() -> int:
    """Background job: whoever sent a letter is told once that its answer is overdue; how many."""
    now = clock.now()
    late = (Letter.due_at < now, Letter.answered_at.is_(None), Letter.voided_at.is_(None), Letter.due_told_at.is_(None))
    if db.session.scalar(select(Letter.id).where(*late).limit(1)) is None:
        return 0

    def work() -> int:
        rows = db.session.scalars(select(Letter).where(*late).order_by(Letter.id).limit(_BATCH)).all()
        for letter in rows:
            letter.due_told_at = now
            facts = {
                "number": number_text(letter.word, letter.year, letter.number),
                "unit": roster.names([letter.unit_code]).get(letter.unit_code),
                "reply_by": letter.due_at,
            }
            tell(now, "letter-due", person_ids=[letter.sent_by or ""], case_no=letter.case_no, facts=facts)
        return len(rows)

    return in_transaction(work)


def facts_of(case: Case) -> str:
    """What a letter says of a case by itself: what, where, when, and what the patrol noted; no name, no telephone number."""
    report = db.session.get(Report, case.report_id)
    place = "".join(part for part in (case.segment_name, f"（路段 {case.segment_code}）" if case.segment_code else "") if part)
    lines = [
        f"事项：{case.category.get('name_zh') or '未列事项'}",
        f"地点：{place or '见坐标'}" + (f"，单元网格 {case.cell_code}" if case.cell_code else ""),
        *([f"坐标（WGS-84）：东经 {case.lon:.6f}，北纬 {case.lat:.6f}"] if case.lon is not None and case.lat is not None else []),
        *([f"说明：{mask_numbers(report.note)}"] if report and report.note else []),
    ]
    return "\n".join(lines)


def _say(letter: Letter, said: dict[str, Any]) -> None:
    if said.get("facts") is not None:
        letter.facts = mask_numbers(checked_text(said["facts"], "/facts"))
    if said.get("wanted") is not None:
        letter.wanted = mask_numbers(checked_text(said["wanted"], "/wanted"))
    if said.get("from_code") is not None:
        _check_sender(roster.unit(said["from_code"]))
        letter.from_code = said["from_code"]


def _sender(letter: Letter) -> UnitRow:
    """Who writes: the unit that was named, else the headquarters at the top. Raises InvalidBody for one without a word."""
    top = [unit for unit in roster.tree().children(None) if unit.kind is UnitKind.HEADQUARTERS and unit.active]
    return _check_sender(roster.unit(letter.from_code) if letter.from_code else next(iter(top), None))


def _check_sender(unit: UnitRow | None) -> UnitRow:
    if unit is None or unit.outside or not unit.word:
        raise refusal("/from", "Name a unit of your own that has a word for its papers (机关代字): enter it with the unit.")
    return unit


def _next_number(word: str, year: int) -> int:
    hold(f"letter:{word}:{year}")
    counter = db.session.get(LetterCounter, (word, year), with_for_update=True)
    if counter is None:
        counter = LetterCounter(word=word, year=year, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return counter.last


def _check(letter: Letter, revision: int | None) -> None:
    if revision is not None and revision != letter.rev:
        raise Stale(rev=letter.rev)
    if letter.voided_at is not None:
        raise WrongState("This letter was voided: write another one.")


def _tell_case(letter: Letter, kind: str, by: Actor | None, now: datetime, facts: dict[str, Any]) -> None:
    """An entry in the case's timeline."""
    case = case_by_number(letter.case_no)
    name = roster.names([letter.unit_code]).get(letter.unit_code, letter.unit_code)
    number = number_text(letter.word, letter.year, letter.number)
    told = {"letter": letter.id, "number": number, "unit": {"code": letter.unit_code, "name": name}, **facts}
    if case is not None:
        cases.add_event(case, kind, by, now, letter.void_reason, told)


def _keep(letter: Letter, by: Actor | None, **facts: Any) -> Letter:
    letter.rev += 1
    db.session.flush()
    note(
        Action.LETTER_CHANGED,
        "letter",
        str(letter.id),
        by=by,
        case=letter.case_no,
        unit=letter.unit_code,
        rev=letter.rev,
        **facts,
    )
    return letter
