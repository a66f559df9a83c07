"""Decides how a manifest is described to generic clients: the envelope that is required, the rest that is judged."""

from __future__ import annotations

from typing import Any, Final

from app.core.api import Blueprint
from app.core.transfers import FILE
from app.photos.sniffing import CLIPS, PICTURES
from app.reports.manifest import DATUMS, HEADING_SOURCES, PHOTO_ROLES, PHOTO_SOURCES, POSITION_SOURCES
from app.reports.reply_fields import ANSWER_VERBS, PLEDGE_VERBS, REPLY_VERBS

_Schema = dict[str, Any]

_SHA256: Final[_Schema] = {"type": "string", "pattern": "^[0-9a-fA-F]{64}$", "minLength": 64, "maxLength": 64}
_UUID: Final[_Schema] = {"type": "string", "format": "uuid"}
_MOMENT: Final[_Schema] = {"type": ["string", "null"], "format": "date-time"}


def _maybe(kind: str, **more: Any) -> _Schema:
    return {"type": [kind, "null"], **more}


def _object(required: list[str] | None = None, **properties: _Schema) -> _Schema:
    described: _Schema = {"type": "object", "properties": properties}
    return {**described, "required": required} if required else described


_ENVELOPE_PHOTO: Final = _object(["sha256", "bytes"], sha256=_SHA256, bytes={"type": "integer"})
ENVELOPE: Final = _object(
    ["schema", "report_id", "photos"],
    schema={"type": "integer"},
    report_id=_UUID,
    photos={"type": "array", "items": _ENVELOPE_PHOTO},
)
"""All that is required of a report; `report_id` equals the id in the address."""

_PHOTO: Final = _object(
    ["sha256", "bytes"],
    sha256=_SHA256,
    orig_sha256={**_SHA256, "type": ["string", "null"]},
    bytes={"type": "integer"},
    mime=_maybe("string"),
    role={"enum": [*sorted(PHOTO_ROLES), None]},
    taken_at=_MOMENT,
    source={"enum": [*sorted(PHOTO_SOURCES), None]},
)
_HEADING: Final = {
    **_object(
        deg={"type": "number", "minimum": 0, "exclusiveMaximum": 360},
        accuracy_deg=_maybe("number", minimum=0),
        source={"enum": [*sorted(HEADING_SOURCES), None]},
    ),
    "type": ["object", "null"],
    "description": "Where the device pointed or was going, clockwise from north; breaks ties of up to a millimetre only.",
}
_POSITION: Final = {
    **_object(
        lon={"type": "number", "minimum": -180, "maximum": 180},
        lat={"type": "number", "minimum": -90, "maximum": 90},
        accuracy_m=_maybe("number", minimum=0),
        fixed_at=_MOMENT,
        source={"enum": [*sorted(POSITION_SOURCES), None]},
        datum={"enum": [*sorted(DATUMS), None]},
        heading=_HEADING,
    ),
    "type": ["object", "null"],
}
_SUBJECT: Final = _object(
    shop_id=_maybe("string"),
    asset_id=_maybe("string"),
    asset_type=_maybe("string"),
    defect=_maybe("string"),
    pledge_item=_maybe("string", description="the item of the shop's pledge that was not kept: with `shop_id` this is a breach"),
    phone_numbers={"type": ["array", "null"], "items": {"type": "string"}},
)
_REPLY: Final = {
    **_object(
        case_no=_maybe("string"),
        report_id=_maybe("string"),
        shop_id=_maybe("string"),
        verb={"enum": [*sorted(REPLY_VERBS | ANSWER_VERBS | PLEDGE_VERBS), None]},
        answers={"type": ["object", "null"], "additionalProperties": {"type": "boolean"}},
        rev=_maybe("integer"),
    ),
    "type": ["object", "null"],
    "description": "What this is an answer to, when it is no finding: a case, a report that is verified or amended, a shop.",
}
_SERVICE: Final = _object(
    means={"enum": ["in-person", "left", None]},
    at=_MOMENT,
    signer=_maybe("string"),
    capacity=_maybe("string"),
    strokes={"type": ["array", "null"], "description": "lines of points [x, y] between 0 and 1"},
    witness=_maybe("string"),
    reason=_maybe("string"),
)
_PAPER: Final = {
    **_object(
        id=_UUID,
        template_id=_maybe("integer"),
        block_id=_maybe("string"),
        running=_maybe("integer"),
        number=_maybe("string"),
        at=_MOMENT,
        receiver={**_object(kind=_maybe("string"), code=_maybe("string"), name=_maybe("string")), "type": ["object", "null"]},
        address=_maybe("string"),
        basis={"type": ["array", "null"], "items": {"type": "integer"}},
        requirement=_maybe("string"),
        deadline=_MOMENT,
        service={**_SERVICE, "type": ["object", "null"]},
    ),
    "type": ["object", "null"],
    "description": (
        "A rectification notice that was given out with it, its number from the phone's block (POST notice-kit); pictures of "
        "it are photos in the role `paper`. It enters the ledger with the report's case."
    ),
}
_STROKES: Final[_Schema] = {"type": ["array", "null"], "description": "lines of [x, y, t]: thousandths of the field, ms"}
_PLEDGE: Final = {
    **_object(
        form=_maybe("integer", examples=[1]),
        pledge_id=_maybe("string", description="the report's id"),
        scheme={**_object(code=_maybe("string"), version=_maybe("integer"), name=_maybe("string")), "type": ["object", "null"]},
        items={"type": ["array", "null"], "description": "{code, name, do, dont}, word for word as in the scheme's version"},
        shop={"type": ["object", "null"], "description": "{id, name, door, segment_code, segment_name, cell_code}"},
        frontage={"type": ["object", "null"], "description": "{left, right, length_m, rule}"},
        office={"type": ["object", "null"], "description": "{unit_code, name}"},
        term={**_object(months=_maybe("integer")), "type": ["object", "null"]},
        signer={"type": ["object", "null"], "description": "{name, capacity: owner | manager | agent, phone}"},
        officer={"type": ["object", "null"], "description": "{id, work_number}"},
        signed_at=_MOMENT,
        position={"type": ["object", "null"]},
        strokes=_STROKES,
        officer_strokes=_STROKES,
        read_aloud=_maybe("boolean"),
        photos={"type": ["object", "null"], "description": "{front: [sha256], paper: [sha256]}, each also among the photos"},
    ),
    "type": ["object", "null"],
    "description": "With the verb sign-pledge: the document that was signed. Its SHA-256 is over its RFC 8785 form.",
}
_REFUSAL: Final = {
    **_object(reason=_maybe("string"), officers={"type": ["array", "null"], "items": {"type": "string"}, "maxItems": 2}),
    "type": ["object", "null"],
    "description": "With refuse-pledge: why, and two work numbers of who was there; the 告知书 is a photo in the role paper.",
}
MANIFEST: Final = {
    **_object(
        ["schema", "report_id", "photos"],
        schema={"type": "integer", "examples": [1]},
        report_id=_UUID,
        author_id=_maybe("string"),
        device_id=_maybe("string"),
        device_seq=_maybe("integer"),
        prev_manifest_sha256={**_SHA256, "type": ["string", "null"]},
        supersedes={"type": ["string", "null"], "format": "uuid"},
        captured_at=_MOMENT,
        clock={**_object(offset_ms=_maybe("number"), age_s=_maybe("number")), "type": ["object", "null"]},
        position=_POSITION,
        category=_maybe("string"),
        note=_maybe("string"),
        handled_on_spot=_maybe("boolean"),
        segment_choice=_maybe("string"),
        segment_choice_why=_maybe("string"),
        subject={**_SUBJECT, "type": ["object", "null"]},
        photos={"type": "array", "items": _PHOTO},
        area_pack=_maybe("string"),
        client={**_object(version=_maybe("string")), "type": ["object", "null"]},
        reply_to=_REPLY,
        joins=_maybe("string", description="the number of an open case that this is more evidence of"),
        paper=_PAPER,
        pledge=_PLEDGE,
        refusal=_REFUSAL,
    ),
    "description": (
        "What a report holds. Only the envelope (schema, report_id, photos with sha256 and bytes) is required: everything "
        "else is taken as it comes and judged by flags; absent is as null, unknown fields are kept."
    ),
}

DEVICE_ID: Final[_Schema] = _UUID
_TOLD_EVENT: Final = _object(
    id=_UUID,
    kind={"type": "string", "examples": ["loss", "photo-damaged", "exported", "storage-full", "storage-lost", "calibrated"]},
    at=_MOMENT,
    facts={"type": "object"},
)
_RUN: Final[_Schema] = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
DEVICE_STATE: Final = {
    **_object(
        ["device_id"],
        device_id=_UUID,
        client={**_object(version=_maybe("string")), "type": ["object", "null"]},
        given_seq=_maybe("integer"),
        outstanding={
            **_object(
                count=_maybe("integer"),
                photos=_maybe("integer"),
                bytes=_maybe("integer"),
                oldest=_MOMENT,
                seqs={"type": ["array", "null"], "items": _RUN},
            ),
            "type": ["object", "null"],
        },
        needs_person=_maybe("integer"),
        storage={**_object(persisted=_maybe("boolean"), writable=_maybe("boolean")), "type": ["object", "null"]},
        clock={**_object(offset_ms=_maybe("integer")), "type": ["object", "null"]},
        trouble={**_object(word=_maybe("string"), at=_MOMENT), "type": ["object", "null"]},
        events={"type": ["array", "null"], "items": _TOLD_EVENT},
    ),
    "description": (
        "What a phone tells of itself, in its own time (`clock.offset_ms` = server minus device corrects it). What it does "
        "not say stays as it said it last; no `trouble` means that there is none. `outstanding.seqs` are closed ranges."
    ),
}

MANIFEST_BODY: Final[_Schema] = {
    "required": True,
    "description": "The sealed bytes of a manifest, at most 64 KiB; see the component Manifest for everything it may hold.",
    "content": {"application/json": {"schema": ENVELOPE}},
}
PHOTO_TYPES: Final = (*PICTURES, *CLIPS)
PHOTO_BODY: Final[_Schema] = {
    "required": True,
    "description": "The bytes of the photo or clip, at most 20 MiB.",
    "content": dict.fromkeys(PHOTO_TYPES, {"schema": FILE}),
}
REPR_DIGEST: Final[_Schema] = {
    "in": "header",
    "name": "Repr-Digest",
    "schema": {"type": "string"},
    "description": "RFC 9530, `sha-256=:…:`; checked when sent",
}
SHA256_IN_PATH: Final[_Schema] = {
    "in": "path",
    "name": "sha256",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$", "minLength": 64, "maxLength": 64},
}


class SyncBlueprint(Blueprint):
    """A blueprint that also describes the components `Manifest` and `DeviceState`, which no view takes as a whole."""

    def register_views_in_doc(self, api: Any, app: Any, spec: Any, *, name: str, parameters: Any) -> None:
        """Adds the components, then the views."""
        if "Manifest" not in spec.components.schemas:
            spec.components.schema("Manifest", MANIFEST)
            spec.components.schema("DeviceState", DEVICE_STATE)
        super().register_views_in_doc(api, app, spec, name=name, parameters=parameters)
