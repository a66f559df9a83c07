"""Decides how a draft begins and changes: what it names must be there and belong to its case. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.wording import storable
from app.core import clock, if_match
from app.core.db import db
from app.fonts.chinese import default_characters
from app.notices import queries
from app.notices.journal import add_event, move
from app.notices.models import Notice, NoticeTemplate
from app.notices.rules import (
    MAX_PHOTOS,
    IllegalMove,
    Kind,
    Move,
    ReceiverKind,
    State,
    after,
    check_printable,
    check_supervision,
    refusal,
)
from app.notices.sealing import sealed_json
from app.redaction.queries import pictures_of
from app.shops.queries import shop

RECEIVER = "receiver"
_PLAIN = ("address", "requirement", "deadline", "level", "reply_by", "cc", "order_ref")


def draft(notice_id: str, said: Mapping[str, Any], by: Actor, now: datetime) -> tuple[Notice, bool]:
    """A new draft and True; the same person's paper of this id as it is and False. Raises NotFound, InvalidBody, IllegalMove."""
    known = queries.notice_by_id(notice_id)
    if known is not None:
        if known.drafted_by_id != by.id:
            raise IllegalMove("This id belongs to another paper: take a new one.", state=known.state, allowed=[])
        return known, False
    case = case_for(by, storable(said["case_no"]))
    notice = Notice(id=notice_id, state=State.DRAFT, rev=1, case_no=case.case_no, authorised=False)
    notice.drafted_by_id, notice.drafted_at = by.id, now
    notice.category_slug = case.category_slug
    _fill(notice, said, case)
    db.session.add(notice)
    db.session.flush()
    add_event(notice, "draft", by, now)
    return notice, True


def change(notice_id: str, said: Mapping[str, Any], revision: str, by: Actor, now: datetime) -> Notice:
    """The draft says something else. Raises NotFound, Stale, IllegalMove, InvalidBody."""
    notice = queries.notice_for(by, notice_id, hold=True)
    if_match.check(revision, notice.rev)
    if said["case_no"] != notice.case_no:
        raise refusal("/case_no", "A paper stays with its case: begin a new one for another case.")
    after(State(notice.state), Move.CHANGE)
    _fill(notice, said, case_for(by, notice.case_no))
    move(notice, Move.CHANGE, by, now)
    return notice


def _fill(notice: Notice, said: Mapping[str, Any], case: Case) -> None:
    template = _template(said["template_id"])
    kind = Kind(template.kind)
    check_supervision(kind, said["level"], said["reply_by"])
    notice.kind, notice.template_id, notice.unit_code = kind, template.id, template.unit_code
    for name in _PLAIN:
        setattr(notice, name, said[name])
    facts = said["facts"]
    notice.facts = {"at": clock.isoformat(facts["at"]), "where": facts["where"], "what": facts["what"]}
    notice.segment_code, notice.segment_name, notice.cell_code = case.segment_code, case.segment_name, case.cell_code
    notice.basis = _basis(said["basis"])
    notice.photos = _photos(said["photos"], case)
    _receiver(notice, said["receiver"])
    printed = {"/address": notice.address, "/requirement": notice.requirement, "/receiver/name": said["receiver"]["name"]}
    printed |= {f"/facts/{name}": str(notice.facts[name]) for name in ("where", "what")}
    check_printable({**printed, "/cc": "".join(notice.cc)}, default_characters())


def _template(template_id: int) -> NoticeTemplate:
    found = queries.template(template_id)
    if found is None:
        raise refusal("/template_id", "There is no such template: choose one from the list.")
    return found


def _basis(ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(ids))
    known = queries.basis_rows(wanted)
    if len(known) < len(wanted):
        raise refusal("/basis", "One of these is not in the basis list: choose from the list.")
    return wanted


def _photos(sha256s: Sequence[str], case: Case) -> list[str]:
    wanted = list(dict.fromkeys(sha256s))
    if len(wanted) > MAX_PHOTOS:
        raise refusal("/photos", f"A paper carries at most {MAX_PHOTOS} photos: choose the clearest.")
    there = {one.link.sha256 for one in pictures_of(case)} if wanted else set()
    if not there.issuperset(wanted):
        raise refusal("/photos", "Only pictures of the case's evidence can be on the paper: choose among those.")
    return wanted


def _receiver(notice: Notice, said: Mapping[str, Any]) -> None:
    """A shop is named as the register has it unless another name is written."""
    kind, code = ReceiverKind(said["kind"]), said["code"]
    if kind is ReceiverKind.SHOP and shop(code) is None:
        raise refusal("/receiver/code", "There is no such shop in the register: choose one, or name a party.")
    notice.receiver_kind, notice.receiver_code = kind, code if kind is not ReceiverKind.PARTY else None
    name = storable(said["name"]).strip()
    notice.receiver_name = None if kind is ReceiverKind.PARTY else name
    notice.receiver = sealed_json(notice.id, RECEIVER, {"name": name})
