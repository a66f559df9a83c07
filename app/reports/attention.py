"""Decides which phones ask for a person, why, and which come first. Knows no table and no clock: `now` comes in.

It looks at phones, never at people: nothing here says when or how much somebody works.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

WAITED_LONG: Final = timedelta(minutes=30)
OVERDUE: Final = timedelta(hours=4)
"""Half a shift: what waits longer may not come home with the phone."""
SILENT: Final = timedelta(hours=24)
SETTLING: Final = timedelta(hours=1)
"""As long numbers that a phone gave after it last told are taken as still on their way."""
PASSING_TROUBLE: Final = frozenset({"no-network", "server-busy"})
"""These end by themselves, so they count only while something waits."""
_LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)


class Reason(StrEnum):
    """Why a phone asks for a person; the first that applies is the gravest."""

    LOSS = "loss"
    GAP = "gap"
    OVERDUE = "overdue"
    SILENT = "silent"
    WAITING = "waiting"
    TROUBLE = "trouble"


GRAVE: Final = frozenset({Reason.LOSS, Reason.GAP, Reason.OVERDUE})


@dataclass(frozen=True)
class Heard:
    """What is known of a phone for this question: what waits since when, what it said and when it was heard."""

    outstanding: int
    oldest: datetime | None
    last_seen: datetime
    trouble: str | None
    gaps: int
    losses: int


def reasons(phone: Heard, now: datetime) -> tuple[Reason, ...]:
    """Every reason that applies, the gravest first; none for a quiet phone."""
    waited = now - phone.oldest if phone.outstanding and phone.oldest else timedelta()
    applies = {
        Reason.LOSS: phone.losses > 0,
        Reason.GAP: phone.gaps > 0,
        Reason.OVERDUE: waited > OVERDUE,
        Reason.SILENT: phone.outstanding > 0 and now - phone.last_seen > SILENT,
        Reason.WAITING: WAITED_LONG < waited <= OVERDUE,
        Reason.TROUBLE: phone.trouble is not None and (phone.trouble not in PASSING_TROUBLE or phone.outstanding > 0),
    }
    return tuple(reason for reason in Reason if applies[reason])


def order(why: tuple[Reason, ...], oldest: datetime | None, device_id: str) -> tuple[int, datetime, int, str]:
    """Sort key: who asks for a person first, among them what has waited longest, then the gravest reason."""
    gravest = list(Reason).index(why[0]) if why else len(Reason)
    return (0 if why else 1, oldest or _LAST, gravest, device_id)


def judged_to(given: int | None, told_at: datetime | None, arrived: int | None, last_seen: datetime) -> int:
    """Up to which number a chain can be judged: what the phone had given when it last told, and once that is long past
    (or it never told) also what arrived since."""
    if given is None or told_at is None:
        return arrived or 0
    return given if last_seen - told_at <= SETTLING else max(given, arrived or 0)
