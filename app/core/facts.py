"""Decides what is remembered of this installation as a whole: its epoch and how far its backups reach. Knows no feature."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db, table_of
from app.core.statements import Statement

_EPOCH = "epoch"
_WATERMARK = "backup-watermark"


class Fact(Model):
    """One named value of the installation."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True)
class History:
    """The identity of this database's history, and the newest commit number that a verified backup holds (0: none)."""

    epoch: str
    watermark: int


_facts = table_of(Fact).c
_HISTORY = Statement(select(_facts.name, _facts.value).where(or_(_facts.name == _EPOCH, _facts.name == _WATERMARK)))
"""Built once and one read: every receipt carries the epoch and looks at the watermark."""


def history() -> History:
    """Which history this is and how far backups hold it.

    The migration that makes the table writes the first epoch, so reading never has to write.
    """
    known = {row.name: row.value for row in _HISTORY.rows()}
    if _EPOCH not in known:
        raise RuntimeError("this database has no epoch: run the migrations")
    return History(known[_EPOCH], int(known.get(_WATERMARK, "0")))


def epoch() -> str:
    """The identity of this database's history. It changes with a restore, and phones then offer everything again."""
    return history().epoch


def new_epoch() -> str:
    """Starts a new history (after a restore) and returns its name."""
    value = str(uuid4())
    remember(_EPOCH, value)
    return value


def raise_watermark(reached: int) -> int:
    """Within a transaction: a verified backup holds everything up to this commit number. It never goes back; what it is now."""
    now = max(reached, history().watermark)
    remember(_WATERMARK, str(now))
    return now


def remember(name: str, value: str) -> None:
    """Writes one fact (at most 200 characters), inside the caller's transaction."""
    db.session.merge(Fact(name=name, value=value))
    db.session.flush()


def recalled(name: str) -> str | None:
    """The value of one fact, None while nobody has written it."""
    return db.session.scalar(select(Fact.value).where(Fact.name == name))
