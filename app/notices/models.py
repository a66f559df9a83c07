"""Tables of papers: what they say, their numbers and blocks, templates, the basis list, and the finished sheets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class NoticeTemplate(Model):
    """One version of how a unit's papers of one kind look; rows are only ever added, the newest counts while `active`.

    `mark` is the 机关代字, `issuer` who stands under the paper, `texts` are its lines and phrases
    (`schemas.TemplateTexts`), `authorised` the categories that need no further signature, in the name of `officer_id`.
    """

    __tablename__ = "notice_template"
    __table_args__ = (UniqueConstraint("unit_code", "kind", "version"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    mark: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(60))
    texts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    authorised: Mapped[list[str]] = mapped_column(JsonText)
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    active: Mapped[bool]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeBasis(Model):
    """One version of a rule that papers may quote; rows are only ever added, the newest counts while `active`."""

    __tablename__ = "notice_basis"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    article: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Notice(Model):
    """A paper about a case. What it says is frozen when it is issued; `events` tell all that became of it.

    `receiver` is sealed JSON {name, phone}; `receiver_name` is the same name in plain for shops and units, null for a
    person. `facts` are {at, where, what}; `basis` row numbers of NoticeBasis; `service` sealed JSON of how it was served.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_deadline", "state", "deadline"),)

    row: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10))
    rev: Mapped[int]
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    order_ref: Mapped[str | None] = mapped_column(String(40))
    template_id: Mapped[int] = mapped_column(ForeignKey("notice_template.id"))
    unit_code: Mapped[str] = mapped_column(String(40), index=True)
    category_slug: Mapped[str | None] = mapped_column(String(80))

    receiver_kind: Mapped[str] = mapped_column(String(8))
    receiver_code: Mapped[str | None] = mapped_column(String(40))
    receiver_name: Mapped[str | None] = mapped_column(String(80))
    receiver: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[str] = mapped_column(String(120))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    segment_name: Mapped[str | None] = mapped_column(String(120))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    basis: Mapped[list[int]] = mapped_column(JsonText)
    requirement: Mapped[str] = mapped_column(Text)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    photos: Mapped[list[str]] = mapped_column(JsonText)
    level: Mapped[str | None] = mapped_column(String(10))
    reply_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cc: Mapped[list[str]] = mapped_column(JsonText)

    drafted_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    authorised: Mapped[bool]
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    service: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    means: Mapped[str | None] = mapped_column(String(12))
    passed: Mapped[bool | None]
    archive_no: Mapped[str | None] = mapped_column(String(60))


class NoticeEvent(Model):
    """One entry of what became of a paper. Rows are only ever added; nobody's name stands in `facts`."""

    __tablename__ = "notice_event"
    __table_args__ = (UniqueConstraint("notice_id", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)


class NoticeSheet(Model):
    """The finished PDF of an issued paper, sealed; the first that was drawn is the paper for ever.

    `sha256` is that of the PDF, `signature` base64 of the ECDSA signature (DER) over it by key `kid`.
    """

    __tablename__ = "notice_sheet"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    kid: Mapped[str] = mapped_column(String(8))
    signature: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NumberBlock(Model):
    """Numbers of one series that a phone may give while it is offline, until `ends_at` or `closed_at`."""

    __tablename__ = "number_block"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("notice_template.id"))
    series: Mapped[str] = mapped_column(String(50))
    first: Mapped[int]
    last: Mapped[int]
    given_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_why: Mapped[str | None] = mapped_column(String(10))


class NoticeNumber(Model):
    """Every number that was ever taken out of a series: with a paper, kept for a block, or void. None is missing.

    `state`: `reserved` (in a block), `used`, `void`; `why` says of a void one what made it so (returned, expired, voided).
    `paper_id` names the HandedOut that a phone gave it to.
    """

    __tablename__ = "notice_number"
    __table_args__ = (UniqueConstraint("series", "running"), Index("ix_notice_number_block_id_state", "block_id", "state"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    series: Mapped[str] = mapped_column(String(50))
    running: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(12))
    block_id: Mapped[str | None] = mapped_column(ForeignKey("number_block.id"))
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"))
    paper_id: Mapped[str | None] = mapped_column(String(36), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandedOut(Model):
    """A paper that a phone gave out in the street: with a report, before there was a case.

    `number` is what stands on it, `held` whether that number is really its own; `state` is `waiting` for the case,
    `filed` as a Notice of the same id, `draft` (a Notice that a person has to look at, `why` is the word) or `unusable`.
    What it says is in the report's manifest.
    """

    __tablename__ = "notice_handed_out"
    __table_args__ = (Index("ix_notice_handed_out_state_report_id", "state", "report_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36))
    number: Mapped[str | None] = mapped_column(String(60))
    held: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
