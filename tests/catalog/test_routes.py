"""The catalogue over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.rules import Role

SignIn = Callable[..., FlaskClient]


def patch(client: FlaskClient, body: Any, revision: str | None = '"1"', slug: str = "manhole_missing") -> Any:
    headers = {} if revision is None else {"If-Match": revision}
    return client.patch(f"/api/v1/catalog/{slug}", json=body, headers=headers)


@pytest.mark.parametrize("role", [Role.PATROL, Role.UNIT, Role.SUPERVISOR])
def test_everybody_signed_in_reads_and_only_an_admin_changes(sign_in: SignIn, role: Role) -> None:
    client = sign_in("li", role)
    answer = client.get("/api/v1/catalog")
    assert answer.status_code == 200
    assert len(answer.json["items"]) == 79
    assert answer.json["matter_standard"] == "GB/T 47678.5-2026"
    assert answer.json["items"][0]["limits"] == [{"step": "handle", "value": 2, "unit": "working_hours"}]
    assert answer.json["items"][0]["revision"] == 1
    assert patch(client, {"enabled": False}).status_code == 403


def test_an_admin_changes_a_limit_and_everybody_reads_it(sign_in: SignIn) -> None:
    admin = sign_in("chief", Role.ADMIN)
    limits = [{"step": "warn", "value": 1, "unit": "hours"}, {"step": "cover", "value": 2, "unit": "hours"}]
    answer = patch(admin, {"limits": limits})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (answer.json["limits"], answer.json["revision"]) == (limits, 2)
    items = sign_in("li").get("/api/v1/catalog").json["items"]
    assert next(item for item in items if item["slug"] == "manhole_missing")["limits"] == limits


def test_a_change_built_on_an_older_revision_is_stale(sign_in: SignIn) -> None:
    admin = sign_in("chief", Role.ADMIN)
    assert patch(admin, {"enabled": False}).status_code == 200
    for revision in ('"1"', "1", '"7"', "no number", "9" * 5000, "²"):
        answer = patch(admin, {"enabled": True}, revision)
        assert (answer.status_code, answer.json["type"]) == (412, "/problems/stale"), revision
    assert patch(admin, {"enabled": True}, "*").status_code == 200


def test_a_change_without_a_revision_is_not_described(sign_in: SignIn) -> None:
    answer = patch(sign_in("chief", Role.ADMIN), {"enabled": True}, None)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"photos_min": 99}, "/photos_min"),
        ({"photos_min": "2"}, "/photos_min"),
        ({"photos_min": True}, "/photos_min"),
        ({"enabled": 1}, "/enabled"),
        ({"enabled": []}, "/enabled"),
        ({"limits": []}, "/limits"),
        ({"limits": [{"step": "warn", "value": 1, "unit": "weeks"}]}, "/limits/0/unit"),
        ({"limits": [{"step": "warn", "value": 1, "unit": "working_days"}]}, "/limits"),
        ({}, ""),
    ],
)
def test_a_change_that_does_not_fit_says_where(sign_in: SignIn, body: dict[str, Any], pointer: str) -> None:
    answer = patch(sign_in("chief", Role.ADMIN), body)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_an_unknown_category_is_not_found(sign_in: SignIn) -> None:
    assert patch(sign_in("chief", Role.ADMIN), {"enabled": True}, slug="nothing").status_code == 404
