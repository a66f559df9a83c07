"""Decides how days are numbered, a rate is rounded and a ranking made. Knows no table and no clock.

Segments and units are ranked, by two rates, from `LEAST_RANKED` cases up; people never (国办函〔2026〕12号).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

LEAST_RANKED: Final = 30
"""With fewer cases a rate says nothing about whoever had them."""


class By(StrEnum):
    """What figures are told apart by."""

    UNIT = "unit"
    SEGMENT = "segment"
    STREET = "street"
    CATEGORY = "category"


class CampaignState(StrEnum):
    """Where a campaign stands by its days."""

    PLANNED = "planned"
    ON = "on"
    OVER = "over"


def campaign_state(first: date, last: date, today: date) -> CampaignState:
    """Before its first day, within its days, after its last."""
    if today < first:
        return CampaignState.PLANNED
    return CampaignState.OVER if today > last else CampaignState.ON


RANKED_BY: Final = (By.SEGMENT, By.UNIT)


def day_number(day: date) -> int:
    """A day as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def month_of(day: int) -> int:
    """The month, yyyymm, of a day, yyyymmdd."""
    return day // 100


def days_of(month: int) -> tuple[int, int]:
    """The first and the last day, yyyymmdd, of a month, yyyymm."""
    return month * 100 + 1, month * 100 + calendar.monthrange(*divmod(month, 100))[1]


@dataclass(frozen=True)
class Counted:
    """The two numbers of a rate."""

    numerator: int
    denominator: int

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def percent(self) -> str | None:
        """Two decimals, halves rounded up; None, never 0 or 100, where nothing was counted."""
        if self.denominator == 0:
            return None
        exact = Decimal(self.numerator * 100) / Decimal(self.denominator)
        return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class Place:
    """A place in a ranking; equal rates share one."""

    place: int
    key: str
    counted: Counted


def ranked(groups: Iterable[tuple[str, Counted]], *, more_is_better: bool) -> list[Place]:
    """Those with enough cases, the best first, equal ones by key."""

    def rate(one: Counted) -> Fraction:
        return Fraction(one.numerator, one.denominator) * (-1 if more_is_better else 1)

    enough = sorted(((rate(one), key, one) for key, one in groups if one.denominator >= LEAST_RANKED), key=lambda row: row[:2])
    places: list[Place] = []
    for number, (exact, key, one) in enumerate(enough, 1):
        same = bool(places) and rate(places[-1].counted) == exact
        places.append(Place(places[-1].place if same else number, key, one))
    return places
