"""Decides what time it is, in one place, so that tests can say so. Knows nothing of time zones but UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """The time now, timezone-aware UTC."""
    return _source()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Within the block `now()` answers `moment` (aware). For tests and for loading a past."""
    global _source
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before


def isoformat(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and `Z`, the form used on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """An aware UTC datetime from RFC 3339 text; a time without zone is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
