"""Phones tell of themselves; supervisors watch over what waits on them (the sync room)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.transaction import in_transaction, transactional
from app.reports import device_queries as queries
from app.reports import device_watch as watch
from app.reports.chain import without
from app.reports.description import SyncBlueprint
from app.reports.device_bodies import detail_body, device_body, totals_body
from app.reports.device_schemas import STATE_BODY, ContactOut, DeviceDetailOut, DevicesIn, DevicesOut, StateTold, TotalsOut
from app.reports.device_states import MAX_STATE_BYTES, StateTooLarge, read_state
from app.reports.devices import note_asked, note_seen, tell
from app.reports.reading import read_json

blp = SyncBlueprint("devices", __name__, url_prefix="/api/v1", description="Phones: what waits on them, what went wrong")


@blp.post("/sync/state")
@guard(Permission.SEND_REPORTS)
@blp.doc(requestBody=STATE_BODY)
@blp.response(200, StateTold)
@blp.problems(400, 401, 403, 413, 422, 503)
def tell_state() -> Response:
    """A phone tells what waits on it and what it noticed; told again is the same as once."""
    body = request.stream.read(MAX_STATE_BYTES + 1)
    if len(body) > MAX_STATE_BYTES:
        raise StateTooLarge(limit=MAX_STATE_BYTES)
    now = clock.now()
    return jsonify({"events": tell(read_state(read_json(body), now), actor(), now)})


@blp.get("/devices")
@guard(Permission.WATCH_DEVICES)
@blp.arguments(DevicesIn, location="query")
@blp.response(200, DevicesOut)
@blp.problems(401, 403, 422)
def list_devices(wanted: dict[str, Any]) -> Response:
    """Phones of the reader's scope: who asks for a person first, the longest waiting on top; totals of all of them."""
    now = clock.now()
    found = watch.standings(actor(), now)
    page = watch.page(found, wanted["state"], wanted["cursor"], wanted["limit"])
    body = page.as_body([device_body(one) for one in page.items])
    return jsonify({**body, "totals": totals_body(watch.totals(actor(), found, now))})


@blp.get("/devices/totals")
@guard(Permission.WATCH_DEVICES)
@blp.response(200, TotalsOut)
@blp.problems(401, 403)
def read_totals() -> Response:
    """What waits on all phones of the reader's scope together."""
    now = clock.now()
    return jsonify(totals_body(watch.totals(actor(), watch.standings(actor(), now), now)))


@blp.get("/devices/<uuid:device_id>")
@guard(Permission.WATCH_DEVICES)
@blp.response(200, DeviceDetailOut)
@blp.problems(401, 403, 404)
def read_device(device_id: UUID) -> Response:
    """One phone: which of its numbers arrived, wait, were lost or are missing, and its last 50 events."""
    return _detail(str(device_id))


@blp.get("/devices/<uuid:device_id>/contact")
@guard(Permission.WATCH_DEVICES)
@blp.response(200, ContactOut)
@blp.problems(401, 403, 404)
def read_contact(device_id: UUID) -> Response:
    """Whom to ask about a phone: who used it last. Every look is logged."""
    name, username = queries.contact(queries.device(actor(), str(device_id)))
    in_transaction(lambda: note(Action.CONTACT_READ, "device", str(device_id)))
    return jsonify({"name": name, "username": username})


@blp.post("/devices/<uuid:device_id>/events/<uuid:event_id>/seen")
@guard(Permission.WATCH_DEVICES)
@blp.response(200, DeviceDetailOut)
@blp.problems(401, 403, 404, 503)
@transactional
def mark_seen(device_id: UUID, event_id: UUID) -> Response:
    """Take note of something a phone told, such as a loss: it no longer asks for a person. Again is the same as once."""
    found = queries.device(actor(), str(device_id))
    note_seen(found.id, str(event_id), actor(), clock.now())
    return _detail(found.id)


@blp.post("/devices/<uuid:device_id>/missing/asked")
@guard(Permission.WATCH_DEVICES)
@blp.response(200, DeviceDetailOut)
@blp.problems(401, 403, 404, 503)
@transactional
def mark_asked(device_id: UUID) -> Response:
    """The numbers missing now were asked about: they stay missing, and only new ones ask for a person again."""
    one = watch.standing(actor(), str(device_id), clock.now())
    new = [list(run) for run in without(one.chain.missing, one.chain.asked)]
    if new:
        note_asked(one.device.id, str(uuid4()), new, actor(), clock.now())
    return _detail(one.device.id)


def _detail(device_id: str) -> Response:
    one = watch.standing(actor(), device_id, clock.now())
    return jsonify(detail_body(one, list(queries.latest_events(device_id))))
