"""Tables of telling: the outbox, the channels out of the house, people's addresses on them, rules, urgent cases nobody claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class Channel(Model):
    """One way out of the house. `config` is what may be read again, `secret` what may not (sealed); never deleted, only off.

    `kinds` are the only kinds of message it carries (none: all), `unit_code` the only unit it is for (null: all).
    """

    __tablename__ = "telling_channel"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)
    carries: Mapped[str] = mapped_column(String(12))
    kinds: Mapped[list[str]] = mapped_column(JsonText)
    unit_code: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    config: Mapped[dict[str, Any]] = mapped_column(JsonText)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    rev: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonAddress(Model):
    """Where a person is reached on a kind of channel (a telephone number, a work-chat id), sealed."""

    __tablename__ = "telling_address"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    channel_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Model):
    """One message for one receiver on one channel: a person (`person_id`), or what a channel reaches (`channel_id`).

    `told` is shared by all rows of one telling, `once` unique where a telling has a key. Waiting rows are leased:
    `next_try_at` moves on with every try, and the number of attempts tells one try from the next.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("once"),
        Index("ix_message_state_next_try_at", "state", "next_try_at"),
        Index("ix_message_person_id_id", "person_id", "id"),
        Index("ix_message_case_no_id", "case_no", "id"),
        Index("ix_message_provider_id", "provider_id"),
        Index("ix_message_told", "told"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    told: Mapped[str] = mapped_column(String(36))
    once: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("telling_channel.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    unit_code: Mapped[str | None] = mapped_column(String(40))
    case_no: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    urgent: Mapped[bool] = mapped_column(default=False)
    in_digest: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str | None] = mapped_column(String(300))
    provider_id: Mapped[str | None] = mapped_column(String(100))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rev: Mapped[int] = mapped_column(default=1)


class TellingRules(Model):
    """Quiet hours and what else counts for all channels, as set at a moment; the newest row counts, rows are only added."""

    __tablename__ = "telling_rules"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JsonText)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Escalation(Model):
    """An urgent case that waits to be claimed by a unit. `step`: 0 told, 1 text messages, 2 the duty telephone is shown."""

    __tablename__ = "telling_escalation"

    case_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    round: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
