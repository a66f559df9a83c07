"""What a campaign of requests has to know of moves and of a city's working time: what fits together, no schema can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from schemathesis import GenerationMode

from scripts.real_input.client import Client

_WEEK = {"from": None, "days": [[["08:30", "12:00"]]] * 7}
_PLAN = {"weeks": [_WEEK], "keeps_holidays": True, "groups": []}
_YEAR = {"year": 2030, "days_off": ["2030-01-01"], "made_up": [], "source": "a campaign"}
_SETTINGS: dict[str, Any] = {
    "separate_filing": False,
    "green_channel": True,
    "auto_close": [],
    "sampled": {},
    "seven_days_exempt": [],
    "stages": {"dispatch": [30, 10], "arrange": [30, 10], "check": [60, 60], "close": [30, 30]},
    "snow_stopped_at": None,
}


def _accepted(who: Client) -> str:
    """A fresh report that was accepted and waits for whoever files; its id."""
    report_id = str(uuid4())
    assert who.ask("PUT", "/handling-settings", json={**_SETTINGS, "separate_filing": True}).status_code == 200
    body = {"schema": 1, "report_id": report_id, "photos": []}
    assert who.ask("PUT", f"/reports/{report_id}", json=body).status_code == 201
    assert who.ask("POST", f"/reports/{report_id}/verdict", json={"verdict": "accept"}).status_code == 200
    return report_id


def _filed(who: Client) -> str:
    """As `_accepted`, and filed a moment ago."""
    report_id = _accepted(who)
    assert who.ask("POST", f"/reports/{report_id}/filing").status_code == 200
    return report_id


_BODIES: dict[str, Any] = {
    "PUT /api/v1/calendar": {"years": [_YEAR]},
    "POST /api/v1/calendar/reading": {"text": "2030-01-01,off"},
    "PUT /api/v1/time-plans/{code}": _PLAN,
    "POST /api/v1/reports/{report_id}/filing/refusal": {"reason": "not ours"},
    "PUT /api/v1/handling-settings": _SETTINGS,
}
_REPORTS: dict[str, Callable[[Client], str]] = {
    "POST /api/v1/reports/{report_id}/filing": _accepted,
    "POST /api/v1/reports/{report_id}/filing/refusal": _accepted,
    "DELETE /api/v1/reports/{report_id}/filing": _filed,
}
_MOVE = "POST /api/v1/cases/{case_no}/moves"


def handling_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes the one move which every case has for everybody at the desk, with the revision of that moment."""

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        label = case.operation.label
        if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if label == _MOVE:
            _annotate(case, who)
            return
        if label not in _BODIES and label not in _REPORTS:
            return
        if label in _BODIES:
            case.body = dict(_BODIES[label])
        if label in _REPORTS:
            case.path_parameters["report_id"] = _REPORTS[label](who)
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = "campaign"
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"

    return before_call


def _annotate(case: Any, who: Client) -> None:
    number = who.ask("GET", "/cases").json()["items"][0]["case_no"]
    rev = who.ask("GET", f"/cases/{number}").json()["rev"]
    case.path_parameters["case_no"], case.body = number, {"verb": "annotate", "note": "seen"}
    case.headers = {**(case.headers or {}), "If-Match": f'"{rev}"'}
