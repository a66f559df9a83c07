"""A custom robot in a group of 钉钉: `POST <url>/robot/send?access_token=…&timestamp=…&sign=…` with a text.

The sign is base64(HMAC-SHA256(secret, "<timestamp in ms>\\n<secret>")). It does not recognise a message that comes twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import urlencode

from app.core import clock
from app.telling.carrying import Form, Line, Outcome, Parcel, Taken, as_json, failure, object_of, said_no

form = Form({"url": "https://oapi.dingtalk.com"}, ("access_token",), ("sign",))
again_is_once = False
BUSY: Final = frozenset({-1, 130101, 410100})


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    asked = {"access_token": line.secrets["access_token"]}
    if line.secrets.get("sign"):
        timestamp = str(int(clock.now().timestamp() * 1000))
        asked |= {"timestamp": timestamp, "sign": sign(line.secrets["sign"], timestamp)}
    url = f"{line.config['url'].rstrip('/')}/robot/send?{urlencode(asked)}"
    body = as_json({"msgtype": "text", "text": {"content": parcel.text}})
    answer = line.call("POST", url, headers={"Content-Type": "application/json"}, body=body)
    return failure(answer) or said_no(object_of(answer), BUSY) or Taken(arrived=True)


def sign(secret: str, timestamp: str) -> str:
    """The signature of a timestamp in milliseconds, not yet quoted for an address."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
