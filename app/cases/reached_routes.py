"""Who was reached about an urgent case that waits to be claimed."""

from __future__ import annotations

import marshmallow as ma
from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.queries import case_for
from app.cases.wording import storable
from app.core.api import Blueprint
from app.telling.escalation import reached
from app.telling.schemas import MessageUnitOut

blp = Blueprint("reached", __name__, url_prefix="/api/v1", description="Who heard of an urgent case")


class ReachedPersonOut(ma.Schema):
    """Who was told."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True, allow_none=True)


class ReachedByOut(ma.Schema):
    """One message about the case, and what came of it."""

    person = ma.fields.Nested(ReachedPersonOut, required=True, allow_none=True)
    unit = ma.fields.Nested(MessageUnitOut, required=True, allow_none=True)
    channel = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    at = ma.fields.String(required=True)
    why = ma.fields.String(required=True, allow_none=True)


class DutyPhoneOut(ma.Schema):
    """The telephone to call, of the nearest unit that has one."""

    unit = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    phone = ma.fields.String(required=True)


class ReachedChainOut(ma.Schema):
    """How far the chain has come."""

    since = ma.fields.String(required=True)
    unit = ma.fields.String(required=True)
    step = ma.fields.String(required=True, validate=ma.validate.OneOf(["told", "texted", "duty-phone"]))
    ended_at = ma.fields.String(required=True, allow_none=True)
    duty_phone = ma.fields.Nested(DutyPhoneOut, required=True, allow_none=True)
    told = ma.fields.List(ma.fields.Nested(ReachedByOut), required=True)


class ReachedOut(ma.Schema):
    """Null for a case that never was urgent and waiting to be claimed."""

    reached = ma.fields.Nested(ReachedChainOut, required=True, allow_none=True)


@blp.get("/cases/<case_no>/reached")
@guard(Permission.SEE_SCOPE)
@blp.response(200, ReachedOut)
@blp.problems(401, 403, 404)
def read_reached(case_no: str) -> Response:
    """Who was told of an urgent case, by which way, whether it reached them, and which telephone to call."""
    return jsonify({"reached": reached(case_for(actor(), storable(case_no)).case_no)})
