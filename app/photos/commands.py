"""`flask photos`: where originals lie."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.photos.moving import Moved, move
from app.photos.shelf import shelf


@click.group("photos")
def photos() -> None:
    """Where original photos lie."""


@photos.command("move")
@click.option("--limit", type=click.IntRange(min=1), help="Move at most so many photos this time.")
@with_appcontext
def move_command(limit: int | None) -> None:
    """Move originals from STORAGE_FROM to STORAGE_URL while the server runs; again goes on where it was cut off."""
    moved = move(shelf().store, limit=limit, say=click.echo)
    click.echo(f"{moved.photos} photos moved ({moved.bytes} bytes)")
    for line in _left(moved):
        click.echo(line)
    if moved.left:
        raise SystemExit(1)


def _left(moved: Moved) -> list[str]:
    """What there is to do now, in sentences."""
    told = [f"{name} stays in the old place: {fate}" for name, fate in moved.left.items()]
    if moved.left:
        return [*told, "`flask verify-store` says more of them; the scrubber heals them or asks phones for them, then move again"]
    if not moved.finished:
        return ["more is in the old place: run this again"]
    if moved.aside:
        told.append(f"{moved.aside} files that were put aside as rotten stay in the old place")
    return [*told, "no photo is left in the old place: remove STORAGE_FROM and restart the server"]
