"""Decides which snapshots are kept, when a backup is overdue and how a refusal is worded. Knows no disk and no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from app.core.errors import AppError

KEEP_ALL: Final = timedelta(days=2)
KEEP_DAILY: Final = timedelta(days=30)
KEEP_MONTHLY: Final = timedelta(days=366)
"""No snapshot is older: what was destroyed when its time was over is a year later in none of them."""
OVERDUE: Final = timedelta(hours=24)
"""A newest verified backup older than this is a warning in the log and a failing `flask backup --status`."""
UNFINISHED: Final = "restore-unfinished"
"""The file in DATA_DIR that says a restore was cut off; no server starts while it is there."""
SNAPSHOT_NAME: Final = re.compile(r"\d{8}T\d{9}Z")


class BackupRefused(AppError):
    """A backup or restore cannot be done as asked; the sentence says what to do. Nothing was changed."""

    status = 409
    slug = "illegal-move"
    title = "This cannot be done now; nothing was changed."


class BackupBroken(AppError):
    """A copy is not what it says it is; the sentence says which."""

    status = 409
    slug = "illegal-move"
    title = "The copy is damaged."


def snapshot_name(at: datetime) -> str:
    """The folder of a snapshot: its UTC time to the millisecond, so names sort by time."""
    moment = at.astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"


def taken_at(name: str) -> datetime:
    """The time in such a name. Raises ValueError."""
    if not SNAPSHOT_NAME.fullmatch(name):
        raise ValueError(f"{name} is not a snapshot's name")
    return datetime.strptime(name[:-1] + "000", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def to_drop(names: Sequence[str], verified: Collection[str], now: datetime) -> list[str]:
    """Which snapshots may go: all of two days stay, then the newest of each day for 30 days, of each month for a year.

    The newest verified one stays whatever its age; so does, of each day and month, a verified one before others.
    """
    kept = set(_newest_of_each(names, verified, now))
    newest_verified = max(verified, default=None)
    return sorted(name for name in names if name not in kept and name != newest_verified)


def overdue(verified_at: datetime | None, now: datetime) -> bool:
    """Whether too long has passed since a backup was last verified."""
    return verified_at is None or now - verified_at > OVERDUE


def _newest_of_each(names: Iterable[str], verified: Collection[str], now: datetime) -> Iterable[str]:
    best: dict[str, tuple[bool, str]] = {}
    for name in names:
        age = now - taken_at(name)
        if age > KEEP_MONTHLY:
            continue
        span = name if age <= KEEP_ALL else name[:8] if age <= KEEP_DAILY else name[:6]
        best[span] = max(best.get(span, (False, "")), (name in verified, name))
    return [name for _, name in best.values()]
