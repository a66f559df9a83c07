"""`flask areas …`: import of road segments and cells, generated grids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.areas import field_mapping, proposing, queries, service
from app.areas.check_commands import check_file, fault_lines
from app.areas.command_options import DATUM, FILE, crs_option, field_option, named_columns, table_option
from app.areas.datum import Datum
from app.areas.import_report import ImportReport
from app.areas.models import AreaVersion
from app.areas.reading import read_features
from app.areas.road_attributes import DEEPEST_M
from app.areas.rules import UnusableFile
from app.areas.sentences import say
from app.areas.topology import Fault, Finding, Severity
from app.areas.validity import TIME_BEGINS
from app.core import clock
from app.core.transaction import in_transaction

SINCE_EVER = "ever"


class Beginning(click.ParamType):
    """`ever`, or a moment in RFC 3339 that says its zone: a day alone begins at another moment in every zone."""

    name = "moment"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """`TIME_BEGINS` for ever."""
        if value == SINCE_EVER:
            return TIME_BEGINS
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"'{value}' is no moment: give for example 2026-11-01T00:00+08:00, or '{SINCE_EVER}'.", param, ctx)
        return moment


valid_from_option = click.option(
    "--valid-from",
    type=Beginning(),
    default=None,
    help="Since when these areas count, for example 2026-11-01T00:00+08:00, or 'ever'. Default: now; the first of a layer "
    "since the areas that are there.",
)
append_option = click.option("--append", is_flag=True, help="Add to the layer instead of replacing it; equal codes are replaced.")


@click.group()
def areas() -> None:
    """Road segments and grid cells."""


areas.add_command(check_file)


@areas.command("import")
@click.argument("file", type=FILE)
@click.option("--layer", required=True, type=click.Choice(["segments", "cells"]))
@click.option("--datum", required=True, type=DATUM, help="Datum of the file's degrees; converted once, here.")
@click.option("--code-field", default="code", show_default=True)
@click.option("--name-field", default="name", show_default=True)
@click.option(
    "--depth",
    default=15.0,
    show_default=True,
    type=click.FloatRange(0.0, DEEPEST_M, min_open=True),
    help="Metres on both sides of the centre line.",
)
@append_option
@click.option("--keep-unnamed", is_flag=True, help="Keep ways that have neither code nor name.")
@click.option("--adcode", default="", help="Six-digit district for generated segment codes; else that of the cells in force.")
@click.option("--refuse-faults", is_flag=True, help="Import nothing that has faults that must be mended (far-away: never).")
@valid_from_option
@crs_option
@table_option
@field_option
@with_appcontext
def import_file(
    file: Path,
    layer: str,
    datum: str,
    code_field: str,
    name_field: str,
    depth: float,
    append: bool,
    keep_unnamed: bool,
    adcode: str,
    refuse_faults: bool,
    valid_from: datetime | None,
    crs: str | None,
    table: str | None,
    fields: tuple[str, ...],
) -> None:
    """Import FILE (GeoJSON, Shapefile, GeoPackage, KML or CSV with WKT) as one layer: all of it or nothing."""
    features = read_features(file, crs, table)
    named = field_mapping.checked(named_columns(fields), features.features, layer, partial=True)
    mapping = {"code": code_field, "name": name_field, **named}
    if layer == "cells":
        proposal = proposing.propose_cells(features, Datum(datum), mapping, append=append)
    else:
        options = field_mapping.road_options(mapping, adcode, depth, keep_unnamed=keep_unnamed)
        proposal = proposing.propose_segments(features, Datum(datum), options, append=append)
    _tell_faults(proposal.findings, refuse_faults)
    version = in_transaction(lambda: proposing.activate(proposal, clock.now(), valid_from))
    _tell(version, proposal.report)


@areas.command("grid")
@click.option("--within", required=True, type=FILE, help="GeoJSON or Shapefile with the district's polygon.")
@click.option("--datum", required=True, type=DATUM)
@click.option("--adcode", required=True, help="Six-digit district code.")
@click.option("--prefix", default=None, help="12 digits (district, street, community); else codes are made up from 901001 on.")
@click.option("--size", default=100.0, show_default=True, help="Side of a square in metres.")
@append_option
@valid_from_option
@crs_option
@with_appcontext
def make_grid(
    within: Path,
    datum: str,
    adcode: str,
    prefix: str | None,
    size: float,
    append: bool,
    valid_from: datetime | None,
    crs: str | None,
) -> None:
    """Make square cells over a district that has none. The same input gives the same codes."""
    district = read_features(within, crs)

    def write() -> service.Imported:
        now = clock.now()
        return service.generate_grid(
            district, Datum(datum), adcode, now, prefix=prefix, size_m=size, append=append, valid_from=valid_from
        )

    made = in_transaction(write)
    _tell(made.version, made.report)


@areas.command("versions")
@with_appcontext
def list_versions() -> None:
    """List every area version, the newest first, and when each was responsible."""
    for row in queries.version_rows():
        click.echo(_line(row))


@areas.command("undo")
@click.confirmation_option(prompt="Take back the areas in force? Those from before count again")
@with_appcontext
def undo() -> None:
    """Take back the areas in force, as if they had never been imported. Nothing is deleted; done again, one step further."""
    done = in_transaction(lambda: service.undo(clock.now()))
    click.echo(f"{', '.join(done.undone)} undone; area version {done.version} with the content of {done.restored} is in force.")


def _line(row: AreaVersion) -> str:
    begins = clock.isoformat(row.valid_from) if row.valid_from else "since ever"
    if row.undone_at is not None:
        return f"{row.name:<14} {row.layer:<8} undone at {clock.isoformat(row.undone_at)}"
    if row.valid_to is not None and row.valid_to <= (row.valid_from or TIME_BEGINS):
        return f"{row.name:<14} {row.layer:<8} never alone: the next one counts since then"
    return f"{row.name:<14} {row.layer:<8} {begins} to {clock.isoformat(row.valid_to) if row.valid_to else 'now'}"


def _tell_faults(findings: Sequence[Finding], refuse: bool) -> None:
    """What must be mended, before it takes effect. Raises UnusableFile if that is to be refused, and always for what is not
    of this city: everybody's places are measured from the middle of all areas."""
    must = [one for one in findings if one.severity is Severity.MUST]
    if must:
        click.echo(f"{len(must)} faults must be mended: where they are, who is responsible depends on chance.", err=True)
        for line in fault_lines(must):
            click.echo(line, err=True)
    if must and refuse or any(one.kind is Fault.FAR_AWAY for one in must):
        raise UnusableFile(say("faults-refused"))


def _tell(version: str, report: ImportReport) -> None:
    for line in report.lines():
        click.echo(line)
    click.echo(f"Area version {version} is in force.")
