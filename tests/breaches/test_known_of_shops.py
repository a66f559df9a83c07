"""What the register, the shop itself and the figures know of breaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from app.accounts.rules import Role
from app.breaches.of_shops import for_the_shop
from app.core import clock
from app.core.days import city_day
from tests.breaches.streets import breach, brought, find, open_shop, review, second_time, shop_hands_in
from tests.conftest import Phone, SignIn
from tests.review.judging import judge


def shop_line(reader: Phone, shop_id: str, **wanted: str) -> dict[str, object] | None:
    items = reader.get("/api/v1/shops", query_string=wanted).json["items"]
    return next((one for one in items if one["id"] == shop_id), None)


def test_the_register_counts_the_years_breaches_and_shows_them(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    other = open_shop(app, "隔壁")
    report_ids = [find(li, shop_id), find(li, shop_id, "greening"), find(li, shop_id)]
    judge(boss, report_ids[1], "reject", reason="不是")
    line = shop_line(boss, shop_id)
    assert line is not None
    assert line["breaches_this_year"] == 2
    assert shop_line(boss, other)["breaches_this_year"] == 0  # type: ignore[index]
    page = boss.get(f"/api/v1/shops/{shop_id}").json
    assert [one["id"] for one in page["breaches"]] == report_ids[::-1]
    assert shop_line(boss, shop_id, item="order") is not None
    assert shop_line(boss, shop_id, item="greening") is None
    assert shop_line(boss, other, item="order") is None


def test_a_phone_carries_counts_of_open_breaches_and_of_the_years(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    open_shop(app, "隔壁")
    report_ids = [find(li, shop_id), find(li, shop_id, "greening"), find(li, shop_id, "lighting")]
    judge(boss, report_ids[1], "reject", reason="不是")
    shop_hands_in(app, report_ids[2], [brought(app, shop_id)])
    review(boss, report_ids[2], "pass")
    with clock.stopped_at(clock.now() - timedelta(days=400)):
        long_ago = find(li, shop_id)
    kit = li.get("/api/v1/pledges/kit").json
    [told] = kit["shops"]
    assert kit["year"] == city_day(clock.now()).year
    assert (told["id"], told["standing"], told["breaches_open"], told["breaches_this_year"]) == (shop_id, None, 2, 2)
    assert not {li.person_id, *report_ids, long_ago} & set(map(str, told.values()))


def test_the_shop_reads_what_to_do_and_nobodys_name(app: Flask, li: Phone, boss: Phone, shop_id: str) -> None:
    report_id = find(li, shop_id)
    shop_hands_in(app, report_id, [brought(app, shop_id)])
    review(boss, report_id, "fail", "筐还在，找 13812345678")
    find(li, open_shop(app, "隔壁"))
    with app.app_context():
        told = for_the_shop(shop_id)
    [one] = told
    assert (one["item_name"]["zh"], one["may_hand_in"], one["may_appeal"]) == ("秩序", True, True)
    assert one["hand_ins"][0]["reason"] == "筐还在，找 138****5678"
    assert all(picture["pending"] for picture in one["hand_ins"][0]["photos"])
    for person in (li.person_id, boss.person_id):
        assert person not in str(told)


def test_a_merged_shop_leaves_its_breaches_to_the_one_that_goes_on(
    app: Flask, sign_in: SignIn, li: Phone, boss: Phone, shop_id: str
) -> None:
    into = open_shop(app, "禾家粮油（新）")
    first = find(li, shop_id)
    merged = sign_in("root", Role.ADMIN).post(f"/api/v1/shops/{shop_id}/merge", json={"into": into}, headers={"If-Match": "*"})
    assert merged.status_code == 200, merged.text
    second = find(li, shop_id)
    assert [breach(boss, one)["shop"]["id"] for one in (first, second)] == [into, into]
    assert breach(boss, second)["nth"] == 2


def test_figures_are_by_item_and_of_what_was_due(app: Flask, sign_in: SignIn, li: Phone, boss: Phone, shop_id: str) -> None:
    two_weeks_ago = clock.now() - timedelta(days=14)
    with clock.stopped_at(two_weeks_ago):
        late, right, void = find(li, shop_id), find(li, shop_id, "greening"), find(li, shop_id, "lighting")
        shop_hands_in(app, right, [brought(app, shop_id)])
    review(boss, right, "pass")
    judge(boss, void, "reject", reason="不是")
    not_due_yet = find(li, shop_id, category="something new")
    first, last = (two_weeks_ago - timedelta(days=1)).date(), datetime.now(UTC).date() + timedelta(days=1)
    told = boss.get("/api/v1/breaches/figures", query_string={"period": f"{first}..{last}"}).json
    assert (told["found"], told["in_time"]) == (3, {"numerator": 1, "denominator": 2, "share": 0.5})
    by_item = {one["item"]: (one["found"], one["in_time"]["numerator"], one["in_time"]["denominator"]) for one in told["items"]}
    assert by_item == {"greening": (1, 1, 1), "order": (2, 0, 1)}
    assert not {late, not_due_yet} & {str(value) for value in told.values()}
    elsewhere = sign_in("other", Role.SUPERVISOR, segments=("410104-000-R902-S01",))
    assert elsewhere.get("/api/v1/breaches/figures", query_string={"period": f"{first}..{last}"}).json["found"] == 0
    assert li.get("/api/v1/breaches/figures", query_string={"period": "2026"}).status_code == 403


def test_a_notice_whose_case_a_unit_closes_counts_when_it_was_disposed(li: Phone, boss: Phone, shop_id: str) -> None:
    report_id, number = second_time(li, boss, shop_id, handled_on_spot=True)
    ended = breach(boss, report_id)
    assert (ended["state"], ended["in_time"], ended["case_no"]) == ("closed", True, number)
