"""`flask calendar …`: the country's days off and made-up days, loaded for a further year without a release."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.catalog import calendar_queries, calendar_service
from app.catalog.calendar_file import read_file
from app.core import clock
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction


@click.group()
def calendar() -> None:
    """When the city works."""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_years(file: Path) -> None:
    """Load years from FILE: {"years": [{"year": 2027, "days_off": ["2027-01-01"], "made_up": [], "source": "…"}]}.

    A single year may stand alone. Or a table with a line for each day: 2027-01-01,off or 2027-01-09,worked (also 休, 班).
    A year that is known already is replaced.
    """
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidBody(f"{file} is not text in UTF-8: {error}.") from error
    years = read_file(text)
    loaded = in_transaction(lambda: calendar_service.set_years(years, None, clock.now()))
    for year in loaded:
        click.echo(f"{year.year}: {len(year.days_off)} days off, {len(year.made_up)} made-up days")


@calendar.command()
@with_appcontext
def show() -> None:
    """Print the known years and time plans, and whether the next year is missing."""
    years = calendar_queries.years()
    for year in years.values():
        words = ", ".join(f"{name} {' '.join(str(day)[5:] for day in days)}" for name, days in
                          (("off", year.days_off), ("worked", year.made_up)))  # fmt: skip
        click.echo(f"{year.year} ({year.source or 'no source given'}): {words}")
    for code, used in sorted(calendar_queries.plans().items()):
        groups = ", ".join(used.groups) or "every other group"
        click.echo(f"plan {code}: {groups}; {'rests on holidays' if used.plan.keeps_holidays else 'works on holidays'}")
    next_year = clock.now().year + 1
    if next_year not in years:
        click.echo(f"{next_year} is not loaded: its weekdays all count as worked. Load it with: flask calendar import FILE")
