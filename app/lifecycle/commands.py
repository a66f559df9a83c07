"""`flask lifecycle rules|dry-run|apply|auto|hold|release`: how long evidence is kept, at the terminal."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.cases.deletions import CONTACT, ISSUE, NOTICE, QUARANTINE, REPORT
from app.cases.queries import case_by_number
from app.cases.service import hold_case
from app.core import clock
from app.core.transaction import in_transaction
from app.lifecycle import foreseeing, job, service
from app.lifecycle.queries import Due, rules_in_force
from app.lifecycle.rules import read_rules

_MEGABYTE = 1_000_000


@click.group("lifecycle")
def lifecycle() -> None:
    """How long evidence is kept, and how it is destroyed when its time is over."""


@lifecycle.command("rules")
@click.option("--set", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Take these rules (JSON).")
@with_appcontext
def rules(file: Path | None) -> None:
    """Print the rules in force as JSON, after taking those of a file, if one is given. The first that fits counts."""
    if file is not None:
        try:
            value = json.loads(file.read_text("utf-8"))
        except (ValueError, RecursionError) as error:
            raise click.ClickException(f"{file} is not JSON: {error}") from error
        wanted = read_rules(value)
        in_transaction(lambda: service.set_rules(wanted, clock.now()))
    click.echo(json.dumps([rule.as_data() for rule in rules_in_force()], ensure_ascii=False, indent=2))


@lifecycle.command("dry-run")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="A day of the city's calendar; today, when absent.")
@with_appcontext
def dry_run(day: datetime | None) -> None:
    """List what would be destroyed, why, and how much that is. Changes nothing."""
    foreseen = foreseeing.foresee(day.date() if day else job.today())
    for due in foreseen.due:
        click.echo(_line(due))
    click.echo(_sums(foreseen))


@lifecycle.command("apply")
@click.option("--limit", type=click.IntRange(min=1), help="Destroy at most so many things.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def apply(limit: int | None, yes: bool) -> None:
    """Destroy what is due today, for good; a signed record of each stays. Broken off, it goes on when it is called again."""
    if not yes:
        click.echo(_sums(foreseeing.foresee(job.today())))
        click.confirm("Destroy this for good?", abort=True)
    applied = job.apply(limit)
    left = "more is due" if applied.more else "nothing else is due"
    gone = f"{applied.reports} reports, {applied.refused} refused bodies, {applied.papers} papers, {applied.issues} issues"
    gone += f", {applied.contacts} contacts of closed shops"
    click.echo(f"destroyed: {gone}; {left}")


@lifecycle.command("auto")
@click.argument("state", type=click.Choice(["on", "off"]))
@with_appcontext
def auto(state: str) -> None:
    """Have what is due destroyed once a day by the server, or (as at first) only by `flask lifecycle apply`."""
    in_transaction(lambda: job.switch(state == "on"))
    click.echo(f"Evidence whose time is over is destroyed {'once a day' if job.is_on() else 'by flask lifecycle apply only'}.")


@lifecycle.command("hold")
@click.argument("case_no")
@click.argument("reason")
@with_appcontext
def hold(case_no: str, reason: str) -> None:
    """Keep a case whatever the rules say, until it is released: it is in dispute."""
    _hold(case_no, True, reason)


@lifecycle.command("release")
@click.argument("case_no")
@click.argument("reason")
@with_appcontext
def release(case_no: str, reason: str) -> None:
    """Let the rules count for a case again."""
    _hold(case_no, False, reason)


def _hold(case_no: str, held: bool, reason: str) -> None:
    def write() -> None:
        case = case_by_number(case_no)
        if case is None:
            raise click.ClickException(f"There is no case {case_no}.")
        hold_case(case, held, None, clock.now(), reason)

    in_transaction(write)
    click.echo(f"Case {case_no} {'is kept until it is released' if held else 'goes by the rules again'}.")


def _line(due: Due) -> str:
    words = [f"{due.kind} {due.object_id}", f"rule {due.rule.name}", f"since {due.since}", f"kept until {due.until}"]
    words += [due.category] if due.category else []
    words += [f"case {due.case_no}"] if due.case_no else []
    return "  ".join(words)


def _sums(foreseen: foreseeing.Foreseen) -> str:
    kinds = Counter(due.kind for due in foreseen.due)
    by_rule = Counter(due.rule.name for due in foreseen.due)
    rules = ", ".join(f"{name} {count}" for name, count in sorted(by_rule.items())) or "none"
    reports, refused = kinds[REPORT], kinds[QUARANTINE]
    ledgers = f"; {kinds[NOTICE]} papers, {kinds[ISSUE]} issues" if kinds[NOTICE] or kinds[ISSUE] else ""
    ledgers += f"; {kinds[CONTACT]} contacts of closed shops" if kinds[CONTACT] else ""
    size = foreseen.bytes / _MEGABYTE
    return f"{reports} reports, {refused} refused bodies, {foreseen.photos} photos of {size:.1f} MB; by rule: {rules}{ledgers}"
