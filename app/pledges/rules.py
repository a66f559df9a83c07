"""Decides the states of a pledge, how long it holds, what word stands for it, and how its number is written. Knows no table
and no clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.days import city_day
from app.core.errors import AppError, InvalidBody

SIGN_PLEDGE, REFUSE_PLEDGE = "sign-pledge", "refuse-pledge"
MOST_AT_ONCE: Final = 200
"""Pledges filed in one go, shops reminded in one go: some seconds."""


class State(StrEnum):
    """Where a pledge stands. That it was replaced or its term is over is told by `Standing`."""

    SIGNED = "signed"
    """已签待确认: with strokes only."""
    CONFIRMED = "confirmed"
    """By a code, the paper original or a call: it waits to be filed (待备案)."""
    FILED = "filed"
    TERMINATED = "terminated"


class Move(StrEnum):
    """What may be done with a pledge; each is also the kind of the event it leaves."""

    CONFIRM = "confirm"
    FILE = "file"
    TERMINATE = "terminate"


class Path(NamedTuple):
    """Where a move may begin and where it leads."""

    starts: frozenset[State]
    leads_to: State


MOVES: Final[dict[Move, Path]] = {
    Move.CONFIRM: Path(frozenset({State.SIGNED}), State.CONFIRMED),
    Move.FILE: Path(frozenset({State.CONFIRMED}), State.FILED),
    Move.TERMINATE: Path(frozenset({State.SIGNED, State.CONFIRMED, State.FILED}), State.TERMINATED),
}
"""The machine as data."""


class How(StrEnum):
    """What made sure that it was the merchant who signed."""

    CODE = "code"
    PAPER = "paper"
    PHONE = "phone"


class Standing(StrEnum):
    """What a pledge is worth on a day, as lists tell it."""

    SIGNED = "signed"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"


VALID: Final = frozenset({Standing.ACTIVE, Standing.EXPIRING})
"""有效. What waits to be filed is none of these."""
WAITING: Final = frozenset({Standing.SIGNED, Standing.CONFIRMED})


class Capacity(StrEnum):
    """As what somebody signs for a shop."""

    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"


class Doubt(StrEnum):
    """What a person should look at in a signing; never a reason to refuse it. In the order they are told."""

    DOCUMENT_MISSING = "document-missing"
    NOT_CANONICAL = "not-canonical"
    FORM_UNKNOWN = "form-unknown"
    PLEDGE_DIFFERS = "pledge-differs"
    SHOP_DIFFERS = "shop-differs"
    SHOP_CLOSED = "shop-closed"
    SCHEME_UNKNOWN = "scheme-unknown"
    WORDING_DIFFERS = "wording-differs"
    TERM_DIFFERS = "term-differs"
    OFFICE_DIFFERS = "office-differs"
    SIGNER_MISSING = "signer-missing"
    STROKES_MISSING = "strokes-missing"
    STROKES_ODD = "strokes-odd"
    OFFICER_STROKES_MISSING = "officer-strokes-missing"
    NOT_READ_ALOUD = "not-read-aloud"
    TIME_DIFFERS = "time-differs"
    POSITION_MISSING = "position-missing"
    PHOTO_MISSING = "photo-missing"
    OFFICER_DIFFERS = "officer-differs"
    AUTHOR_UNCONFIRMED = "author-unconfirmed"
    NOT_ALLOWED = "not-allowed"
    OFFICERS_MISSING = "officers-missing"
    REASON_MISSING = "reason-missing"
    UNREADABLE = "unreadable"


BARS_FILING: Final = frozenset(
    {
        *(Doubt.DOCUMENT_MISSING, Doubt.NOT_CANONICAL, Doubt.FORM_UNKNOWN, Doubt.SHOP_DIFFERS, Doubt.SCHEME_UNKNOWN),
        *(Doubt.WORDING_DIFFERS, Doubt.SIGNER_MISSING, Doubt.STROKES_MISSING, Doubt.STROKES_ODD, Doubt.UNREADABLE),
    }
)
"""What leaves open who promised what: such a document is never filed, the shop signs anew."""
_DOUBT_ORDER: Final = {doubt.value: place for place, doubt in enumerate(Doubt)}


class IllegalMove(AppError):
    """The pledge is not in a state from which this is possible; `allowed` says what is."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible in the pledge's present state: read it again and choose one of the allowed moves."


def after(state: State, move: Move) -> State:
    """The state after a move. Raises IllegalMove with what is allowed instead."""
    path = MOVES[move]
    if state not in path.starts:
        raise IllegalMove(state=state, allowed=[one.value for one in Move if state in MOVES[one].starts])
    return path.leads_to


def in_order(doubts: Collection[str]) -> list[str]:
    """Each doubt once, in the order of `Doubt`."""
    return sorted(set(doubts), key=lambda doubt: _DOUBT_ORDER[doubt])


def last_day(first: date, months: int) -> date:
    """The last day of a term of whole months: the one before the same day of a later month, or that month's last."""
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=first.day - 1), following) - timedelta(days=1)


def notice_from(valid_to: date, notice_days: int) -> date:
    """The first day on which a pledge counts as expiring."""
    return valid_to - timedelta(days=notice_days)


def standing(state: State, *, superseded: bool, valid_to: date | None, notice_from: date | None, today: date) -> Standing:
    """The word for a pledge on this day; `valid_to` is the last day on which it holds, from `notice_from` on it expires."""
    if state is State.TERMINATED:
        return Standing.TERMINATED
    if superseded:
        return Standing.SUPERSEDED
    if state is not State.FILED or valid_to is None or notice_from is None:
        return Standing.SIGNED if state is State.SIGNED else Standing.CONFIRMED
    if today > valid_to:
        return Standing.EXPIRED
    return Standing.EXPIRING if today >= notice_from else Standing.ACTIVE


def series_of(mark: str, now: datetime) -> str:
    """What the numbers of a street's pledges of this year have in common: 「望河包〔2026〕」."""
    return f"{mark}包〔{city_day(now).year}〕"


def number_of(series: str, running: int) -> str:
    """A whole number: full year in hexagonal brackets, running number without zeros before it."""
    return f"{series}{running}号"


def refusal(pointer: str, detail: str) -> InvalidBody:
    """A refusal that points at one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
