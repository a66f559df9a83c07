"""Shapes of tables of shops on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.areas.datum import Datum
from app.core.fields import Words
from app.shops.columns import Why
from app.shops.rules import Warned


class ShopTableIn(ma.Schema):
    """What the file is called, and in which datum its points are."""

    name = Words(200, 1, required=True)
    datum = ma.fields.String(load_default=str(Datum.WGS84), validate=ma.validate.OneOf([str(datum) for datum in Datum]))


class BadCellOut(ma.Schema):
    """A cell that cannot be used; rows count as spreadsheet programs do, the column is called as in the table."""

    row = ma.fields.Integer(required=True)
    column = ma.fields.String(required=True)
    why = ma.fields.String(required=True, validate=ma.validate.OneOf([str(why) for why in Why]))


class WarnedCellOut(ma.Schema):
    """What a person should know of a row that is entered all the same, and which shop or row it is about."""

    row = ma.fields.Integer(required=True)
    column = ma.fields.String(required=True)
    why = ma.fields.String(required=True, validate=ma.validate.OneOf([str(word) for word in Warned]))
    shop_id = ma.fields.UUID(required=True, allow_none=True)
    other_row = ma.fields.Integer(required=True, allow_none=True)


class ShopImportOut(ma.Schema):
    """A table of shops: rows = good + bad rows, good = new + changed + same."""

    id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(["checked", "entered", "expired"]))
    file_name = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    entered_at = ma.fields.String(required=True, allow_none=True)
    rows = ma.fields.Integer(required=True)
    good = ma.fields.Integer(required=True)
    new = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    same = ma.fields.Integer(required=True)
    bad = ma.fields.List(ma.fields.Nested(BadCellOut), required=True, metadata={"description": "the first 2,000"})
    bad_rows = ma.fields.Integer(required=True)
    warnings = ma.fields.List(ma.fields.Nested(WarnedCellOut), required=True, metadata={"description": "the first 2,000"})
    warned = ma.fields.Integer(required=True)
