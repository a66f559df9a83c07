"""People keep filters; an administrator gives one to everybody of a role."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.accounts.rules import Role
from app.cases import filters
from tests.conftest import Phone, SignIn

MINE = {"name": "超期的", "query": {"state": "claimed,rework", "colour": "red", "sort": "due"}}


def put(phone: Phone, name: str, body: object, **headers: str) -> int:
    return int(phone.put(f"/api/v1/saved-filters/{name}", json=body, headers=headers).status_code)


def names(phone: Phone) -> list[str]:
    return [one["name"] for one in phone.get("/api/v1/saved-filters").json["items"]]


def test_a_filter_is_kept_changed_and_dropped_by_its_owner_alone(boss: Phone, sign_in: SignIn) -> None:
    other, key = sign_in("other", Role.SUPERVISOR), str(uuid4())
    assert put(boss, key, MINE) == 200
    assert names(boss) == ["超期的"]
    assert names(other) == []
    assert put(other, key, MINE, **{"If-Match": '"1"'}) == 404
    assert put(boss, key, {**MINE, "name": "红的"}, **{"If-Match": '"2"'}) == 412
    assert put(boss, key, {**MINE, "name": "红的"}, **{"If-Match": '"1"'}) == 200
    assert names(boss) == ["红的"]
    assert boss.delete(f"/api/v1/saved-filters/{key}", headers={"If-Match": '"2"'}).status_code == 204
    assert names(boss) == []


def test_only_an_administrator_shares_and_changes_what_is_shared(boss: Phone, sign_in: SignIn) -> None:
    root, key = sign_in("root", Role.ADMIN), str(uuid4())
    shared = {**MINE, "role": "supervisor"}
    assert put(boss, key, shared) == 403
    assert put(root, key, shared) == 200
    assert names(boss) == ["超期的"]
    assert names(sign_in("li")) == []
    assert put(boss, key, MINE, **{"If-Match": '"1"'}) == 403


@pytest.mark.parametrize("query", [{"state": "odd"}, {"cursor": "x"}, {"colour": "blue"}, {"price": "1"}])
def test_what_a_list_does_not_understand_is_not_kept(boss: Phone, query: dict[str, str]) -> None:
    answer = boss.put(f"/api/v1/saved-filters/{uuid4()}", json={"name": "x", "query": query})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith("/query")


def test_nobody_keeps_filters_without_end(boss: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MOST", 1)
    assert put(boss, str(uuid4()), MINE) == 200
    assert put(boss, str(uuid4()), MINE) == 422
