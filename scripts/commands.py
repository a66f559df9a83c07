"""Runs the product's own commands on an installation in this process: one start for all of them instead of one for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Flask

from app.config import Settings
from app.core.db import db
from app.factory import create_app
from app.migrate import upgrade


class CommandFailed(Exception):
    """A command ended with another code than 0; the message is what it said."""


def settle(env: Mapping[str, str], *commands: Sequence[str]) -> list[str]:
    """Makes the tables when there are none, then runs each `flask` command; what each printed. Raises CommandFailed.

    A server may run on the same installation meanwhile.
    """
    app = create_app(Settings.from_env(env))
    with app.app_context():
        try:
            upgrade()
            return [_said(app, words) for words in commands]
        finally:
            db.session.remove()
            db.engine.dispose()


def _said(app: Flask, words: Sequence[str]) -> str:
    done = app.test_cli_runner().invoke(args=list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    if done.exit_code:
        raise CommandFailed(f"flask {' '.join(words)}: {done.output}")
    return done.output
