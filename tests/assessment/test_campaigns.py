"""Campaigns: which cases may carry their name, and what they have come to; new cases count in figures at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.assessment import campaigns, tallying
from app.assessment.models import Campaign, CaseTally
from app.cases.models import Case, CaseEvent
from app.cases.queries import events_of
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from app.core.errors import InvalidBody
from app.core.transaction import in_transaction
from tests.cases import many
from tests.conftest import AddPerson, Phone, SignIn
from tests.reports.sending import deliver

TODAY = city_day(clock.now())
CLEANING = {
    "first_day": str(TODAY - timedelta(days=3)),
    "last_day": str(TODAY + timedelta(days=3)),
    "categories": ["sl2_out_of_shop"],
}


def put(phone: Phone, name: str, body: object, **headers: str) -> int:
    return int(phone.put(f"/api/v1/campaigns/{name}", json=body, headers=headers).status_code)


def test_a_campaign_is_entered_and_changed_by_who_supervises(boss: Phone, sign_in: SignIn) -> None:
    assert put(sign_in("li"), "全城清洁", CLEANING) == 403
    assert put(boss, "全城清洁", CLEANING) == 200
    assert put(boss, "全城清洁", CLEANING, **{"If-Match": '"2"'}) == 412
    assert put(boss, "全城清洁", {**CLEANING, "aim": "清理死角"}, **{"If-Match": '"1"'}) == 200
    (kept,) = boss.get("/api/v1/campaigns").json["items"]
    assert (kept["name"], kept["aim"], kept["rev"]) == ("全城清洁", "清理死角", 2)
    assert put(boss, "x", {**CLEANING, "last_day": "2001-01-01"}) == 422
    assert put(boss, "x", {**CLEANING, "categories": ["no-such"]}) == 422
    assert put(boss, "x" * 41, CLEANING) == 422
    assert put(boss, "x", {**CLEANING, "wanted": [{"value": 1, "unit": "处"}, {"value": 2, "unit": "处"}]}) == 422
    assert put(boss, "x", {**CLEANING, "wanted": [{"value": 0, "unit": "处"}]}) == 422


@pytest.mark.parametrize(("begins", "ends", "state"), [(1, 2, "planned"), (-1, 0, "on"), (0, 0, "on"), (-2, -1, "over")])
def test_a_campaign_is_planned_on_or_over_by_the_citys_days(boss: Phone, begins: int, ends: int, state: str) -> None:
    days = {"first_day": str(TODAY + timedelta(days=begins)), "last_day": str(TODAY + timedelta(days=ends))}
    assert boss.put("/api/v1/campaigns/扫雪", json=days).json["state"] == state


@pytest.mark.parametrize(
    ("name", "days", "categories", "taken"),
    [("全城清洁", 0, [], True), ("另一个", 0, [], False), ("全城清洁", 9, [], False), ("全城清洁", 0, ["sl1_fire_lane"], False)],
    ids=["as entered", "not entered", "over by then", "for other categories"],
)
def test_a_case_carries_only_a_campaign_that_is_on(ctx: Flask, name: str, days: int, categories: list[str], taken: bool) -> None:
    one = Campaign(name="全城清洁", first_day=TODAY, last_day=TODAY, categories=categories, aim="", rev=1)
    case = Case(case_no="1", campaign=name, category_slug="sl2_out_of_shop")
    campaigns.case_tagged(case, "tag", None, clock.now())  # none is entered: the name is free
    in_transaction(lambda: db.session.add(one))
    if taken:
        campaigns.case_tagged(case, "tag", None, clock.now() + timedelta(days=days))
    else:
        with pytest.raises(InvalidBody):
            campaigns.case_tagged(case, "tag", None, clock.now() + timedelta(days=days))


def test_a_campaign_is_summed_up_of_what_was_counted(app: Flask, boss: Phone, add_person: AddPerson) -> None:
    assert put(boss, "全城清洁", {**CLEANING, "wanted": [{"value": 100, "unit": "处"}, {"value": 7, "unit": "米"}]}) == 200
    author = add_person("li")

    def tag() -> list[Case]:
        cases = many.add([author], 6, campaign="全城清洁", state="filed", closed_at=None)
        for number, case in enumerate(cases):
            wanted = {"value": 20, "unit": "处"} if number < 2 else {"value": 3, "unit": "块"}
            facts = {"campaign": "全城清洁", "wanted": wanted}
            db.session.add(CaseEvent(case_no=case.case_no, place=1, kind="tag", state="filed", at=many.NOW, facts=facts))
        tallying.write(cases, events_of([case.case_no for case in cases]))
        return cases

    with app.app_context():
        in_transaction(tag)
    told = boss.get("/api/v1/campaigns/全城清洁/summary").json
    assert (told["cases"], told["states"]) == (6, {"filed": 6})
    assert told["quantities"] == [
        {"value": 40, "unit": "处", "wanted": 100},
        {"value": 0, "unit": "米", "wanted": 7},
        {"value": 12, "unit": "块", "wanted": None},
    ]
    assert boss.get("/api/v1/campaigns/nothing/summary").status_code == 404
    counted = boss.get("/api/v1/campaigns/全城清洁/quantities?unit=块&limit=3").json
    assert ([one["value"] for one in counted["items"]], counted["has_more"]) == ([3, 3, 3], True)
    rest = boss.get(f"/api/v1/campaigns/全城清洁/quantities?unit=块&limit=3&cursor={counted['cursor']}").json
    assert (len(rest["items"]), rest["has_more"]) == (1, False)
    for figure in told["figures"]:
        for part in ("numerator", "denominator"):
            behind = boss.get(f"/api/v1/campaigns/全城清洁/figures/{figure['id']}/cases?part={part}&limit=200").json
            assert len(behind["items"]) == figure[part], (figure["id"], part)
    assert sum(unit["cases"] for unit in told["units"]) <= told["cases"]
    assert boss.get("/api/v1/campaigns/全城清洁/figures/filing-rate/cases").status_code == 404
    file = boss.get("/api/v1/campaigns/全城清洁/material")
    assert (file.status_code, file.get_data()[:2]) == (200, b"PK")


@pytest.mark.usefixtures("areas")
def test_a_case_counts_from_the_moment_it_is_filed(app: Flask, li: Phone, boss: Phone, sign_in: SignIn) -> None:
    report_id = deliver(li)["report_id"]
    case_no = boss.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": "accept"}).json["case_no"]
    with app.app_context():
        tally = db.session.query(CaseTally).join(Case, Case.id == CaseTally.case_id).filter(Case.case_no == case_no).one()
        assert tally.filed_day == int(date.strftime(TODAY, "%Y%m%d"))
    items = {one["id"]: one for one in boss.get(f"/api/v1/figures?period={TODAY}..{TODAY}").json["items"]}
    assert (items["accurate-filing-rate"]["value"], items["filing-rate"]["value"]) == ("100.00", "100.00")
    assert li.get(f"/api/v1/figures/mine?period={TODAY}..{TODAY}").json == {"reports": 1, "filed": 1, "closed": 0}
    assert sign_in("wang", Role.PATROL).get(f"/api/v1/figures/mine?period={TODAY}..{TODAY}").json["reports"] == 0
