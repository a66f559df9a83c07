"""One campaign of schemathesis against a running server, with somebody signed in."""

from __future__ import annotations

import hashlib
import itertools
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from app.description import MERCHANT, SECURITY
from scripts.real_input.client import Client
from tests.area_imports.campaigning import area_truths
from tests.assessment.campaigning import figure_truths
from tests.breaches.campaigning import breach_truths
from tests.conftest import PASSWORD
from tests.dispatch.campaigning import dispatch_truths
from tests.faults.tally import full, scaled
from tests.handling.campaigning import handling_truths
from tests.merchants.campaigning import Plates, plate_truths
from tests.notices.campaigning import paper_truths
from tests.pledges.campaigning import pledge_truths
from tests.redaction.campaigning import redaction_truths
from tests.reports.sealing_as_phone import Sealer
from tests.roster.campaigning import account_truths
from tests.telling.campaigning import telling_truths

DESCRIPTION = "/api/v1/openapi.json"
EXAMPLES = scaled(1, 6)
"""Generated cases per operation and phase."""
REFUSALS = ["400", "401", "403", "404", "405", "409", "410", "411", "412", "413", "415", "422", "429"]
"""How data that does not fit may be refused: If-Match and Content-Length are looked at before the body, so 412 and 411 too."""


@dataclass
class Ran:
    """What a campaign did: cases checked, faults in words, and the statuses that valid data got, by operation."""

    checked: int = 0
    faults: list[str] = field(default_factory=list)
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def never_accepted(self) -> list[str]:
        """Operations whose valid data was never answered with success."""
        return sorted(name for name, statuses in self.statuses.items() if not any(status < 300 for status in statuses))


def campaign(who: Client, *, include: dict[str, str] | None = None, exclude: dict[str, str] | None = None) -> Ran:
    """All phases and all checks of schemathesis with `who` signed in. What `include` names needs nothing that is there."""
    plates = None if include else Plates(who)
    ways = {SECURITY: {"api_key": who.cookie}, MERCHANT: {"api_key": plates.key if plates else ""}}
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20261120,
            "auth": {"openapi": ways},
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "phases": {"coverage": {"enabled": full()}},
        }
    )
    schema = schemathesis.openapi.from_url(who.url + DESCRIPTION, config=config)
    schema = schema.include(**include) if include else schema
    schema = schema.exclude(**exclude) if exclude else schema
    city = (area_truths, redaction_truths, telling_truths, paper_truths, handling_truths, dispatch_truths, figure_truths)
    beyond = (*city, account_truths, breach_truths, pledge_truths)
    truthful = (truths, fresh_truths, *beyond, plate_truths(plates)) if plates else ()
    ran, hooks = Ran(), [hook(who) for hook in truthful]
    for hook in hooks:
        schemathesis.hook("before_call")(hook)
    try:
        _run(schema, ran)
    finally:
        for hook in hooks:
            schemathesis.hooks.unregister(hook)
    return ran


def _run(schema: schemathesis.BaseSchema, ran: Ran) -> None:
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(event, ran)
        elif isinstance(event, events.NonFatalError):
            ran.faults.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            raise event.exception


def truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data true where no schema can say how; what is meant to be wrong stays wrong.

    A photo is sent under its hash, a report under an id of its own, some logins with a right password; a cursor, a case
    number, a category, a phone and its event are ones that were given out; a box has its edges in order; a revision is any;
    a category's limits follow one another; no verdict names a segment, because any that exists may be named; nobody verifies
    what they reported themselves; a desk names no photo that it has not uploaded.
    """
    turns, logins = itertools.count(1), itertools.count()
    case_no = who.ask("GET", "/cases").json()["items"][0]["case_no"]
    patrol = who.ask("GET", "/reports", params={"status": "accepted"}).json()["items"][0]["author"]["id"]
    category = who.ask("GET", "/catalog").json()["items"][0]["slug"]
    named = {"case_no": case_no, "slug": category, **_phone_with_an_event(who)}

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if not _is_valid(case) or "/handed-in/" in case.operation.path:
            return
        path = case.path_parameters or {}
        if "sha256" in path and case.method == "PUT" and not isinstance(case.body, dict):
            path["sha256"] = hashlib.sha256(_bytes(case.body)).hexdigest()
        if "report_id" in path and case.method == "PUT":
            path["report_id"] = case.body["report_id"] = str(uuid.UUID(int=next(turns)))
        if case.operation.label == "POST /api/v1/session" and next(logins) % 3 == 0:
            case.body |= {"username": "patrol", "password": PASSWORD}
        if "slug" in path and (case.body.get("limits") or case.body.get("urgency") == "urgent"):
            case.body["limits"] = [{"step": "latest", "value": 2, "unit": "hours"}]
        if "report_id" in path and case.operation.path.endswith("/verdict") and isinstance(case.body, dict):
            case.body |= {"segment_choice": None, "person": _somebody_else(who, path, patrol)}
        if case.operation.path.endswith("/reports/desk"):
            case.body |= {"photos": [], "report_id": str(uuid.uuid4())}
        path.update({name: value for name, value in named.items() if name in path})
        _make_query_true(who, case)
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = "*"

    return before_call


def _somebody_else(who: Client, path: dict[str, Any], patrol: str) -> str:
    """Who may verify this report: anybody but its author."""
    report = who.ask("GET", f"/reports/{path['report_id']}")
    return who.person_id if report.status_code == 200 and report.json()["author"]["id"] == patrol else patrol


def _make_query_true(who: Client, case: Any) -> None:
    query = case.query or {}
    if "cursor" in query:
        first = who.ask("GET", case.operation.path.removeprefix("/api/v1"), params={"limit": 1}).json()
        query["cursor"] = first.get("cursor") or ""
    if "bbox" in query:
        query["bbox"] = "113.6,34.6,113.8,34.8"


def _stored_photo(who: Client) -> str:
    """The name of a photo that is here."""
    reports = who.ask("GET", "/reports", params={"limit": 200}).json()["items"]
    return str(next(photo["sha256"] for report in reports for photo in report["photos"] if photo["stored"]))


def _waiting(who: Client) -> str:
    """A fresh report that waits for a verdict."""
    report_id = str(uuid.uuid4())
    assert who.ask("PUT", f"/reports/{report_id}", json={"schema": 1, "report_id": report_id, "photos": []}).status_code == 201
    return report_id


def _judged(who: Client) -> str:
    """A fresh report that was rejected just now, so that the verdict can still be taken back."""
    report_id = _waiting(who)
    verdict = {"verdict": "reject", "reason": "judged to be undone"}
    assert who.ask("POST", f"/reports/{report_id}/verdict", json=verdict).status_code == 200
    return report_id


def _phone_with_an_event(who: Client) -> dict[str, str]:
    """A phone that told something, and what it told; also after somebody took note of it."""
    phones = [one["id"] for one in who.ask("GET", "/devices", params={"limit": 200, "state": "all"}).json()["items"]]
    told = {phone: who.ask("GET", f"/devices/{phone}").json()["events"] for phone in phones}
    phone, events = next((phone, events) for phone, events in told.items() if events)
    return {"device_id": phone, "event_id": events[0]["id"]}


def fresh_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """As `truths`, for what works once: entries are sealed anew, rows of quarantine open, verdicts just given (every other)."""
    sealer = Sealer(who.ask("GET", "/meta").json()["export_key"])
    turns: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    photo = _stored_photo(who)

    def before_call(_context: Any, case: Any, _options: Any) -> None:
        if not _is_valid(case):
            return
        every_other = next(turns[case.operation.label]) % 2
        if "/handed-in/" in case.operation.path:
            _hand_in(case, sealer, str(uuid.uuid4()))
        elif "row_id" in (case.path_parameters or {}):
            case.path_parameters["row_id"] = str(_quarantined(who, str(uuid.uuid4())))
        elif case.operation.label == "DELETE /api/v1/reports/{report_id}/verdict" and every_other:
            case.path_parameters["report_id"] = _judged(who)
        elif case.operation.label == "POST /api/v1/reports/{report_id}/verdict" and every_other:
            case.path_parameters["report_id"] = _waiting(who)
            case.body |= {"verdict": "reject", "reason": "nothing to see", "duplicate_of": None}
        elif case.operation.label in {f"{method} /api/v1/photos/{{sha256}}" for method in ("GET", "HEAD")} and every_other:
            case.path_parameters["sha256"] = photo
        if case.operation.path.endswith("/file"):
            case.body |= {"text": '{"schema": 1, "photos": []}', "reason": "repaired"}

    return before_call


def _hand_in(case: Any, sealer: Sealer, new_id: str) -> None:
    """What a phone would have sealed: the bytes as a photo, a report or a draft with an id of its own."""
    path, kind = case.path_parameters, case.operation.path.split("/handed-in/")[1].split("s/")[0]
    content = _bytes(case.body) if kind == "photo" else json.dumps({"schema": 1, "report_id": new_id, "photos": []}).encode()
    key = hashlib.sha256(content).hexdigest() if kind == "photo" else new_id
    path["sha256" if kind == "photo" else f"{kind}_id"] = key
    case.body = sealer.seal(f"{kind}:{key}", content)


def _quarantined(who: Client, report_id: str) -> int:
    """A fresh row of quarantine that nobody has settled."""
    assert who.ask("PUT", f"/reports/{report_id}", data=b"{").status_code == 400
    return int(who.ask("GET", "/quarantine", params={"limit": 1, "state": "open"}).json()["items"][0]["id"])


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else bytes(body.data)


def _is_valid(case: Any) -> bool:
    """Whether schemathesis made this case to fit the description."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def _note(event: events.ScenarioFinished, ran: Ran) -> None:
    for case_id, checks in event.recorder.checks.items():
        case, interaction = event.recorder.cases[case_id].value, event.recorder.interactions.get(case_id)
        ran.checked += 1
        if _is_valid(case) and interaction is not None and interaction.response is not None:
            ran.statuses[case.operation.label].add(interaction.response.status_code)
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                what = f"{event.phase} {event.label} {check.name}: {failure.title} {failure.message}"
                ran.faults.append(f"{what}\n{case.as_curl_command()}"[:3000])
