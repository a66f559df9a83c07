"""An app of 钉钉 writes a work notification to a person by their user id.

`gettoken` gives an access token for two hours; `asyncsend_v2` takes the notification and answers with the number of a task.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from app.telling.carrying import Form, Line, Outcome, Parcel, Taken, Tokens, as_json, failure, object_of, said_no
from app.telling.reach import Answer

form = Form({"url": "https://oapi.dingtalk.com", "app_key": None, "agent_id": None}, ("app_secret",))
again_is_once = True
"""The same content to the same person reaches them once a day."""
BUSY: Final = frozenset({-1, 88, 90002, 90018})
STALE_TOKEN: Final = frozenset({40001, 40014, 42001})
_tokens = Tokens(BUSY, STALE_TOKEN)


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    secret = line.secrets["app_secret"]
    asked = urlencode({"appkey": line.config["app_key"], "appsecret": secret})
    url = f"{line.config['url'].rstrip('/')}/gettoken?{asked}"
    answer = _tokens.use(line, secret, url, lambda token: _send(parcel, line, token))
    if not isinstance(answer, Answer):
        return answer
    said = object_of(answer)
    return failure(answer) or said_no(said, BUSY) or Taken(str(said.get("task_id") or "")[:100] or None)


def _send(parcel: Parcel, line: Line, token: str) -> Answer:
    told = {
        "agent_id": line.config["agent_id"],
        "userid_list": parcel.address,
        "msg": {"msgtype": "text", "text": {"content": parcel.text}},
    }
    asked = urlencode({"access_token": token})
    url = f"{line.config['url'].rstrip('/')}/topapi/message/corpconversation/asyncsend_v2?{asked}"
    return line.call("POST", url, headers={"Content-Type": "application/json"}, body=as_json(told))
