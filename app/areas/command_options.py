"""Options that several `flask areas` commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.areas.datum import Datum

DATUM = click.Choice([datum.value for datum in Datum])
FILE = click.Path(path_type=Path)
crs_option = click.option("--crs", default=None, help="Coordinate system when the file does not say, for example EPSG:4547.")
table_option = click.option("--table", default=None, help="Layer of a GeoPackage, or Shapefile of a zip, when there are several.")
field_option = click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="WANTED=COLUMN",
    help="Column of a field: code, name, from_name, to_name, side, depth, street, community. May be given several times.",
)


def named_columns(fields: Sequence[str]) -> dict[str, str | None]:
    """WANTED=COLUMN as a mapping."""
    pairs = [field.partition("=") for field in fields]
    if any(not wanted or not column for wanted, _, column in pairs):
        raise click.BadParameter("give it as WANTED=COLUMN, for example side=CB", param_hint="--field")
    return {wanted: column for wanted, _, column in pairs}
