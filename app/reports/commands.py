"""`flask verify-receipt`, `flask keys rotate`, `flask sync pause|resume`: an operator's hand on the sync protocol."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit.rules import Action
from app.audit.service import note
from app.cases.receipts import fault_of
from app.cases.sealing import keyring
from app.core import clock
from app.core.transaction import in_transaction
from app.reports import pausing
from app.reports.handing_in import export_keys


@click.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify_receipt(file: Path) -> None:
    """Check the signature of a receipt (JSON). Prints valid, or not valid and why; the exit code is 0 or 1."""
    fault = _fault(file)
    if fault is not None:
        click.echo(f"not valid: {fault}")
        raise SystemExit(1)
    click.echo("valid")


@click.group("keys")
def keys() -> None:
    """Keys of this server."""


@keys.command("rotate")
@click.argument("purpose", type=click.Choice(["export"]))
@with_appcontext
def rotate(purpose: str) -> None:
    """Make a new key and publish it to phones. Older keys stay: what was sealed to them still opens."""
    kid = export_keys().rotate()
    in_transaction(lambda: note(Action.KEY_ROTATED, "key", f"{purpose}-{kid}"))
    click.echo(f"{purpose} key {kid} is in use; back up DATA_DIR/keys, exports are lost without it.")


@click.group("sync")
def sync() -> None:
    """What phones are asked to do."""


@sync.command("pause")
@click.argument("reason")
@with_appcontext
def pause(reason: str) -> None:
    """Ask every phone to send nothing for now; patrols go on capturing and read REASON."""
    running = in_transaction(lambda: pausing.pause(reason, clock.now()))
    click.echo(f"Phones are asked to wait since {clock.isoformat(running.since)}: {running.reason}")


@sync.command("resume")
@with_appcontext
def resume() -> None:
    """End the pause: phones send again at their next contact."""
    click.echo("Phones send again." if in_transaction(pausing.resume) else "There was no pause.")


def _fault(file: Path) -> str | None:
    try:
        receipt = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        return "the file is not JSON"
    if not isinstance(receipt, dict):
        return "the file holds no receipt"
    return fault_of(receipt, keyring("receipt"))
