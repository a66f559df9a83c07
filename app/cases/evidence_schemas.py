"""Shapes of people, photos and evidence on the wire. Never touch the database."""

from __future__ import annotations

import marshmallow as ma


class PersonName(ma.Schema):
    """Somebody with an account."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class PhotoOut(ma.Schema):
    """A photo or clip that a report names; `decodable` is null while nobody has tried and for clips.

    `clip` is the type of sound or video, of which there is no picture; null for a photo.
    """

    sha256 = ma.fields.String(required=True)
    role = ma.fields.String(required=True, allow_none=True)
    source = ma.fields.String(allow_none=True)
    taken_at = ma.fields.String(allow_none=True)
    stored = ma.fields.Boolean(required=True)
    decodable = ma.fields.Boolean(required=True, allow_none=True)
    clip = ma.fields.String(required=True, allow_none=True)


class EvidenceOut(ma.Schema):
    """A report as evidence of a case: what it is to it, whose words and which photos."""

    report_id = ma.fields.UUID(required=True)
    what = ma.fields.String(
        required=True, metadata={"description": "opened, joined, progress, handled, checked, verified; others may come"}
    )
    by = ma.fields.Nested(PersonName, required=True, allow_none=True, metadata={"description": "null where not to be named"})
    at = ma.fields.String(required=True, metadata={"description": "when it was seen, corrected by the phone's clock"})
    note = ma.fields.String(required=True, allow_none=True)
    outcome = ma.fields.Dict(
        required=True, allow_none=True, metadata={"description": "of a reply {verb, made, why, at}: why no move came of it"}
    )
    photos = ma.fields.List(ma.fields.Nested(PhotoOut), required=True)


class AnswerOut(ma.Schema):
    """What somebody said about a report that was to be verified or amended."""

    report_id = ma.fields.UUID(required=True)
    verb = ma.fields.String(required=True, allow_none=True)
    verified = ma.fields.Boolean(required=True, allow_none=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    note = ma.fields.String(required=True, allow_none=True)
