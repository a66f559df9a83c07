"""Tables of complaints and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, RowNumber, UtcDateTime


class Complaint(Model):
    """What somebody had to say. Text and contact are sealed: both may name people.

    `client_id` is what its client called it, so that telling it twice makes one complaint.
    `person_id` is who was signed in; null for the public. `in_time` is decided by the first answer.
    """

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_state_id", "state", "id"), Index("ix_complaint_person_id_id", "person_id", "id"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    client_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(12))
    text: Mapped[bytes] = mapped_column(LargeBinary)
    contact: Mapped[bytes | None] = mapped_column(LargeBinary)
    place: Mapped[str | None] = mapped_column(String(200))
    case_no: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_time: Mapped[bool | None]
    dismissed_because: Mapped[str | None] = mapped_column(String(500))
    rev: Mapped[int]


class ComplaintAnswer(Model):
    """An answer; a further one adds to it, none is changed."""

    __tablename__ = "complaint_answer"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
