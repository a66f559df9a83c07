"""The tree of units: who stands under whom, who belongs to it, and what a change refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import Role
from app.core.transaction import in_transaction
from app.roster import queries, service
from app.roster.rules import Tree, UnitFacts, UnitKind, UnitRow
from tests.conftest import Phone

pytestmark = pytest.mark.usefixtures("units")
SignIn = Callable[..., Phone]


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    return sign_in("chief", Role.ADMIN)


def put(client: Phone, code: str, body: dict[str, Any], rev: str = "*") -> Any:
    return client.put(f"/api/v1/units/{code}", json=body, headers={"If-Match": rev})


def test_a_unit_reaches_all_that_stand_under_it(ctx: Flask) -> None:
    assert queries.subtree(["roads"]) == {"roads", "repair", "crew1", "crew2"}
    assert queries.subtree(["crew1", "east"]) == {"crew1", "east"}
    assert queries.subtree([]) == frozenset()
    assert queries.subtree(["gone"]) == {"gone"}


def test_a_change_is_seen_at_once_and_one_rolled_back_never(ctx: Flask) -> None:
    def move_then_fail() -> None:
        service.put_unit("repair", UnitFacts("养护中队", UnitKind.UNIT, "east"), None, None)
        assert "crew1" in queries.subtree(["east"])
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        in_transaction(move_then_fail)
    assert queries.subtree(["east"]) == {"east"}
    in_transaction(lambda: service.put_unit("repair", UnitFacts("养护中队", UnitKind.UNIT, "east"), None, None))
    assert queries.subtree(["east"]) == {"east", "repair", "crew1", "crew2"}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*"abcdefgh", None]), min_size=1))
def test_whatever_the_parents_are_a_subtree_ends_and_holds_itself(parents: dict[str, str | None]) -> None:
    tree = Tree(
        {code: UnitRow(code, code, UnitKind.UNIT, parent, False, True, None, None, 1) for code, parent in parents.items()}
    )
    for code in parents:
        below = tree.below([code])
        assert code in below
        for child in below - {code}:
            assert tree.units[child].parent_code in below
        assert all(code in tree.below([above]) for above in tree.path(code))


def test_everybody_reads_the_tree_and_only_an_admin_changes_it(sign_in: SignIn, admin: Phone) -> None:
    boss = sign_in("boss", Role.SUPERVISOR)
    items = {item["code"]: item for item in boss.get("/api/v1/units").json["items"]}
    assert items["power"]["outside"]
    assert items["crew1"]["parent_code"] == "repair"
    assert boss.post("/api/v1/units", json={"code": "x", "name": "x", "kind": "unit"}).status_code == 403
    answer = admin.post("/api/v1/units", json={"code": "crew3", "name": "三班", "kind": "crew", "parent_code": "repair"})
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert answer.json["parent_code"] == "repair"


@pytest.mark.parametrize(
    ("code", "body", "pointer"),
    [
        ("roads", {"name": "x", "kind": "bureau", "parent_code": "repair"}, "/parent_code"),
        ("repair", {"name": "x", "kind": "unit", "parent_code": "repair"}, "/parent_code"),
        ("crew1", {"name": "x", "kind": "crew"}, "/parent_code"),
        ("crew1", {"name": "x", "kind": "crew", "parent_code": "power"}, "/parent_code"),
        ("crew1", {"name": "x", "kind": "crew", "parent_code": "nowhere"}, "/parent_code"),
        ("crew1", {"name": "  ", "kind": "crew", "parent_code": "repair"}, "/name"),
        ("crew1", {"name": "x", "kind": "crew", "parent_code": "repair", "duty_phone": "call me"}, "/duty_phone"),
    ],
)
def test_a_place_in_the_tree_that_cannot_be_says_why(admin: Phone, code: str, body: dict[str, Any], pointer: str) -> None:
    answer = put(admin, code, body)
    assert answer.status_code == 422, answer.json
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_units_do_not_stand_under_each_other_in_a_ring(admin: Phone) -> None:
    assert (
        admin.post("/api/v1/units", json={"code": "sub", "name": "分队", "kind": "unit", "parent_code": "repair"}).status_code
        == 201
    )
    answer = put(admin, "repair", {"name": "养护中队", "kind": "unit", "parent_code": "sub"})
    assert answer.json["errors"][0]["pointer"] == "/parent_code"


def test_a_change_built_on_an_older_revision_is_stale(admin: Phone) -> None:
    body = {"name": "东关街道办事处", "kind": "street", "parent_code": "hq", "word": "东办"}
    assert put(admin, "east", body, '"1"').json["rev"] == 2
    answer = put(admin, "east", body, '"1"')
    assert (answer.status_code, answer.json["rev"]) == (412, 2)
    assert admin.post("/api/v1/units", json={"code": "east", "name": "x", "kind": "street"}).status_code == 412
    assert put(admin, "nobody", body).status_code == 404


def test_a_unit_is_retired_when_nothing_rests_on_it(admin: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.UNIT).person_id
    assert admin.put(f"/api/v1/units/crew2/members/{li}").status_code == 204

    def retire(code: str) -> Any:
        return admin.delete(f"/api/v1/units/{code}", headers={"If-Match": "*"})

    assert retire("repair").status_code == 409
    assert retire("crew2").json["detail"] == "People belong to this unit: move them to another one first."
    assert admin.delete(f"/api/v1/units/crew2/members/{li}").status_code == 204
    assert retire("crew2").json["active"] is False
    assert retire("crew2").status_code == 404
    assert admin.put(f"/api/v1/units/crew2/members/{li}").status_code == 404


def test_whoever_joins_a_unit_works_for_it_from_the_next_request_on(admin: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.UNIT)
    assert admin.put(f"/api/v1/units/repair/members/{li.person_id}").status_code == 204
    assert li.get("/api/v1/session").json["person"]["scope"]["units"] == ["repair"]
    assert [one["name"] for one in li.get("/api/v1/units/crew1/members").json["items"]] == []
    assert [one["id"] for one in li.get("/api/v1/units/repair/members").json["items"]] == [li.person_id]
    assert li.get("/api/v1/units/east/members").status_code == 403
    assert li.get("/api/v1/units/nowhere/members").status_code == 404


def test_an_outside_unit_has_no_people(admin: Phone, sign_in: SignIn) -> None:
    li = sign_in("li", Role.UNIT).person_id
    answer = admin.put(f"/api/v1/units/power/members/{li}")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/unit")
    assert admin.put(f"/api/v1/units/repair/members/{uuid4()}").status_code == 404


def test_accounts_are_found_by_part_of_their_name_page_by_page(admin: Phone, sign_in: SignIn) -> None:
    for name in ("wang1", "wang2", "zhao"):
        sign_in(name, Role.UNIT)
    first = admin.get("/api/v1/people?words=WANG&limit=1").json
    assert ([one["username"] for one in first["items"]], first["has_more"]) == (["wang1"], True)
    rest = admin.get(f"/api/v1/people?words=WANG&cursor={first['cursor']}").json
    assert ([one["username"] for one in rest["items"]], rest["has_more"]) == (["wang2"], False)
    assert admin.get("/api/v1/people?words=%25").json["items"] == []


def test_a_unit_is_entered_under_its_code_and_keeps_the_word_nobody_mentions(admin: Phone) -> None:
    body = {"name": "排水所", "kind": "unit", "parent_code": "roads", "word": "排水"}
    made = admin.put("/api/v1/units/drains", json=body)
    assert (made.status_code, made.json["word"], made.json["outside"]) == (200, "排水", False)
    assert admin.put("/api/v1/units/drains", json=body).status_code == 412
    changed = put(admin, "drains", {"name": "排水公司", "kind": "unit", "parent_code": "roads", "outside": True}, '"1"').json
    assert (changed["word"], changed["outside"]) == ("排水", True)
    assert put(admin, "drains", {**body, "active": False}, '"2"').json["active"] is False
    assert put(admin, "drains", body, '"3"').json["active"] is True
