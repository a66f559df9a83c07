"""The background job that checks reports: soon after they arrive, and again when their photos have been looked at.

What is still to do is written in the reports themselves (`Report.checked`), so a run that was killed goes on where the
last transaction ended, and new rules reach old reports by themselves.
"""

from __future__ import annotations

from typing import Final

from app.checks import queries, service
from app.checks.near import likenesses, search_ahead
from app.core import clock
from app.core.transaction import end_reading, in_transaction

AT_ONCE: Final = 10
"""Reports per transaction: on SQLite others wait to write meanwhile, some tens of milliseconds."""


def check_reports() -> int:
    """Background job: checks the next reports; returns how many."""
    now = clock.now()
    if service.any_asleep(now):
        in_transaction(lambda: service.wake(now))
    ids = queries.due(AT_ONCE)
    if not ids:
        return 0
    near = likenesses()
    search_ahead(ids, near)  # takes milliseconds each among a million, so not while others wait to write
    end_reading()
    return in_transaction(lambda: service.check(ids, near, now))
