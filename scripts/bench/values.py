"""With which values `case_questions.py` asks: of every filter the frequent and the rare ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.catalog.default_file import default_catalog
from app.core import clock
from app.core.paging import encode_cursor
from scripts.bench import population
from scripts.bench.population import CELLS, SEGMENTS, UNITS, WORDS

COUNT: Final = 1_000_000
Path = Callable[[random.Random], str]
_CHANCE_DAYS: Final = 365 * population.YEARS
_SLUGS: Final = [entry.slug for entry in default_catalog().entries]
_ALL_STATES: Final = (
    *("filed", "dispatched", "claimed", "disposed", "checking", "checked", "rework", "suspended", "voided"),
    *("closed",) * 6,
)


def segment(chance: random.Random) -> str:
    return chance.choice(SEGMENTS)[0]


def cell(chance: random.Random) -> str:
    return CELLS[0] if chance.random() < 0.2 else chance.choice(CELLS)


def unit(chance: random.Random) -> str:
    return chance.choice(UNITS)


def category(chance: random.Random) -> str:
    """The first ones have most of the cases."""
    return chance.choice(_SLUGS[:5]) if chance.random() < 0.4 else chance.choice(_SLUGS)


def word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def month(chance: random.Random) -> str:
    day = clock.now() - timedelta(days=chance.randrange(_CHANCE_DAYS))
    return day.strftime("%Y-%m")


def week(chance: random.Random) -> str:
    day = clock.now() - timedelta(days=chance.randrange(_CHANCE_DAYS))
    return day.strftime("%G-W%V")


def year(chance: random.Random) -> int:
    return clock.now().year - chance.randrange(population.YEARS - 1)


def twelve_months(chance: random.Random) -> str:
    last = clock.now().date() - timedelta(days=chance.randrange(60))
    return f"/figures?by=segment&period={last - timedelta(days=364)}..{last}"


def ranking(chance: random.Random) -> str:
    return f"/figures/ranking?by=segment&period={year(chance)}"


_RATES: Final = ("on-time-disposal-rate", "rework-rate", "disposal-rate", "accurate-filing-rate", "recurrence-rate")


def behind(chance: random.Random) -> str:
    part = chance.choice(("numerator", "denominator"))
    return f"/figures/{chance.choice(_RATES)}/cases?period={month(chance)}&part={part}&by=unit&key={unit(chance)}"


def behind_year(chance: random.Random) -> str:
    part = chance.choice(("numerator", "denominator"))
    return f"/figures/{chance.choice(_RATES)}/cases?period={year(chance)}&part={part}&by=category&key={category(chance)}"


def open_state(chance: random.Random) -> str:
    return chance.choice(("filed", "dispatched", "claimed", "disposed", "checking", "rework", "suspended"))


def open_of_unit(chance: random.Random) -> str:
    return f"/cases?state=dispatched,claimed,rework&unit={unit(chance)}&colour={chance.choice(('red', 'yellow'))}&sort=due"


def of_unit_and_category(chance: random.Random) -> str:
    return f"/cases?unit={unit(chance)}&category={category(chance)}"


def narrow(chance: random.Random) -> str:
    return f"/cases?state=closed&segment={segment(chance)}&category={category(chance)}"


def days(chance: random.Random) -> str:
    return f"/cases?category={category(chance)},{category(chance)}&{_fortnight(chance)}"


def _fortnight(chance: random.Random) -> str:
    day = clock.now().date() - timedelta(days=chance.randrange(30, _CHANCE_DAYS))
    return f"from={day}&to={day + timedelta(days=14)}"


_FILTERS: Final[tuple[Path, ...]] = (
    lambda chance: f"state={chance.choice(_ALL_STATES)}",
    lambda chance: f"state=closed,{open_state(chance)}",
    lambda chance: f"unit={unit(chance)}",
    lambda chance: f"unit={unit(chance)},{unit(chance)}",
    lambda chance: f"segment={segment(chance)}",
    lambda chance: f"segment={','.join(segment(chance) for _ in range(5))}",
    lambda chance: f"cell={cell(chance)}",
    lambda chance: f"category={category(chance)}",
    lambda chance: f"category={','.join(category(chance) for _ in range(3))}",
    lambda chance: f"group={chance.choice(('four_disorders', 'flyposting', 'manhole', 'other'))}",
    lambda chance: f"origin={chance.choice(('patrol', 'hotline', 'website'))}",
    lambda chance: f"campaign=campaign-{chance.randrange(20):02d}",
    lambda chance: f"urgent={chance.choice(('true', 'false'))}",
    lambda chance: f"supervised={chance.choice(('true', 'false'))}",
    _fortnight,
)


def anything(chance: random.Random) -> str:
    """One to four filters; one that is named twice counts once."""
    chosen = {part.split("=")[0]: part for part in (one(chance) for one in chance.sample(_FILTERS, chance.randrange(1, 5)))}
    return f"/cases?{'&'.join(chosen.values())}"


def words_anywhere(chance: random.Random) -> str:
    return f"{anything(chance)}&q={word(chance)}"


def words_in_segment(chance: random.Random) -> str:
    return f"/cases?q={word(chance)}&segment={segment(chance)}&state=closed"


def elsewhere(chance: random.Random) -> str:
    """Nothing has both, though each is frequent."""
    other = SEGMENTS[chance.randrange(40)][0]
    return f"/cases?q=东西{chance.randrange(2, 6)}路&segment={other}"


def words_open(chance: random.Random) -> str:
    return f"/cases?q={word(chance)}&state={open_state(chance)}&sort=due"


def tenth(chance: random.Random) -> str:
    return f"/cases?unit={unit(chance)}&state=closed&cursor={cursor(chance)}"


def cursor(chance: random.Random) -> str:
    return encode_cursor(chance.randrange(10_000, COUNT))


def number(chance: random.Random) -> str:
    day = (clock.now() - timedelta(days=chance.randrange(2, _CHANCE_DAYS))).strftime("%Y%m%d")
    return f"410104{day}{chance.randrange(1, 600):05d}"


def report(chance: random.Random) -> str:
    return f"00000000-0000-7000-8000-{chance.randrange(1, COUNT):012d}"
