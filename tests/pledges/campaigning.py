"""What a campaign of requests has to know of schemes, fronts and tables of shops: one that can be promised, seen, read."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from schemathesis import GenerationMode

from app.pledges.default_schemes import DEFAULTS
from scripts.real_input.client import Client

_TABLE = "店名,门牌,经度,纬度\n禾家粮油,128 号,113.673,34.7419\n".encode()
_SCHEMES, _TABLES = "POST /api/v1/pledge-schemes", "/shops/imports"
_FRONT = "GET /api/v1/shops/{shop_id}/photos/{sha256}"
_BYTES = {"Content-Type": "application/octet-stream"}


def pledge_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data about schemes, fronts and tables of shops true."""

    @cache
    def table(step: str) -> str:
        answer = who.ask("POST", f"{_TABLES}?name={step}.csv", data=_TABLE, headers=_BYTES)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["id"])

    @cache
    def front() -> dict[str, str]:
        reports = who.ask("GET", "/reports", params={"limit": 200}).json()["items"]
        sha256 = next(str(photo["sha256"]) for report in reports for photo in report["photos"] if photo["stored"])
        answer = who.ask("POST", "/shops", json={"name": "禾家粮油", "point": [113.673, 34.7419], "photos": [sha256]})
        assert answer.status_code == 201, answer.text
        return {"shop_id": str(answer.json()["id"]), "sha256": sha256}

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if case.operation.label == _SCHEMES:
            case.body = _scheme()
        if case.operation.label == _FRONT:
            case.path_parameters.update(front())
        if _TABLES not in case.operation.path:
            return
        if case.operation.path.endswith(_TABLES):
            case.body = _TABLE
        elif case.path_parameters:
            case.path_parameters.update(dict.fromkeys(case.path_parameters, table(case.operation.label.rpartition("/")[2])))

    return before_call


def _scheme() -> dict[str, Any]:
    """One that no city has yet."""
    items = [{**item, "category_slugs": []} for item in DEFAULTS[0]["items"]]
    return {**DEFAULTS[0], "code": f"s-{uuid.uuid4().hex[:8]}", "items": items}
