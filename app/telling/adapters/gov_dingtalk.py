"""政务钉钉 and 专有钉钉: a work notification to a person, each request signed with the app's key.

The signature is base64(HMAC-SHA256(secret, "POST\\n<timestamp>\\n<nonce>\\n<path>\\n<parameters in order of their names>")).
`bizMsgId` is the message's id: one that comes again is not shown again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from app.core import clock
from app.core.days import CITY_ZONE
from app.telling.carrying import Form, Later, Line, Outcome, Parcel, Refused, Taken, as_json, failure, object_of

form = Form({"url": "https://openplatform.dg-work.cn", "app_key": None, "tenant_id": None}, ("app_secret",))
again_is_once = True
PATH: Final = "/message/workNotification"


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    told = {
        "tenantId": line.config["tenant_id"],
        "receiverIds": parcel.address,
        "bizMsgId": parcel.id,
        "msg": as_json({"msgtype": "text", "text": {"content": parcel.text}}).decode(),
    }
    timestamp = clock.now().astimezone(CITY_ZONE).isoformat(timespec="milliseconds")
    nonce = f"{int(clock.now().timestamp() * 1000)}{secrets.randbelow(9000) + 1000}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Hmac-Auth-Timestamp": timestamp,
        "X-Hmac-Auth-Version": "1.0",
        "X-Hmac-Auth-Nonce": nonce,
        "apiKey": line.config["app_key"],
        "X-Hmac-Auth-Signature": sign(line.secrets["app_secret"], timestamp, nonce, told),
    }
    answer = line.call("POST", line.config["url"].rstrip("/") + PATH, headers=headers, body=urlencode(told).encode())
    return failure(answer) or _judged(object_of(answer))


def sign(secret: str, timestamp: str, nonce: str, told: Mapping[str, str]) -> str:
    """The signature of a request with these parameters."""
    parameters = "&".join(f"{name}={told[name]}" for name in sorted(told))
    line = f"POST\n{timestamp}\n{nonce}\n{PATH}\n{parameters}"
    return base64.b64encode(hmac.new(secret.encode(), line.encode(), hashlib.sha256).digest()).decode()


def _judged(said: dict[str, object]) -> Outcome:
    content = said.get("content")
    inner = content if isinstance(content, dict) else {}
    if said.get("success") is True and inner.get("success", True) is True:
        return Taken(str(inner.get("msgId") or "")[:100] or None)
    code = said.get("Code") or inner.get("responseCode") or "no code"
    what = f"{code}: {said.get('Message') or inner.get('responseMessage') or '-'}"[:300]
    return Later(what, 60) if "Throttling" in what else Refused(what)
