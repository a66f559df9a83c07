"""Decides how what a phone tells of itself is read: what cannot be read counts as not said, never as a refusal.

Only a `device_id` is required, because a phone in trouble must always be able to say so. Knows no table.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from app.cases.wording import mask_numbers, storable
from app.core.errors import InvalidBody, TooLarge
from app.reports.chain import HIGHEST_NUMBER, Runs, read_runs
from app.reports.fields import Fields
from app.reports.rules import CLOCK_SKEW, OLDEST_BELIEVED

MAX_STATE_BYTES: Final = 64 * 1024
MAX_EVENTS: Final = 50
"""Of more the first count; the phone tells the rest at its next contact."""
MOST_REPORTS: Final = 1_000_000
MOST_BYTES: Final = 10**15
WIDEST_OFFSET_MS: Final = 100 * 365 * 86_400_000
"""A century: every clock that was never set is nearer than this."""
_MAX_FACTS: Final = 30
_MAX_TEXT: Final = 200


class NoState(InvalidBody):
    """JSON, but it does not say which phone tells."""

    title = "This does not say which device tells: `device_id` is a UUID."


class StateTooLarge(TooLarge):
    """More than a phone has to tell."""

    title = f"What a phone tells of itself has at most {MAX_STATE_BYTES // 1024} KiB: send fewer events at a time."


@dataclass(frozen=True)
class ToldEvent:
    """Something the phone noticed. `name` is its id as the phone knows it, `id` the UUID it is kept under."""

    id: str
    name: str
    kind: str
    at: datetime
    facts: dict[str, Any]


@dataclass(frozen=True)
class ToldState:
    """What a phone tells at one contact; None is what it did not say. Times are by the server's clock."""

    device_id: str
    version: str | None
    given_seq: int | None
    count: int | None
    photos: int | None
    size: int | None
    oldest: datetime | None
    seqs: Runs | None
    needs_person: int | None
    persisted: bool | None
    writable: bool | None
    clock_offset_ms: int | None
    trouble: str | None
    trouble_at: datetime | None
    events: tuple[ToldEvent, ...]


def read_state(value: Any, now: datetime) -> ToldState:
    """What a body says that was read as JSON. Raises NoState without a usable `device_id`."""
    fields = Fields(value if isinstance(value, dict) else {})
    device_id = fields.uuid("device_id")
    if device_id is None:
        raise NoState(errors=[{"pointer": "/device_id", "detail": "a UUID"}])
    waiting, storage, trouble = fields.part("outstanding"), fields.part("storage"), fields.part("trouble")
    offset_ms = _between(fields.part("clock").whole("offset_ms"), -WIDEST_OFFSET_MS, WIDEST_OFFSET_MS)
    clock = _Clock(offset_ms, now)
    state = ToldState(
        device_id=device_id,
        version=fields.part("client").text("version", 40),
        given_seq=_count(fields.whole("given_seq"), HIGHEST_NUMBER),
        count=_count(waiting.whole("count"), MOST_REPORTS),
        photos=_count(waiting.whole("photos"), MOST_REPORTS),
        size=_count(waiting.whole("bytes"), MOST_BYTES),
        oldest=clock.believed(waiting.moment("oldest")),
        seqs=read_runs(waiting.value("seqs")),
        needs_person=_count(fields.whole("needs_person"), MOST_REPORTS),
        persisted=_truth(storage.value("persisted")),
        writable=_truth(storage.value("writable")),
        clock_offset_ms=offset_ms,
        trouble=trouble.text("word", 40),
        trouble_at=clock.believed(trouble.moment("at")),
        events=_events(fields.value("events"), device_id, clock),
    )
    return _nothing_waits(state) if state.count == 0 else state


def _nothing_waits(state: ToldState) -> ToldState:
    return replace(state, photos=0, size=0, oldest=None, seqs=())


@dataclass(frozen=True)
class _Clock:
    """Turns the phone's times into the server's: they are off by what the phone measured (contract §3)."""

    offset_ms: int | None
    now: datetime

    def believed(self, moment: datetime | None) -> datetime | None:
        """The moment, at the latest now; None for one that cannot be."""
        if moment is None:
            return None
        try:
            corrected = moment + timedelta(milliseconds=self.offset_ms or 0)
        except OverflowError:
            return None
        if not self.now - OLDEST_BELIEVED <= corrected <= self.now + CLOCK_SKEW:
            return None
        return min(corrected, self.now)


def _events(value: Any, device_id: str, clock: _Clock) -> tuple[ToldEvent, ...]:
    told = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return tuple(_event(one, device_id, clock) for one in told[:MAX_EVENTS])


def _event(value: dict[str, Any], device_id: str, clock: _Clock) -> ToldEvent:
    """An event with what is readable of it. One whose id is no UUID is kept under one made of what it says, so that told
    again it is still the same."""
    fields = Fields(value)
    name, kind, facts = fields.text("id", 100) or "", fields.text("kind", 24) or "unknown", _facts(fields.value("facts"))
    said = name or json.dumps([kind, fields.text("at", 40), facts], sort_keys=True)
    return ToldEvent(
        id=fields.uuid("id") or str(uuid5(UUID(device_id), said)),
        name=name,
        kind=kind,
        at=clock.believed(fields.moment("at")) or clock.now,
        facts=facts,
    )


def _facts(value: Any) -> dict[str, Any]:
    """Plain facts: numbers, words, truths, and `seqs` as runs. Anything deeper or longer is left out."""
    if not isinstance(value, dict):
        return {}
    facts = {storable(name)[:40]: _fact(one) for name, one in list(value.items())[:_MAX_FACTS] if _is_plain(one)}
    seqs = read_runs(value.get("seqs"))
    return facts if seqs is None else {**facts, "seqs": [list(run) for run in seqs]}


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))


def _fact(value: Any) -> Any:
    return mask_numbers(storable(value)[:_MAX_TEXT]) if isinstance(value, str) else value


def _count(value: int | None, most: int) -> int | None:
    """A number of things; one below zero says nothing, one beyond `most` is cut off there."""
    return None if value is None or value < 0 else min(value, most)


def _between(value: int | None, least: int, most: int) -> int | None:
    return None if value is None else max(least, min(value, most))


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
