"""Photos with something to hide on them, and what is asked about them over HTTP, for tests."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from tests.conftest import Phone
from tests.reports.sending import manifest, send, send_photo, sha256
from tests.review.judging import judge

PLATE = {"left": 0.25, "top": 0.5, "width": 0.25, "height": 0.25, "kind": "plate"}
FACE = {"left": 0.6, "top": 0.1, "width": 0.2, "height": 0.2, "kind": "face"}


def street(shade: int = 250) -> bytes:
    """Light, with black and white stripes where `PLATE` is and a black spot where `FACE` is."""
    picture = Image.new("RGB", (400, 200), (shade, 250, 250))
    for x in range(100, 200, 4):
        picture.paste("black", (x, 100, x + 2, 150))
    picture.paste("black", (240, 20, 320, 60))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def a_case(li: Phone, boss: Phone, *photos: bytes, **changed: Any) -> str:
    """A case of one report with these photos; its number."""
    report = manifest(*photos, **changed)
    send(li, report)
    for one in photos:
        send_photo(li, one)
    return str(judge(boss, report["report_id"], "accept").json["case_no"])


def decide(desk: Phone, photo: bytes, state: str, *boxes: dict[str, Any], rev: int | str | None = 0) -> TestResponse:
    headers = {} if rev is None else {"If-Match": f'"{rev}"'}
    body = {"state": state, "boxes": list(boxes)}
    return desk.put(f"/api/v1/photos/{sha256(photo)}/redaction", json=body, headers=headers)


def read(desk: Phone, photo: bytes) -> dict[str, Any]:
    answer = desk.get(f"/api/v1/photos/{sha256(photo)}/redaction")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def a_link(desk: Phone, photo: bytes, **wanted: Any) -> TestResponse:
    return desk.post(f"/api/v1/photos/{sha256(photo)}/links", json=wanted)


def grey_levels(jpeg: bytes, box: dict[str, Any]) -> tuple[int, int]:
    """The darkest and the lightest grey well inside the box."""
    picture = Image.open(io.BytesIO(jpeg)).convert("L")
    left, top = box["left"] * picture.width, box["top"] * picture.height
    right, bottom = left + box["width"] * picture.width, top + box["height"] * picture.height
    inside = picture.crop((round(left) + 1, round(top) + 1, round(right) - 1, round(bottom) - 1))
    return inside.getextrema()
