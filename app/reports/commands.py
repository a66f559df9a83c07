"""`flask verify-receipt FILE`: whether a receipt is this server's and unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cases.receipts import fault_of
from app.cases.sealing import keyring


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


def _fault(file: Path) -> str | None:
    try:
        receipt = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError):
        return "the file is not JSON"
    if not isinstance(receipt, dict):
        return "the file holds no receipt"
    return fault_of(receipt, keyring("receipt"))
