"""Tables of what could not be filed as a report and of the devices that send."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Quarantine(Model):
    """Bytes that were refused as a report, kept (sealed) so that a person can still get at what somebody saw.

    `content` are the first MiB, `sha256` is over the bytes as they came as far as they were read, `size` their number;
    `sender` is the device, or the person when no device is known.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("ix_quarantine_sender_received_at", "sender", "received_at"),
        Index("ix_quarantine_report_id_sha256", "report_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    reason: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    sender: Mapped[str] = mapped_column(String(48))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Device(Model):
    """A phone that sends reports: how far its chain has arrived, and what it says still waits on it."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seq: Mapped[int | None] = mapped_column(BigInteger)
    outstanding: Mapped[int | None]
    oldest_outstanding_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
