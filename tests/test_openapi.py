"""The description is true: a generic client made from it works, and schemathesis finds nothing that it does not say."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from app.description import known_slugs, operations
from scripts.bench.city import City, degrees, write
from scripts.commands import settle
from scripts.manifests import Place, Sender, seal
from scripts.real_input.client import Client
from scripts.serving import environment, free_port, serving
from tests.campaign import DESCRIPTION, campaign
from tests.conftest import PASSWORD
from tests.faults.tally import scaled
from tests.test_bad_input import jpeg

SIGN_OUT = {"path": "/api/v1/session", "method": "DELETE"}
"""Runs apart: once it has succeeded, its session can do nothing else."""
CONTRACT_SLUGS = {
    *("invalid-body", "bad-credentials", "not-signed-in", "password-given", "not-allowed", "not-found", "method-not-allowed"),
    *("content-conflict", "illegal-move", "stale", "cursor-expired", "length-required", "too-large"),
    *(
        "unsupported-media",
        "digest-mismatch",
        "too-many-requests",
        "internal",
        "unavailable",
        "storage-full",
        "destroyed",
        "address-unchecked",
        "wrong-code",
    ),
}
ROLES = ("admin", "supervisor", "patrol")
UNSAFE = {"post", "put", "patch", "delete"}


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    """What GET openapi.json answers."""
    return app.test_client().get(DESCRIPTION).json


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The admin of a real server with areas, reports whole and waiting, and a case."""
    folder = tmp_path_factory.mktemp("city")
    env = environment(folder / "data", free_port(), {"REQUEST_BUDGET": "1000000"})  # one client asks thousands of odd things
    segments, cells = write(City(6, 6, 2, 2), folder)
    settle(
        env,
        *(("people", "add", role, "--role", role, "--password", PASSWORD) for role in ROLES),
        ("areas", "import", str(segments), "--layer", "segments", "--datum", "wgs84"),
        ("areas", "import", str(cells), "--layer", "cells", "--datum", "wgs84"),
    )
    with serving(env) as server:
        patrol, boss = (Client(server.url, role, PASSWORD) for role in ("patrol", "supervisor"))
        report_id = _send_reports(patrol)
        assert boss.ask("POST", f"/reports/{report_id}/verdict", json={"verdict": "accept"}).status_code == 200
        _tell_a_loss(patrol)
        yield Client(server.url, "admin", PASSWORD, kept_open=False)


def _send_reports(patrol: Client) -> str:
    """Three reports, the last without its photo; the id of the first."""
    sender = Sender(patrol.person_id, str(uuid.uuid4()))
    photos = [jpeg(colour) for colour in ("red", "green", "blue")]
    sent = [seal(sender, number, Place(*degrees(120, 130), 5.0), [photo]) for number, photo in enumerate(photos, start=1)]
    for sealed in sent:
        assert patrol.put_report(sealed).status_code == 202
    for sealed in sent[:-1]:
        assert patrol.put_photo(*sealed.photos[0]).status_code == 201
    return sent[0].report_id


def _tell_a_loss(patrol: Client) -> None:
    """A phone that asks for a person, with an event to take note of."""
    loss = {"id": str(uuid.uuid4()), "kind": "loss", "at": None, "facts": {"expected": 2, "found": 1, "seqs": [1]}}
    oldest = "2026-01-01T00:00:00Z"
    state = {"device_id": str(uuid.uuid4()), "outstanding": {"count": 1, "oldest": oldest, "seqs": [[2, 2]]}, "events": [loss]}
    assert patrol.ask("POST", "/sync/state", json=state).status_code == 200


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


@pytest.mark.faults
def test_schemathesis_finds_nothing(city: Client) -> None:
    ran = campaign(city, exclude=SIGN_OUT)
    assert ran.faults == [], "\n\n".join(ran.faults)
    assert ran.checked > scaled(150, 1000)
    assert ran.never_accepted == [], f"only ever refused, which proves nothing: {ran.never_accepted}"


def test_schemathesis_finds_nothing_in_signing_out(city: Client) -> None:
    ran = campaign(Client(city.url, "supervisor", PASSWORD), include=SIGN_OUT)
    assert ran.faults == [], "\n\n".join(ran.faults)
    assert ran.never_accepted == []


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
