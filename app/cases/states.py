"""Decides what can become of reports and cases: their states, flags and words. Knows no request, no table and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.errors import AppError

UNDO_WITHIN: Final = timedelta(seconds=30)
"""How long a verdict may be taken back by whoever gave it (contract §5)."""


class ReportStatus(StrEnum):
    """What became of a report."""

    PENDING = "pending"
    VERIFYING = "verifying"
    """待核实: somebody looks on the spot whether it is so."""
    TO_AMEND = "to-amend"
    """待补正: back with its author, who adds something."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class Flag(StrEnum):
    """What a person should know about a report; never a reason to refuse it. In the order they are told."""

    UNKNOWN_CATEGORY = "unknown-category"
    OUT_OF_AREA = "out-of-area"
    OUT_OF_SCOPE = "out-of-scope"
    SHOP_CLOSED = "shop-closed"
    CLOCK_SKEW = "clock-skew"
    POSITION_MISSING = "position-missing"
    ACCURACY_MISSING = "accuracy-missing"
    COARSE_FIX = "coarse-fix"
    STALE_FIX = "stale-fix"
    NEAR_AREA_LIMIT = "near-area-limit"
    CHOICE_NOT_OFFERED = "choice-not-offered"
    DUPLICATE_SUSPECTED = "duplicate-suspected"
    PHOTOS_TOO_FEW = "photos-too-few"
    PHOTOS_TOO_MANY = "photos-too-many"
    GALLERY = "gallery"
    COURIER = "courier"
    AUTHOR_UNCONFIRMED = "author-unconfirmed"
    CORRECTION_NOT_OWN = "correction-not-own"
    UNKNOWN_SCHEMA = "unknown-schema"
    UNREADABLE_FIELD = "unreadable-field"
    REPAIRED = "repaired"
    PHOTO_UNDECODABLE = "photo-undecodable"
    PHOTO_LOST = "photo-lost"
    SUPERSEDED = "superseded"
    REPLY_UNKNOWN_CASE = "reply-unknown-case"
    REPLY_UNKNOWN_SHOP = "reply-unknown-shop"
    JOIN_NOT_OPEN = "join-not-open"
    DESK_UPLOAD = "desk-upload"
    PERMITTED_HERE = "permitted-here"
    PAPER_SERVED = "paper-served"
    """A paper was given out with it in the street."""
    DESTROYED = "destroyed"


_FLAG_ORDER: Final = {flag.value: place for place, flag in enumerate(Flag)}


def in_order(flags: Iterable[str]) -> list[str]:
    """Each flag once, in the order of `Flag`; words this release does not know come last."""
    return sorted(set(flags), key=lambda flag: (_FLAG_ORDER.get(flag, len(_FLAG_ORDER)), flag))


class Origin(StrEnum):
    """How the city learned of something."""

    PATROL = "patrol"
    HOTLINE = "hotline"
    PUBLIC_ACCOUNT = "public-account"
    WEBSITE = "website"
    MEDIA = "media"
    OPINION = "opinion"
    LEADER = "leader"
    THIRD_PARTY = "third-party"


class Level(StrEnum):
    """How much of a report is durable here."""

    TEXT = "text"
    PHOTOS = "photos"
    BACKED_UP = "backed-up"


class VerdictWord(StrEnum):
    """What a supervisor may decide about a pending report; the last two only ask, and the report comes back."""

    ACCEPT = "accept"
    REJECT = "reject"
    DUPLICATE = "duplicate"
    VERIFY = "verify"
    AMEND = "amend"


LEADS_TO: Final = {
    VerdictWord.ACCEPT: ReportStatus.ACCEPTED,
    VerdictWord.REJECT: ReportStatus.REJECTED,
    VerdictWord.DUPLICATE: ReportStatus.DUPLICATE,
    VerdictWord.VERIFY: ReportStatus.VERIFYING,
    VerdictWord.AMEND: ReportStatus.TO_AMEND,
}


UNDECIDED: Final = frozenset({ReportStatus.PENDING, ReportStatus.VERIFYING, ReportStatus.TO_AMEND})
"""Of a report in one of these nobody has said yet what becomes of it."""


class CaseState(StrEnum):
    """Where a case stands."""

    FILED = "filed"
    DISPATCHED = "dispatched"
    CLAIMED = "claimed"
    DISPOSED = "disposed"
    CHECKING = "checking"
    CHECKED = "checked"
    REWORK = "rework"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    VOIDED = "voided"


OPEN_STATES: Final = frozenset(CaseState) - {CaseState.CLOSED, CaseState.VOIDED}
"""A case in one of these is still worked on: only such a case may take in duplicates."""


CHOICE_ENDED: Final = "choice-ended"
"""Flag of a case whose segment a person chose and that the areas in force do not have; the case keeps it."""


class IllegalMove(AppError):
    """The object is not in a state from which this is possible; `allowed` says what is."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible in the present state."


class Destroyed(AppError):
    """Evidence whose time was over; `at` and `rule` say when and why it was destroyed."""

    status = 410
    slug = "destroyed"
    title = "This was destroyed under the rules for how long evidence is kept: it is in no place any more."


def may_undo(judged_at: datetime, now: datetime) -> bool:
    """Whether a verdict given at `judged_at` may still be taken back."""
    return now - judged_at <= UNDO_WITHIN
