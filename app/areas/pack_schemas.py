"""Shape of the area pack in format 2 on the wire, as `pack_form` writes it. Never touches the database."""

from __future__ import annotations

import marshmallow as ma


def _described(words: str) -> dict[str, str]:
    return {"description": words}


class PackLines(ma.Schema):
    """Lines in WGS-84."""

    exponent = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata=_described("degrees = number / 10^exponent; null: the numbers are the degrees, and no differences"),
    )
    lines = ma.fields.List(
        ma.fields.List(ma.fields.Float()),
        required=True,
        metadata=_described("per line lon, lat, then lon and lat of every point less those of the point before"),
    )


class PackColumn(ma.Schema):
    """What many segments share: every value once, and per segment which."""

    values = ma.fields.List(ma.fields.Raw(allow_none=True), required=True)
    of = ma.fields.List(ma.fields.Integer(), required=True)


class PackCodes(ma.Schema):
    """Codes, each as the number of characters it shares with the start of the one before, and the rest."""

    code = ma.fields.List(ma.fields.Raw(), required=True, metadata=_described("number, text, number, text …"))


class CompactSegments(PackCodes, PackLines):
    """The road segments; `lines` has every centre line, then the rings of all drawn polygons."""

    name = ma.fields.Nested(PackColumn)
    depth_m = ma.fields.Nested(PackColumn)
    side = ma.fields.Nested(PackColumn)
    from_name = ma.fields.Nested(PackColumn)
    to_name = ma.fields.Nested(PackColumn)
    polygons = ma.fields.List(
        ma.fields.List(ma.fields.Integer(), allow_none=True),
        metadata=_described("per segment how many rings each of its polygons has, null without any"),
    )


class CompactCells(PackCodes):
    """The grid cells by the corners they share."""

    exponent = ma.fields.Integer(required=True, allow_none=True)
    corners = ma.fields.List(
        ma.fields.Float(), required=True, metadata=_described("one line of all corners in the order of their first use")
    )
    rings = ma.fields.List(
        ma.fields.List(ma.fields.List(ma.fields.Integer())),
        required=True,
        metadata=_described("per cell its rings, unclosed: 0 is the next new corner, n the nth last of those used"),
    )


class CompactPack(ma.Schema):
    """Everything a phone needs to place and to choose without signal, in format 2."""

    format = ma.fields.Integer(required=True)
    version = ma.fields.String(required=True)
    origin = ma.fields.List(ma.fields.Float(), required=True, metadata=_described("[lon, lat] of the plane"))
    segments = ma.fields.Nested(CompactSegments, required=True)
    cells = ma.fields.Nested(CompactCells, required=True)
    limits = ma.fields.Nested(PackLines, required=True)
    shops = ma.fields.List(ma.fields.Dict(), required=True)
    assets = ma.fields.List(ma.fields.Dict(), required=True)
    categories = ma.fields.List(ma.fields.Dict(), required=True)
    permits = ma.fields.List(ma.fields.Dict(), metadata=_described("zones where something is permitted, with their hours"))
    cover_types = ma.fields.List(ma.fields.Dict(), metadata=_described("types of manhole covers and their codes"))
