"""Makes reports and sends them as phones do."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any
from uuid import uuid4

from PIL import Image
from werkzeug.test import TestResponse

from app.core import clock
from tests.conftest import Phone

ON_THE_ROAD = (113.6711, 34.7419)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def photo(shade: int = 0) -> bytes:
    """A small real JPEG; another one for each shade (0–255)."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 40)).save(out, "JPEG")
    return out.getvalue()


def named(content: bytes, role: str = "scene", **changed: Any) -> dict[str, Any]:
    """How a manifest names a photo."""
    return {"sha256": sha256(content), "bytes": len(content), "role": role, "source": "camera", **changed}


def manifest(*photos: bytes, at: tuple[float, float] = ON_THE_ROAD, **changed: Any) -> dict[str, Any]:
    """A report that nothing is odd about, but for what is changed; without photos it names two that nobody has."""
    now = clock.isoformat(clock.now())
    lon, lat = at
    return {
        "schema": 1,
        "report_id": str(uuid4()),
        "author_id": None,
        "device_id": str(uuid4()),
        "device_seq": 1,
        "captured_at": now,
        "clock": {"offset_ms": 0, "age_s": 10},
        "position": {"lon": lon, "lat": lat, "accuracy_m": 8.0, "fixed_at": now, "source": "gps", "datum": "wgs84"},
        "category": "sl2_out_of_shop",
        "note": "",
        "handled_on_spot": False,
        "photos": [named(one) for one in photos or (photo(1), photo(2))],
        **changed,
    }


def sealed(report: dict[str, Any]) -> bytes:
    """The bytes a phone would send."""
    return json.dumps(report, ensure_ascii=False).encode()


def send(phone: Phone, report: dict[str, Any] | bytes, report_id: str | None = None, **options: Any) -> TestResponse:
    """PUT of a report, or of bytes under an id."""
    body = report if isinstance(report, bytes) else sealed(report)
    address = report_id or (report["report_id"] if isinstance(report, dict) else str(uuid4()))
    options.setdefault("content_type", "application/json")
    return phone.put(f"/api/v1/reports/{address}", data=body, **options)


def send_photo(phone: Phone, content: bytes) -> TestResponse:
    """PUT of a photo."""
    return phone.put(f"/api/v1/photos/{sha256(content)}", data=content, content_type="application/octet-stream")


def deliver(phone: Phone, **changed: Any) -> dict[str, Any]:
    """Sends a report with its two photos and gives the receipt that says so."""
    photos = changed.pop("photos", None) or (photo(1), photo(2))
    report = manifest(*photos, **changed)
    assert send(phone, report).status_code in {200, 201, 202}
    for one in photos:
        assert send_photo(phone, one).status_code in {200, 201}
    answer = send(phone, report)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)
