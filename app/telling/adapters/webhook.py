"""A webhook: JSON, signed with HMAC-SHA256 over timestamp and body, under a key that both sides name.

    X-Xunjie-Timestamp: 1763719200
    X-Xunjie-Key: 1
    X-Xunjie-Signature: sha256=<hex HMAC of "<timestamp>.<body>">
    Idempotency-Key: <id of the message, the same at every try>

The receiver refuses timestamps that are older than some minutes, and does nothing for a key it has seen.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict

from app.core import clock
from app.telling.carrying import Form, Line, Outcome, Parcel, Taken, as_json, failure

form = Form({"url": None, "key_id": "1"}, ("key",))
again_is_once = True


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    told = {name: value for name, value in asdict(parcel).items() if name not in {"address"}}
    body = as_json({"type": "message", **told})
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "xunjie-webhook",
        "Idempotency-Key": parcel.id,
        "X-Xunjie-Key": line.config["key_id"],
        "X-Xunjie-Timestamp": timestamp,
        "X-Xunjie-Signature": f"sha256={signature(line.secrets['key'], timestamp, body)}",
    }
    answer = line.call("POST", line.config["url"], headers=headers, body=body)
    return failure(answer) or Taken(arrived=True)


def signature(key: str, timestamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 of `<timestamp>.<body>`."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
