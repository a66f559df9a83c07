"""`flask quarantine list|show|file|refile`: an operator's hand on what was refused."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.accounts.rules import Actor, Role
from app.reports.models import Quarantine
from app.reports.quarantine_bodies import row_shown, rows_shown
from app.reports.quarantine_queries import quarantine_page, quarantined
from app.reports.repair import file_row, refile_open

_OPERATOR = Actor("", "operator", "operator", frozenset({Role.ADMIN}))
"""Sees all of it: who runs commands here has the database."""
_PAGE = 200
_WHY = "filed by the operator (flask quarantine)"


@click.group("quarantine")
def quarantine() -> None:
    """What was refused as a report and kept."""


@quarantine.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was filed or dismissed.")
@with_appcontext
def list_rows(everything: bool) -> None:
    """One line each: id, when, why, bytes, who, the report's id."""
    cursor, count = None, 0
    while True:
        page = quarantine_page(_OPERATOR, None if everything else "open", cursor, _PAGE)
        for shown in rows_shown(page.items):
            state = shown["settled"]["outcome"] if shown["settled"] else "open"
            facts = (shown["received_at"], state, shown["reason"], shown["size"], shown["sender"]["name"], shown["report_id"])
            click.echo("\t".join(str(fact) for fact in (shown["id"], *facts)))
        count, cursor = count + len(page.items), page.cursor
        if not page.has_more:
            break
    click.echo(f"{count} in quarantine{'' if everything else ' that nobody has settled'}.")


@quarantine.command("show")
@click.argument("row_id", type=int)
@with_appcontext
def show(row_id: int) -> None:
    """Everything about one row; phone numbers are masked."""
    shown = row_shown(quarantined(row_id, None), None)
    text, filed = shown.pop("text"), shown.pop("filed")
    for name, fact in shown.items():
        click.echo(f"{name}: {fact}")
    click.echo(f"\n{text}")
    if filed is not None:
        click.echo(f"\nfiled under this id:\n{filed['text']}")


@quarantine.command("file")
@click.argument("row_id", type=int)
@click.option("--reason", default=_WHY, help="Kept with it.")
@with_appcontext
def file_one(row_id: int, reason: str) -> None:
    """File one row as it came, a conflict under a new id."""
    click.echo(f"Filed as {_filed_as(file_row(row_id, None, reason, None))}.")


@quarantine.command("refile")
@with_appcontext
def refile() -> None:
    """Try every open row again as it came: after an update that reads what was refused before."""
    outcome = refile_open(_WHY)
    for row_id, refusal in outcome.items():
        click.echo(f"{row_id}\t{'filed' if refusal is None else refusal}")
    filed = sum(refusal is None for refusal in outcome.values())
    click.echo(f"{filed} filed, {len(outcome) - filed} stay in quarantine.")


def _filed_as(row: Quarantine) -> str:
    return f"report {row.filed_as}"
