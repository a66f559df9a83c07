"""What `cases.py` asks: each question with ever other values, as people at a desk, on the street and in a unit ask it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core import clock
from scripts.bench import values
from scripts.bench.population import WORDS
from scripts.bench.readers import PATROL

AIM_MS: Final = 100.0
FIGURES_AIM_MS: Final = 1_000.0


@dataclass(frozen=True)
class Question:
    """Something that is asked with ever other values: a path with its query."""

    what: str
    aim_ms: float
    path: values.Path
    who: str = "desk"


def questions() -> list[Question]:
    """What is asked."""
    return [*_lists(), *_lists_of_others(), *_searches(), *_reports(), *_figures(), *_figures_of_others()]


def _lists() -> list[Question]:
    return [
        Question("list: newest", AIM_MS, lambda chance: "/cases"),
        Question("list: one open state, by due", AIM_MS, lambda chance: f"/cases?state={values.open_state(chance)}&sort=due"),
        Question("list: open, unit and colour, by due", AIM_MS, values.open_of_unit),
        Question("list: one segment", AIM_MS, lambda chance: f"/cases?segment={values.segment(chance)}"),
        Question("list: segment, category, closed", AIM_MS, values.narrow),
        Question(
            "list: unit and category",
            AIM_MS,
            lambda chance: f"/cases?unit={values.unit(chance)}&category={values.category(chance)}",
        ),
        Question("list: two categories, some days", AIM_MS, values.days),
        Question("list: cell, urgent", AIM_MS, lambda chance: f"/cases?urgent=true&cell={values.cell(chance)}"),
        Question("list: a campaign", AIM_MS, lambda chance: f"/cases?campaign=campaign-{chance.randrange(20):02d}"),
        Question("list: voided in a unit", AIM_MS, lambda chance: f"/cases?state=voided&unit={values.unit(chance)}"),
        Question("list: the tenth page", AIM_MS, values.tenth),
        Question("list: any filters at all", AIM_MS, values.anything),
        Question("counts of a list's tabs", AIM_MS, lambda chance: "/cases/counts"),
        Question("counts of a unit's tabs", AIM_MS, lambda chance: f"/cases/counts?unit={values.unit(chance)}"),
        Question("counts of any list's tabs", AIM_MS, lambda chance: values.anything(chance).replace("/cases", "/cases/counts")),
        Question("case page", AIM_MS, lambda chance: f"/cases/{values.number(chance)}"),
    ]


_OTHERS: Final = (("street", "a street of 500 cells"), ("district", "half the city, 2,500 cells"), ("chief", "a chief"))


def _lists_of_others() -> list[Question]:
    of_category: values.Path = lambda chance: f"/cases?category={values.category(chance)}"  # noqa: E731
    return [
        Question("a patrol with 100,000: own", AIM_MS, lambda chance: "/cases", PATROL),
        Question("a patrol with 100,000: a category", AIM_MS, of_category, PATROL),
        Question("a patrol with 100,000: any filters", AIM_MS, values.anything, PATROL),
        Question("a unit with half of all: own", AIM_MS, lambda chance: "/cases", "unit01"),
        Question("a unit with half of all: a category", AIM_MS, of_category, "unit01"),
        Question("a unit with half of all: any filters", AIM_MS, values.anything, "unit01"),
        Question("a unit with half of all: tabs", AIM_MS, lambda chance: "/cases/counts", "unit01"),
        Question("a small unit: a category", AIM_MS, of_category, "unit07"),
        *(
            Question(f"{name}: {what}", AIM_MS, path, who)
            for who, name in (
                ("street", "a street of 500 cells"),
                ("district", "half the city, 2,500 cells"),
                ("chief", "a chief"),
            )
            for what, path in (
                ("newest", lambda chance: "/cases"),
                ("a category", of_category),
                ("any filters", values.anything),
                ("tabs", lambda chance: "/cases/counts"),
                ("a word", lambda chance: f"/cases?q={values.word(chance)}"),
            )
        ),
        Question("a corner of the city: any filters", AIM_MS, values.anything, "corner"),
    ]


def _searches() -> list[Question]:
    return [
        Question("search: a word, frequent or not", AIM_MS, lambda chance: f"/cases?q={values.word(chance)}"),
        Question("search: two words", AIM_MS, lambda chance: f"/cases?q={'%20'.join(chance.sample(WORDS, 2))}"),
        Question("search: two words in one piece", AIM_MS, lambda chance: f"/cases?q={''.join(chance.sample(WORDS, 2))}"),
        Question("search: a road", AIM_MS, lambda chance: f"/cases?q=东西{chance.randrange(1, 6)}路"),
        Question("search: a road in another's segment", AIM_MS, values.elsewhere),
        Question("search: a shop", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x4E00, 0x8E00))}超市"),
        Question("search: the end of a number", AIM_MS, lambda chance: f"/cases?q={chance.randrange(1, 680):05d}"),
        Question("search: words, segment, closed", AIM_MS, values.words_in_segment),
        Question("search: words in open cases, by due", AIM_MS, values.words_open),
        Question("search: words and any filters", AIM_MS, values.words_anywhere),
        Question("search: nothing has it", AIM_MS, lambda chance: f"/cases?q={chr(chance.randrange(0x9000, 0x9FFF))}乐"),
        Question("search: counts of the tabs", AIM_MS, lambda chance: f"/cases/counts?q={values.word(chance)}"),
    ]


def _reports() -> list[Question]:
    return [
        Question("inbox: waiting, of a million reports", AIM_MS, lambda chance: "/reports?status=pending"),
        Question("inbox: accepted", AIM_MS, lambda chance: f"/reports?status=accepted&cursor={values.cursor(chance)}"),
        Question("inbox: of a street", AIM_MS, lambda chance: "/reports?status=pending", "street"),
        Question("inbox: of half the city", AIM_MS, lambda chance: "/reports?status=pending", "district"),
        Question("inbox: of a corner", AIM_MS, lambda chance: "/reports?status=pending", "corner"),
        Question("reports: a patrol's own", AIM_MS, lambda chance: f"/reports?cursor={values.cursor(chance)}", PATROL),
        Question("reports: of a corner, accepted", AIM_MS, lambda chance: "/reports?status=accepted", "corner"),
        Question("report page", AIM_MS, lambda chance: f"/reports/{values.report(chance)}"),
    ]


def _figures() -> list[Question]:
    return [
        Question("figures: a month", FIGURES_AIM_MS, lambda chance: f"/figures?period={values.month(chance)}"),
        Question("figures: this month, by unit", FIGURES_AIM_MS, lambda chance: f"/figures?period={clock.now():%Y-%m}&by=unit"),
        Question("figures: a week, by street", FIGURES_AIM_MS, lambda chance: f"/figures?period={values.week(chance)}&by=street"),
        Question("figures: a year, by unit", FIGURES_AIM_MS, lambda chance: f"/figures?period={values.year(chance)}&by=unit"),
        Question("figures: the last twelve months, by segment", FIGURES_AIM_MS, values.twelve_months),
        Question("figures: ranking of segments, a year", FIGURES_AIM_MS, values.ranking),
        Question("figures: what is behind one", FIGURES_AIM_MS, values.behind),
        Question("figures: what is behind a year's", FIGURES_AIM_MS, values.behind_year),
    ]


def _figures_of_others() -> list[Question]:
    return [
        Question(f"figures of {name}: {what}", FIGURES_AIM_MS, path, who)
        for who, name in (("street", "a street"), ("district", "half the city"), ("chief", "a chief"), ("corner", "a corner"))
        for what, path in (
            ("a month", lambda chance: f"/figures?period={values.month(chance)}"),
            ("a year, by unit", lambda chance: f"/figures?period={values.year(chance)}&by=unit"),
            ("behind one", values.behind_year),
        )
    ]
