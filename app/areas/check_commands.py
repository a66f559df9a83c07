"""`flask areas check`: looks through a file before it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.areas import checking, field_mapping, queries, service
from app.areas.command_options import DATUM, FILE, crs_option, field_option, named_columns, table_option
from app.areas.datum import Datum
from app.areas.datum_guess import clear_datum, datum_distances
from app.areas.features import FeatureFile
from app.areas.reading import read_features
from app.areas.topology import Finding, Severity, report_of

FINDINGS_SHOWN = 20
USUAL_DEPTH_M = 15.0


@click.command("check")
@click.argument("file", type=FILE)
@click.option("--layer", required=True, type=click.Choice(["segments", "cells"]))
@click.option("--datum", default=None, type=DATUM, help="Default: the one under which the file lies on the areas that are there.")
@crs_option
@table_option
@field_option
@with_appcontext
def check_file(file: Path, layer: str, datum: str | None, crs: str | None, table: str | None, fields: tuple[str, ...]) -> None:
    """Look through FILE and change nothing: its columns, its datum, what it would become, the faults of its shapes."""
    features = read_features(file, crs, table)
    guessed = field_mapping.guess(features.features, layer) | named_columns(fields)
    for column in field_mapping.fields_of(features.features):
        wanted = next((name for name, chosen in guessed.items() if chosen == column.name), "-")
        click.echo(
            f"{column.name}: {wanted}; {column.filled} of {len(features.features)}, like {', '.join(column.samples) or '-'}"
        )
    found = _datum(features, layer)
    if datum is None and found is None:
        raise click.UsageError("The datum of this file is not clear: give it with --datum.")
    mapping = field_mapping.checked(guessed, features.features, layer)
    _tell_checked(_checked(features, Datum(datum) if datum else found, layer, mapping))


def _datum(file: FeatureFile, layer: str) -> Datum | None:
    """The datum under which a file clearly lies on the areas that are there, told with the distances."""
    version = queries.current_version_id()
    lines: list[Any] = [one.line for one in queries.segments_of(version)]
    cells: list[Any] = [one.polygon for one in queries.cells_of(version)]
    distances = datum_distances(file, (lines or cells) if layer == "segments" else (cells or lines))
    told = ", ".join(f"{datum} {metres:g} m" for datum, metres in distances.items() if metres is not None)
    click.echo(f"Distance to the areas that are there: {told or 'none of the file is near them'}.")
    return clear_datum(distances)


def _checked(file: FeatureFile, datum: Any, layer: str, mapping: dict[str, str | None]) -> checking.Checked:
    if layer == "cells":
        return checking.check_cells(file, datum, mapping)
    numbers: dict[str, int] = {}
    options = field_mapping.road_options(mapping, service.NO_ADCODE, USUAL_DEPTH_M)
    return checking.check_segments(file, datum, options, lambda name: numbers.setdefault(name, len(numbers) + 1))


def _tell_checked(checked: checking.Checked) -> None:
    for line in checked.report.lines():
        click.echo(line)
    report = report_of(checked.findings)
    click.echo(f"{report['must']} faults must be mended, {report['may']} may stay.")
    for line in fault_lines(checked.findings):
        click.echo(line)


def fault_lines(findings: Sequence[Finding]) -> list[str]:
    """The first faults as a person at the terminal reads them, what must be mended before the rest."""
    ranked = sorted(findings, key=lambda one: one.severity is not Severity.MUST)
    return [f"  {_fault(one)}" for one in ranked[:FINDINGS_SHOWN]]


def _fault(one: Finding) -> str:
    size = f", {one.metres:g} m" if one.metres is not None else f", {one.m2:g} m2" if one.m2 is not None else ""
    return f"{one.severity} {one.kind}{size}: {', '.join(one.codes)} at {one.where[0]}, {one.where[1]}"
