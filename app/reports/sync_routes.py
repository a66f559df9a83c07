"""What phones ask before and after sending: offer, changes, meta."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, jsonify

from app.accounts.guard import actor, guard, public
from app.accounts.rules import Permission
from app.config import Settings
from app.core import clock
from app.core.api import Blueprint
from app.core.facts import epoch
from app.core.transaction import in_transaction
from app.photos.rules import MAX_PHOTO_BYTES
from app.reports import feed, offers
from app.reports.devices import note_outstanding
from app.reports.handing_in import export_keys
from app.reports.pausing import current_pause
from app.reports.rules import MAX_MANIFEST_BYTES
from app.reports.schemas import ChangesIn, ChangesOut, MetaOut, OfferIn, OfferOut

blp = Blueprint("sync", __name__, url_prefix="/api/v1", description="Synchronisation")

CLIENT_VERSIONS = {"min": "1.0.0", "latest": "1.0.0"}
UPLOAD = {
    "concurrency": 3,
    "spread_s": 20,
    "max_photo_bytes": MAX_PHOTO_BYTES,
    "max_manifest_bytes": MAX_MANIFEST_BYTES,
}
"""Three photos at once fill a phone's uplink; spread over 20 s, a thousand phones make a quarter of the peak."""


@blp.post("/sync/offer")
@guard(Permission.SEND_REPORTS)
@blp.arguments(OfferIn)
@blp.response(200, OfferOut)
@blp.problems(400, 401, 403, 422)
def offer(body: dict[str, Any]) -> Response:
    """Offer up to 200 reports: which are whole, which wait for photos, which must be sent."""
    held = [offers.Offer(str(one["id"]), one["manifest_sha256"].lower()) for one in body["reports"]]
    _note_outstanding(body)
    return jsonify({"results": offers.answer(held, actor())})


@blp.get("/changes")
@guard(Permission.READ_REPORTS)
@blp.arguments(ChangesIn, location="query")
@blp.response(200, ChangesOut)
@blp.problems(401, 403, 410, 422)
def changes(wanted: dict[str, Any]) -> Response:
    """What changed since a cursor, in commit order. 410: load everything again."""
    stretch = feed.changes_since(wanted["cursor"], wanted["limit"], actor())
    return jsonify({"changes": stretch.changes, "cursor": stretch.cursor, "has_more": stretch.has_more})


@blp.get("/meta")
@public
@blp.response(200, MetaOut)
def meta() -> Response:
    """The server's history, its time, how it likes to be sent to, and the key that exports are sealed to."""
    told = {
        "epoch": epoch(),
        "server_time": clock.isoformat(clock.now()),
        "client": CLIENT_VERSIONS,
        "upload": UPLOAD,
        "export_key": export_keys().published(),
        "pause": _pause(),
        "tiles": _tiles(),
    }
    return jsonify(told)


def _pause() -> dict[str, str] | None:
    pause = current_pause()
    return None if pause is None else {"reason": pause.reason, "since": clock.isoformat(pause.since)}


def _tiles() -> dict[str, str] | None:
    settings: Settings = current_app.extensions["settings"]
    return asdict(settings.tiles) if settings.tiles else None


def _note_outstanding(body: dict[str, Any]) -> None:
    device_id = str(body["device_id"]) if body["device_id"] else actor().device_id
    if device_id is None or body["outstanding"] is None:
        return
    told, who = body["outstanding"], actor()
    oldest_at = _in_utc(told["oldest"])
    in_transaction(lambda: note_outstanding(device_id, who, told["count"], oldest_at, clock.now()))


def _in_utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC; None for one at the ends of the calendar, which has none there and says nothing."""
    try:
        return moment.astimezone(UTC) if moment else None
    except OverflowError:
        return None
