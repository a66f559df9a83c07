"""A text message through a gateway over HTTP: JSON with a template and its values, as gateways of carriers take it.

    POST url, Authorization: Bearer <token>, Idempotency-Key: <id>
    {"id", "to": "+8613…", "sign", "template", "params": {"text", "case_no", …}}  →  2xx {"id": "<the gateway's number>"}

Whether it arrived is told later to `/callbacks/sms/<channel>/<token>` (see `callbacks.py`).
"""

from __future__ import annotations

import re
from typing import Final

from app.core.errors import InvalidBody
from app.telling.carrying import Form, Line, Outcome, Parcel, Taken, as_json, failure, object_of

form = Form({"url": None, "sign": "", "template": None, "urgent_template": "", "id_field": "id"}, ("token",), ("callback",))
again_is_once = True
NUMBER: Final = re.compile(r"(?:\+86)?(1[3-9][0-9]{9})|(\+[1-9][0-9]{6,14})")


def number_of(text: str) -> str:
    """The number as gateways want it, with its country (E.164). Raises InvalidBody for what is none."""
    found = NUMBER.fullmatch(re.sub(r"[ \-]", "", text))
    if found is None:
        raise InvalidBody("This is no mobile number: eleven digits, or + and the country's code before it.")
    return f"+86{found[1]}" if found[1] else found[2]


def carry(parcel: Parcel, line: Line) -> Outcome:
    """As `Adapter.carry`."""
    config = line.config
    template = (parcel.urgent and config.get("urgent_template")) or config["template"]
    values = {name: str(value) for name, value in parcel.facts.items() if not isinstance(value, list)}
    params = {**values, "text": parcel.text} | ({"case_no": parcel.case_no} if parcel.case_no else {})
    body = as_json({"id": parcel.id, "to": parcel.address, "sign": config["sign"], "template": template, "params": params})
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {line.secrets['token']}",
        "Idempotency-Key": parcel.id,
    }
    answer = line.call("POST", config["url"], headers=headers, body=body)
    number = object_of(answer).get(config["id_field"])
    return failure(answer) or Taken(str(number)[:100] if number is not None else None)
