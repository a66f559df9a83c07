"""Decides how a file of days off and made-up days is read: JSON as the command takes it, or a table of days.

A table has a line for each day, `2027-01-01,off`, with `off` (休) or `worked` (班) and, if wanted, who decided it; the first
line may name the columns. Knows no table of the database and no clock.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from typing import Any, Final

from app.catalog.calendar_rules import Year, read_year, refused

LONGEST: Final = 64 * 1024
"""Characters; a year has about forty days worth a line."""
MOST_YEARS: Final = 20
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_OFF: Final = frozenset({"off", "休", "放假", "节假日", "假"})
_WORKED: Final = frozenset({"worked", "work", "班", "上班", "调休", "补班"})
_COLUMNS: Final = 2


def read_file(text: str) -> list[Year]:
    """The years of a file, in their order. Raises InvalidBody with pointers: `/years/…` in JSON, `/lines/…` in a table."""
    clean = text.removeprefix("\ufeff").strip()
    if not clean:
        raise refused("/text", "The file is empty: give days as JSON, or a line for each day.")
    years = _from_json(clean) if clean[0] in "{[" else _from_lines(clean)
    if len(years) > MOST_YEARS:
        raise refused("/years", f"Give at most {MOST_YEARS} years at once.")
    twice = sorted(year.year for place, year in enumerate(years) if any(year.year == other.year for other in years[:place]))
    if twice:
        raise refused("/years", f"{twice[0]} is there twice: leave one of them.")
    return sorted(years, key=lambda year: year.year)


def _from_json(text: str) -> list[Year]:
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refused("/text", f"This is not JSON: {error}.") from error
    listed = body.get("years", [body]) if isinstance(body, dict) else body
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise refused("/years", 'The file holds no list of years: {"years": [{"year": 2027, "days_off": […], "made_up": […]}]}.')
    return [read_year(year, f"/years/{place}") for place, year in enumerate(listed)]


def _from_lines(text: str) -> list[Year]:
    days: dict[int, dict[str, Any]] = defaultdict(lambda: {"days_off": [], "made_up": [], "source": ""})
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=_delimiter(text)), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not _DAY.fullmatch(cells[0])):
            continue
        _take(days, cells, f"/lines/{number}")
    if not days:
        raise refused("/lines", "There is no day in this file: write a line for each, like 2027-01-01,off.")
    return [read_year({"year": year, **listed}, f"/years/{place}") for place, (year, listed) in enumerate(sorted(days.items()))]


def _take(days: dict[int, dict[str, Any]], cells: list[str], pointer: str) -> None:
    found = _DAY.fullmatch(cells[0])
    if found is None:
        raise refused(pointer, f"'{cells[0][:40]}' is no day: write yyyy-mm-dd.")
    word = cells[1].lower() if len(cells) >= _COLUMNS else ""
    if word not in _OFF | _WORKED:
        raise refused(pointer, f"Say what {cells[0]} is: off (休) or worked (班).")
    year = days[int(found[1])]
    year["days_off" if word in _OFF else "made_up"].append(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}")
    if len(cells) > _COLUMNS and cells[_COLUMNS]:
        year["source"] = cells[_COLUMNS]


def _delimiter(text: str) -> str:
    first = next(line for line in text.splitlines() if line.strip())
    return max(",;\t", key=first.count)
