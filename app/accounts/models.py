"""Tables of people, what they may see, the devices they used, their login sessions and failed logins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import JsonText, Model, UtcDateTime


class Person(Model):
    """Somebody with an account; never deleted, only switched off, because reports and cases name them.

    `password_given`: somebody else knows the password, so that its owner chooses another one before anything else.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    roles: Mapped[list[str]] = mapped_column(JsonText)
    password_hash: Mapped[str] = mapped_column(String(200))
    password_given: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rev: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    scope_entries: Mapped[list[ScopeEntry]] = relationship(lazy="raise", cascade="all, delete-orphan")


class ScopeEntry(Model):
    """One segment, cell or unit in a person's scope."""

    __tablename__ = "person_scope"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)


class LoginSession(Model):
    """An opaque login session; only the hash of its token is kept."""

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DevicePerson(Model):
    """That a person has been signed in on a device: what confirms an author when somebody else is the courier."""

    __tablename__ = "device_person"

    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoginFailure(Model):
    """Failed logins of one name from one address, so that a stranger's guesses delay nobody but the stranger."""

    __tablename__ = "login_failure"
    __table_args__ = (UniqueConstraint("username", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
