"""Tables of shops: read whatever their form, told exactly what is wrong, entered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.core.db import db
from app.shops import queries
from app.shops.models import ShopImport
from tests.conftest import Phone
from tests.reports.city import MAIN, ON_MAIN
from tests.shops.conftest import KERB_LAT, Enter
from tests.shops.tables import TWO, activate, as_csv, bring, line, names, xlsx
from tests.shops.test_rules import GOOD

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("content", [xlsx(*TWO), as_csv(*TWO), as_csv(*TWO, encoding="utf-8-sig")], ids=["xlsx", "gbk", "utf-8"])
def test_a_table_is_looked_at_and_then_entered(keeper: Phone, content: bytes) -> None:
    found = bring(keeper, content)
    assert found.status_code == 201, found.json
    assert {name: found.json[name] for name in ("state", "rows", "good", "new", "changed", "bad", "warnings")} == {
        "state": "checked", "rows": 2, "good": 2, "new": 2, "changed": 0, "bad": [], "warnings": [],
    }  # fmt: skip
    assert names(keeper) == []
    entered = activate(keeper, found.json)
    assert (entered.status_code, entered.json["state"]) == (200, "entered")
    first, second = keeper.get("/api/v1/shops").json["items"]
    assert (first["segment"]["code"], first["contact_hint"], second["status"]) == (MAIN, "周** 138****8000", "closed")
    shop = keeper.get(f"/api/v1/shops/{first['id']}").json
    assert (shop["length_m"], shop["depth_m"], shop["credit_code"], len(shop["frontage"])) == (6.0, 4.0, GOOD, 5)
    assert [(one["kind"], one["facts"]["row"]) for one in shop["history"]] == [("imported", 2)]


def test_the_same_table_again_changes_nothing_and_an_activation_sent_twice_enters_once(keeper: Phone) -> None:
    found = bring(keeper, xlsx(*TWO)).json
    assert activate(keeper, found).json == activate(keeper, found).json
    again = bring(keeper, xlsx(*TWO)).json
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    before = keeper.get("/api/v1/shops").json
    activate(keeper, again)
    assert keeper.get("/api/v1/shops").json == before


def test_what_a_row_says_of_a_known_shop_changes_it_and_what_it_leaves_out_stays(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍", "37 号", contact={"name": "周晓月", "phone": "13800138000"}, kind="茶")
    content = xlsx(line("禾味 茶舍", 37, 经度=shop["point"][0], 联系电话="13900139000", **{"沿街长度(米)": 8}))
    found = bring(keeper, content).json
    assert (found["new"], found["changed"]) == (0, 1)
    activate(keeper, found)
    changed = keeper.get(f"/api/v1/shops/{shop['id']}").json
    assert (changed["rev"], changed["kind"], changed["length_m"]) == (2, "茶", 8.0)
    assert changed["contact_hint"] == "周** 139****9000", "an empty cell takes no name away"
    facts = changed["history"][-1]["facts"]
    assert facts["also"] == ["contact"]
    assert {"name", "depth_m", "segment_from_m"} <= facts["changed"].keys()


def test_a_row_may_name_a_shop_by_its_id(enter: Enter, keeper: Phone) -> None:
    shop = enter("禾味茶舍")
    head = ["店铺编号", "店名", "经度", "纬度", "业态"]
    found = bring(keeper, xlsx([shop["id"], None, None, None, "茶"], [NOBODY, "x", None, None, ""], head=head)).json
    assert found["bad"] == [{"row": 3, "column": "店铺编号", "why": "unknown-shop"}]
    activate(keeper, found)
    assert keeper.get(f"/api/v1/shops/{shop['id']}").json["kind"] == "茶"


BAD = [
    ({"店名": ""}, "店名", "no-name"),
    ({"店名": "长" * 81}, "店名", "too-long"),
    ({"门牌": "9" * 61}, "门牌", "too-long"),
    ({"经度": None, "纬度": None}, "经度", "no-point"),
    ({"纬度": None}, "纬度", "no-point"),
    ({"经度": "东经113度"}, "经度", "bad-number"),
    ({"经度": 34.7, "纬度": 113.6}, "纬度", "bad-point"),
    ({"沿街长度(米)": 900}, "沿街长度(米)", "bad-length"),
    ({"进深（米）": 0}, "进深（米）", "bad-depth"),
    ({"统一社会信用代码": "123"}, "统一社会信用代码", "bad-credit-code"),
    ({"联系电话": "12345"}, "联系电话", "bad-phone"),
    ({"状态": "装修中"}, "状态", "bad-status"),
]


def test_every_bad_cell_is_told_with_its_row_its_column_and_why_and_the_good_rows_go_in(keeper: Phone) -> None:
    lines, expected = [], []
    for place, (said, column, why) in enumerate(BAD):
        lines += [line(f"好{place}", 100 + place), line(said.get("店名", f"坏{place}"), 200 + place, **said)]
        expected.append({"row": 2 * place + 3, "column": column, "why": why})
    lines.append(line("好0", 100))
    expected.append({"row": len(lines) + 1, "column": "店名", "why": "twice"})
    found = bring(keeper, xlsx(*lines)).json
    assert found["bad"] == expected
    assert (found["rows"], found["good"], found["bad_rows"], found["new"]) == (len(lines), len(BAD), len(BAD) + 1, len(BAD))
    activate(keeper, found)
    assert names(keeper) == [f"好{place}" for place in range(len(BAD))]


def test_two_mistakes_of_a_row_are_both_told(keeper: Phone) -> None:
    found = bring(keeper, xlsx(line("", 1, 联系电话="1"))).json
    assert [(one["column"], one["why"]) for one in found["bad"]] == [("店名", "no-name"), ("联系电话", "bad-phone")]
    assert (found["rows"], found["good"], found["bad_rows"]) == (1, 0, 1)


def test_ends_and_segments_are_held_against_the_areas(keeper: Phone) -> None:
    head = ["name", "lon", "lat", "segment", "from_m", "to_m", "depth_m", "街道办"]
    point = [ON_MAIN[0], KERB_LAT]
    rows = (
        ["good", *point, MAIN, 30, 20, 4, ""], ["none", *point, "S-none", "", "", "", ""],
        ["half", *point, MAIN, 30, "", "", ""], ["beyond", *point, MAIN, 30, 480, "", ""],
        ["office", *point, "", "", "", "", "别处街道办"],
    )  # fmt: skip
    found = bring(keeper, xlsx(*rows, head=head)).json
    assert [(one["row"], one["column"], one["why"]) for one in found["bad"]] == [
        (3, "segment", "unknown-segment"), (4, "to_m", "half-ends"), (5, "to_m", "beyond-segment"),
        (6, "街道办", "unknown-office"),
    ]  # fmt: skip
    activate(keeper, found)
    shop = keeper.get("/api/v1/shops").json["items"][0]
    assert keeper.get(f"/api/v1/shops/{shop['id']}").json["segment_from_m"] == 20.0


def test_doubles_by_code_and_number_are_told_and_entered(enter: Enter, keeper: Phone) -> None:
    there = enter("老店", "1 号", contact={"phone": "13800138000"}, credit_code=GOOD)
    bad_code = GOOD[:-1] + ("4" if GOOD[-1] != "4" else "5")
    found = bring(
        keeper,
        xlsx(
            line("甲", 2, 联系电话="138 0013 8000"), line("乙", 3, 统一社会信用代码=GOOD), line("丙", 4, 联系电话="13900139000"),
            line("丁", 5, 联系电话="13900139000", 统一社会信用代码=bad_code), line("远", 6, 经度=113.9),
        ),
    ).json  # fmt: skip
    assert [(one["row"], one["column"], one["why"], one["shop_id"], one["other_row"]) for one in found["warnings"]] == [
        (2, "联系电话", "same-phone", there["id"], None),
        (3, "统一社会信用代码", "same-credit-code", there["id"], None),
        (4, "联系电话", "same-phone", None, 5),
        (5, "统一社会信用代码", "credit-code", None, None),
        (5, "联系电话", "same-phone", None, 4),
        (6, "经度", "outside", None, None),
    ]
    assert (found["good"], found["new"], found["warned"]) == (5, 5, 6)


def test_points_of_another_datum_are_moved(keeper: Phone) -> None:
    activate(keeper, bring(keeper, xlsx(line("甲", 2)), datum="gcj02").json)
    shop = keeper.get("/api/v1/shops").json["items"][0]
    lon = keeper.get(f"/api/v1/shops/{shop['id']}").json["point"][0]
    assert 0.004 < ON_MAIN[0] - lon < 0.008


def test_a_shop_entered_meanwhile_is_met_and_not_doubled(enter: Enter, keeper: Phone) -> None:
    found = bring(keeper, xlsx(*TWO)).json
    enter("禾味茶舍", "37 号")
    entered = activate(keeper, found).json
    assert (entered["new"], entered["changed"]) == (1, 1)
    assert names(keeper) == ["禾味茶舍", "小满面馆"]


def test_names_and_numbers_of_a_table_lie_sealed_and_go_when_it_is_entered(app: Flask, keeper: Phone) -> None:
    found = bring(keeper, xlsx(*TWO)).json
    with app.app_context():
        row = queries.import_of(found["id"])
        assert row.content is not None
        assert "周晓月".encode() not in row.content
        assert "13800138000" not in str([row.bad, row.warnings])
    activate(keeper, found)
    with app.app_context():
        assert queries.import_of(found["id"]).content is None
        last = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
        assert last is not None
        assert (last.action, last.object_id) == ("shops-entered", found["id"])


def test_a_table_nobody_entered_loses_its_rows(app: Flask, keeper: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    found = bring(keeper, xlsx(*TWO)).json
    monkeypatch.setattr("app.shops.importing._KEPT", timedelta(days=-1))
    bring(keeper, xlsx(*TWO))
    with app.app_context():
        assert db.session.get(ShopImport, found["id"]).content is None  # type: ignore[union-attr]
    late = activate(keeper, found)
    assert (late.status_code, late.json["type"]) == (409, "/problems/illegal-move")
