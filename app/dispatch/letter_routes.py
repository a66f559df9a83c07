"""Letters to bodies outside, over HTTP: the register, sending, answers, the paper."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.queries import case_for
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatch, etag, revision
from app.core.transaction import end_reading, transactional
from app.core.transfers import handed_out
from app.dispatch import letter_paper, letter_queries, letters
from app.dispatch.letter_rules import number_text
from app.dispatch.letter_schemas import AnswerBody, LetterArgs, LetterOut, LettersOut, LetterText, NewLetter, SendBody, VoidBody
from app.dispatch.models import Letter
from app.roster import queries as roster

blp = Blueprint("letters", __name__, url_prefix="/api/v1/letters", description="Cases passed to bodies outside by letter")
Answer = tuple[dict[str, Any], int, dict[str, str]]


@blp.get("")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(LetterArgs, location="query")
@blp.response(200, LettersOut)
@blp.problems(401, 403, 422)
def list_letters(args: dict[str, Any]) -> dict[str, Any]:
    """The register of letters."""
    now = clock.now()
    page = letter_queries.page(actor(), **args, now=now)
    return page.as_body([letter_queries.body_of(row, now) for row in page.items])


@blp.post("")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(NewLetter)
@blp.response(201, LetterOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 422)
@transactional
def draft_letter(body: dict[str, Any]) -> Answer:
    """Write a letter about a case; it has no number until it leaves."""
    case = case_for(actor(), body["case_no"])
    return _told(letters.draft(case, body["unit"], actor(), clock.now(), said=body), 201)


@blp.get("/<letter_id>")
@guard(Permission.DISPATCH_CASES)
@blp.response(200, LetterOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_letter(letter_id: str) -> Answer:
    """One letter."""
    return _told(letter_queries.letter_for(actor(), letter_id))


@blp.put("/<letter_id>")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(LetterText)
@blp.response(200, LetterOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def change_letter(header: dict[str, str], body: dict[str, Any], letter_id: str) -> Answer:
    """Other words for a letter that has not left."""
    return _told(letters.change(_held(letter_id), body, revision(header["if_match"]), actor()))


@blp.post("/<letter_id>/send")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(SendBody)
@blp.response(200, LetterOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def send_letter(header: dict[str, str], body: dict[str, Any], letter_id: str) -> Answer:
    """Say that a letter has left, and how: it gets its number."""
    read = revision(header["if_match"])
    return _told(letters.send(_held(letter_id), body["how"], body["at"], body["due_at"], read, actor(), clock.now()))


@blp.post("/<letter_id>/answer")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(AnswerBody)
@blp.response(200, LetterOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def answer_letter(header: dict[str, str], body: dict[str, Any], letter_id: str) -> Answer:
    """Put on record what the body outside answered; the case goes on by a move of its own."""
    read = revision(header["if_match"])
    return _told(letters.answer(_held(letter_id), body["what"], body["outcome"], body["at"], read, actor(), clock.now()))


@blp.post("/<letter_id>/void")
@guard(Permission.DISPATCH_CASES)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(VoidBody)
@blp.response(200, LetterOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
@transactional
def void_letter(header: dict[str, str], body: dict[str, Any], letter_id: str) -> Answer:
    """Void a letter that was written in error; its number is not given again."""
    return _told(letters.void(_held(letter_id), body["reason"], revision(header["if_match"]), actor(), clock.now()))


@blp.get("/<letter_id>/paper")
@guard(Permission.DISPATCH_CASES)
@blp.response(200, content_type="application/pdf")
@blp.problems(401, 403, 404)
def read_paper(letter_id: str) -> Response:
    """The letter as a PDF; a draft says on its face that it is one."""
    content = _content(letter_queries.letter_for(actor(), letter_id))
    end_reading()
    return handed_out(letter_paper.paper(content), "application/pdf", f"letter-{letter_id}.pdf", shown=True)


def _held(letter_id: str) -> Letter:
    return letter_queries.letter_for(actor(), letter_id, held=True)


def _told(letter: Letter, status: int = 200) -> Answer:
    return letter_queries.body_of(letter, clock.now()), status, etag(letter.rev)


def _content(letter: Letter) -> letter_paper.Content:
    names = roster.names({letter.unit_code, *([letter.from_code] if letter.from_code else [])})
    return letter_paper.Content(
        number=number_text(letter.word, letter.year, letter.number),
        case_no=letter.case_no,
        receiver=names.get(letter.unit_code, letter.unit_code),
        sender=names.get(letter.from_code or "", ""),
        facts=letter.facts,
        wanted=letter.wanted,
        made_at=letter.made_at,
        sent_at=letter.sent_at,
        due_at=letter.due_at,
        voided=letter.voided_at is not None,
    )
