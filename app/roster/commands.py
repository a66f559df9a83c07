"""`flask roster …`: people and their units from a table that an office keeps."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core import clock
from app.core.tables_in import read_table
from app.core.transaction import in_transaction
from app.roster import people_import, people_service, people_table


@click.group()
def roster() -> None:
    """Units and who belongs to them."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--all", "all_of_them", is_flag=True, help="The table has everybody: whoever is not in it is switched off.")
@with_appcontext
def import_people(file: Path, all_of_them: bool) -> None:
    """Add and change people from an xlsx or CSV (账号, 姓名, 岗位, 单位, 路段, 网格, 在岗); all rows or none."""
    lines = read_table(file.read_bytes())
    entries = people_table.read(lines, people_service.known())
    passwords = people_import.passwords_for(people_import.plan(entries, all_of_them=all_of_them))
    brought = in_transaction(lambda: people_import.bring(entries, passwords, clock.now(), all_of_them=all_of_them))
    click.echo(f"{len(brought.added)} added, {len(brought.changed)} changed, {len(brought.switched_off)} switched off.")
    for username in brought.switched_off:
        click.echo(f"Switched off: {username}")
    if brought.added:
        click.echo("One-time passwords, shown only now:")
    for username, password in brought.added:
        click.echo(f"{username},{password}")
