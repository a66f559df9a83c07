"""The ledger of pledges over HTTP: confirming, filing, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotAllowed
from app.core.transaction import in_transaction
from app.core.transfers import FILE, handed_out
from app.pledges import bodies, filing, queries, service
from app.pledges.reminding import remind
from app.pledges.rules import How
from app.pledges.schemas import (
    ConfirmIn,
    FilingIn,
    FilingOut,
    LedgerIn,
    PledgeOut,
    PledgesOut,
    RemindersIn,
    RemindersOut,
    TerminateIn,
)
from app.pledges.sheets import sheet_for
from app.pledges.vouching import NAME

blp = Blueprint("pledges", __name__, url_prefix="/api/v1", description="门前五包: what shops have signed")


@blp.get("/pledges")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(LedgerIn, location="query")
@blp.response(200, PledgesOut)
@blp.problems(401, 403, 422)
def list_pledges(wanted: dict[str, Any]) -> Response:
    """Pledges of this person's shops, the newest arrival first; with a state those that nothing has replaced."""
    states = [wanted["state"]] if wanted["state"] else []
    shop_id = str(wanted["shop"]) if wanted["shop"] else None
    page = queries.pledges_page(actor(), states, shop_id, wanted["doubtful"], wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items, clock.now())))


@blp.get("/pledges/<uuid:pledge_id>")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, PledgeOut)
@blp.problems(401, 403, 404)
def read_pledge(pledge_id: UUID) -> Response:
    """One pledge: what was signed and what became of it. Who signed is masked; strokes stand on the sheet only."""
    return _told(pledge_id)


@blp.post("/pledges/<uuid:pledge_id>/confirmation")
@guard(Permission.FILE_PLEDGES)
@blp.arguments(ConfirmIn)
@blp.response(200, PledgeOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def confirm_pledge(body: dict[str, Any], pledge_id: UUID) -> Response:
    """Say that it was the merchant who signed: the paper original is here, or a call made sure. It then waits to be filed."""
    queries.pledge_for(actor(), str(pledge_id))
    in_transaction(lambda: service.confirm(str(pledge_id), How(body["how"]), actor(), clock.now()))
    return _told(pledge_id)


@blp.post("/pledges/filing")
@guard(Permission.FILE_PLEDGES)
@blp.arguments(FilingIn)
@blp.response(200, FilingOut)
@blp.problems(400, 401, 403, 422)
def file_pledges(body: dict[str, Any]) -> Response:
    """File confirmed pledges in one go (备案): each gets the next number of its street's year and holds from then on."""
    now, ids = clock.now(), [str(one) for one in body["ids"]]
    batch = in_transaction(lambda: filing.file(ids, actor(), now))
    refused = [{"id": one, "why": why} for one, why in batch.refused.items()]
    return jsonify({"filed": [bodies.brief(one, now) for one in batch.filed], "refused": refused})


@blp.post("/pledges/<uuid:pledge_id>/termination")
@guard(Permission.FILE_PLEDGES)
@blp.arguments(TerminateIn)
@blp.response(200, PledgeOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def terminate_pledge(body: dict[str, Any], pledge_id: UUID) -> Response:
    """Say that a pledge holds no longer, and why. Its number stays its own."""
    queries.pledge_for(actor(), str(pledge_id))
    in_transaction(lambda: service.terminate(str(pledge_id), body["reason"], actor(), clock.now()))
    return _told(pledge_id)


@blp.post("/pledges/reminders")
@guard(Permission.FILE_PLEDGES)
@blp.arguments(RemindersIn)
@blp.response(200, RemindersOut)
@blp.problems(400, 401, 403, 422)
def send_reminders(body: dict[str, Any]) -> Response:
    """Ask those who patrol there to have these shops sign: one message for each person, and only once a day."""
    ids = [str(one) for one in body["shop_ids"]]
    asked = in_transaction(lambda: remind(ids, actor(), clock.now()))
    return jsonify({"told": asked.told, "nobody": asked.nobody})


@blp.get("/pledges/<uuid:pledge_id>/sheet")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, FILE, content_type="application/pdf", description="The paper: the same bytes every time")
@blp.problems(401, 403, 404, 409, 503)
def read_sheet(pledge_id: UUID) -> Response:
    """The PDF of a pledge, with name, telephone number and strokes; for whoever has pledges signed or files them. Every look is
    logged."""
    if not (actor().may(Permission.SIGN_PLEDGES) or actor().may(Permission.FILE_PLEDGES)):
        raise NotAllowed()
    pdf = sheet_for(queries.pledge_for(actor(), str(pledge_id)))
    in_transaction(lambda: note(Action.PLEDGE_READ, NAME, str(pledge_id)))
    return handed_out(pdf, "application/pdf", f"pledge-{pledge_id}.pdf", shown=True)


def _told(pledge_id: UUID) -> Response:
    return jsonify(bodies.pledge_body(queries.pledge_for(actor(), str(pledge_id)), clock.now()))
