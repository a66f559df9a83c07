"""A robot in a group of 企业微信 or 政务微信: `POST <url>/cgi-bin/webhook/send?key=…` with a text.

It does not recognise a message that comes twice; after a process that was killed at the wrong moment a group may read one
again. The limit is 20 messages a minute, errcode 45009 beyond it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from app.telling.carrying import Form, Line, Outcome, Parcel, Taken, as_json, failure, object_of, said_no

form = Form({"url": "https://qyapi.weixin.qq.com"}, ("key",))
again_is_once = False
BUSY: Final = frozenset({-1, 45009, 45033})


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    url = f"{line.config['url'].rstrip('/')}/cgi-bin/webhook/send?{urlencode({'key': line.secrets['key']})}"
    body = as_json({"msgtype": "text", "text": {"content": parcel.text}})
    answer = line.call("POST", url, headers={"Content-Type": "application/json"}, body=body)
    return failure(answer) or said_no(object_of(answer), BUSY) or Taken(arrived=True)
