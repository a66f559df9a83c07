"""What a campaign of requests has to know of figures, campaigns and kept filters: what fits together, no schema can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from schemathesis import GenerationMode

from scripts.real_input.client import Client

_FIGURES = "GET /api/v1/figures"
_ANY_VALUE = frozenset({"limit", "sort", "format", "language", "urgent", "supervised", "q"})
"""What a list may be asked with whatever the city has."""
_LISTS = ("GET /api/v1/cases", "GET /api/v1/cases/counts", "GET /api/v1/cases/export")


def figure_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that names a period there is, a figure there is, groups the catalogue has, and ids that nobody has yet."""

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        label = case.operation.label
        if label.startswith(_FIGURES):
            case.query = {**(case.query or {}), "period": "2026-11"}
            if "{figure_id}" in label:
                case.path_parameters["figure_id"] = "filing-rate"
                case.query = {"period": "2026-11", "part": "denominator"}
        elif "/campaigns/{name}" in label:
            _campaign(case, who)
        elif label == "PUT /api/v1/saved-filters/{filter_id}":
            case.path_parameters["filter_id"] = str(uuid4())
            case.body = {"name": "今天到期", "query": {"sort": "due"}, "role": None}
            _forget_revision(case)
        elif label in _LISTS and case.query:
            case.query = {name: value for name, value in case.query.items() if name in _ANY_VALUE}

    return before_call


def _campaign(case: Any, who: Client) -> None:
    """One that is new, or what is told of one that there is."""
    name = case.path_parameters["name"] = str(uuid4())
    days = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
    if case.method == "PUT":
        case.body = {**case.body, **days, "categories": [], "wanted": []}
        _forget_revision(case)
        return
    assert who.ask("PUT", f"/campaigns/{name}", json=days).status_code == 200
    if "figure_id" in case.path_parameters:
        case.path_parameters["figure_id"] = "closing-rate"
    case.query = {name: value for name, value in (case.query or {}).items() if name in {"part", "language"}}


def _forget_revision(case: Any) -> None:
    if case.headers:
        case.headers.pop("If-Match", None)
