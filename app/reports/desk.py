"""Decides how a report is taken down at a desk: from the hotline, a website or whoever else has no phone of the city's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils

from app.accounts.rules import Actor
from app.cases import queries
from app.cases.report_models import Report
from app.cases.states import Flag
from app.cases.wording import storable
from app.core import clock
from app.core.locks import hold
from app.reports import composing, filing
from app.reports.rules import ContentConflict


def take_down(said: Mapping[str, Any], by: Actor, now: datetime) -> tuple[Report, bool]:
    """Within a transaction: files it, its author is who takes it down; the report and whether it is new.

    The same id again is the same report. Raises PhotoNotThere with pointers, or ContentConflict for an id that is taken.
    """
    report_id = said["report_id"] or UUID(str(uuid_utils.uuid7()))
    hold(str(report_id))
    there = next(iter(queries.reports_by_id([str(report_id)])), None)
    if there is not None:
        return _again(there, by), False
    arrival = composing.compose(report_id, _manifest(said, by, now), by, now)
    filing.take_turns(arrival.manifest)
    filing.write(arrival, by, now)
    return queries.report_for(by, str(report_id)), True


def _again(there: Report, by: Actor) -> Report:
    if there.courier_id != by.id or Flag.DESK_UPLOAD not in there.flags:
        raise ContentConflict("This id is another report's: leave report_id out, or choose a new one.", report_id=there.id)
    return there


def _manifest(said: Mapping[str, Any], by: Actor, now: datetime) -> dict[str, Any]:
    """A contact stands in the manifest only, which is sealed then; of the number a mask is read by others."""
    contact = {name: value for name, value in (said["contact"] or {}).items() if value}
    place = said["position"]
    position = {**place, "accuracy_m": None, "fixed_at": clock.isoformat(now), "source": "manual"} if place else None
    return {
        "origin": said["origin"],
        "category": storable(said["category"]),
        "note": said["note"],
        "position": position,
        "segment_choice": said["segment_choice"],
        "subject": {"phone_numbers": [contact["phone"]] if "phone" in contact else []},
        "photos": composing.named_photos(said["photos"], by),
        **({"contacts": [contact]} if contact else {}),
    }
