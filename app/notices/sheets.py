"""Decides which PDF is the paper: the first that is drawn after issuing, kept sealed with its hash and signature.

Drawing needs the redacted pictures, which must not be drawn within a transaction; so the number comes first, and a paper
whose sheet was not finished (the server ended) is finished when somebody next asks for it.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from typing import Any, Final

from PIL import Image, ImageDraw

from app.accounts import queries as people
from app.audit.rules import Action
from app.audit.service import note
from app.cases.deletions import check_kept
from app.core import clock
from app.core.db import db
from app.core.transaction import end_reading, in_transaction
from app.notices import queries
from app.notices.drafting import RECEIVER
from app.notices.models import Notice, NoticeBasis, NoticeSheet
from app.notices.paper import Content, receipt_lines, sheet_bytes
from app.notices.rules import Kind, Means, NotReady
from app.notices.sealing import opened_bytes, opened_json, sealed_bytes
from app.notices.service import SERVICE
from app.notices.vouching import NAME, sheet_digest, sheet_row
from app.proof.roots import signing_keys
from app.redaction.pictures import public_picture

SHEET: Final = "sheet"
EDGE, QUALITY = 800, 80
"""Pixels of a picture's longer edge: 85 mm at 240 dots per inch; about 80 kB each."""
SIGNATURE: Final = (800, 320)
"""Pixels of a signature, in the shape of the phone's field for it."""


def sheet_for(notice: Notice) -> bytes:
    """The PDF of an issued paper, drawn and kept if this is the first time.

    Must not be called within a transaction. Raises NotReady for a draft, Destroyed, Unavailable while a picture cannot be drawn.
    """
    if notice.number is None or notice.issued_at is None:
        raise NotReady("A draft has no sheet: issue it first.", why="draft")
    check_kept(NAME, notice.id)
    kept = queries.sheet_of(notice.id)
    if kept is None:
        pdf = draw(notice)
        kept = in_transaction(lambda: _keep(notice.id, pdf))
    return opened_bytes(notice.id, SHEET, kept.sealed)


def draw(notice: Notice) -> bytes:
    """The sheet as it would be now: the same bytes for the same content and pictures."""
    content = content_of(notice, [])
    served = _served(notice)
    end_reading()
    pictures = [picture for sha256 in notice.photos if (picture := public_picture(sha256, "screen")) is not None]
    return sheet_bytes(replace(content, pictures=[_smaller(one) for one in pictures], **served))


def content_of(notice: Notice, pictures: list[bytes]) -> Content:
    """What stands on the paper."""
    template = queries.template(notice.template_id)
    assert template is not None  # a foreign key
    assert notice.number is not None
    assert notice.issued_at is not None
    rows = queries.basis_rows(notice.basis)
    officer = people.names({notice.officer_id}) if notice.officer_id else {}
    return Content(
        kind=Kind(notice.kind), number=notice.number, case_no=notice.case_no, issuer=template.issuer,
        officer=officer.get(notice.officer_id or "", ""), authorised=notice.authorised, issued_at=notice.issued_at,
        receiver=receiver_name(notice), address=notice.address, segment=notice.segment_name or notice.segment_code or "",
        cell=notice.cell_code or "", facts=notice.facts, happened_at=clock.parse(notice.facts["at"]),
        basis=[basis_sentence(rows[one]) for one in notice.basis], requirement=notice.requirement, deadline=notice.deadline,
        level=notice.level, reply_by=notice.reply_by, cc=notice.cc, texts=template.texts, pictures=pictures,
    )  # fmt: skip


def receiver_name(notice: Notice) -> str:
    """Whom the paper is for, in full. Raises InvalidTag when the row was altered."""
    return str(opened_json(notice.id, RECEIVER, notice.receiver)["name"])


def basis_sentence(row: NoticeBasis) -> str:
    """A rule as a paper quotes it, with the version it had then."""
    return f"《{row.title}》{row.article}（第 {row.version} 版）：{row.text}"


def _served(notice: Notice) -> dict[str, Any]:
    """What a paper that was out in the street before its sheet was drawn says of its service."""
    if notice.service is None or notice.means is None or notice.served_at is None:
        return {}
    said = opened_json(notice.id, SERVICE, notice.service)
    strokes = said.get("strokes")
    signature = _drawn(strokes) if strokes else None
    return {"receipt": receipt_lines(Means(notice.means), notice.served_at, said), "signature": signature}


def _drawn(strokes: list[list[list[float]]]) -> bytes:
    """The strokes of a signature, points between 0 and 1, as a JPEG."""
    picture = Image.new("L", SIGNATURE, 255)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = [(x * SIGNATURE[0], y * SIGNATURE[1]) for x, y in stroke]
        pen.line(points if len(points) > 1 else points * 2, fill=0, width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _keep(notice_id: str, pdf: bytes) -> NoticeSheet:
    there = queries.sheet_of(notice_id)
    if there is not None:
        return there
    keys = signing_keys()
    kid = keys.current
    signature = base64.b64encode(keys.sign(pdf, kid)).decode()
    row = NoticeSheet(
        notice_id=notice_id, sealed=sealed_bytes(notice_id, SHEET, pdf), sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf),
        kid=kid, signature=signature, drawn_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    note(Action.NOTICE, NAME, notice_id, rows={sheet_row(notice_id): (None, sheet_digest(row))}, kind="sheet", sha256=row.sha256)
    return row


def _smaller(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    image.thumbnail((EDGE, EDGE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
