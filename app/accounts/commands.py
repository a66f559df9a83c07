"""`flask people …`: accounts from the command line. The first admin is made here."""

from __future__ import annotations

import csv
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.accounts import service
from app.accounts.login_rules import check_password, check_username
from app.accounts.passwords import GivenPassword, given_password
from app.accounts.rules import GIVEN_BESIDE, Role, Scope, parse_roles
from app.core import clock
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction

CSV_COLUMNS = ("username", "name", "roles", "segments", "cells", "unit")


@click.group()
def people() -> None:
    """People with accounts."""


_FIRST_LOGIN = click.option("--first-login", is_flag=True, help="Another password has to be chosen at the first login.")


@people.command("add")
@click.argument("username", required=False)
@click.option("--username", "username_option", help="Instead of the argument; asked for when neither is given.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times.",
)
@click.option("--name", default="", help="Display name; the user name when absent.")
@click.option("--password", default=None, help="At least 10 characters; without it one is made and printed once.")
@_FIRST_LOGIN
@click.option("--segment", "segments", multiple=True, help="Segment code of the scope; none at all means the whole city.")
@click.option("--cell", "cells", multiple=True, help="Cell code of the scope.")
@click.option("--unit", "units", multiple=True, help="Handling unit.")
@with_appcontext
def add(
    username: str | None,
    username_option: str | None,
    roles: tuple[str, ...],
    name: str,
    password: str | None,
    first_login: bool,
    segments: tuple[str, ...],
    cells: tuple[str, ...],
    units: tuple[str, ...],
) -> None:
    """Add a person, for example the first admin: flask people add zhang --role admin."""
    wanted = check_username(username or username_option or click.prompt("User name"))
    if password is not None:
        check_password(password, wanted)
    secret = given_password(password, to_replace=first_login)
    scope = Scope(frozenset(segments), frozenset(cells), frozenset(units))
    granted = [Role(role) for role in roles]
    person = in_transaction(lambda: service.add_person(wanted, name, granted, secret, clock.now(), scope=scope))
    click.echo(f"Added {person.username} ({', '.join(person.roles)}).")
    if password is None:
        click.echo(f"One-time password, shown only now: {secret.text}")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_FIRST_LOGIN
@with_appcontext
def import_csv(file: Path, first_login: bool) -> None:
    """Add people from a CSV (username,name,roles,segments,cells,unit); all or none of them."""
    rows = _read(file)
    passwords = [given_password(to_replace=first_login) for _ in rows]
    in_transaction(lambda: _add_rows(rows, passwords))
    click.echo("One-time passwords, shown only now:")
    for (_, row), secret in zip(rows, passwords, strict=True):
        click.echo(f"{row['username'].strip().lower()},{secret.text}")


_BESIDE = click.Choice(sorted(role.value for role in GIVEN_BESIDE))


@people.command("grant")
@click.argument("username")
@click.option("--role", required=True, type=_BESIDE, help="A right beside the person's own role.")
@with_appcontext
def grant(username: str, role: str) -> None:
    """Give somebody who is there a further right: flask people grant li --role gallery."""
    new = in_transaction(lambda: service.give_role(username, Role(role)))
    click.echo(f"{username} now has {role}." if new else f"{username} has {role} already.")


@people.command("revoke")
@click.argument("username")
@click.option("--role", required=True, type=_BESIDE, help="The right to take away.")
@with_appcontext
def revoke(username: str, role: str) -> None:
    """Take such a right away again."""
    gone = in_transaction(lambda: service.take_role(username, Role(role)))
    click.echo(f"{username} no longer has {role}." if gone else f"{username} does not have {role}.")


def _read(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = file.read_text("gb18030")  # what a Chinese spreadsheet program saves as CSV
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in CSV_COLUMNS[:3] if column not in (reader.fieldnames or [])]
    if missing:
        raise InvalidBody(f"{file.name} lacks the column(s) {', '.join(missing)}; it needs {','.join(CSV_COLUMNS)}.")
    return [(number, {key: value or "" for key, value in row.items() if key}) for number, row in enumerate(reader, start=2)]


def _add_rows(rows: list[tuple[int, dict[str, str]]], passwords: list[GivenPassword]) -> None:
    for (number, row), password in zip(rows, passwords, strict=True):
        _add_row(number, row, password)


def _add_row(number: int, row: dict[str, str], password: GivenPassword) -> None:
    try:
        scope = Scope(_codes(row.get("segments")), _codes(row.get("cells")), _codes(row.get("unit")))
        service.add_person(row["username"], row["name"], parse_roles(row["roles"]), password, clock.now(), scope=scope)
    except InvalidBody as error:
        raise InvalidBody(f"Row {number}: {error.detail} Nobody was added.") from error


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(word for word in (text or "").replace(";", " ").split() if word)
