"""Decides what the demo's phones tell of themselves, so that the sync room shows what it is for. Knows no database.

Times are spans before the moment the city is loaded. Nobody in the demo lost anything real: the numbers that wait or
are missing here come after those of the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from app.core.clock import isoformat
from app.demo.people import PATROLS
from app.demo.sealing import CITY, device_id


@dataclass(frozen=True)
class Phone:
    """A phone in somebody's hand. After what arrived come `missing` numbers, then `lost` ones, then those of the reports
    that wait; `heard` and `since` are minutes before the load."""

    name: str
    username: str
    heard: float
    waits: int = 0
    since: float = 0
    missing: int = 0
    lost: int = 0
    photos: int = 0
    size: int = 0
    version: str = "1.0.0"
    trouble: str | None = None
    offset_ms: int = 0
    events: tuple[tuple[str, float, dict[str, Any]], ...] = ()


PHONES = (
    Phone(PATROLS[0], PATROLS[0], heard=3, waits=5, since=134, missing=2, photos=11, size=3_900_000, trouble="no-network"),
    Phone(PATROLS[1], PATROLS[1], heard=2),
    Phone("spare 1", PATROLS[0], heard=154, waits=9, since=290, photos=21, size=6_800_000, trouble="needs-login"),
    Phone(
        *("spare 2", PATROLS[1]),
        heard=12,
        lost=1,
        trouble="data-lost",
        events=(
            ("loss", 95, {"expected": 1, "found": 0, "recovered": 0, "seqs": [1]}),
            ("exported", 220, {"reports": 2}),
        ),
    ),
    Phone("spare 3", PATROLS[1], heard=5, waits=2, since=41, photos=6, size=1_700_000, offset_ms=-6 * 60_000),
    Phone("spare 4", PATROLS[0], heard=26, waits=1, since=12, photos=2, size=600_000),
    Phone("spare 5", "unit01", heard=70),
)


def phone_id(phone: Phone) -> str:
    """The id of a phone: a patrol's own is the one that sent its reports."""
    return device_id(phone.name) if phone.name == phone.username else str(uuid5(CITY, f"phone {phone.name}"))


def told_by(phone: Phone, arrived: int, now: datetime) -> dict[str, Any]:
    """What the phone says, as the sync protocol has it, when the server holds its numbers up to `arrived`."""
    first = arrived + phone.missing + phone.lost + 1
    given = first - 1 + phone.waits
    return {
        "device_id": phone_id(phone),
        "client": {"version": phone.version},
        "given_seq": given,
        "outstanding": {
            "count": phone.waits,
            "photos": phone.photos,
            "bytes": phone.size,
            "oldest": _at(now, phone.since, phone.offset_ms) if phone.waits else None,
            "seqs": [[first, given]] if phone.waits else [],
        },
        "needs_person": 0,
        "storage": {"persisted": True, "writable": True},
        "clock": {"offset_ms": phone.offset_ms},
        "trouble": {"word": phone.trouble, "at": _at(now, phone.heard, phone.offset_ms)} if phone.trouble else None,
        "events": [
            {"id": str(uuid5(CITY, f"{phone.name} {kind}")), "kind": kind, "at": _at(now, ago, phone.offset_ms), "facts": facts}
            for kind, ago, facts in phone.events
        ],
    }


def _at(now: datetime, minutes: float, offset_ms: int) -> str:
    """A moment as the phone's clock shows it."""
    return isoformat(now - timedelta(minutes=minutes, milliseconds=offset_ms))
