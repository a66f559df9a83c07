"""Brings a database to what this code expects before it is served. Knows the order, and no feature from inside."""

from __future__ import annotations

import click
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.core import clock
from app.core.changes import forget_transactions, from_another_cluster
from app.core.db import db
from app.core.errors import AppError
from app.core.facts import new_epoch
from app.core.postgresql import NotDurable
from app.core.postgresql import check as check_durable
from app.core.transaction import in_transaction
from app.demo.gate import OtherPeopleHere
from app.demo.load import load_demo
from app.factory import create_app
from app.migrate import DatabaseNewer, upgrade
from app.pledges.schemes import make_defaults
from app.proof.taking_up import take_up


class CannotServe(Exception):
    """The database cannot be served; the message is a sentence for the person at the terminal."""


def prepare_database(settings: Settings) -> None:
    """Brings the schema to this code's head, lets the log vouch for what is in it, offers what a city can begin
    with, and loads the demo city when asked to.

    Raises CannotServe.
    """
    app = create_app(settings)
    with app.app_context():
        try:
            check_durable(db.engine)
            upgrade()
            take_up()
            in_transaction(lambda: make_defaults(clock.now()))
        except (DatabaseNewer, NotDurable) as error:
            raise CannotServe(str(error)) from error
        except OperationalError as error:
            raise CannotServe(f"The database does not answer: {str(error.orig).strip()}") from error
        if from_another_cluster():
            in_transaction(begin_anew)
            click.echo("This database came from another PostgreSQL server: phones will offer everything again.")
        if settings.demo:
            try:
                load_demo(clock.now(), say=click.echo)
            except OtherPeopleHere as refusal:
                click.echo(refusal.detail)  # their city is served as it is
            except AppError as error:
                raise CannotServe(error.detail) from error
        db.session.remove()
        db.engine.dispose()  # the server makes connections of its own


def begin_anew() -> None:
    """Within a transaction: the feed is readable on this server, and cursors and receipts of before are compared again."""
    forget_transactions()
    new_epoch()
