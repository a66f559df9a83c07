"""Login as a client sees it."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.rules import Role
from app.core import clock
from tests.conftest import PASSWORD, Phone


def test_a_login_answers_who_and_sets_an_http_only_cookie(app, add_person) -> None:
    person_id = add_person("li", Role.PATROL)
    answer = Phone(app).post("/api/v1/session", json={"username": "li", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json["person"]["id"] == person_id
    assert answer.json["person"]["scope"] == {"segments": [], "cells": [], "units": []}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_login_says_what_the_person_may_so_that_a_phone_shows_only_that(app, add_person) -> None:
    add_person("li", Role.PATROL)
    add_person("wang", Role.PATROL, Role.GALLERY)
    said = {
        name: Phone(app).post("/api/v1/session", json={"username": name, "password": PASSWORD}).json["person"]["permissions"]
        for name in ("li", "wang")
    }
    assert "send-reports" in said["li"]
    assert set(said["wang"]) - set(said["li"]) == {"import-gallery"}


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(app, add_person) -> None:
    add_person("li")
    wrong = Phone(app).post("/api/v1/session", json={"username": "li", "password": "nope"})
    unknown = Phone(app).post("/api/v1/session", json={"username": "ghost", "password": "nope"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json["type"] == unknown.json["type"] == "/problems/bad-credentials"
    assert wrong.json["detail"] == unknown.json["detail"]


def test_the_fifth_failure_makes_this_address_wait_but_not_another(app, add_person) -> None:
    add_person("li")
    here = Phone(app)
    for _ in range(5):
        assert here.post("/api/v1/session", json={"username": "li", "password": "nope"}).status_code == 401
    held = here.post("/api/v1/session", json={"username": "li", "password": PASSWORD})
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) >= 1
    elsewhere = here.post(
        "/api/v1/session", json={"username": "li", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.1.2.3"}
    )
    assert elsewhere.status_code == 200
    with clock.stopped_at(clock.now() + timedelta(seconds=3)):
        assert here.post("/api/v1/session", json={"username": "li", "password": PASSWORD}).status_code == 200


def test_a_write_without_the_app_header_or_from_a_foreign_page_is_refused(app) -> None:
    plain = app.test_client().post("/api/v1/session", json={"username": "a", "password": "b"})
    foreign = Phone(app).post(
        "/api/v1/session", json={"username": "a", "password": "b"}, headers={"Origin": "https://evil.example"}
    )
    assert (plain.status_code, foreign.status_code) == (403, 403)
    assert plain.json["type"] == foreign.json["type"] == "/problems/not-allowed"


def test_signing_out_ends_the_session(sign_in) -> None:
    li = sign_in("li", Role.PATROL)
    cookie = li.get_cookie("sid").value
    assert li.get("/api/v1/session").status_code == 200
    assert li.delete("/api/v1/session").status_code == 204
    li.set_cookie("sid", cookie)
    assert li.get("/api/v1/session").status_code == 401


def test_a_desk_session_ends_after_a_night_and_a_phone_session_does_not(sign_in) -> None:
    desk, phone = sign_in("boss", Role.SUPERVISOR), sign_in("li", Role.PATROL)
    with clock.stopped_at(clock.now() + timedelta(hours=13)):
        assert desk.get("/api/v1/session").status_code == 401
        assert phone.get("/api/v1/session").status_code == 200


def test_use_keeps_a_session_alive(sign_in) -> None:
    desk = sign_in("boss", Role.SUPERVISOR)
    start = clock.now()
    for hours in (8, 16, 24):
        with clock.stopped_at(start + timedelta(hours=hours)):
            assert desk.get("/api/v1/session").status_code == 200


def test_a_method_that_is_not_there_names_those_that_are(sign_in) -> None:
    answer = sign_in("li").put("/api/v1/session")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_a_body_that_is_not_json_is_a_problem_with_400(app) -> None:
    answer = Phone(app).post("/api/v1/session", data="{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["type"] == "/problems/invalid-body"
