"""`flask backup`, `flask verify-store`: the doors to safekeeping (`flask restore` is in `restore_commands.py`)."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Settings
from app.core import clock
from app.core.changes import newest_seq
from app.core.facts import history, recalled
from app.safekeeping import snapshots
from app.safekeeping.backup import VERIFIED_AS, Taken, on_the_same_disk, take_backup, verified_at
from app.safekeeping.rules import BackupRefused, overdue
from app.safekeeping.verify import Verified, verify_store

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("dest", type=FOLDER, required=False)
@click.option("--full", is_flag=True, help="Hash every photo copy again, not only the part that is due.")
@click.option("--status", is_flag=True, help="Only say how old the newest verified backup is; exit code 1 when over a day.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@with_appcontext
def backup(dest: Path | None, full: bool, status: bool, quiet: bool) -> None:
    """Copy database, photos and keys to DEST (default: BACKUP_DIR) while the server runs, and open the copy."""
    settings: Settings = current_app.extensions["settings"]
    if status:
        _tell_status(settings)
        return
    folder = dest.expanduser().absolute() if dest else settings.backup_dir
    if folder is None:
        raise BackupRefused("Name a folder on another disk or machine: `flask backup /mnt/backup`, or set BACKUP_DIR.")
    try:
        taken = take_backup(folder, full=full)
    except OSError as error:
        raise BackupRefused(f"The backup could not be written: {error}. Earlier snapshots are as they were.") from error
    if not quiet:
        _tell(taken, settings)
    for problem in taken.snapshot.manifest.problems:
        click.echo(f"NOT VERIFIED: {problem}", err=True)
    if taken.watermark is None:
        raise SystemExit(1)


@click.command("verify-store")
@click.option("--full", is_flag=True, help="Hash every photo (without it at most 5,000, chosen at random).")
@with_appcontext
def verify_store_command(full: bool) -> None:
    """Compare database and photo store. Changes nothing; exit code 1 when something is damaged."""
    verified = verify_store(full=full)
    tell_verified(verified)
    if not verified.sound:
        raise SystemExit(1)


def tell_verified(verified: Verified) -> None:
    """Prints what was looked at and the table of findings."""
    click.echo("looked at: " + ", ".join(f"{count} {name}" for name, count in verified.looked_at.items()))
    for finding in verified.findings:
        word = "DAMAGE" if finding.damage else "note"
        click.echo(f"{word:<7} {finding.kind:<18} {finding.about}  {finding.seen}")
    click.echo("nothing is damaged" if verified.sound else "the store is damaged")


def _tell(taken: Taken, settings: Settings) -> None:
    made = taken.snapshot.manifest
    click.echo(f"{taken.snapshot.folder}")
    click.echo(f"  database {made.database_bytes} bytes, {made.counts.get('report', 0)} reports, changes up to {made.reached}")
    click.echo(f"  photos {made.photos} ({made.photo_bytes} bytes), {taken.fresh} copied now, {len(taken.healed)} replaced")
    click.echo(f"  keys {len(made.keys)} and the secret, mode 0600: whoever reads this folder can sign and open everything")
    if taken.dropped:
        click.echo(f"  older snapshots let go: {', '.join(taken.dropped)}")
    if taken.watermark is not None:
        click.echo(f"  verified; reports whole up to change {taken.watermark} are backed up")
    if on_the_same_disk(taken.snapshot.folder, settings.data_dir):
        click.echo(
            "  WARNING: this is the disk that DATA_DIR is on. It protects from mistakes, not from a broken disk.", err=True
        )


def _tell_status(settings: Settings) -> None:
    at = verified_at()
    now = clock.now()
    if at is None:
        click.echo("no verified backup was ever taken")
    else:
        click.echo(f"newest verified backup: {recalled(VERIFIED_AS)}, {round((now - at).total_seconds() / 60)} minutes ago")
    click.echo(f"backed up to change {history().watermark} of {newest_seq()}")
    if settings.backup_dir is None:
        click.echo("BACKUP_DIR is not set: the server takes no backups by itself")
    else:
        there = snapshots.all_in(settings.backup_dir)
        click.echo(f"{settings.backup_dir}: {len(there)} snapshots, every {settings.backup_every_min} minutes a new one")
    if overdue(at, now):
        click.echo("WARNING: no verified backup within the last 24 hours", err=True)
        raise SystemExit(1)
