"""The `flask` commands, grouped by noun. Each is a thin door to a feature's service."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask

from app.accounts.commands import people
from app.area_imports.commands import work_on_imports
from app.areas.commands import areas
from app.catalog.calendar_commands import calendar
from app.core.errors import AppError
from app.demo.commands import demo
from app.lifecycle.commands import lifecycle
from app.photos.commands import photos
from app.proof.commands import audit
from app.proof.packet_commands import verify_evidence
from app.reports.commands import keys, sync, verify_receipt
from app.reports.handed_in_commands import hand_in
from app.reports.quarantine_commands import quarantine
from app.roster.commands import roster
from app.safekeeping.commands import backup, verify_store_command
from app.safekeeping.restore_commands import restore_command
from app.telling.commands import telling

areas.add_command(work_on_imports)
GROUPS: tuple[click.Group, ...] = (
    *(people, roster, areas, calendar, demo, sync),
    *(keys, quarantine, audit, lifecycle, photos, telling),
)
SINGLE: tuple[click.Command, ...] = (verify_receipt, hand_in, backup, restore_command, verify_store_command, verify_evidence)


def register_commands(app: Flask) -> None:
    """Adds every group to `flask`; a refusal is printed as its sentence, exit code 1, without a traceback."""
    for group in GROUPS:
        for command in group.commands.values():
            _tell_refusals(command)
        app.cli.add_command(group)
    for command in SINGLE:
        _tell_refusals(command)
        app.cli.add_command(command)


def _tell_refusals(command: click.Command) -> None:
    if command.callback is not None and not hasattr(command.callback, "__refusals_printed__"):
        command.callback = _print_refusals(command.callback)


def _print_refusals(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except AppError as error:
            raise click.ClickException(error.detail) from error

    run.__refusals_printed__ = True  # type: ignore[attr-defined]
    return run
