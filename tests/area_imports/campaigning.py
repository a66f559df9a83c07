"""Imports for a campaign of generated requests: what is meant to be right meets an import in the state that it needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

from schemathesis import GenerationMode

from scripts.real_input.client import Client
from tests.area_imports.bringing import geojson

PATIENCE_S = 120.0
_IMPORTS = "/areas/imports"
_UPLOAD = f"POST /api/v1{_IMPORTS}"
_LINES = {f"410104-000-R77{n}-S01": [(113.67, 34.74 + n / 100), (113.674, 34.74 + n / 100)] for n in range(3)}


def area_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that names imports which are there: one to look at, one to check, the newest to activate or undo, any to discard.

    Each is brought when it is first asked for: two processes work on it.
    """
    there = cache(lambda _name: _checked(who, _brought(who)))

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        what = case.operation.path.rsplit("/", 1)[1]
        if case.operation.label == _UPLOAD:
            case.query["name"] = "roads.geojson"
            if not (case.body if isinstance(case.body, bytes) else case.body.data):
                case.body = b"{}"  # an empty file is refused
        elif what == "mapping":
            case.path_parameters["import_id"] = there("corrected")
            case.body = _plan(who, there("corrected"))  # while it is checked the answer is 409
        elif what == "discard":
            case.path_parameters["import_id"] = _brought(who)
        elif what in {"activate", "undo"} and "import_id" in (case.path_parameters or {}):
            case.path_parameters["import_id"] = there("activated")
            _prepare(who, there("activated"), what, case)
        elif "import_id" in (case.path_parameters or {}):
            case.path_parameters["import_id"] = there("looked at")

    return before_call


def _prepare(who: Client, import_id: str, what: str, case: Any) -> None:
    """Fresh from the check before an activation, in force before an undo; once it was both, it answers as it is."""
    state = _told(who, import_id)["state"]
    if what == "activate":
        case.body = {"valid_from": None}
        if state == "checked":
            _checked(who, import_id)
    elif state == "checked":
        assert who.ask("POST", f"{_IMPORTS}/{_checked(who, import_id)}/activate", json={"valid_from": None}).status_code == 200


def _brought(who: Client) -> str:
    answer = who.ask("POST", _IMPORTS, params={"layer": "segments", "name": "roads.geojson"}, data=geojson(_LINES))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _checked(who: Client, import_id: str) -> str:
    _wait(who, import_id, "uploaded", "checked")
    assert who.ask("PUT", f"{_IMPORTS}/{import_id}/mapping", json=_plan(who, import_id)).status_code == 200
    _wait(who, import_id, "checked")
    return import_id


def _plan(who: Client, import_id: str) -> dict[str, Any]:
    one = _told(who, import_id)
    return {"mapping": one["guessed"], "datum": "wgs84", "options": one["options"]}


def _wait(who: Client, import_id: str, *states: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while (one := _told(who, import_id))["progress"] is not None or one["state"] not in states:
        assert time.monotonic() < until, one
        time.sleep(0.2)


def _told(who: Client, import_id: str) -> dict[str, Any]:
    return dict(who.ask("GET", f"{_IMPORTS}/{import_id}").json())
