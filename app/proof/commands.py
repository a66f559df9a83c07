"""`flask audit root|check-root`: the log's daily roots at the terminal."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cases.rules import CITY_ZONE
from app.core import clock
from app.proof import roots


@click.group("audit")
def audit() -> None:
    """The log of what was done."""


@audit.command("root")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
@with_appcontext
def root(day: datetime | None) -> None:
    """Print the signed root of DAY (today in the city, when absent) as JSON: keep it off this machine."""
    wanted = day.date() if day else clock.now().astimezone(CITY_ZONE).date()
    found = roots.root_of(wanted)
    if found is None:
        raise click.ClickException(f"Nothing was noted on {wanted}.")
    click.echo(json.dumps(found))


@audit.command("check-root")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def check_root(file: Path) -> None:
    """Say whether the log still is what a root (JSON) that was kept elsewhere says; the exit code is 0 or 1."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        fault = roots.fault_of(kept) if isinstance(kept, dict) else "is no root"
    except (ValueError, RecursionError):
        fault = "is not JSON"
    if fault is not None:
        click.echo(f"not valid: the root {fault}")
        raise SystemExit(1)
    click.echo(f"valid: the log up to entry {kept['last']} is what it was")
