"""What `cases.py` asks: each question with ever other values, as people at a desk, on the street and in a unit ask it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.catalog.default_file import default_catalog
from app.core import clock
from app.core.paging import encode_cursor
from scripts.bench import city, million

COUNT: Final = 1_000_000
AIM_MS: Final = 100.0
FIGURES_AIM_MS: Final = 1_000.0


@dataclass(frozen=True)
class Question:
    """Something that is asked with ever other values: a path with its query."""

    what: str
    aim_ms: float
    path: Callable[[random.Random], str]
    who: str = "desk"


def questions() -> list[Question]:
    """What is asked."""
    return [
        Question("list: newest", AIM_MS, lambda chance: "/cases"),
        Question("list: one open state, by due", AIM_MS, lambda chance: f"/cases?state={_open(chance)}&sort=due"),
        Question("list: open, unit and colour, by due", AIM_MS, _open_of_unit),
        Question("list: one segment", AIM_MS, lambda chance: f"/cases?segment={_segment(chance)}"),
        Question("list: segment, category, closed", AIM_MS, _narrow),
        Question("list: unit and category", AIM_MS, lambda chance: f"/cases?unit={_unit(chance)}&category={_category(chance)}"),
        Question("list: two categories, some days", AIM_MS, _days),
        Question("list: cell, urgent", AIM_MS, lambda chance: f"/cases?urgent=true&cell={_cell(chance)}"),
        Question("list: a campaign", AIM_MS, lambda chance: f"/cases?campaign=campaign-{chance.randrange(20):02d}"),
        Question("list: a patrol's own", AIM_MS, lambda chance: f"/cases?category={_category(chance)}", "patrol00"),
        Question("list: a unit's", AIM_MS, lambda chance: f"/cases?category={_category(chance)}", "unit01"),
        Question("list: the tenth page", AIM_MS, _tenth),
        Question("counts of a list's tabs", AIM_MS, lambda chance: f"/cases/counts?unit={_unit(chance)}"),
        Question("search: a frequent word", AIM_MS, lambda chance: f"/cases?q={chance.choice(million.WORDS)}"),
        Question("search: two frequent words", AIM_MS, lambda chance: f"/cases?q={'%20'.join(chance.sample(million.WORDS, 2))}"),
        Question("search: a road", AIM_MS, lambda chance: f"/cases?q=东西{chance.randrange(1, 6)}路"),
        Question("search: a shop", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x4E00, 0x8E00))}超市"),
        Question("search: the end of a number", AIM_MS, lambda chance: f"/cases?q={chance.randrange(1, 680):05d}"),
        Question("search: words, segment, closed", AIM_MS, _words_in_segment),
        Question("search: words in open cases, by due", AIM_MS, _words_open),
        Question("search: nothing has it", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x9000, 0x9FFF))}乐"),
        Question("case page", AIM_MS, lambda chance: f"/cases/{_number(chance)}"),
        Question("figures: a month", FIGURES_AIM_MS, lambda chance: f"/figures?period={_month(chance)}"),
        Question("figures: a year, by unit", FIGURES_AIM_MS, lambda chance: f"/figures?period={_year(chance)}&by=unit"),
        Question("figures: the last twelve months, by segment", FIGURES_AIM_MS, _twelve_months),
        Question("figures: ranking of segments, a year", FIGURES_AIM_MS, _ranking),
        Question("figures: what is behind one", FIGURES_AIM_MS, _behind),
    ]


_CHANCE_DAYS: Final = 365 * million.YEARS
_SEGMENTS: Final = [code for code, _, _ in city.segments(city.SMALL)]
_CELLS: Final = [code for code, _ in city.cells(city.SMALL)]


def _segment(chance: random.Random) -> str:
    return chance.choice(_SEGMENTS)


def _cell(chance: random.Random) -> str:
    return chance.choice(_CELLS)


def _unit(chance: random.Random) -> str:
    return chance.choice(million.UNITS)


def _month(chance: random.Random) -> str:
    day = clock.now() - timedelta(days=chance.randrange(_CHANCE_DAYS))
    return day.strftime("%Y-%m")


def _year(chance: random.Random) -> int:
    return clock.now().year - chance.randrange(million.YEARS - 1)


def _twelve_months(chance: random.Random) -> str:
    last = clock.now().date() - timedelta(days=chance.randrange(60))
    return f"/figures?by=segment&period={last - timedelta(days=364)}..{last}"


def _ranking(chance: random.Random) -> str:
    return f"/figures/ranking?by=segment&period={_year(chance)}"


def _behind(chance: random.Random) -> str:
    return f"/figures/on-time-disposal-rate/cases?period={_month(chance)}&part=numerator&by=unit&key={_unit(chance)}"


def _open(chance: random.Random) -> str:
    return chance.choice(("filed", "dispatched", "claimed", "disposed", "checking", "rework", "suspended"))


def _category(chance: random.Random) -> str:
    return chance.choice(_slugs())


def _slugs() -> list[str]:
    return [entry.slug for entry in default_catalog().entries]


def _open_of_unit(chance: random.Random) -> str:
    return f"/cases?state=dispatched,claimed,rework&unit={_unit(chance)}&colour={chance.choice(('red', 'yellow'))}&sort=due"


def _narrow(chance: random.Random) -> str:
    return f"/cases?state=closed&segment={_segment(chance)}&category={_category(chance)}"


def _days(chance: random.Random) -> str:
    day = clock.now().date() - timedelta(days=chance.randrange(30, _CHANCE_DAYS))
    return f"/cases?category={_category(chance)},{_category(chance)}&from={day}&to={day + timedelta(days=14)}"


def _words_in_segment(chance: random.Random) -> str:
    return f"/cases?q={chance.choice(million.WORDS)}&segment={_segment(chance)}&state=closed"


def _words_open(chance: random.Random) -> str:
    return f"/cases?q={chance.choice(million.WORDS)}&state={_open(chance)}&sort=due"


def _tenth(chance: random.Random) -> str:
    return f"/cases?unit={_unit(chance)}&state=closed&cursor={_cursor(chance.randrange(10_000, COUNT))}"


def _cursor(number: int) -> str:
    return encode_cursor(number)


def _number(chance: random.Random) -> str:
    day = (clock.now() - timedelta(days=chance.randrange(2, _CHANCE_DAYS))).strftime("%Y%m%d")
    return f"410104{day}{chance.randrange(1, 600):05d}"
