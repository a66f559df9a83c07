"""Decides how wrong tries are counted, in the database so that every server process knows of them. Flushes, never commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.locks import hold
from app.merchants.keys import hidden
from app.merchants.models import MerchantTry
from app.merchants.rules import CODES, KNOWN_FOR, LAST4, TOKENS, Patience, neighbourhood


@dataclass(frozen=True)
class Counter:
    """What is counted, and how patient we are with it."""

    key: str
    patience: Patience


def tokens_from(address: str) -> Counter:
    """Wrong tokens from an address."""
    return Counter(hidden("tokens", neighbourhood(address)), TOKENS)


def codes_from(plate_id: str, address: str) -> Counter:
    """Wrong codes and digits for a plate from an address."""
    return Counter(hidden("codes", plate_id, neighbourhood(address)), CODES)


def last4_of(plate_id: str) -> Counter:
    """Wrong digits for a plate from wherever nobody was ever right."""
    return Counter(hidden("last4", plate_id), LAST4)


def take_turns(*counters: Counter) -> None:
    """Within a transaction, before waits are read: who tries many at once is counted one after the other."""
    hold(*(f"merchant-try:{counter.key}" for counter in counters))


def wait_s(counter: Counter, now: datetime) -> int:
    """Seconds until the next try is looked at."""
    row = _row(counter)
    return counter.patience.wait_s(_count(row, counter, now), row.last_at, now) if row is not None else 0


def is_known(counter: Counter, now: datetime) -> bool:
    """Whether it was right from here not long ago."""
    row = _row(counter)
    return row is not None and row.good_at is not None and now - row.good_at < KNOWN_FOR


def failed(counter: Counter, now: datetime) -> None:
    """Within a transaction: one more in vain."""
    row = _held(counter, now)
    row.count, row.last_at = _count(row, counter, now) + 1, now
    db.session.flush()


def succeeded(counter: Counter, now: datetime) -> None:
    """Within a transaction: it was right from here; what was wrong before is forgotten."""
    row = _held(counter, now)
    row.count, row.last_at, row.good_at = 0, now, now
    db.session.flush()


def _row(counter: Counter) -> MerchantTry | None:
    return db.session.scalar(select(MerchantTry).where(MerchantTry.key == counter.key).execution_options(populate_existing=True))


def _held(counter: Counter, now: datetime) -> MerchantTry:
    take_turns(counter)
    query = select(MerchantTry).where(MerchantTry.key == counter.key).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        row = MerchantTry(key=counter.key, count=0, last_at=now, good_at=None)
        db.session.add(row)
    return row


def _count(row: MerchantTry, counter: Counter, now: datetime) -> int:
    return 0 if now - row.last_at > counter.patience.forgotten_after else row.count
