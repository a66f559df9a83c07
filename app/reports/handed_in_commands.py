"""`flask hand-in FILE`: what the console does with an export file, for a file on the server."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from uuid import UUID

import click
from flask.cli import with_appcontext

from app.accounts.queries import actor_of, person_by_username
from app.accounts.rules import Actor, Permission
from app.core.db import db
from app.core.errors import AppError
from app.reports import handing_in
from app.reports.export_file import Entry, entries_of, opened, read_entry


@click.command("hand-in")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--courier", required=True, metavar="USERNAME", help="Who hands it in: somebody who may repair reports.")
@with_appcontext
def hand_in(file: Path, courier: str) -> None:
    """Hand in an export file for a phone that cannot send. Again is the same as once.

    Prints one line per entry; the exit code is 1 when an entry could not be taken.
    """
    who = _courier(courier)
    said: Counter[str] = Counter()
    with opened(file) as export:
        for entry in entries_of(export):
            words = _words(export, entry, who)
            said[words.split(":", 1)[0]] += 1
            click.echo(f"{entry.name}\t{words}")
            db.session.remove()  # nothing of an entry stays in memory
    click.echo(", ".join(f"{count} {words}" for words, count in sorted(said.items())))
    if said["not taken"]:
        raise SystemExit(1)


def _courier(username: str) -> Actor:
    person = person_by_username(username)
    who = actor_of(person) if person is not None and person.active else None
    if who is None or not who.may(Permission.REPAIR_REPORTS):
        raise click.BadParameter(f"{username} is nobody who may repair reports.", param_hint="--courier")
    return who


def _words(export: zipfile.ZipFile, entry: Entry, who: Actor) -> str:
    try:
        new = _take(read_entry(export, entry), entry, who)
    except AppError as refusal:
        return f"not taken: {refusal.detail}"
    return "taken" if new else "was here already"


def _take(envelope: bytes, entry: Entry, who: Actor) -> bool:
    if entry.kind == "report":
        return handing_in.hand_in_report(envelope, UUID(entry.key), who).new
    if entry.kind == "photo":
        return handing_in.hand_in_photo(envelope, entry.key, who).created
    return handing_in.hand_in_draft(envelope, UUID(entry.key), who)
