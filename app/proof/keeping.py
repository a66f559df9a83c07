"""Decides which daily roots of the log are still to be written where this machine's log cannot be altered with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from app.audit import queries
from app.core.days import city_day, day_begins
from app.core.disk import place_bytes
from app.proof.roots import root_of
from app.proof.tables import as_json

SETTLES_AFTER: Final = timedelta(hours=1)
"""What began before midnight may be committed after it: a day's root is final this long after its end."""


def keep_roots(folder: Path, now: datetime) -> list[Path]:
    """Writes the roots of ended days that are not in `folder` yet, the oldest first; the new files.

    One file per day that has entries, `root-YYYY-MM-DD.json`, durable and never written again. Killed half-way, the next
    run goes on. Raises FileNotFoundError when `folder` is not there: a share that is not mounted must be noticed.
    """
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    missing = _missing(folder, now)
    for day in reversed(missing):
        place_bytes(_file(folder, day), as_json(root_of(day)), mode=0o644)
    return [_file(folder, day) for day in reversed(missing)]


def _missing(folder: Path, now: datetime) -> list[date]:
    """The days since the newest kept one, the newest first."""
    days: list[date] = []
    before = day_begins(city_day(now - SETTLES_AFTER))
    while (newest := queries.newest_moment(before)) is not None:
        day = city_day(newest)
        if _file(folder, day).exists():
            break
        days.append(day)
        before = day_begins(day)
    return days


def _file(folder: Path, day: date) -> Path:
    return folder / f"root-{day.isoformat()}.json"
