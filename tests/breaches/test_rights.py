"""Who may reach what about breaches: every route, by every post."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.rules import Role
from tests.breaches.streets import breach, find
from tests.conftest import SignIn

NOBODYS = "00000000-0000-4000-8000-00000000abcd"
EVERYBODY = set(Role) - {Role.GALLERY}
JUDGES = {Role.SUPERVISOR, Role.RECEPTIONIST, Role.ADMIN}
ROUTES: dict[tuple[str, str], set[Role]] = {
    ("GET", "/breaches"): EVERYBODY,
    ("GET", "/breaches/figures?period=2026"): {
        *(Role.SUPERVISOR, Role.RECEPTIONIST, Role.SHIFT_LEADER, Role.DISPATCHER, Role.STREET, Role.CHIEF, Role.OVERSIGHT),
        *(Role.CENTRE, Role.ADMIN),
    },
    ("GET", f"/breaches/{NOBODYS}"): EVERYBODY,
    ("GET", f"/breaches/{NOBODYS}/photos/{'0' * 64}"): EVERYBODY,
    ("POST", f"/breaches/{NOBODYS}/hand-ins"): {Role.PATROL, Role.INSPECTOR, Role.ADMIN},
    ("POST", f"/breaches/{NOBODYS}/verdict"): JUDGES,
    ("POST", f"/breaches/{NOBODYS}/escalation"): {Role.SUPERVISOR, Role.SHIFT_LEADER, Role.ADMIN},
    ("POST", f"/breaches/{NOBODYS}/appeal"): JUDGES,
    ("POST", f"/breaches/{NOBODYS}/appeal/answer"): JUDGES,
    ("GET", "/breach-settings"): EVERYBODY,
    ("PUT", "/breach-settings"): {Role.ADMIN},
    ("GET", "/breach-settings/history"): {Role.ADMIN},
}


def test_the_table_names_every_route_about_breaches(app: Flask) -> None:
    there = {
        (method, rule.rule.replace("<uuid:breach_id>", NOBODYS).replace("<sha256>", "0" * 64))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("breaches.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == {(method, f"/api/v1{path.partition('?')[0]}") for method, path in ROUTES}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_post_reaches_what_is_its_own_and_nothing_else(sign_in: SignIn, role: Role) -> None:
    who = sign_in(f"a-{role}", role)
    for (method, path), allowed in ROUTES.items():
        answer = who.open(f"/api/v1{path}", method=method, json={} if method != "GET" else None)
        assert (answer.status_code != 403) == (role in allowed), f"{role} {method} {path}: {answer.status_code}"


def test_who_sees_no_others_work_reads_no_names(sign_in: SignIn, shop_id: str) -> None:
    wang, zhao = sign_in("wang", Role.PATROL), sign_in("zhao", Role.PATROL)
    seen = breach(zhao, find(wang, shop_id))
    assert wang.person_id not in str(seen)
    assert seen["moves"] == ["hand-in"]
