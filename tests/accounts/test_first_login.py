"""Whoever has a password that somebody else knows chooses their own before anything else; nothing on their phone is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import service
from app.accounts.passwords import given_password
from app.accounts.queries import person_by_username
from app.accounts.rules import Permission, Role
from app.audit.queries import entries_before
from app.core import clock
from app.core.transaction import in_transaction
from app.merchants.door import GUARD as MERCHANT
from tests.conftest import PASSWORD, Phone, SignIn

OWN = "a word of my own"
SESSION = "/api/v1/session"
CHOOSE = "/api/v1/session/password"


@pytest.fixture
def given(app: Flask) -> str:
    """The password that was made for Li."""
    password = given_password()
    with app.app_context():
        in_transaction(lambda: service.add_person("li", "李", (Role.ADMIN,), password, clock.now()))
    return password.text


@pytest.fixture
def li(app: Flask, given: str) -> Phone:
    """Li, signed in with it."""
    phone = Phone(app)
    told = phone.post(SESSION, json={"username": "li", "password": given})
    assert told.json["person"]["password_given"] is True
    return phone


def test_until_then_every_route_but_the_own_session_is_closed(app: Flask, li: Phone) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        guarded = getattr(app.view_functions[rule.endpoint], "__guard__", None)
        if guarded in {None, "public", MERCHANT, Permission.OWN_SESSION}:
            continue
        path = re.sub(r"<[^>]+>", "00000000-0000-7000-8000-000000000000", rule.rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = li.open(path, method=method)
            assert (answer.status_code, answer.json["type"]) == (401, "/problems/password-given"), f"{method} {path}"
            assert "Choose a password of your own" in answer.json["detail"]
            asked += 1
    assert asked > 50


def test_with_a_password_of_their_own_they_work_and_the_given_one_is_over(app: Flask, li: Phone, given: str) -> None:
    other = Phone(app)
    other.post(SESSION, json={"username": "li", "password": given})
    told = li.put(CHOOSE, json={"current": given, "chosen": OWN})
    assert (told.status_code, told.json["person"]["password_given"]) == (200, False)
    assert li.get("/api/v1/units").status_code == 200
    assert other.get(SESSION).status_code == 401
    assert Phone(app).post(SESSION, json={"username": "li", "password": given}).status_code == 401
    again = Phone(app).post(SESSION, json={"username": "li", "password": OWN})
    assert again.json["person"]["password_given"] is False
    with app.app_context():
        actions = [entry.action for entry in entries_before(None, 10)]
    assert "password-chosen" in actions


@pytest.mark.parametrize(
    ("chosen", "current", "pointer", "said"),
    [
        ("short", None, "/chosen", "at least 10 characters"),
        ("my name is li and so on", None, "/chosen", "does not contain the name"),
        (None, None, "/chosen", "choose another one"),
        (OWN, "not the one", "/current", "type the one that you signed in with"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_what_to_do(
    li: Phone, given: str, chosen: str | None, current: str | None, pointer: str, said: str
) -> None:
    answer = li.put(CHOOSE, json={"current": current or given, "chosen": chosen or given})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert said in answer.json["detail"]
    assert li.get("/api/v1/units").status_code == 401


def test_guesses_at_the_present_password_wait_like_those_at_a_login(li: Phone, given: str) -> None:
    for _ in range(5):
        assert li.put(CHOOSE, json={"current": "a guess", "chosen": OWN}).status_code == 422
    held = li.put(CHOOSE, json={"current": given, "chosen": OWN})
    assert held.status_code == 429
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        assert li.put(CHOOSE, json={"current": given, "chosen": OWN}).status_code == 200


def test_whoever_chose_a_password_may_choose_another_one(sign_in: SignIn) -> None:
    wang = sign_in("wang", Role.PATROL)
    assert wang.put(CHOOSE, json={"current": PASSWORD, "chosen": OWN}).status_code == 200
    assert wang.get("/api/v1/tasks").status_code == 200


def test_one_made_at_the_terminal_is_to_be_replaced_where_that_is_said(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    table = tmp_path / "people.csv"
    table.write_text("username,name,roles,segments,cells,unit\nzhou,周,patrol,,,\n", "utf-8")
    run(args=["people", "add", "zhao", "--role", "patrol", "--password", PASSWORD])
    run(args=["people", "add", "qian", "--role", "patrol", "--password", PASSWORD, "--first-login"])
    run(args=["people", "add", "sun", "--role", "patrol"])
    run(args=["people", "import", str(table), "--first-login"])
    with app.app_context():
        known = {name: person_by_username(name) for name in ("zhao", "qian", "sun", "zhou")}
        to_replace = {name: row and row.password_given for name, row in known.items()}
    assert to_replace == {"zhao": False, "qian": True, "sun": False, "zhou": True}
