"""`flask audit root|keep-roots|check-root`: the log's daily roots at the terminal."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core import clock
from app.core.days import city_day
from app.proof import keeping, roots


@click.group("audit")
def audit() -> None:
    """The log of what was done."""


@audit.command("root")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
@with_appcontext
def root(day: datetime | None) -> None:
    """Print the signed root of DAY (today in the city, when absent) as JSON: keep it off this machine."""
    wanted = day.date() if day else city_day(clock.now())
    found = roots.root_of(wanted)
    if found is None:
        raise click.ClickException(f"Nothing was noted on {wanted}.")
    click.echo(json.dumps(found))


@audit.command("keep-roots")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), envvar="AUDIT_ROOTS_DIR")
@with_appcontext
def keep(folder: Path) -> None:
    """Write the roots of ended days that are not in FOLDER (or AUDIT_ROOTS_DIR) yet, one file per day.

    For cron, with a FOLDER on another machine or on media that are written once. A missed night is made up for.
    """
    try:
        written = keeping.keep_roots(folder, clock.now())
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror or 'it is not there'}.") from error
    for path in written:
        click.echo(path)
    click.echo(f"{len(written)} new.")


@audit.command("check-root")
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True)
@with_appcontext
def check_root(files: tuple[Path, ...]) -> None:
    """Say whether the log still is what roots (JSON) that were kept elsewhere say; the exit code is 0 or 1."""
    valid = [_is_valid(file) for file in files]
    if not all(valid):
        raise SystemExit(1)


def _is_valid(file: Path) -> bool:
    try:
        kept = json.loads(file.read_text("utf-8"))
        fault = roots.fault_of(kept) if isinstance(kept, dict) else "is no root"
    except (ValueError, RecursionError):
        fault = "is not JSON"
    said = f"valid: the log up to entry {kept['last']} is what it was" if fault is None else f"not valid: the root {fault}"
    click.echo(f"{file.name}\t{said}")
    return fault is None
