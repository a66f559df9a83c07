"""`flask restore`: from a snapshot back to a serving city."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.config import SECRET_FILE
from app.safekeeping.commands import FOLDER, tell_verified
from app.safekeeping.keeping import ROOT
from app.safekeeping.restore import restore
from app.safekeeping.rules import BackupBroken, BackupRefused
from app.safekeeping.snapshots import SECRET, chosen

COMMAND = "restore"


@click.command(COMMAND)
@click.argument("backup", type=FOLDER)
@click.option("--into", type=FOLDER, help="Restore into this DATA_DIR (SQLite) instead of the one that is set.")
@click.option("--replace", is_flag=True, help="Move what is there aside and take its place.")
@click.option("--incomplete", is_flag=True, help="Go on without photos that are nowhere; phones are asked for them.")
@with_appcontext
def restore_command(backup: Path, into: Path | None, replace: bool, incomplete: bool) -> None:
    """Put database, photos and keys back from BACKUP: a snapshot, or a backup folder (its newest verified snapshot)."""
    if into is not None:
        raise SystemExit(_elsewhere(into.expanduser().absolute(), backup, replace, incomplete))
    restored = restore(chosen(backup.expanduser().absolute()), replace=replace, incomplete=incomplete, say=click.echo)
    tell_verified(restored.verified)
    if restored.aside:
        click.echo(f"what was here before is in {restored.aside}")
    if restored.missing:
        click.echo(f"{len(restored.missing)} photos are missing; the reports that name them wait for phones to send them again")
    click.echo(f"restored; the new epoch is {restored.epoch}: phones offer again what the backup did not hold")
    if not restored.verified.sound:
        raise SystemExit(1)


def settings_for(arguments: Sequence[str], env: Mapping[str, str]) -> dict[str, str]:
    """The environment, and for a restore into an empty folder the secret that the backup holds: there is no other yet.

    `arguments` are those of the process (`flask restore BACKUP …`).
    """
    told = dict(env)
    kept = Path(env.get("DATA_DIR") or "var").expanduser() / SECRET_FILE
    if env.get("SECRET_KEY") or kept.is_file() or COMMAND not in arguments:
        return told
    for word in arguments[arguments.index(COMMAND) + 1 :]:
        try:
            told["SECRET_KEY"] = (chosen(Path(word).expanduser().absolute()).folder / SECRET).read_text("utf-8")
            break
        except (BackupRefused, BackupBroken, OSError):
            continue  # an option, or no backup: the command itself says so
    return told


def _elsewhere(data_dir: Path, backup: Path, replace: bool, incomplete: bool) -> int:
    """The same command for another DATA_DIR, with the database and the store that lie in it."""
    elsewhere = {"DATABASE_URL", "STORAGE_URL", "STORAGE_FROM", "BACKUP_DIR"}
    env = {name: value for name, value in os.environ.items() if name not in elsewhere}
    options = [name for name, given in (("--replace", replace), ("--incomplete", incomplete)) if given]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", COMMAND, str(backup.expanduser().absolute()), *options]
    return subprocess.run(command, cwd=ROOT, env={**env, "DATA_DIR": str(data_dir)}, check=False).returncode
