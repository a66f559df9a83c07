"""The shape of what checks look at: a report with its photos and what was there before. Knows no table and no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.photos.traits import Traits
from app.reports.chain import Runs


class Tone(StrEnum):
    """How a finding is meant: found in order, or worth a look. Neither decides anything."""

    GOOD = "good"
    LOOK = "look"


@dataclass(frozen=True)
class Finding:
    """One answer of a rule; `facts` fill the slots of the sentence that a screen has for `slug`."""

    slug: str
    tone: Tone
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Photo:
    """A photo that the report names; `traits` is None while nobody has read it, or where no picture can be drawn."""

    sha256: str
    role: str | None
    source: str | None
    traits: Traits | None


@dataclass(frozen=True)
class Fix:
    """Where a phone was: degrees in WGS-84, metres of accuracy as the phone gave it, and when it measured or sealed it.

    `by_hand` for a place that somebody set or scanned.
    """

    report_id: str
    lon: float
    lat: float
    accuracy_m: float | None
    at: datetime
    by_hand: bool = False


@dataclass(frozen=True)
class Likeness:
    """An earlier report with nearly the same picture, and in how many of 64 bits the two pictures differ."""

    report_id: str
    bits: int


@dataclass(frozen=True)
class Numbers:
    """The numbers of the phone's chain between the report and the one before it that arrived: those that should be here
    and are not, and those that the phone still has or may have."""

    missing: Runs
    waiting: Runs


@dataclass(frozen=True)
class Seen:
    """A report and its surroundings at the moment of the check.

    `captured_at` is the phone's time, `happened_at` the same by the server's clock. `before` is the fix of the phone's
    report before this one; `same_spot` are fixes of other reports of the phone with the same six decimals and the same
    accuracy; `same_bytes` names, by photo, the first other report that came with the very same file, `near` the one whose
    picture was there before and is most like it. `numbers` is None for a report without a place in a chain.
    """

    captured_at: datetime | None
    happened_at: datetime
    received_at: datetime
    flags: frozenset[str]
    fix: Fix | None
    fixed_at: datetime | None
    photos: tuple[Photo, ...]
    before: Fix | None
    same_spot: tuple[Fix, ...]
    same_bytes: Mapping[str, str]
    near: Mapping[str, Likeness]
    numbers: Numbers | None
