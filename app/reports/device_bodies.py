"""Decides how phones, their numbers and their events look on the wire. Nothing here names a place or a working time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.core.clock import isoformat
from app.reports.attention import GRAVE
from app.reports.chain import Runs, size
from app.reports.device_watch import Standing, Totals
from app.reports.models import Device, DeviceEvent


def label(device_id: str) -> str:
    """What people call the phone: the last four digits of its id (the first ones tell only when it was made)."""
    return device_id[-4:].upper()


def device_body(one: Standing) -> dict[str, Any]:
    """A phone in the list."""
    device = one.device
    return {
        "id": device.id,
        "label": label(device.id),
        "last_seen": isoformat(device.last_seen),
        "told_at": _moment(device.told_at),
        "version": device.version,
        "outstanding": _outstanding(device),
        "needs_person": device.needs_person,
        "storage": {"persisted": device.persisted, "writable": device.writable},
        "clock_offset_ms": device.clock_offset_ms,
        "trouble": {"word": device.trouble, "at": _moment(device.trouble_at)} if device.trouble else None,
        "gaps": one.chain.unexplained,
        "losses": one.losses,
        "attention": [reason.value for reason in one.reasons],
        "grave": bool(GRAVE.intersection(one.reasons)),
    }


def detail_body(one: Standing, events: list[DeviceEvent]) -> dict[str, Any]:
    """A phone with the strip of its numbers and its latest events."""
    chain = one.chain
    strip = {"received": chain.arrived, "waiting": chain.waiting, "lost": chain.lost, "missing": chain.missing}
    numbers = [{"state": state, "from": first, "to": last} for state, runs in strip.items() for first, last in runs]
    return {
        **device_body(one),
        "numbers": sorted(numbers, key=lambda run: int(run["from"])),
        "given": chain.end,
        "missing": size(chain.missing),
        "asked": _pairs(chain.asked),
        "events": [event_body(event) for event in events],
    }


def event_body(event: DeviceEvent) -> dict[str, Any]:
    """Something the phone noticed."""
    return {
        "id": event.id,
        "kind": event.kind,
        "at": isoformat(event.at),
        "facts": event.facts,
        "seen_at": _moment(event.seen_at),
    }


def totals_body(totals: Totals) -> dict[str, Any]:
    """All phones together."""
    oldest_on = label(totals.oldest_on) if totals.oldest_on else None
    return {**asdict(totals), "oldest": _moment(totals.oldest), "oldest_on": oldest_on, "at": isoformat(totals.at)}


def _outstanding(device: Device) -> dict[str, Any]:
    oldest = device.oldest_outstanding_at if device.outstanding else None
    return {
        "reports": device.outstanding,
        "photos": device.outstanding_photos,
        "bytes": device.outstanding_bytes,
        "oldest": _moment(oldest),
    }


def _pairs(runs: Runs) -> list[list[int]]:
    return [list(run) for run in runs]


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else isoformat(moment)
