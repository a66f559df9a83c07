"""Decides what a road chief is. Knows no table and no clock."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from app.roster.rules import MAX_NAME, PHONE, refusal, text_or_none

LEVELS: Final = range(4)
"""0 is the chief of the whole district, then first to third."""


class ChiefFacts(NamedTuple):
    """A road chief of a segment: level 0 to 3, what they are elsewhere, the number people may call and whether it is shown
    with their consent; days of the city's calendar, both included, None for an open end."""

    segment_code: str
    level: int
    name: str
    duty: str
    person_id: str | None
    number: str | None
    number_shown: bool
    from_day: date
    to_day: date | None


def checked_chief(facts: ChiefFacts) -> ChiefFacts:
    """The facts as they are stored. Raises InvalidBody with pointers."""
    name, duty, number = facts.name.strip(), facts.duty.strip(), text_or_none(facts.number)
    if facts.level not in LEVELS:
        raise refusal("/level", f"A road chief has a level from {LEVELS[0]} to {LEVELS[-1]}.")
    for pointer, text, least in (("/name", name, 1), ("/duty", duty, 0)):
        if not least <= len(text) <= MAX_NAME:
            raise refusal(pointer, f"Write {least} to {MAX_NAME} characters.")
    if number is not None and not PHONE.fullmatch(number):
        raise refusal("/number", "A telephone number has digits, blanks and + ( ) - only, at most 30.")
    if facts.number_shown and number is None:
        raise refusal("/number", "There is no number to show: enter it, or do not show it.")
    if facts.to_day is not None and facts.to_day < facts.from_day:
        raise refusal("/to", "The last day is not before the first.")
    return facts._replace(name=name, duty=duty, number=number)


def days_meet(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans of days, both ends included, have a day in common."""
    return (first[1] is None or second[0] <= first[1]) and (second[1] is None or first[0] <= second[1])
