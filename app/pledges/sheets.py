"""Decides which PDF is the pledge: the first that is drawn of what was signed, and beside it one with the number that filing
gave, both kept sealed with their hash and signature.

Drawing takes a second and is never done within a transaction.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from dataclasses import replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.db import db
from app.core.errors import AppError
from app.core.facts import recalled, remember
from app.core.transaction import end_reading, in_transaction
from app.pledges import queries, schemes
from app.pledges.document import read_document
from app.pledges.models import Pledge, PledgeSheet
from app.pledges.paper import Content, Filed, sheet_bytes
from app.pledges.sealing import DOCUMENT, SHEET, opened_bytes, sealed_bytes
from app.pledges.vouching import NAME, sheet_rows
from app.proof.roots import signing_keys

log = logging.getLogger(__name__)
SIGNED, FILED = "signed", "filed"
"""The parts: what was signed, and the same with its number beside it."""
_DRAWN: Final = "pledge-sheets-drawn"
"""The fact that names the last row whose sheet was drawn by itself."""


class NothingToDraw(AppError):
    """The pledge has no document, or quotes a scheme that nobody knows: there is no paper to make of it."""

    status = 409
    slug = "illegal-move"
    title = "This pledge has no paper: what was signed cannot be read, or its scheme is unknown. Have it signed anew."


def sheet_for(pledge: Pledge) -> bytes:
    """The PDF: with its number once it is filed. The same bytes every time.

    Must not be called within a transaction. Raises NothingToDraw, InvalidTag when the row was altered, FontSourceMissing.
    """
    signed = _part(pledge, SIGNED)
    return _part(pledge, FILED) if pledge.number is not None else signed


def shop_copy(pledge: Pledge) -> bytes:
    """The shop's own copy: the same words and hash, without who took the signature. It is not kept.

    Must not be called within a transaction. Raises as `sheet_for`.
    """
    content = content_of(pledge, FILED if pledge.number is not None else SIGNED)
    end_reading()
    return sheet_bytes(replace(content, for_shop=True))


def draw_waiting() -> int:
    """Background job: draws the sheet of the next pledge that came, so that it is as old as the signature; how many."""
    last = int(recalled(_DRAWN) or 0)
    whole = (undefer(Pledge.document), undefer(Pledge.signer))
    pledge = db.session.scalar(select(Pledge).where(Pledge.row > last).order_by(Pledge.row).limit(1).options(*whole))
    if pledge is None:
        return 0
    row, pledge_id = pledge.row, pledge.id
    try:
        _part(pledge, SIGNED)
    except NothingToDraw:
        log.info("pledge %s has no paper", pledge_id)
    except InvalidTag:  # the log's check says so, too; the others get theirs
        log.error("pledge %s does not open: it was altered", pledge_id)
    in_transaction(lambda: remember(_DRAWN, str(row)))
    return 1


def content_of(pledge: Pledge, part: str) -> Content:
    """What stands on the paper. Raises NothingToDraw, InvalidTag."""
    document: Any = json.loads(opened_bytes(pledge.id, DOCUMENT, pledge.document))
    scheme = schemes.scheme(pledge.scheme_id)
    if scheme is None or not isinstance(document, dict) or not document:
        raise NothingToDraw()
    filed = None
    if part == FILED and pledge.number and pledge.filed_at and pledge.valid_from and pledge.valid_to:
        filed = Filed(pledge.number, pledge.filed_at, pledge.valid_from, pledge.valid_to)
    signing = read_document(document)
    said = (schemes.title(scheme), scheme.texts, schemes.change_sentence(scheme), signing, pledge.signed_at, filed)
    return Content(*said, sketch=queries.sketch_of(pledge.id))


def _part(pledge: Pledge, part: str) -> bytes:
    kept = queries.sheet_of(pledge.id, part)
    if kept is None:
        pledge_id, content = pledge.id, content_of(pledge, part)
        end_reading()
        pdf = sheet_bytes(content)
        kept = in_transaction(lambda: _keep(pledge_id, part, pdf))
    return opened_bytes(kept.pledge_id, f"{SHEET}:{part}", kept.sealed)


def _keep(pledge_id: str, part: str, pdf: bytes) -> PledgeSheet:
    there = queries.sheet_of(pledge_id, part)
    if there is not None:
        return there
    keys = signing_keys()
    kid = keys.current
    row = PledgeSheet(
        pledge_id=pledge_id, part=part, sealed=sealed_bytes(pledge_id, f"{SHEET}:{part}", pdf),
        sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf), kid=kid,
        signature=base64.b64encode(keys.sign(pdf, kid)).decode(), drawn_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(Action.PLEDGE, NAME, pledge_id, rows=sheet_rows(row), kind="sheet", part=part, sha256=row.sha256)
    return row
