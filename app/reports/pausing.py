"""Decides whether phones are asked to send nothing for a while. Capture goes on; nothing is refused here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.db import db, table_of
from app.core.errors import InvalidBody
from app.core.facts import Fact
from app.core.statements import Statement

LONGEST_REASON = 170
"""Characters; with the moment in front it fits the column of a fact."""
_NAME = "sync-pause"
_facts = table_of(Fact).c
_PAUSE = Statement(select(_facts.value).where(_facts.name == bindparam("name")))
"""Built once: every phone asks at every contact. It is read anew each time, so every process knows of it at once."""


@dataclass(frozen=True)
class Pause:
    """Why phones wait, in a person's words, and since when."""

    reason: str
    since: datetime


def current_pause() -> Pause | None:
    """The pause in force, if there is one."""
    value: str | None = _PAUSE.scalar(name=_NAME)
    if value is None:
        return None
    since, _blank, reason = value.partition(" ")
    return Pause(reason, clock.parse(since))


def pause(reason: str, now: datetime) -> Pause:
    """Asks phones to send nothing; a further reason replaces the first and keeps its moment. Flushes, never commits.

    Raises InvalidBody for no reason or a long one.
    """
    words = " ".join(reason.split())
    if not words:
        raise InvalidBody("Say why: patrols read the reason on their phones.")
    if len(words) > LONGEST_REASON:
        raise InvalidBody(
            f"The reason has {len(words)} characters; patrols read it on their phones: use at most {LONGEST_REASON}."
        )
    running = current_pause()
    since = running.since if running else now
    db.session.merge(Fact(name=_NAME, value=f"{clock.isoformat(since)} {words}"))
    db.session.flush()
    note(Action.SYNC_PAUSED, "sync", "phones")
    return Pause(words, since)


def resume() -> bool:
    """Ends the pause; False when there was none. Flushes, never commits."""
    there = current_pause() is not None
    db.session.execute(delete(Fact).where(Fact.name == _NAME))
    if there:
        note(Action.SYNC_RESUMED, "sync", "phones")
    return there
