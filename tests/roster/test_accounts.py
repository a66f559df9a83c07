"""Whoever keeps people adds, changes, blocks and helps them; a table is looked at first, then brought whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.audit.queries import entries_before
from app.core import clock
from tests.conftest import Phone, SignIn
from tests.roster.test_people_import import table

pytestmark = pytest.mark.usefixtures("units")
ACCOUNTS = "/api/v1/accounts"
WANG = {"username": "wang", "name": "王一", "roles": ["unit"], "units": ["repair"]}


@pytest.fixture
def root(sign_in: SignIn) -> Phone:
    """An admin."""
    return sign_in("root", Role.ADMIN)


def change(root: Phone, person: dict[str, Any], **said: Any) -> Any:
    """PUT with what is there and what is said."""
    kept = {name: person[name] for name in ("name", "roles", "units", "segments", "cells", "active")}
    return root.put(f"{ACCOUNTS}/{person['id']}", json={**kept, **said}, headers={"If-Match": f'"{person["rev"]}"'})


def test_a_person_is_added_with_a_password_shown_once_that_they_replace(app: Flask, root: Phone) -> None:
    made = root.post(ACCOUNTS, json=WANG)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    person, password = made.json["person"], made.json["password"]
    assert (person["password_given"], person["units"], person["active"]) == (True, ["repair"], True)
    assert "password" not in root.get(f"{ACCOUNTS}/{person['id']}").json
    signed_in = Phone(app).post("/api/v1/session", json={"username": "wang", "password": password})
    assert signed_in.json["person"]["password_given"] is True


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"username": "root"}, "/username"),
        ({"username": "O K"}, "/username"),
        ({"units": ["power"]}, "/units"),
        ({"roles": []}, "/roles"),
        ({"roles": ["skipper"]}, "/roles/0"),
    ],
)
def test_what_cannot_be_added_is_refused_at_its_field(root: Phone, said: dict[str, Any], pointer: str) -> None:
    answer = root.post(ACCOUNTS, json={**WANG, **said})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_a_segment_that_is_in_no_area_in_force_is_refused_when_it_is_new(areas: None, root: Phone) -> None:
    answer = root.post(ACCOUNTS, json={**WANG, "segments": ["no-such-road"]})
    assert [error["pointer"] for error in answer.json["errors"]] == ["/segments"]


def test_a_change_holds_from_the_next_request_on_and_only_as_it_was_read(root: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.PATROL)
    person = root.get(f"{ACCOUNTS}/{li.person_id}").json
    told = change(root, person, name="李四", roles=["unit"], units=["crew1"])
    assert (told.status_code, told.json["rev"]) == (200, person["rev"] + 1)
    assert li.get("/api/v1/session").json["person"]["scope"]["units"] == ["crew1"]
    assert change(root, person, name="李五").status_code == 412


def test_a_blocked_person_is_signed_out_and_comes_back_with_what_they_had(root: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.PATROL)
    blocked = change(root, root.get(f"{ACCOUNTS}/{li.person_id}").json, active=False).json
    assert blocked["active"] is False
    assert li.get("/api/v1/session").status_code == 401
    assert [one["username"] for one in root.get(f"{ACCOUNTS}?active=false").json["items"]] == ["li"]
    assert change(root, blocked, active=True).json["roles"] == ["patrol"]
    assert sign_in("li").get("/api/v1/session").status_code == 200


def test_nobody_blocks_themselves_and_an_admin_always_remains(root: Phone) -> None:
    person = root.get(f"{ACCOUNTS}/{root.person_id}").json
    for said, pointer in (({"active": False}, "/active"), ({"roles": ["patrol"]}, "/roles")):
        answer = change(root, person, **said)
        assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
        assert "let another admin" in answer.json["detail"]


def test_whoever_is_on_duty_for_a_unit_stays_in_it_until_that_is_ended(root: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.UNIT)
    person = change(root, root.get(f"{ACCOUNTS}/{li.person_id}").json, units=["crew1"]).json
    start = clock.now() + timedelta(hours=1)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    assert root.put(f"/api/v1/duty/{uuid4()}", json={"unit": "crew1", "person": li.person_id, **times}).status_code == 200
    answer = change(root, person, units=[])
    assert answer.status_code == 409
    assert "end that first" in answer.json["detail"]


def test_a_given_password_ends_the_logins_and_is_noted_without_itself(app: Flask, root: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.PATROL)
    address = f"{ACCOUNTS}/{li.person_id}/password"
    assert root.post(address, headers={"If-Match": '"7"'}).status_code == 412
    told = root.post(address, headers={"If-Match": '"1"'})
    assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
    assert li.get("/api/v1/session").status_code == 401
    with app.app_context():
        [entry] = entries_before(None, 1)
    assert (entry.action, entry.object_id, entry.actor_id) == ("password-reset", li.person_id, root.person_id)
    assert told.json["password"] not in entry.facts


def test_nobody_else_keeps_people(boss: Phone, root: Phone) -> None:
    for answer in (boss.get(ACCOUNTS), boss.post(ACCOUNTS, json=WANG), boss.post(f"{ACCOUNTS}/table/look", data=b"x")):
        assert answer.status_code == 403


def test_accounts_are_found_by_either_name_and_by_post(root: Phone, sign_in: SignIn) -> None:
    sign_in("li", Role.PATROL)
    sign_in("wang", Role.UNIT)
    assert [one["username"] for one in root.get(f"{ACCOUNTS}?words=LI").json["items"]] == ["li"]
    assert [one["username"] for one in root.get(f"{ACCOUNTS}?role=unit").json["items"]] == ["wang"]
    first = root.get(f"{ACCOUNTS}?limit=2").json
    rest = root.get(f"{ACCOUNTS}?limit=2&cursor={first['cursor']}").json
    assert [one["username"] for one in first["items"] + rest["items"]] == ["li", "root", "wang"]


@pytest.fixture
def look(root: Phone) -> Callable[..., Any]:
    """Looks at a table with these rows."""

    def ask(*rows: Sequence[str], everybody: bool = False) -> Any:
        query = "?everybody=true" if everybody else ""
        return root.post(f"{ACCOUNTS}/table/look{query}", data=io.BytesIO(table(*rows)))

    return ask


def test_a_table_is_looked_at_and_nothing_is_written(root: Phone, sign_in: SignIn, look: Callable[..., Any]) -> None:
    sign_in("li", Role.PATROL)
    sign_in("zhao", Role.PATROL)
    told = look(("wang", "王", "处置单位", "repair", ""), ("li", "li", "patrol", "", ""), everybody=True)
    assert told.status_code == 200
    assert [(step["number"], step["username"], step["what"]) for step in told.json["steps"]] == [
        (2, "wang", "new"),
        (3, "li", "same"),
        (None, "zhao", "leaves"),
    ]
    assert told.json["wrong"] == []
    assert root.get(f"{ACCOUNTS}?words=wang").json["items"] == []


def test_rows_that_are_wrong_are_told_with_their_words_and_stop_the_table(root: Phone, look: Callable[..., Any]) -> None:
    rows = [("wang", "王", "unit"), ("zhao", "赵", "skipper"), ("O K", "x", "unit"), ("wang", "王", "unit")]
    told = look(*rows).json
    assert [(one["number"], one["word"], one["value"]) for one in told["wrong"]] == [
        (3, "unknown-post", "skipper"),
        (4, "bad-username", "O K"),
        (5, "twice", "wang"),
    ]
    assert told["plan"] is None
    brought = root.post(f"{ACCOUNTS}/table?plan={'0' * 32}", data=io.BytesIO(table(*rows)))
    assert (brought.status_code, "Nobody was added" in brought.json["detail"]) == (422, True)
    assert root.get(f"{ACCOUNTS}?words=wang").json["items"] == []


def test_what_was_looked_at_is_brought_and_nothing_else(
    app: Flask, root: Phone, sign_in: SignIn, look: Callable[..., Any]
) -> None:
    li = sign_in("li", Role.PATROL)
    rows = (("wang", "王", "处置单位", "repair", ""), ("li", "李", "inspector", "", ""))
    plan = look(*rows).json["plan"]
    change(root, root.get(f"{ACCOUNTS}/{li.person_id}").json, name="李四")
    assert root.post(f"{ACCOUNTS}/table?plan={plan}", data=io.BytesIO(table(*rows))).status_code == 412
    plan = look(*rows).json["plan"]
    brought = root.post(f"{ACCOUNTS}/table?plan={plan}", data=io.BytesIO(table(*rows)))
    assert (brought.status_code, brought.headers["Cache-Control"]) == (200, "no-store")
    [added] = brought.json["added"]
    assert (added["username"], brought.json["changed"], brought.json["switched_off"]) == ("wang", ["li"], [])
    first = Phone(app).post("/api/v1/session", json=added)
    assert first.json["person"]["password_given"] is True


def test_a_file_that_is_no_table_says_what_to_do(root: Phone) -> None:
    for content, word in ((b"", "empty"), (b"\xd0\xcf\x11\xe0....", "old-format"), ("账号,姓名\n".encode(), "columns")):
        answer = root.post(f"{ACCOUNTS}/table/look", data=content)
        assert (answer.status_code, answer.json["word"]) == (422, word)
