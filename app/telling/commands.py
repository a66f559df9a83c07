"""`flask telling stuck|again|address|allow-local|carry`: messages at the terminal."""

from __future__ import annotations

from dataclasses import replace

import click
from flask.cli import with_appcontext

from app.accounts.login_rules import check_username
from app.accounts.queries import person_by_username
from app.core import clock
from app.core.transaction import in_transaction
from app.telling import channels, queries, settling
from app.telling.bodies import stuck_bodies
from app.telling.job import carry_round
from app.telling.rules import TO_PEOPLE

_PAGE = 50


@click.group("telling")
def telling() -> None:
    """What people are told, and how it leaves the house."""


@telling.command("stuck")
@with_appcontext
def stuck() -> None:
    """List what did not arrive and nobody has settled, the newest first (at most 50)."""
    for one in stuck_bodies(queries.stuck(None, _PAGE).items):
        unit = one["unit"] and (one["unit"]["name"] or one["unit"]["code"])
        receiver = one["person"]["name"] if one["person"] else unit or one["channel_name"] or "-"
        click.echo(f"{one['id']}  {one['kind']}  {one['channel']}  to {receiver}  {one['state']}: {one['why']}")
    click.echo(f"{queries.stuck_count()} messages did not arrive")


@telling.command("again")
@click.argument("message_id")
@click.argument("reason")
@with_appcontext
def again(message_id: str, reason: str) -> None:
    """Try a message that did not arrive once more."""
    message = in_transaction(lambda: settling.again(message_id, reason, clock.now()))
    click.echo(f"message {message.id} is {message.state}")


@telling.command("address")
@click.argument("username")
@click.argument("channel", type=click.Choice(sorted(kind.value for kind in TO_PEOPLE)))
@click.argument("address", required=False)
@with_appcontext
def address(username: str, channel: str, address: str | None) -> None:
    """Say where a person is reached on a kind of channel; without an address, nowhere any more."""
    person = person_by_username(check_username(username))
    if person is None:
        raise click.ClickException(f"There is no account '{username}'.")
    in_transaction(lambda: channels.set_address_of(person.id, channel, address, clock.now()))
    click.echo(f"{username} is reached by {channel}" if address else f"{username} is not reached by {channel} any more")


@telling.command("allow-local")
@click.argument("state", type=click.Choice(["on", "off"]))
@with_appcontext
def allow_local(state: str) -> None:
    """Let channels call listed hosts that are this machine or link-local, such as a gateway that runs beside the server."""
    wanted = replace(queries.rules_in_force(), allow_local=state == "on")
    in_transaction(lambda: channels.set_rules(wanted, clock.now()))
    click.echo(f"Listed hosts on this machine {'may' if wanted.allow_local else 'must not'} be called.")


@telling.command("carry")
@with_appcontext
def carry() -> None:
    """Carry what is due now, as the background job does; ends when nothing is left that may be tried yet."""
    done = 0
    while count := carry_round():
        done += count
    click.echo(f"{done} things done")
