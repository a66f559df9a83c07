"""备案: what was confirmed is filed in batches, with numbers that never skip and never repeat, and replaces what was before."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app.core import clock
from app.core.days import city_day
from app.core.transaction import in_transaction
from app.pledges.rules import Standing, State, last_day, standing
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from tests.conftest import Phone
from tests.pledges.signing import MARK, confirm, file, filed, read, shop, sign


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 21)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 4)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_term_ends_on_the_day_before_the_same_day(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


def test_a_pledge_expires_after_its_last_day_and_says_so_thirty_days_before() -> None:
    last, since = date(2027, 11, 21), date(2027, 10, 22)
    words = {
        day: standing(State.FILED, superseded=False, valid_to=last, notice_from=since, today=day)
        for day in (since - timedelta(days=1), since, last, last + timedelta(days=1))
    }
    assert list(words.values()) == [Standing.ACTIVE, Standing.EXPIRING, Standing.EXPIRING, Standing.EXPIRED]


def test_what_waits_is_confirmed_then_filed_and_holds(boss: Phone, li: Phone, shop_id: str) -> None:
    pledge_id = sign(li, shop_id)
    assert [one["why"] for one in file(boss, pledge_id)["refused"]] == ["not-confirmed"]
    confirmed = confirm(boss, pledge_id).json
    assert (confirmed["standing"], confirmed["confirmed"]["how"]) == ("confirmed", "paper")
    [done] = file(boss, pledge_id)["filed"]
    today = city_day(clock.now())
    assert done["number"] == f"{MARK}包〔{today.year}〕1号"
    assert (done["standing"], done["valid_from"]) == ("active", today.isoformat())
    assert done["valid_to"] == last_day(today, 12).isoformat()
    pledge = read(boss, pledge_id)
    assert [one["kind"] for one in pledge["events"]] == ["signed", "confirm", "file"]
    assert pledge["filed"]["by"]["id"] == boss.person_id
    assert [one["why"] for one in file(boss, pledge_id)["refused"]] == ["not-confirmed"]
    assert [one["standing"] for one in li.get("/api/v1/pledges/kit").json["shops"]] == ["active"]


def test_a_batch_gets_numbers_in_a_row_and_what_cannot_be_filed_hinders_nothing(
    app: Flask, boss: Phone, li: Phone, shop_id: str
) -> None:
    ids = [sign(li, shop(app, f"店{n}")) for n in range(3)]
    for one in ids:
        confirm(boss, one)
    waiting, strange = sign(li, shop(app, "等着")), str(uuid4())
    batch = file(boss, ids[1], waiting, ids[0], strange, ids[2], ids[1])
    assert [(one["id"], one["number"][-2:]) for one in batch["filed"]] == [(ids[1], "1号"), (ids[0], "2号"), (ids[2], "3号")]
    assert {one["id"]: one["why"] for one in batch["refused"]} == {waiting: "not-confirmed", strange: "not-found"}


def test_every_street_numbers_for_itself_and_one_without_a_mark_files_nothing(
    app: Flask, boss: Phone, li: Phone, scheme: None
) -> None:
    with app.app_context():
        for code, mark in (("east", "东关"), ("markless", None)):
            facts = UnitFacts(code, UnitKind.STREET, None, word=mark)
            in_transaction(lambda code=code, facts=facts: roster.put_unit(code, facts, None, None, new=True))
    shops = [shop(app, office="east"), shop(app), shop(app, office="markless"), shop(app, office=None)]
    ids = [sign(li, one) for one in shops]
    for one in ids:
        confirm(boss, one)
    batch = file(boss, *ids)
    assert [one["number"].split("〔")[0] for one in batch["filed"]] == ["东关包", f"{MARK}包"]
    assert all(one["number"].endswith("〕1号") for one in batch["filed"])
    assert [one["why"] for one in batch["refused"]] == ["no-mark", "no-office"]


def test_what_leaves_open_who_promised_what_is_never_filed(app: Flask, boss: Phone, li: Phone, shop_id: str) -> None:
    doubtful = sign(li, shop_id, strokes=[])
    confirm(boss, doubtful)
    closed = sign(li, shop(app, closed=True))
    confirm(boss, closed)
    assert [one["why"] for one in file(boss, doubtful, closed)["refused"]] == ["doubtful", "shop-closed"]


def test_a_renewal_replaces_the_pledge_before_it_when_it_is_filed_and_not_sooner(boss: Phone, li: Phone, shop_id: str) -> None:
    first = filed(li, boss, shop_id)
    second = sign(li, shop_id)
    confirm(boss, second)
    assert read(boss, first["id"])["standing"] == "active"
    assert [one["pledge_id"] for one in li.get("/api/v1/pledges/kit").json["shops"]] == [first["id"]]
    [new] = file(boss, second)["filed"]
    old = read(boss, first["id"])
    assert (old["standing"], old["superseded_by"], old["number"]) == ("superseded", second, first["number"])
    assert (new["supersedes"], new["number"][-2:]) == (first["id"], "2号")
    assert confirm(boss, first["id"]).status_code == 409


def test_an_unfiled_one_signed_before_gives_way_and_one_signed_after_waits_on(boss: Phone, li: Phone, shop_id: str) -> None:
    before, middle, after = (sign(li, shop_id) for _ in range(3))
    confirm(boss, middle)
    file(boss, middle)
    assert [read(boss, one)["standing"] for one in (before, middle, after)] == ["superseded", "active", "signed"]
    late = confirm(boss, before)
    assert (late.status_code, late.json["allowed"]) == (409, [])


def test_a_pledge_that_ends_keeps_its_number_and_a_next_one_gets_the_next(boss: Phone, li: Phone, shop_id: str) -> None:
    first = filed(li, boss, shop_id)
    ended = boss.post(f"/api/v1/pledges/{first['id']}/termination", json={"reason": "搬走了"})
    assert (ended.status_code, ended.json["standing"], ended.json["terminated"]["reason"]) == (200, "terminated", "搬走了")
    again = boss.post(f"/api/v1/pledges/{first['id']}/termination", json={"reason": "搬走了"})
    assert (again.status_code, again.json["allowed"]) == (409, [])
    assert filed(li, boss, shop_id)["number"][-2:] == "2号"


def test_confirming_and_filing_are_for_the_desk(li: Phone, boss: Phone, shop_id: str) -> None:
    pledge_id = sign(li, shop_id)
    assert confirm(li, pledge_id).status_code == 403
    assert li.post("/api/v1/pledges/filing", json={"ids": [pledge_id]}).status_code == 403
    assert li.post(f"/api/v1/pledges/{pledge_id}/termination", json={"reason": "x"}).status_code == 403
    assert confirm(boss, pledge_id, how="code").status_code == 422
    assert confirm(boss, str(uuid4())).status_code == 404
    assert boss.post("/api/v1/pledges/filing", json={"ids": []}).status_code == 422
