"""Decides when evidence is destroyed by itself: once a day, a little at a time, and only if somebody switched it on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.deletions import CONTACT, ISSUE, NOTICE, QUARANTINE, REPORT
from app.cases.report_models import Deletion
from app.config import Settings
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.facts import recalled, remember
from app.core.transaction import in_transaction
from app.lifecycle import contacts, ledgers, service
from app.lifecycle.queries import all_due, rules_in_force
from app.reports.quarantine import quarantined_photo_names
from app.safekeeping.locks import COPYING, held
from app.safekeeping.rules import BackupRefused

log = logging.getLogger(__name__)

AT_ONCE: Final = 20
"""Reports in one round of the jobs: some seconds, so that the others get their turn."""
_SWITCH: Final = "retention-by-itself"
_DONE: Final = "retention-done"


def today() -> date:
    """The day of the city's calendar."""
    return city_day(clock.now())


def is_on() -> bool:
    """Whether somebody switched the daily job on."""
    return recalled(_SWITCH) == "on"


def switch(on: bool) -> None:
    """Within a transaction: from now on evidence goes by itself, or only when somebody says so."""
    remember(_SWITCH, "on" if on else "off")
    note(Action.RETENTION_SET, "retention", "by-itself", on=on)


@dataclass(frozen=True)
class Applied:
    """How much was destroyed, and whether more is due."""

    reports: int
    refused: int
    more: bool
    papers: int = 0
    issues: int = 0
    contacts: int = 0

    @property
    def all(self) -> int:
        """Everything together."""
        return self.reports + self.refused + self.papers + self.issues + self.contacts


def apply(limit: int | None = None, by: Actor | None = None) -> Applied:
    """Ends what was begun, then destroys what is due today, at most `limit` things.

    Raises BackupRefused while photos are being copied, InvalidTag when a quarantined body does not open: nobody can say
    then which photos it names. Must not be called within a transaction.
    """
    with _alone():
        service.finish_begun()
        day, count = today(), Counter[str]()
        kept = quarantined_photo_names()
        rules = rules_in_force()
        for due in chain(all_due(rules, day), ledgers.all_due(rules, day), contacts.all_due(rules, day)):
            if limit is not None and count.total() >= limit:
                return _applied(count, more=True)
            if service.destroy(due, by, day, kept) is not None:
                count[due.kind] += 1
    return _applied(count, more=False)


def apply_daily() -> int:
    """Background job: ends what was begun, and once a day destroys what is due if it was switched on; how many things."""
    begun = db.session.scalar(select(Deletion.id).where(Deletion.done_at.is_(None)).limit(1)) is not None
    due = is_on() and recalled(_DONE) != today().isoformat()
    if not begun and not due:
        return 0
    try:
        if not due:
            with _alone():
                return service.finish_begun()
        applied = apply(AT_ONCE)
    except BackupRefused:
        return 0  # its turn stays
    except InvalidTag:
        log.critical("a quarantined body does not open: nobody can say which photos it names, so none is destroyed today")
        applied = Applied(0, 0, more=False)
    if not applied.more:
        day = today().isoformat()
        in_transaction(lambda: remember(_DONE, day))
    return applied.all


def _applied(count: Counter[str], *, more: bool) -> Applied:
    return Applied(count[REPORT], count[QUARANTINE], more, count[NOTICE], count[ISSUE], count[CONTACT])


@contextmanager
def _alone() -> Iterator[None]:
    """Whoever destroys works alone, and not while photos are being copied."""
    settings: Settings = current_app.extensions["settings"]
    with held(
        settings.data_dir / COPYING, "photos are being copied, or somebody else is destroying what is due: try again later"
    ):
        yield
