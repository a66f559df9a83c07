"""`flask demo …`: the city to try things out in."""

import time

import click
from flask.cli import with_appcontext

from app.core import clock
from app.demo.load import Loaded, load_demo, reset_demo


@click.group()
def demo() -> None:
    """The demo city: an invented district with six weeks of reports and what became of them."""


@demo.command("load")
@with_appcontext
def load() -> None:
    """Load the demo city, or what is missing of it. Only under DEMO=1 and never among other people."""
    started = time.monotonic()
    _tell(load_demo(clock.now()), started)


@demo.command("reset")
@with_appcontext
def reset() -> None:
    """Empty the demo database and load the city anew."""
    started = time.monotonic()
    _tell(reset_demo(clock.now()), started)


def _tell(loaded: Loaded, started: float) -> None:
    if not any((loaded.people, loaded.segments, loaded.shops, loaded.reports)):
        click.echo("The demo city is there already.")
        return
    click.echo(
        f"Demo city: {loaded.people} people, {loaded.segments} segments, {loaded.cells} cells, {loaded.shops} shops, "
        f"{loaded.reports} reports in {time.monotonic() - started:.0f} s."
    )
