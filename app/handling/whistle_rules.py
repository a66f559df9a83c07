"""Decides what a whistle needs and whom it called. Knows no table and no clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.accounts.rules import Role
from app.core.errors import InvalidBody

LONGEST: Final = timedelta(days=7)
"""A whistle calls people to a place: one for next month is a plan."""
MOST_UNITS: Final = 20


class WhistleKind(StrEnum):
    """Who blew: 街道吹哨 or 路长吹哨."""

    STREET = "street"
    CHIEF = "chief"


def kind_of(roles: Collection[Role]) -> WhistleKind:
    """Whose whistle it is: a road chief's where somebody is one, else a street's."""
    return WhistleKind.CHIEF if Role.CHIEF in roles else WhistleKind.STREET


def check_call(units: Collection[str], known: Collection[str], reply_by: datetime | None, now: datetime) -> datetime:
    """The time to come by. Raises InvalidBody with pointers; `known` are the units at work that have people."""
    if not 1 <= len(units) <= MOST_UNITS:
        raise refusal("/co_units", f"A whistle calls 1 to {MOST_UNITS} units.")
    unknown = sorted(set(units) - set(known))
    if unknown:
        raise refusal("/co_units", f"'{unknown[0]}' is no unit at work with people: a body outside is written a letter.")
    if reply_by is None or not now < reply_by <= now + LONGEST:
        raise refusal("/reply_by", f"Say by when the units come: later than now, within {LONGEST.days} days.")
    return reply_by


def comes_for(waiting: Collection[str], own: Collection[str], reached: Collection[str], named: str | None) -> list[str]:
    """For which of the called units that have not come somebody comes: the named one, their own ones, else all they reach."""
    if named is not None:
        return [named] if named in waiting and named in reached else []
    return sorted(set(waiting) & set(own)) or sorted(set(waiting) & set(reached))


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong, and where."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
