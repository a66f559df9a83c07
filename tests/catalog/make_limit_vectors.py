"""Writes tests/contract/limit_vectors.json, which the phone's clocks are held to: plans, and clocks with what became of them.

Run it after a change of the rules: .venv/bin/python -m tests.catalog.make_limit_vectors
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.catalog.limits import ClockEvent, Happening, Length, read
from app.catalog.rules import Unit
from app.catalog.time_plan import DAY_MS, HOUR_MS, MINUTE_MS, WorkingTime
from tests.catalog.city_time import CALENDAR, PLANS, SUMMER, at

FILE = Path(__file__).parents[1] / "contract" / "limit_vectors.json"
ROWS = 1500
FIRST, LAST = at("2025-12-20T00:00"), at("2027-02-10T00:00")
UNITS = tuple(Unit)


def vectors() -> dict[str, Any]:
    """The file's content: columns plan, start, halves, unit, events [at, what, halves, unit], now, and the reading."""
    dice = random.Random(20261121)
    plans = {plan.code: asdict(plan) for plan in (*PLANS, SUMMER)}
    working = {code: WorkingTime(plan, CALENDAR) for code, plan in zip(plans, (*PLANS, SUMMER), strict=True)}
    rows = [_row(dice, code, working[code]) for _ in range(ROWS // len(plans)) for code in plans]
    calendar = {"days_off": sorted(CALENDAR.days_off), "made_up": sorted(CALENDAR.made_up)}
    return {"calendar": calendar, "plans": plans, "rows": rows}


def _row(dice: random.Random, code: str, working: WorkingTime) -> list[Any]:
    start = _moment(dice, FIRST, LAST)
    length = Length(dice.randint(1, 30), dice.choice(UNITS))
    events = [_event(dice, start) for _ in range(dice.randint(0, 5))]
    now = start + dice.randint(0, 25 * DAY_MS)
    reading = read(start, length, events, working, now)
    told = [[one.at, one.what.value, *([one.by.halves, one.by.unit.value] if one.by else [])] for one in events]
    return [code, start, length.halves, length.unit.value, told, now, *asdict(reading).values(), reading.colour.value]


def _event(dice: random.Random, start: int) -> ClockEvent:
    what = dice.choices(tuple(Happening), weights=(4, 4, 2, 1))[0]
    by = Length(dice.randint(1, 10), dice.choice(UNITS)) if what is Happening.EXTENDED else None
    return ClockEvent(_moment(dice, start, start + 20 * DAY_MS), what, by)


def _moment(dice: random.Random, first: int, last: int) -> int:
    """Mostly any millisecond; often a full or half hour, where shifts begin and end."""
    moment = dice.randint(first, last)
    return (
        moment
        if dice.random() < 0.6
        else moment - moment % (HOUR_MS // 2) + dice.choice((-1, 0, 0, 1)) * dice.choice((1, MINUTE_MS))
    )


if __name__ == "__main__":
    content = vectors()
    rows = ",\n".join(json.dumps(row) for row in content.pop("rows"))
    FILE.write_text(json.dumps(content)[:-1] + ', "rows": [\n' + rows + "\n]}\n", "utf-8")
