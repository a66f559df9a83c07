"""Decides what a reader is shown of papers, templates, the basis list and numbers. Gathers; must not decide who may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts import queries as people
from app.accounts.rules import Actor, Permission
from app.cases.deletions import NOTICE, told_of
from app.cases.report_models import Report
from app.core import clock
from app.notices import queries
from app.notices.models import HandedOut, Notice, NoticeBasis, NoticeNumber, NoticeSheet, NoticeTemplate, NumberBlock
from app.notices.rules import Move, ReceiverKind, State, allowed, number_of
from app.notices.sealing import opened_json
from app.notices.service import SERVICE
from app.notices.sheets import receiver_name
from app.notices.words import masked_name
from app.proof.roots import signing_keys
from app.redaction.queries import pending_among

Body = dict[str, Any]


def listed(notices: Sequence[Notice]) -> list[Body]:
    """The ledger's lines: no drafter, no officer; a person's name masked."""
    return [_line(notice, masked=True) for notice in notices]


def notice_body(notice: Notice, reader: Actor) -> Body:
    """One paper with all that became of it."""
    template, events, sheet = queries.template(notice.template_id), queries.events_of(notice.id), queries.sheet_of(notice.id)
    assert template is not None  # a foreign key
    names = people.names({one for one in (notice.officer_id, *(event.by_id for event in events)) if one})
    rows = queries.basis_rows(notice.basis)
    pending, deleted = set(pending_among(notice.photos)), told_of(NOTICE, notice.id)
    return {
        **_line(notice, masked=False),
        "order_ref": notice.order_ref,
        "template": {"id": template.id, "version": template.version, "issuer": template.issuer, "mark": template.mark},
        "facts": notice.facts,
        "basis": [basis_body(rows[one]) for one in notice.basis],
        "outdated_basis": queries.outdated_basis(notice.basis) if notice.state == State.DRAFT else [],
        "requirement": notice.requirement,
        "photos": [{"sha256": one, "pending": one in pending} for one in notice.photos],
        "cc": notice.cc,
        "drafted_by": _person(notice.drafted_by_id, people.names({notice.drafted_by_id})),
        "officer": _person(notice.officer_id, names),
        "authorised": notice.authorised,
        "sheet": _sheet(sheet) if sheet and not deleted else None,
        "service": _service(notice),
        "events": [
            {"kind": event.kind, "by": _person(event.by_id, names), "at": clock.isoformat(event.at), "facts": event.facts}
            for event in events
        ],
        "deleted": deleted,
        "moves": [] if deleted else _moves(notice, template, reader),
    }


def template_body(row: NoticeTemplate) -> Body:
    """One version of a template."""
    return {
        "id": row.id, "unit_code": row.unit_code, "kind": row.kind, "version": row.version, "mark": row.mark,
        "issuer": row.issuer, "texts": row.texts, "authorised": row.authorised, "active": row.active,
        "officer": _person(row.officer_id, people.names({row.officer_id} if row.officer_id else set())),
        "at": clock.isoformat(row.at),
    }  # fmt: skip


def basis_body(row: NoticeBasis) -> Body:
    """One version of a rule that may be quoted."""
    return {
        "id": row.id, "code": row.code, "version": row.version, "title": row.title, "article": row.article, "text": row.text,
        "active": row.active, "at": clock.isoformat(row.at),
    }  # fmt: skip


def block_bodies(blocks: Sequence[NumberBlock]) -> list[Body]:
    """Blocks with what became of their numbers."""
    numbers = queries.numbers_of_blocks([block.id for block in blocks])
    return [_block(block, numbers.get(block.id, [])) for block in blocks]


def number_bodies(rows: Sequence[NoticeNumber]) -> list[Body]:
    """Lines of the register of numbers."""
    cases = queries.case_numbers({row.notice_id for row in rows if row.notice_id})
    return [
        {
            "number": number_of(row.series, row.running), "series": row.series, "running": row.running, "state": row.state,
            "why": row.why, "notice_id": row.notice_id, "case_no": cases.get(row.notice_id or ""), "at": clock.isoformat(row.at),
        }
        for row in rows
    ]  # fmt: skip


def handed_out_body(row: HandedOut, report: Report) -> Body:
    """A paper given out, without anybody's name."""
    return {
        "id": row.id, "number": row.number, "report_id": row.report_id, "report_status": report.status,
        "case_no": report.case_no, "state": row.state, "why": row.why, "at": clock.isoformat(row.at),
    }  # fmt: skip


def whole_service(notice: Notice) -> Body:
    """How the paper was served with every name and the strokes of the signature; for readers whose look is noted."""
    return opened_json(notice.id, SERVICE, notice.service) if notice.service else {}


def _line(notice: Notice, *, masked: bool) -> Body:
    name = receiver_name(notice)
    personal = notice.receiver_kind == ReceiverKind.PARTY
    return {
        "id": notice.id,
        "kind": notice.kind,
        "state": notice.state,
        "rev": notice.rev,
        "number": notice.number,
        "case_no": notice.case_no,
        "unit_code": notice.unit_code,
        "receiver": {
            "kind": notice.receiver_kind,
            "code": notice.receiver_code,
            "name": masked_name(name) if masked and personal else name,
        },
        "address": notice.address,
        "segment": {"code": notice.segment_code, "name": notice.segment_name} if notice.segment_code else None,
        "cell_code": notice.cell_code,
        "deadline": clock.isoformat(notice.deadline),
        "level": notice.level,
        "reply_by": _at(notice.reply_by),
        "issued_at": _at(notice.issued_at),
        "served_at": _at(notice.served_at),
        "means": notice.means,
        "passed": notice.passed,
        "archive_no": notice.archive_no,
    }


def _moves(notice: Notice, template: NoticeTemplate, reader: Actor) -> list[str]:
    """What this reader may do now, as far as it can be told beforehand."""
    drafts, signs = reader.may(Permission.DRAFT_NOTICES), reader.may(Permission.SIGN_NOTICES)
    authorised = template.officer_id is not None and notice.category_slug in template.authorised
    issues = (drafts and authorised) or (signs and notice.drafted_by_id != reader.id)
    rights = {Move.ISSUE: issues, Move.VOID: signs or (drafts and notice.number is None)}
    return [move for move in allowed(State(notice.state)) if rights.get(Move(move), drafts)]


def _service(notice: Notice) -> Body | None:
    if notice.means is None or notice.service is None:
        return None
    said = opened_json(notice.id, SERVICE, notice.service)
    named = {name: masked_name(said[name]) if said.get(name) else None for name in ("signer", "witness")}
    told = {name: said.get(name) for name in ("capacity", "reason", "photo")}
    return {"means": notice.means, "at": _at(notice.served_at), **named, **told, "strokes": bool(said.get("strokes"))}


def _sheet(row: NoticeSheet) -> Body:
    signed = {"kid": row.kid, "signature": row.signature, "fingerprint": signing_keys().fingerprint(row.kid)}
    return {"sha256": row.sha256, "size": row.size, **signed}


def _block(block: NumberBlock, rows: Sequence[NoticeNumber]) -> Body:
    counted = {state: [row.running for row in rows if row.state == state] for state in ("reserved", "used", "void")}
    return {
        "id": block.id, "device_id": block.device_id, "template_id": block.template_id, "series": block.series,
        "first": block.first, "last": block.last, "left": counted["reserved"], "used": counted["used"], "void": counted["void"],
        "given_at": clock.isoformat(block.given_at), "ends_at": clock.isoformat(block.ends_at),
        "closed_at": _at(block.closed_at), "closed_why": block.closed_why,
    }  # fmt: skip


def _at(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None


def _person(person_id: str | None, names: dict[str, str]) -> Body | None:
    return {"id": person_id, "name": names[person_id]} if person_id in names else None
