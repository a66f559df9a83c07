"""What a campaign of requests has to know of telling and complaints: ids that were given out, bodies that fit their channel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from schemathesis import GenerationMode

from scripts.real_input.client import Client

_HOOK: dict[str, Any] = {
    "kind": "webhook",
    "name": "hook",
    "active": False,
    "carries": "each",
    "kinds": [],
    "unit": None,
    "language": "zh",
    "config": {"url": "https://gateway.invalid/hook"},
    "secrets": {"key": "shared"},
}
_RULES = {"quiet_from": 1320, "quiet_to": 420, "digest_at": 510, "internal_hosts": []}


def telling_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that names a message, a channel and complaints which are there; what a channel needs no schema can say.

    The channel leads nowhere and is off, so a campaign disturbs nobody.
    """

    @cache
    def channel_id() -> str:
        return str(who.ask("POST", "/channels", json=_HOOK).json()["id"])

    @cache
    def message_id() -> str:
        _complaint(who)
        return str(who.ask("GET", "/messages", params={"limit": 1}).json()["items"][0]["id"])

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        path, given = case.operation.path, case.path_parameters or {}
        if "message_id" in given:
            given["message_id"] = message_id()
        if "channel_id" in given:
            given["channel_id"] = channel_id()
        if "/complaints/{number}" in path:
            given["number"] = _complaint(who)["number"]
        if path.endswith("/complaint-answers"):
            case.body = _complaint(who)
        _fit(case)

    return before_call


def _complaint(who: Client) -> dict[str, str]:
    """Number and code of a new one."""
    answer = who.ask("POST", "/complaints", json={"text": "a complaint to be answered"})
    assert answer.status_code == 201
    return {name: str(answer.json()[name]) for name in ("number", "code")}


def _fit(case: Any) -> None:
    label = case.operation.label
    if label in {"POST /api/v1/channels", "PUT /api/v1/channels/{channel_id}"}:
        case.body = dict(_HOOK)
    elif label == "PUT /api/v1/telling-rules":
        case.body = dict(_RULES)
    elif label == "PUT /api/v1/my-addresses/{kind}":
        case.path_parameters["kind"] = "wecom-app"
    elif label == "POST /api/v1/complaints":
        case.body = {**case.body, "text": case.body["text"].strip() or "text"}
    elif "/complaints/{number}" in label and isinstance(case.body, dict):
        case.body = {name: str(text).strip() or "text" for name, text in case.body.items()}
