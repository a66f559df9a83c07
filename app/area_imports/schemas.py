"""Shapes of imports on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from app.area_imports.report_schemas import FileReportOut, SentenceOut
from app.area_imports.rules import FORMATS, LONGEST_NAME, State, Step
from app.areas.datum import Datum
from app.areas.map_schemas import CLOSEST_ZOOM, BoxField
from app.areas.road_attributes import DEEPEST_M
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT

LAYERS = ["segments", "cells"]
_DATUMS = [datum.value for datum in Datum]


def _column() -> ma.fields.String:
    return ma.fields.String(allow_none=True, load_default=None, validate=ma.validate.Length(1, 1000))


class UploadIn(ma.Schema):
    """What the file is; its ending says the format."""

    layer = ma.fields.String(required=True, validate=ma.validate.OneOf(LAYERS))
    name = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, LONGEST_NAME),
        metadata={"description": f"the file's name, ending in {', '.join(FORMATS)}", "example": "roads.geojson"},
    )


class PageIn(ma.Schema):
    """Which page of a list."""

    cursor = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class Mapping(ma.Schema):
    """Which column of the file says what; null where none does. Cells have code, street and community."""

    code = _column()
    name = _column()
    from_name = _column()
    to_name = _column()
    side = _column()
    depth = _column()
    street = _column()
    community = _column()


class Options(ma.Schema):
    """What is made of the file, and (crs, table) how it is read: when these change it is read anew."""

    append = ma.fields.Boolean(load_default=False, truthy={True}, falsy={False})
    adcode = ma.fields.String(
        load_default=None, allow_none=True, validate=[ma.validate.Regexp(r"^[1-9][0-9]{5}$"), ma.validate.Length(6, 6)]
    )
    depth_m = ma.fields.Float(load_default=None, allow_none=True, validate=ma.validate.Range(0.0, DEEPEST_M, min_inclusive=False))
    crs = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            ma.validate.Regexp(r"^EPSG:[0-9]{4,6}$", error="EPSG: and four to six digits, for example EPSG:4547."),
            ma.validate.Length(9, 11),
        ],
        metadata={"description": "coordinate system where the file does not say, for example EPSG:4547"},
    )
    table = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=ma.validate.Length(1, 200),
        metadata={"description": "layer of a file that holds several (file.tables)"},
    )


class PlanIn(ma.Schema):
    """What a person says of the file; it is checked by that."""

    mapping = ma.fields.Nested(Mapping, required=True)
    datum = ma.fields.String(required=True, validate=ma.validate.OneOf(_DATUMS))
    options = ma.fields.Nested(Options, load_default=lambda: Options().load({}))


class PreviewIn(ma.Schema):
    """What a map shows and how closely."""

    bbox = BoxField(required=True)
    zoom = ma.fields.Integer(required=True, validate=ma.validate.Range(0, CLOSEST_ZOOM))


class ActivateIn(ma.Schema):
    """Since when the areas count; null: from now on. Never from later on. `revision` is the one that this person has seen."""

    valid_from = ma.fields.AwareDateTime(load_default=None, allow_none=True, format="iso")
    revision = ma.fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata={"description": "nothing takes effect when the import has another by now"},
    )


class FileOut(ma.Schema):
    """The file as it came; `tables` names the layers of one that can hold several."""

    name = ma.fields.String(required=True)
    sha256 = ma.fields.String(required=True)
    bytes = ma.fields.Integer(required=True)
    records = ma.fields.Integer(required=True, allow_none=True)
    format = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(set(FORMATS.values()))))
    tables = ma.fields.List(ma.fields.String(), required=True)


class BroughtBy(ma.Schema):
    """Who brought it."""

    id = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class FieldOut(ma.Schema):
    """A column of the file with up to three different values."""

    name = ma.fields.String(required=True)
    samples = ma.fields.List(ma.fields.String(), required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(["text", "number", "empty"]))
    filled = ma.fields.Integer(required=True)


class DatumDistance(ma.Schema):
    """How far the file lies from the areas in force if its degrees are in this datum (median)."""

    datum = ma.fields.String(required=True, validate=ma.validate.OneOf(_DATUMS))
    metres = ma.fields.Float(required=True)


class ProgressOut(ma.Schema):
    """How far the work on the file is."""

    step = ma.fields.String(required=True, validate=ma.validate.OneOf([*Step]))
    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    left_s = ma.fields.Integer(required=True, allow_none=True)


class FollowingOut(ma.Schema):
    """How far the open cases have followed."""

    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    moved = ma.fields.Integer(required=True)
    ended = ma.fields.Boolean(required=True)


class ImportRowOut(ma.Schema):
    """An import as lists tell it: `report`, `findings` and `difference` only counted.

    `revision` grows with whatever a person has done with the file anew: what is checked is another thing then.
    """

    id = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    layer = ma.fields.String(required=True, validate=ma.validate.OneOf(LAYERS))
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*State]))
    file = ma.fields.Nested(FileOut, required=True)
    uploaded_at = ma.fields.String(required=True)
    uploaded_by = ma.fields.Nested(BroughtBy, required=True, allow_none=True)
    activated_at = ma.fields.String(required=True, allow_none=True)
    version = ma.fields.String(required=True, allow_none=True)
    mapping = ma.fields.Dict(required=True)
    guessed = ma.fields.Dict(required=True)
    datum = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(_DATUMS))
    datum_guess = ma.fields.List(ma.fields.Nested(DatumDistance), required=True, allow_none=True)
    options = ma.fields.Dict(required=True)
    progress = ma.fields.Nested(ProgressOut, required=True, allow_none=True)
    failure = ma.fields.Nested(SentenceOut, required=True, allow_none=True)
    report = ma.fields.Nested(FileReportOut, required=True, allow_none=True)
    findings = ma.fields.Dict(required=True, allow_none=True)
    difference = ma.fields.Dict(required=True, allow_none=True)
    replacing = ma.fields.Nested(FollowingOut, required=True, allow_none=True)


class ImportOut(ImportRowOut):
    """An import with the columns of its file. Without `has_files` map and table of the findings can no longer be shown."""

    has_files = ma.fields.Boolean(required=True)
    fields_: Any = ma.fields.List(ma.fields.Nested(FieldOut), required=True, data_key="fields", attribute="fields")


class ImportsOut(ma.Schema):
    """Imports, the newest first."""

    items = ma.fields.List(ma.fields.Nested(ImportRowOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class PreviewFacts(ma.Schema):
    """What becomes of an area; one that moved is there twice, where it was (`was`) and where it will be."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(["added", "removed", "moved", "same"]))
    was = ma.fields.Boolean(required=True)


class PreviewShape(ma.Schema):
    """A GeoJSON feature."""

    type = ma.fields.String(required=True)
    properties = ma.fields.Nested(PreviewFacts, required=True)
    geometry = ma.fields.Dict(required=True)


class PreviewOut(ma.Schema):
    """What is in sight. Not `complete`: what changes before what stays, the largest first."""

    type = ma.fields.String(required=True)
    complete = ma.fields.Boolean(required=True)
    features = ma.fields.List(ma.fields.Nested(PreviewShape), required=True)
