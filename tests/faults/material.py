"""What the phones of a campaign capture: reports with three photos each, the same for the same seed."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from PIL import Image

from app.core import clock
from tests.reports.city import EAST, NORTH, SOUTH, WEST
from tests.reports.sending import named

PHOTOS_EACH = 3
SMALL_BYTES, LARGE_BYTES = (2_000, 12_000), 300_000
LARGE_SHARE = 0.02
"""Photos are scaled down: 2 to 12 KB, one in fifty 300 KB."""


@dataclass(frozen=True)
class Captured:
    """A report as it is saved on a phone: sealed bytes and its photos by hash."""

    report_id: str
    body: bytes
    photos: dict[str, bytes]

    @property
    def sha256(self) -> str:
        """Of the sealed bytes."""
        return hashlib.sha256(self.body).hexdigest()


def capture(seed: int, device_id: str, device_seq: int, previous: str | None, author_id: str | None = None) -> Captured:
    """The `device_seq`-th report of a device; its photos look like nothing else's."""
    dice = Random(f"{seed}|{device_id}|{device_seq}")
    photos = [picture(dice) for _ in range(PHOTOS_EACH)]
    report_id = str(UUID(int=dice.getrandbits(128), version=4))
    body = json.dumps(_manifest(dice, report_id, device_id, device_seq, previous, author_id, photos)).encode()
    return Captured(report_id, body, {hashlib.sha256(photo).hexdigest(): photo for photo in photos})


def picture(dice: Random) -> bytes:
    """A JPEG that can be drawn, of its own length and with its own bytes behind the picture."""
    size = LARGE_BYTES if dice.random() < LARGE_SHARE else dice.randint(*SMALL_BYTES)
    return _jpeg() + dice.randbytes(size)


@cache
def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (80, 120, 40)).save(out, "JPEG")
    return out.getvalue()


def _manifest(
    dice: Random, report_id: str, device_id: str, seq: int, previous: str | None, author_id: str | None, photos: list[bytes]
) -> dict[str, Any]:
    now = clock.isoformat(clock.now())
    where = {"lon": dice.uniform(WEST, EAST), "lat": dice.uniform(SOUTH, NORTH), "accuracy_m": 8.0}
    return {
        "schema": 1,
        "report_id": report_id,
        "author_id": author_id,
        "device_id": device_id,
        "device_seq": seq,
        "prev_manifest_sha256": previous,
        "supersedes": None,
        "captured_at": now,
        "clock": {"offset_ms": 0, "age_s": 10},
        "position": {**where, "fixed_at": now, "source": "gps", "datum": "wgs84"},
        "category": "sl2_out_of_shop",
        "note": f"第 {seq} 处",
        "handled_on_spot": False,
        "photos": [named(photo, role) for photo, role in zip(photos, ("scene", "close", "before"), strict=True)],
        "client": {"version": "1.0.0"},
    }
