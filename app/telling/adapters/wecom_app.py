"""An app of 企业微信 or 政务微信 (the same interface on a host of its own) writes to a person by their user id.

`gettoken` gives an access token for two hours; `message/send` takes the text and is told to drop the same content that
comes again within half an hour.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from app.telling.carrying import Form, Line, Outcome, Parcel, Refused, Taken, Tokens, as_json, failure, object_of, said_no
from app.telling.reach import Answer

form = Form({"url": "https://qyapi.weixin.qq.com", "corp_id": None, "agent_id": None}, ("corp_secret",))
again_is_once = True
BUSY: Final = frozenset({-1, 45009, 45033})
STALE_TOKEN: Final = frozenset({40014, 41001, 42001})
_tokens = Tokens(BUSY, STALE_TOKEN)


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    secret = line.secrets["corp_secret"]
    asked = urlencode({"corpid": line.config["corp_id"], "corpsecret": secret})
    url = f"{line.config['url'].rstrip('/')}/cgi-bin/gettoken?{asked}"
    answer = _tokens.use(line, secret, url, lambda token: _send(parcel, line, token))
    if not isinstance(answer, Answer):
        return answer
    return failure(answer) or _judged(object_of(answer))


def _judged(said: dict[str, Any]) -> Outcome:
    if said.get("errcode") == 0 and said.get("invaliduser"):
        return Refused("this user id is unknown, or the app is not visible to them")
    return said_no(said, BUSY) or Taken(str(said.get("msgid") or "")[:100] or None)


def _send(parcel: Parcel, line: Line, token: str) -> Answer:
    agent = line.config["agent_id"]
    told = {
        "touser": parcel.address,
        "msgtype": "text",
        "agentid": int(agent) if agent.isascii() and agent.isdecimal() else agent,
        "text": {"content": parcel.text},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }
    url = f"{line.config['url'].rstrip('/')}/cgi-bin/message/send?{urlencode({'access_token': token})}"
    return line.call("POST", url, headers={"Content-Type": "application/json"}, body=as_json(told))
