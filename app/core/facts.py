"""Decides what is remembered of this installation as a whole (its epoch). Knows no feature."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db, table_of
from app.core.statements import Statement


class Fact(Model):
    """One named value of the installation."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


_facts = table_of(Fact).c
_EPOCH = Statement(select(_facts.value).where(_facts.name == "epoch"))
"""Built once: every receipt carries the epoch."""


def epoch() -> str:
    """The identity of this database's history. It changes with a restore, and phones then offer everything again.

    The migration that makes the table writes the first one, so reading never has to write.
    """
    value: str | None = _EPOCH.scalar()
    if value is None:
        raise RuntimeError("this database has no epoch: run the migrations")
    return value


def new_epoch() -> str:
    """Starts a new history (after a restore) and returns its name."""
    value = str(uuid4())
    db.session.merge(Fact(name="epoch", value=value))
    db.session.flush()
    return value
