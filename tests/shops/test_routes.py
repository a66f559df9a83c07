"""The register over HTTP: entering, changing, merging, looking; and who may do what."""

from __future__ import annotations

import uuid

import pytest
import shapely
from flask import Flask

from app.accounts.rules import BUNDLES, Permission, Role
from app.areas.queries import current_index
from app.audit.models import AuditEntry
from app.core.db import db
from app.shops import queries, sealing
from tests.conftest import Phone, SignIn
from tests.reports.city import BACK, MAIN, MAIN_LAT, ON_BACK, OUTSIDE
from tests.shops.conftest import KERB_LAT, Enter
from tests.shops.test_rules import GOOD

NOBODY = "00000000-0000-7000-8000-000000000000"
ROUTES = {
    ("GET", "/api/v1/shops"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/shops/counts"): Permission.SEE_PLEDGES,
    ("GET", "/api/v1/shops/export"): Permission.EXPORT_LISTS,
    ("GET", f"/api/v1/shops/{NOBODY}"): Permission.SEE_PLEDGES,
    ("POST", "/api/v1/shops"): Permission.KEEP_SHOPS,
    ("PATCH", f"/api/v1/shops/{NOBODY}"): Permission.KEEP_SHOPS,
    ("POST", f"/api/v1/shops/{NOBODY}/merge"): Permission.KEEP_SHOPS,
    ("GET", f"/api/v1/shops/{NOBODY}/contact"): Permission.KEEP_SHOPS,
}
CONTACT = {"name": "周晓月", "phone": "138 0013 8000"}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GALLERY}))
def test_each_route_opens_for_the_posts_that_have_its_right_and_for_no_other(sign_in: SignIn, role: Role) -> None:
    phone = sign_in(role.value, role)
    for (method, path), right in ROUTES.items():
        answer = phone.open(path, method=method, headers={"If-Match": "*"}, json={} if method != "GET" else None)
        assert (answer.status_code != 403) == (right in BUNDLES[role]), f"{role} {method} {path}: {answer.status_code}"


def test_a_shop_stands_where_it_was_drawn_with_the_ground_it_answers_for(app: Flask, enter: Enter) -> None:
    shop = enter("禾味茶舍", length_m=10, depth_m=5)
    assert (shop["segment"], shop["rev"], shop["length_m"]) == ({"code": MAIN, "name": "东大街"}, 1, 10.0)
    assert shop["cell_code"]
    assert shop["frontage"][0] == shop["frontage"][-1]
    assert min(lat for _, lat in shop["frontage"]) == pytest.approx(KERB_LAT, abs=1e-6)
    with app.app_context():
        metres = current_index().plane.forward_array(shapely.get_coordinates(shapely.Polygon(shop["frontage"])))
    assert shapely.Polygon(metres).area == pytest.approx(50, rel=0.01)
    assert shop["warnings"] == []
    assert (shop["pledge"], shop["breaches_this_year"], shop["refused"]) == (None, 0, False)
    assert [one["kind"] for one in shop["history"]] == ["entered"]


def test_sent_twice_under_one_id_a_shop_is_entered_once(enter: Enter, keeper: Phone) -> None:
    shop_id = str(uuid.uuid4())
    assert enter("禾味茶舍", id=shop_id) == enter("禾味茶舍", id=shop_id)
    assert len(keeper.get("/api/v1/shops").json["items"]) == 1


def test_what_is_odd_is_kept_and_told(enter: Enter) -> None:
    first = enter("禾味茶舍", credit_code=GOOD, contact=CONTACT)
    double = enter("禾味 茶舍", credit_code=GOOD, contact=CONTACT)
    assert {one["word"]: one["shop_ids"] for one in double["warnings"]} == {
        word: [first["id"]] for word in ("same-name-and-door", "same-credit-code", "same-phone")
    }
    wrong = enter("小满面馆", "39 号", credit_code="91350100M000100Y44", point=list(OUTSIDE))
    assert [one["word"] for one in wrong["warnings"]] == ["credit-code", "outside"]
    middle = enter("路中间", "41 号", point=[113.6730, MAIN_LAT], length_m=5, depth_m=5)
    assert [one["word"] for one in middle["warnings"]] == ["no-frontage"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"point": [113.6, 91.0]}, "/point"),
        ({"point": [113.6]}, "/point"),
        ({"point": ["113.6", 34.7]}, "/point/0"),
        ({"segment_code": "S-none"}, "/segment_code"),
        ({"segment_from_m": 10.0, "segment_to_m": 9000.0}, "/segment_to_m"),
        ({"segment_from_m": 10.0}, "/segment_from_m"),
        ({"contact": {"phone": "12345"}}, "/contact/phone"),
        ({"credit_code": "123"}, "/credit_code"),
        ({"street_unit": "street-none"}, "/street_unit"),
        ({"photos": ["x"]}, "/photos/0"),
        ({"status": "shut"}, "/status"),
        ({"oddity": 1}, "/oddity"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(keeper: Phone, said: dict[str, object], pointer: str) -> None:
    answer = keeper.post("/api/v1/shops", json={"name": "店", "point": [113.673, KERB_LAT], **said})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert keeper.get("/api/v1/shops").json["items"] == []


def test_of_a_contact_only_the_half_that_is_said_changes(enter: Enter, keeper: Phone) -> None:
    path = f"/api/v1/shops/{enter('禾味茶舍', contact=CONTACT)['id']}"
    hints = [
        keeper.patch(path, json={"contact": contact}, headers={"If-Match": "*"}).json["contact_hint"]
        for contact in ({"phone": "13900139000"}, {"name": "吴用"}, {}, {"name": None}, None)
    ]
    assert hints == ["周** 139****9000", "吴* 139****9000", "吴* 139****9000", "139****9000", None]


def test_a_change_is_held_against_the_revision_and_goes_into_the_history(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍", contact=CONTACT, length_m=10, depth_m=5)
    path = f"/api/v1/shops/{shop['id']}"
    said = {"name": "禾味茶馆", "contact": {"name": "吴用", "phone": "13900139000"}}
    changed = keeper.patch(path, json=said, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.json
    assert (changed.json["name"], changed.json["rev"], changed.json["frontage"]) == ("禾味茶馆", 2, shop["frontage"])
    assert changed.json["contact_hint"] == "吴* 139****9000"
    assert keeper.patch(path, json=said, headers={"If-Match": '"1"'}).status_code == 412
    assert keeper.patch(path, json=said, headers={"If-Match": '"2"'}).json["rev"] == 2
    last = changed.json["history"][-1]
    assert (last["kind"], last["facts"]) == ("changed", {"changed": {"name": ["禾味茶舍", "禾味茶馆"]}, "also": ["contact"]})
    assert last["by"]["id"] == keeper.person_id


def test_a_shop_that_moves_takes_its_segment_and_the_length_of_its_front_along(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍", length_m=10, depth_m=5)
    south = [ON_BACK[0] + 0.001, ON_BACK[1] - 8 / 110_940]
    moved = keeper.patch(f"/api/v1/shops/{shop['id']}", json={"point": south}, headers={"If-Match": "*"}).json
    assert (moved["segment"]["code"], moved["length_m"]) == (BACK, 10.0)
    assert max(lat for _, lat in moved["frontage"]) == pytest.approx(south[1], abs=1e-6)
    assert {"lon", "segment_code", "segment_from_m"} <= moved["history"][-1]["facts"]["changed"].keys()


def test_whom_a_shop_is_reached_by_is_sealed_masked_and_read_with_an_entry_in_the_log(
    app: Flask, enter: Enter, keeper: Phone, li: Phone
) -> None:
    shop = enter("禾味茶舍", contact=CONTACT)
    assert shop["contact_hint"] == "周** 138****8000"
    path = f"/api/v1/shops/{shop['id']}/contact"
    assert li.get(path).status_code == 403
    answer = keeper.get(path)
    assert answer.json == {"name": "周晓月", "phone": "13800138000"}
    assert answer.headers["Cache-Control"] == "private, no-store"
    with app.app_context():
        row = queries.shop(shop["id"])
        assert row is not None
        assert row.contact is not None
        assert "周晓月".encode() not in row.contact
        assert b"13800138000" not in row.contact
        assert row.phone_index == sealing.phone_index("13800138000")
        newest = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
        assert newest is not None
        assert (newest.action, newest.object_id, newest.actor_id) == ("contact-read", shop["id"], keeper.person_id)
        told = "".join(entry.facts for entry in db.session.query(AuditEntry))
        assert "13800138000" not in told
        assert "周晓月" not in told


def test_a_merged_double_stays_readable_and_points_to_the_one_that_goes_on(app: Flask, enter: Enter, keeper: Phone) -> None:
    double, shop = enter("禾味 茶舍", contact=CONTACT, kind="tea"), enter("禾味茶舍")
    older = enter("禾味", "37-1 号")
    merge = lambda one, into: keeper.post(f"/api/v1/shops/{one}/merge", json={"into": into})  # noqa: E731
    assert merge(older["id"], double["id"]).status_code == 200
    merged = merge(double["id"], shop["id"])
    assert merged.status_code == 200, merged.json
    assert (merged.json["contact_hint"], merged.json["kind"]) == ("周** 138****8000", "tea")
    assert merged.json["merged_from"] == sorted([double["id"], older["id"]])
    assert [one["kind"] for one in merged.json["history"]] == ["entered", "took-over", "changed"]
    assert keeper.get(f"/api/v1/shops/{shop['id']}/contact").json["phone"] == "13800138000"
    gone = keeper.get(f"/api/v1/shops/{double['id']}").json
    assert (gone["merged_into"], gone["status"], gone["name"]) == (shop["id"], "closed", "禾味 茶舍")
    assert [one["id"] for one in keeper.get("/api/v1/shops").json["items"]] == [shop["id"]]
    assert merge(double["id"], older["id"]).json["into"] == shop["id"]
    assert merge(shop["id"], shop["id"]).status_code == 422
    assert merge(shop["id"], NOBODY).status_code == 404
    assert keeper.patch(f"/api/v1/shops/{double['id']}", json={}, headers={"If-Match": "*"}).status_code == 409
    with app.app_context():
        assert queries.going_on(older["id"]).id == shop["id"]  # type: ignore[union-attr]


def test_the_list_goes_by_door_page_by_page_and_is_narrowed(enter: Enter, keeper: Phone) -> None:
    for number in (9, 12, 10, 41):
        enter(f"店{number}", f"{number} 号", east=number * 1e-5)
    enter("背街", "3 号", street="背街", point=list(ON_BACK), contact=CONTACT, status="closed")
    first = keeper.get("/api/v1/shops?limit=2&street=东大街").json
    assert [one["door"] for one in first["items"]] == ["9 号", "10 号"]
    rest = keeper.get("/api/v1/shops", query_string={"street": "东大街", "cursor": first["cursor"]}).json
    assert ([one["door"] for one in rest["items"]], rest["has_more"]) == (["12 号", "41 号"], False)
    for said, doors in (
        ({"odd": "true"}, ["9 号", "41 号", "3 号"]),
        ({"odd": "false"}, ["10 号", "12 号"]),
        ({"segment": BACK}, ["3 号"]),
        ({"status": "closed"}, ["3 号"]),
        ({"words": "店 12"}, ["12 号"]),
        ({"words": "138-0013-8000"}, ["3 号"]),
        ({"unit": "nowhere"}, []),
    ):
        found = keeper.get("/api/v1/shops", query_string=said).json["items"]
        assert [one["door"] for one in found] == doors, said
    assert keeper.get("/api/v1/shops?cursor=xx").status_code == 422


def test_a_scope_is_kept_and_a_number_finds_nothing_for_whoever_may_not_read_it(enter: Enter, sign_in: SignIn) -> None:
    there, elsewhere = enter("禾味茶舍", contact=CONTACT), enter("背街", point=list(ON_BACK))
    patrol = sign_in("wang", Role.PATROL, segments=(MAIN,))
    assert [one["id"] for one in patrol.get("/api/v1/shops").json["items"]] == [there["id"]]
    assert patrol.get(f"/api/v1/shops/{elsewhere['id']}").status_code == 404
    assert patrol.get("/api/v1/shops?words=13800138000").json["items"] == []


def test_an_id_that_belongs_to_a_shop_out_of_sight_says_nothing_of_it(enter: Enter, sign_in: SignIn) -> None:
    shop = enter("背街", point=list(ON_BACK))
    other = sign_in("narrow", Role.SUPERVISOR, segments=(MAIN,))
    answer = other.post("/api/v1/shops", json={"id": shop["id"], "name": "x", "point": list(ON_BACK)})
    assert answer.status_code == 404


def test_how_many_there_are_is_counted_as_the_list_is_narrowed(enter: Enter, keeper: Phone) -> None:
    enter("禾味茶舍", door="1 号")
    enter("春水面馆", door="2 号")
    enter("旧书店", door="3 号", status="closed")
    counted = {
        query: keeper.get(f"/api/v1/shops/counts?{query}").json["all"] for query in ("", "status=open", "odd=true", "words=面馆")
    }
    assert counted == {"": 3, "status=open": 2, "odd=true": 2, "words=面馆": 1}
    assert keeper.get("/api/v1/shops/counts?standing=expired").json["all"] == 3
