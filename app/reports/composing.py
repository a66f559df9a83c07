"""Decides how what was said and uploaded at a desk becomes a report like any other: a manifest made here, kept as it was made.

So its photos are evidence as all others are, with their visibility, retention and packets. It has no position of a phone,
and says that (`desk-upload`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import rfc8785

from app.accounts.rules import Actor
from app.cases.states import Flag
from app.core import clock
from app.photos import queries as photos
from app.photos.rules import PhotoNotThere
from app.reports import filing
from app.reports.filing import Arrival
from app.reports.manifest import PHOTO_ROLES, check_envelope, read_manifest

CLIENT: Final = "server"
_UNSAID: Final = frozenset({Flag.POSITION_MISSING.value, Flag.OUT_OF_AREA.value, Flag.ACCURACY_MISSING.value})
"""What a phone that measures should have said and a desk cannot."""


def named_photos(named: Sequence[Mapping[str, Any]], by: Actor) -> list[dict[str, Any]]:
    """How a manifest names uploaded photos {sha256, role}. Raises PhotoNotThere with pointers."""
    names = [str(one["sha256"]).lower() for one in named]
    there = photos.known_to(by.id, by.device_id, names) & photos.stored(names)
    absent = [place for place, name in enumerate(names) if name not in there]
    if absent:
        raise PhotoNotThere(errors=[{"pointer": f"/photos/{place}/sha256", "detail": "upload it first"} for place in absent])
    return [_named(name, one.get("role")) for name, one in zip(names, named, strict=True)]


def compose(report_id: UUID, said: Mapping[str, Any], author: Actor, now: datetime) -> Arrival:
    """The report that says this, by its author, ready to be written; the same words make the same bytes. Writes nothing."""
    manifest = {
        "schema": 1,
        "report_id": str(report_id),
        "author_id": author.id,
        "device_id": None,
        "device_seq": None,
        "supersedes": None,
        "captured_at": clock.isoformat(now),
        "clock": {"offset_ms": 0, "age_s": 0},
        "position": None,
        "handled_on_spot": False,
        "photos": [],
        "client": {"version": CLIENT},
        **said,
    }
    body = rfc8785.dumps(manifest)
    read = read_manifest(check_envelope(manifest, report_id))
    arrival = filing.judge(read, body, hashlib.sha256(body).hexdigest(), author, now)
    unsaid = _UNSAID if read.position is None else frozenset({Flag.ACCURACY_MISSING.value})
    return replace(arrival, flags=(arrival.flags - unsaid) | {Flag.DESK_UPLOAD.value})


def _named(name: str, role: Any) -> dict[str, Any]:
    row = photos.photo(name)
    size, mime = (row.bytes, row.mime) if row else (0, None)
    return {"sha256": name, "bytes": size, "mime": mime, "role": role if role in PHOTO_ROLES else None, "taken_at": None}
