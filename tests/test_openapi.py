"""The description is true: a generic client made from it works, and schemathesis finds nothing that it does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from app.accounts import service
from app.accounts.rules import Role
from app.core import clock
from app.core.transaction import in_transaction
from app.description import known_slugs, operations
from tests.conftest import Phone
from tests.test_bad_input import jpeg, manifest, send_photo, send_report

SignIn = Callable[..., Phone]
DESCRIPTION = "/api/v1/openapi.json"
SIGN_OUT = {"path": "/api/v1/session", "method": "DELETE"}
"""Runs apart: once it has succeeded, its session can do nothing else."""
EXAMPLES = 12
"""Generated cases per operation and phase; together with the coverage phase some 100 requests per operation."""
CONTRACT_SLUGS = {
    *("invalid-body", "bad-credentials", "not-signed-in", "not-allowed", "not-found", "method-not-allowed"),
    *("content-conflict", "illegal-move", "stale", "cursor-expired", "length-required", "too-large"),
    *("unsupported-media", "digest-mismatch", "too-many-requests", "internal", "unavailable", "storage-full"),
}
UNSAFE = {"post", "put", "patch", "delete"}


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    """What GET openapi.json answers."""
    return app.test_client().get(DESCRIPTION).json


@pytest.fixture
def city(app: Flask, sign_in: SignIn) -> Flask:
    """The app with areas, reports whole and waiting, and one case."""
    patrol, boss = sign_in("li", Role.PATROL), sign_in("boss", Role.SUPERVISOR)
    sent = []
    for colour in ("red", "green", "blue"):
        report_id, content = manifest(patrol, jpeg(colour))
        assert send_report(patrol, report_id, content).status_code == 202
        sent.append(report_id)
    assert send_photo(patrol, jpeg("red")).status_code == 201
    assert boss.post(f"/api/v1/reports/{sent[0]}/verdict", json={"verdict": "accept"}).status_code == 200
    return app


def test_the_description_is_valid_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(description)] == []


def test_every_reference_in_the_description_leads_somewhere(description: dict[str, Any]) -> None:
    references = set(_references(description))
    assert references
    for reference in references:
        found: Any = description
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def test_every_route_of_the_api_is_described_and_nothing_else(app: Flask, description: dict[str, Any]) -> None:
    routes = {(path, method.lower()) for path, method, _, _ in operations(app)}
    described = {(path, method) for path, item in description["paths"].items() for method in item if method != "parameters"}
    assert described == routes
    assert len(routes) > 15


def test_every_operation_has_its_own_name_and_a_sentence(description: dict[str, Any]) -> None:
    operations = list(_operations(description))
    names = Counter(operation["operationId"] for _, _, operation in operations)
    assert [name for name, count in names.items() if count > 1] == []
    assert [path for path, _, operation in operations if not operation.get("summary")] == []


def test_every_write_declares_the_app_header_and_no_read_does(description: dict[str, Any]) -> None:
    for path, method, operation in _operations(description):
        names = [one["name"] for one in operation.get("parameters", []) if one.get("in") == "header"]
        assert ("X-App" in names) == (method in UNSAFE), f"{method} {path}"


def test_every_operation_declares_the_problems_it_can_answer(description: dict[str, Any]) -> None:
    for path, method, operation in _operations(description):
        declared = set(operation["responses"])
        signed_in = operation.get("security") != []
        expected = {"500", "503"} | ({"401", "403"} if signed_in else set()) | ({"404"} if "{" in path else set())
        assert expected <= declared, f"{method} {path} lacks {expected - declared}"
        assert "default" not in declared, f"{method} {path} describes anything at all"
        problems = {status for status, one in operation["responses"].items() if _is_problem(one)}
        with_body = {status for status in declared if status >= "400" and method != "head"}
        assert with_body == problems, f"{method} {path}"


def test_the_problems_are_those_of_the_contract(description: dict[str, Any]) -> None:
    types = description["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert set(types) == {f"/problems/{slug}" for slug in known_slugs()}
    assert known_slugs() <= CONTRACT_SLUGS


def test_the_page_for_people_takes_everything_from_here(app: Flask) -> None:
    page = app.test_client().get("/api/v1/docs")
    assert page.status_code == 200
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.text) == []
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_schemathesis_finds_nothing(city: Flask, add_person: Callable[..., str]) -> None:
    checked, faults = campaign(city, add_person, exclude=SIGN_OUT)
    assert faults == [], "\n\n".join(faults)
    assert checked > 500


def test_schemathesis_finds_nothing_in_signing_out(app: Flask, add_person: Callable[..., str]) -> None:
    checked, faults = campaign(app, add_person, include=SIGN_OUT)
    assert faults == [], "\n\n".join(faults)
    assert checked > 5


def campaign(
    app: Flask, add_person: Callable[..., str], *, include: dict[str, str] | None = None, exclude: dict[str, str] | None = None
) -> tuple[int, list[str]]:
    """Runs all phases and checks as an admin; how many cases were checked, and each fault in words."""
    add_person("root", Role.ADMIN)
    with app.app_context():
        login = in_transaction(lambda: service.sign_in("root", True, "127.0.0.1", None, clock.now()))
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20261120,
            "headers": {"Cookie": f"sid={login.token}"},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        }
    )
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, app, config=config)
    schema = schema.include(**include) if include else schema
    schema = schema.exclude(**exclude) if exclude else schema
    checked, faults = 0, []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            checked += len(event.recorder.checks)
            faults += [*_faults(event)]
        elif isinstance(event, events.NonFatalError):
            faults.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    return checked, faults


def _faults(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                case = event.recorder.cases[case_id].value
                failure = check.failure_info.failure
                yield f"{event.phase} {event.label} {check.name}: {failure.title} {failure.message}\n{case.as_curl_command()}"[
                    :3000
                ]


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def _is_problem(response: dict[str, Any]) -> bool:
    content = response.get("content", {}).get("application/problem+json", {})
    return content.get("schema") == {"$ref": "#/components/schemas/Problem"}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
