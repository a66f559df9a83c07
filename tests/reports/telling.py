"""What phones tell of themselves and what the sync room answers, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.core import clock
from tests.conftest import PASSWORD, Phone
from tests.reports.sending import manifest, photo, send


def ago(**span: float) -> str:
    return clock.isoformat(clock.now() - timedelta(**span))


def waiting(count: int, oldest: str | None, *seqs: list[int], photos: int = 0, size: int = 0) -> dict[str, Any]:
    """What waits, as a phone tells it."""
    return {"outstanding": {"count": count, "photos": photos, "bytes": size, "oldest": oldest, "seqs": list(seqs)}}


def tell(phone: Phone, device: str, **state: Any) -> dict[str, Any]:
    answer = phone.post("/api/v1/sync/state", json={"device_id": device, **state})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def deliver(phone: Phone, device: str, *seqs: int) -> None:
    """Reports with these numbers arrive."""
    for seq in seqs:
        assert send(phone, manifest(photo(1), device_id=device, device_seq=seq)).status_code in {201, 202}


def watched(boss: Phone, state: str = "all", **query: Any) -> dict[str, Any]:
    answer = boss.get("/api/v1/devices", query_string={"state": state, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def detail(boss: Phone, device: str) -> dict[str, Any]:
    answer = boss.get(f"/api/v1/devices/{device}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def strip(boss: Phone, device: str) -> dict[str, list[list[int]]]:
    """The runs of numbers by their state."""
    found: dict[str, list[list[int]]] = {}
    for run in detail(boss, device)["numbers"]:
        found.setdefault(run["state"], []).append([run["from"], run["to"]])
    return found


def loss(*seqs: int, name: str | None = None) -> dict[str, Any]:
    facts = {"expected": 9, "found": 9 - len(seqs), "recovered": 0, "seqs": list(seqs)}
    return {"id": name or str(uuid4()), "kind": "loss", "at": ago(minutes=5), "facts": facts}


def on_phone(client: Phone, username: str, device: str) -> Phone:
    """Signed in anew, on this phone."""
    answer = client.post("/api/v1/session", json={"username": username, "password": PASSWORD, "device_id": device})
    assert answer.status_code == 200
    return client
