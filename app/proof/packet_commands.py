"""`flask verify-evidence CASE`: whether the evidence of a case holds, and its packet as a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests
from app.cases.queries import case_by_number
from app.core import clock
from app.core.transaction import in_transaction
from app.proof.contents import Contents, gather
from app.proof.evidence_checks import holds, points_of
from app.proof.outside import outside_packet
from app.proof.packet import Packet, packet_of, stream
from app.proof.roots import signing_keys
from app.redaction.rules import NotRedacted

_WORDS = {True: "yes", False: "NO", None: "?"}


@click.command("verify-evidence")
@click.argument("case_no")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the packet (zip) here, too.")
@click.option("--outside", is_flag=True, help="Write the packet for outside: redacted pictures, no originals, no names.")
@with_appcontext
def verify_evidence(case_no: str, out: Path | None, outside: bool) -> None:
    """Say point by point whether the evidence of a case holds; the exit code is 1 when something does not."""
    if case_by_number(case_no) is None:
        raise click.ClickException(f"There is no case {case_no}.")
    if out is not None and not outside:
        in_transaction(lambda: note(Action.PACKET_MADE, digests.CASE, case_no))
    case = case_by_number(case_no)
    assert case is not None  # cases are never deleted
    contents = gather(case)
    points = points_of(contents)
    for point in points:
        click.echo(f"{_WORDS[point.holds]:<4} {point.slug:<13} {point.about}  {point.seen}")
    if out is not None:
        packet = _outside(contents) if outside else packet_of(contents, points, clock.now())
        with out.open("wb") as file:
            file.writelines(stream(packet))
        click.echo(f"{out} is signed with the key whose fingerprint is {signing_keys().fingerprint(signing_keys().current)}")
    click.echo("the evidence holds" if holds(points) else "the evidence does not hold")
    if not holds(points):
        raise SystemExit(1)


def _outside(contents: Contents) -> Packet:
    try:
        packet = outside_packet(contents, clock.now())
    except NotRedacted as refusal:
        raise click.ClickException("\n".join([refusal.detail, *refusal.facts["photos"]])) from refusal
    in_transaction(lambda: note(Action.PACKET_MADE, digests.CASE, contents.case.case_no, outside=True))
    return packet
