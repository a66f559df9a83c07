"""Tables of what could not be filed as a report and of the devices that send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class Quarantine(Model):
    """Bytes that were refused as a report, kept (sealed) so that a person can still get at what somebody saw.

    `content` are the first MiB, `sha256` is over the bytes as they came as far as they were read, `size` their number;
    `sender` is the device, or the person when no device is known. `outcome` is null until somebody settled it (`filed`
    or `dismissed`); `filed_as` is then the report that its content, repaired or not, became. The bytes stay until the
    retention rules take them (`destroyed_at`).
    `device_id`, `device_seq` are what the bytes name, where they can be read: a number that is here is not missing.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("ix_quarantine_sender_received_at", "sender", "received_at"),
        Index("ix_quarantine_report_id_sha256", "report_id", "sha256"),
        Index("ix_quarantine_device_id_device_seq", "device_id", "device_seq"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    report_id: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    reason: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    sender: Mapped[str] = mapped_column(String(48))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    filed_as: Mapped[str | None] = mapped_column(String(36))
    settled_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_why: Mapped[str | None] = mapped_column(Text)
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device_id: Mapped[str | None] = mapped_column(String(36))
    device_seq: Mapped[int | None] = mapped_column(BigInteger)


class Device(Model):
    """A phone that sends reports: how far its chain has arrived, and what it last told of itself.

    `last_seq` is the highest number of its chain that arrived, `given_seq` the highest it says it gave; every number up
    to `arrived_to` was here when the phone last told, and of those up to `looked_to` also the closed ranges [first, last]
    in `arrived_seqs`, so that only the gaps between and what came after have to be looked through.
    `outstanding_seqs` are closed ranges [first, last] that still wait on it. `trouble` is the word of its latest problem.
    What the phone tells is null until it has told it.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_seq: Mapped[int | None] = mapped_column(BigInteger)
    arrived_to: Mapped[int | None] = mapped_column(BigInteger)
    looked_to: Mapped[int | None] = mapped_column(BigInteger)
    arrived_seqs: Mapped[list[list[int]] | None] = mapped_column(JsonText)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[str | None] = mapped_column(String(40))
    given_seq: Mapped[int | None] = mapped_column(BigInteger)
    outstanding: Mapped[int | None]
    outstanding_photos: Mapped[int | None]
    outstanding_bytes: Mapped[int | None] = mapped_column(BigInteger)
    outstanding_seqs: Mapped[list[list[int]] | None] = mapped_column(JsonText)
    oldest_outstanding_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    needs_person: Mapped[int | None]
    persisted: Mapped[bool | None]
    writable: Mapped[bool | None]
    clock_offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    trouble: Mapped[str | None] = mapped_column(String(40))
    trouble_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeviceEvent(Model):
    """Something a phone noticed and tells once, such as reports it lost; told again it is the same row.

    `seen_at` is when a supervisor took note of it; until then it asks for one.
    """

    __tablename__ = "device_event"
    __table_args__ = (Index("ix_device_event_device_id_at", "device_id", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
