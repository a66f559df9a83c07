"""`flask areas …`: import of road segments and cells, generated grids."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.areas import service
from app.areas.datum import Datum
from app.areas.reading import read_features
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction

DATUM = click.Choice([datum.value for datum in Datum])
FILE = click.Path(path_type=Path)
DEEPEST_M = 200.0
"""Beyond it a road would cover its neighbours."""
crs_option = click.option("--crs", default=None, help="Coordinate system when the file does not say, for example EPSG:4547.")
append_option = click.option("--append", is_flag=True, help="Add to the layer instead of replacing it; equal codes are replaced.")


@click.group()
def areas() -> None:
    """Road segments and grid cells."""


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
@crs_option
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
    crs: str | None,
) -> None:
    """Import FILE (GeoJSON or Shapefile) as one layer: all of it or nothing."""
    features = read_features(file, crs)
    options = RoadOptions(adcode, depth, code_field, name_field, keep_unnamed)

    def write() -> service.Imported:
        if layer == "cells":
            return service.import_cells(features, Datum(datum), clock.now(), code_field, append=append)
        return service.import_segments(features, Datum(datum), clock.now(), options, append=append)

    _tell(in_transaction(write))


@areas.command("grid")
@click.option("--within", required=True, type=FILE, help="GeoJSON or Shapefile with the district's polygon.")
@click.option("--datum", required=True, type=DATUM)
@click.option("--adcode", required=True, help="Six-digit district code.")
@click.option("--prefix", default=None, help="12 digits (district, street, community); else codes are made up from 901001 on.")
@click.option("--size", default=100.0, show_default=True, help="Side of a square in metres.")
@append_option
@crs_option
@with_appcontext
def make_grid(within: Path, datum: str, adcode: str, prefix: str | None, size: float, append: bool, crs: str | None) -> None:
    """Make square cells over a district that has none. The same input gives the same codes."""
    district = read_features(within, crs)

    def write() -> service.Imported:
        now = clock.now()
        return service.generate_grid(district, Datum(datum), adcode, now, prefix=prefix, size_m=size, append=append)

    _tell(in_transaction(write))


def _tell(imported: service.Imported) -> None:
    for line in imported.report.lines():
        click.echo(line)
    click.echo(f"Area version {imported.version} is in force.")
