"""Shapes of the sync protocol on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma

from app.cases.schemas import ReceiptOut
from app.config import TILE_DATUMS
from app.core.fields import Whole
from app.reports.feed import DEFAULT_CHANGES, MAX_CHANGES

MAX_OFFERED = 200
_SHA256 = ma.validate.And(ma.validate.Length(equal=64), ma.validate.Regexp(r"^[0-9a-fA-F]{64}\Z"))


class OfferedReport(ma.Schema):
    """A report that the phone holds."""

    id = ma.fields.UUID(required=True)
    manifest_sha256 = ma.fields.String(required=True, metadata={"pattern": "^[0-9a-fA-F]{64}$"}, validate=_SHA256)


class OutstandingIn(ma.Schema):
    """What waits on the phone."""

    count = Whole(required=True, validate=ma.validate.Range(0, 1_000_000))
    oldest = ma.fields.AwareDateTime(load_default=None, allow_none=True, format="iso")


class OfferIn(ma.Schema):
    """What a phone holds, and how much waits on it."""

    reports = ma.fields.List(ma.fields.Nested(OfferedReport), required=True, validate=ma.validate.Length(max=MAX_OFFERED))
    device_id = ma.fields.UUID(load_default=None, allow_none=True)
    outstanding = ma.fields.Nested(OutstandingIn, load_default=None, allow_none=True)


class SettledOut(ma.Schema):
    """What a person made of quarantined bytes; `missing` are photos that the report they were filed as waits for."""

    outcome = ma.fields.String(required=True, validate=ma.validate.OneOf(["filed", "dismissed"]))
    report_id = ma.fields.UUID(required=True, allow_none=True)
    missing = ma.fields.List(ma.fields.String(), required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class OfferedOut(ma.Schema):
    """What the server knows of an offered report."""

    id = ma.fields.UUID(required=True)
    status = ma.fields.String(
        required=True, validate=ma.validate.OneOf(["complete", "missing", "unknown", "conflict", "quarantined"])
    )
    missing = ma.fields.List(ma.fields.String(), required=True)
    receipt = ma.fields.Nested(ReceiptOut, required=True, allow_none=True)
    settled = ma.fields.Nested(
        SettledOut, allow_none=True, metadata={"description": "with `quarantined` only; null until a person settled it"}
    )


class OfferOut(ma.Schema):
    """One result per offered report, in the same order."""

    results = ma.fields.List(ma.fields.Nested(OfferedOut), required=True)


class ChangesIn(ma.Schema):
    """From where; without a cursor from the beginning."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the answer before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_CHANGES, validate=ma.validate.Range(1, MAX_CHANGES))


class ChangeOut(ma.Schema):
    """One change; `body` is the object as this reader sees it now, null for del and scope_out."""

    seq = ma.fields.Integer(required=True)
    type = ma.fields.String(required=True)
    id = ma.fields.String(required=True)
    rev = ma.fields.Integer(required=True)
    op = ma.fields.String(required=True, validate=ma.validate.OneOf(["put", "del", "scope_out"]))
    body = ma.fields.Dict(required=True, allow_none=True)


class ChangesOut(ma.Schema):
    """A stretch of the feed; `cursor` goes on from its end, also when there is nothing more yet."""

    changes = ma.fields.List(ma.fields.Nested(ChangeOut), required=True)
    cursor = ma.fields.String(required=True)
    has_more = ma.fields.Boolean(required=True)


class ClientVersions(ma.Schema):
    """Which app versions this server works with."""

    min = ma.fields.String(required=True)
    latest = ma.fields.String(required=True)


class UploadHints(ma.Schema):
    """How phones share the line when they all come back at once."""

    concurrency = ma.fields.Integer(required=True)
    spread_s = ma.fields.Integer(required=True)
    max_photo_bytes = ma.fields.Integer(required=True)
    max_manifest_bytes = ma.fields.Integer(required=True)


class ExportKeyOut(ma.Schema):
    """The key that a phone seals an export to; `jwk` is what `crypto.subtle.importKey` takes."""

    kid = ma.fields.String(required=True)
    alg = ma.fields.String(required=True, validate=ma.validate.OneOf(["RSA-OAEP-256"]))
    jwk = ma.fields.Dict(required=True)


class PauseOut(ma.Schema):
    """Why phones are asked to send nothing for a while, and since when."""

    reason = ma.fields.String(required=True)
    since = ma.fields.String(required=True)


class TilesOut(ma.Schema):
    """Pictures of the ground for maps: an XYZ address, the datum its tiles are drawn in, whom to thank for them."""

    url = ma.fields.String(required=True)
    datum = ma.fields.String(required=True, validate=ma.validate.OneOf(TILE_DATUMS))
    attribution = ma.fields.String(required=True)


class MetaOut(ma.Schema):
    """What a phone asks before anything else. While `pause` is set it sends nothing; capture goes on."""

    epoch = ma.fields.String(required=True)
    server_time = ma.fields.String(required=True)
    client = ma.fields.Nested(ClientVersions, required=True)
    upload = ma.fields.Nested(UploadHints, required=True)
    export_key = ma.fields.Nested(ExportKeyOut, required=True)
    pause = ma.fields.Nested(PauseOut, required=True, allow_none=True)
    tiles = ma.fields.Nested(TilesOut, required=True, allow_none=True)
