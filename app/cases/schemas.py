"""Shapes of reports and cases on the wire. Never touch the database."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma

from app.cases.evidence_schemas import AnswerOut, EvidenceOut, PhotoOut
from app.cases.evidence_schemas import PersonName as PersonName
from app.cases.states import CaseState, Destroyed, Origin, ReportStatus, VerdictWord
from app.core.api import ProblemSchema
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.problems import MEDIA_TYPE

DESTROYED: Final[dict[str, Any]] = {"schema": ProblemSchema, "content_type": MEDIA_TYPE, "description": Destroyed.slug}
"""How a route describes its answer 410: `@blp.alt_response(410, **DESTROYED)`."""


class PlaceName(ma.Schema):
    """A segment or a cell; cells have no name."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(allow_none=True)


class PlacementOfReport(ma.Schema):
    """Which segment and which cell (contract §6)."""

    class Meta:
        unknown = ma.INCLUDE

    status = ma.fields.String(required=True)
    segment = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    cell = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    distance_m = ma.fields.Float(required=True, allow_none=True)
    candidates = ma.fields.List(ma.fields.Dict(), required=True)
    version = ma.fields.String(metadata={"description": "the area version that was responsible when it happened"})


class ReceiptOut(ma.Schema):
    """The server's signed answer; only a receipt lets the phone forget anything."""

    report_id = ma.fields.UUID(required=True)
    manifest_sha256 = ma.fields.String(required=True)
    level = ma.fields.String(required=True, validate=ma.validate.OneOf(["text", "photos", "backed-up"]))
    missing = ma.fields.List(ma.fields.String(), required=True)
    case_no = ma.fields.String(required=True, allow_none=True)
    flags = ma.fields.List(ma.fields.String(), required=True)
    placement = ma.fields.Nested(PlacementOfReport, required=True)
    received_at = ma.fields.String(required=True)
    commit_seq = ma.fields.Integer(required=True)
    epoch = ma.fields.String(required=True)
    kid = ma.fields.String(required=True)
    hmac = ma.fields.String(required=True)


class CheckOut(ma.Schema):
    """What a rule says about the evidence of a report; it never decides anything."""

    slug = ma.fields.String(required=True, metadata={"description": "which sentence"})
    tone = ma.fields.String(required=True, validate=ma.validate.OneOf(["good", "look"]))
    facts = ma.fields.Dict(required=True, metadata={"description": "what fills the slots of the sentence"})


class VerdictOut(ma.Schema):
    """What was decided, by whom and when."""

    verdict = ma.fields.String(required=True, validate=ma.validate.OneOf([*VerdictWord]))
    reason = ma.fields.String(required=True, allow_none=True)
    by = ma.fields.Nested(PersonName, required=True, allow_none=True)
    at = ma.fields.String(required=True)
    duplicate_of = ma.fields.String(allow_none=True)
    segment_choice = ma.fields.String(allow_none=True)


class DeletedOut(ma.Schema):
    """That evidence was destroyed because its time was over."""

    at = ma.fields.String(required=True)
    rule = ma.fields.String(required=True, metadata={"description": "the retention rule's name"})


class ReportOut(ma.Schema):
    """A report as its readers see it; phone numbers are masked."""

    id = ma.fields.UUID(required=True)
    status = ma.fields.String(required=True, validate=ma.validate.OneOf([*ReportStatus]))
    origin = ma.fields.String(required=True, validate=ma.validate.OneOf([*Origin]))
    author = ma.fields.Nested(PersonName, required=True, allow_none=True)
    captured_at = ma.fields.String(required=True, allow_none=True)
    received_at = ma.fields.String(required=True)
    category = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True)
    handled_on_spot = ma.fields.Boolean()
    position = ma.fields.Dict(required=True, allow_none=True)
    placement = ma.fields.Nested(PlacementOfReport, required=True)
    placement_now = ma.fields.Nested(
        PlacementOfReport,
        required=True,
        allow_none=True,
        metadata={"description": "what the areas in force say, where that is another segment, cell or status"},
    )
    subject = ma.fields.Dict()
    photos = ma.fields.List(ma.fields.Nested(PhotoOut), required=True)
    flags = ma.fields.List(ma.fields.String(), required=True)
    permits = ma.fields.List(
        ma.fields.Dict(),
        required=True,
        metadata={"description": "what is permitted there at that time {id, kind, name, hours, until}; flag permitted-here"},
    )
    checks = ma.fields.List(
        ma.fields.Nested(CheckOut),
        required=True,
        metadata={"description": "what is worth a look first; in lists only that. Empty while nobody has checked"},
    )
    receipt = ma.fields.Nested(ReceiptOut, required=True)
    breach = ma.fields.Dict(
        allow_none=True,
        metadata={
            "description": "which promise of a shop it found broken {item, item_name, nth, step, state, deadline, doubts}; "
            "accepted, a reminder (`step`: remind) opens no case"
        },
    )
    verdict = ma.fields.Nested(VerdictOut, required=True, allow_none=True)
    verifier = ma.fields.Nested(
        PersonName, required=True, allow_none=True, metadata={"description": "who looks on the spot whether it is so"}
    )
    answers = ma.fields.List(
        ma.fields.Nested(AnswerOut), required=True, metadata={"description": "what was said about it meanwhile"}
    )
    reply_to = ma.fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "what it answers {case_no | report_id | shop_id, verb, answers, rev}"},
    )
    reply_outcome = ma.fields.Dict(
        required=True, allow_none=True, metadata={"description": "what came of that {verb, made, why, at}; null until then"}
    )
    case_no = ma.fields.String(required=True, allow_none=True)
    supersedes = ma.fields.String(allow_none=True)
    superseded_by = ma.fields.String(allow_none=True)
    deleted = ma.fields.Nested(
        DeletedOut, required=True, allow_none=True, metadata={"description": "null while its evidence is kept"}
    )
    similar_to = ma.fields.String(allow_none=True)
    rev = ma.fields.Integer(required=True)


class EventOut(ma.Schema):
    """One entry of a case's timeline."""

    kind = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    by = ma.fields.Nested(
        PersonName,
        required=True,
        allow_none=True,
        metadata={"description": "null for what no person did, or who is not to be named to this reader"},
    )
    at = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    facts = ma.fields.Dict(required=True)


class CoverOut(ma.Schema):
    """The picture that stands for a case, and how many it has."""

    photo = ma.fields.Nested(PhotoOut, required=True, allow_none=True)
    count = ma.fields.Integer(required=True)


class CaseOut(ma.Schema):
    """A case with its timeline; category and limits are as they were when it was opened."""

    case_no = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([*CaseState]))
    category = ma.fields.Dict(required=True)
    limits = ma.fields.List(ma.fields.Dict(), required=True)
    segment = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    cell = ma.fields.Nested(PlaceName, required=True, allow_none=True)
    flags = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "`choice-ended`: a person chose a segment that the areas in force do not have"},
    )
    report_id = ma.fields.UUID(required=True)
    origin = ma.fields.String(required=True, validate=ma.validate.OneOf([*Origin]))
    recurs_of = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "the closed case that had the same problem here"}
    )
    position = ma.fields.Dict(required=True, allow_none=True)
    opened_at = ma.fields.String(required=True)
    closed_at = ma.fields.String(required=True, allow_none=True)
    held_at = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "since when it is kept whatever the retention rules say"}
    )
    events = ma.fields.List(ma.fields.Nested(EventOut), required=True)
    urgent = ma.fields.Boolean()
    unit = ma.fields.Nested(PlaceName, allow_none=True, metadata={"description": "who has it in hand"})
    co_units = ma.fields.List(ma.fields.Nested(PlaceName))
    handler = ma.fields.Nested(PersonName, allow_none=True, metadata={"description": "only for those who act on it"})
    checker = ma.fields.Nested(PersonName, allow_none=True)
    campaign = ma.fields.String(allow_none=True)
    on_time = ma.fields.Boolean(allow_none=True, metadata={"description": "null until it is decided"})
    supervised = ma.fields.Integer(metadata={"description": "open supervision orders"})
    clock = ma.fields.Dict(
        allow_none=True,
        metadata={"description": "plan, limit, ends, used and total in counted milliseconds, colour, stage, steps"},
    )
    counts = ma.fields.Dict(metadata={"description": "rework, return, extension, dispatch"})
    requests = ma.fields.List(ma.fields.Dict(), metadata={"description": "what was asked for, with who decided it"})
    supervisions = ma.fields.List(ma.fields.Dict())
    whistles = ma.fields.List(ma.fields.Dict())
    moves = ma.fields.List(
        ma.fields.Dict(), metadata={"description": "[{verb, needs, choices}]: what is legal for this reader now"}
    )
    evidence = ma.fields.List(ma.fields.Nested(EvidenceOut), metadata={"description": "not in lists"})
    cover = ma.fields.Nested(CoverOut, metadata={"description": "only in lists that were asked for `pictures`"})
    rev = ma.fields.Integer(required=True)


class _PageIn(ma.Schema):
    """Which part of a list."""

    cursor = ma.fields.String(load_default=None, metadata={"description": "from the page before; opaque"})
    limit = ma.fields.Integer(load_default=DEFAULT_LIMIT, validate=ma.validate.Range(1, MAX_LIMIT))


class ReportsIn(_PageIn):
    """Which reports."""

    status = ma.fields.String(load_default=None, validate=ma.validate.OneOf([*ReportStatus]))


class _PageOut(ma.Schema):
    """One page of a list; `cursor` asks for the next one."""

    cursor = ma.fields.String(required=True, allow_none=True)
    has_more = ma.fields.Boolean(required=True)


class ReportsOut(_PageOut):
    """A page of reports."""

    items = ma.fields.List(ma.fields.Nested(ReportOut), required=True)
