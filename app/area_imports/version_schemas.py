"""Shapes of area versions on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma


class Sizes(ma.Schema):
    """How much a version holds."""

    segments = ma.fields.Integer(required=True)
    cells = ma.fields.Integer(required=True)


class VersionOut(ma.Schema):
    """An area version: `layer` is what changed with it; null moments are since ever and still.

    `import_id` brought this version; `origin_import_id` first brought its content, which may have come back: an undo names it.
    """

    name = ma.fields.String(required=True)
    layer = ma.fields.String(required=True)
    created_at = ma.fields.String(required=True)
    valid_from = ma.fields.String(required=True, allow_none=True)
    valid_to = ma.fields.String(required=True, allow_none=True)
    undone_at = ma.fields.String(required=True, allow_none=True)
    restores = ma.fields.String(required=True, allow_none=True)
    import_id = ma.fields.String(required=True, allow_none=True)
    origin_import_id = ma.fields.String(required=True, allow_none=True)
    counts = ma.fields.Nested(Sizes, required=True)


class VersionsOut(ma.Schema):
    """Area versions, the newest first."""

    items = ma.fields.List(ma.fields.Nested(VersionOut), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)
